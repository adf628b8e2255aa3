import iconv from 'iconv-lite'
import { makeDocx, makeExe } from '../../support/attachments.ts'
import {
  base64,
  enclosing,
  fileAs,
  greeting,
  html,
  join,
  letter,
  multipart,
  type Octets,
  part,
  plainText,
} from '../raw.ts'
import { asProgram, asSecret, type Caught, type Family } from './evasion.ts'

const stamp = 'TUYỆT MẬT\r\n\r\nPhương án số 1.\r\n'
const hidden = plainText(stamp, 'utf-8', 'base64')
const exe = makeExe()

const built = (how: string, content: Octets, fields: readonly Octets[] = [], outcome: Caught = asSecret) => ({
  how,
  letter: letter(content, { fields }),
  outcome,
})

const page = (how: string, content: string) => built(how, html(content))

function uuencoded(name: string, bytes: Uint8Array): string {
  const lines = [`begin 644 ${name}`]
  for (let at = 0; at < bytes.length; at += 45) {
    const chunk = Buffer.from(bytes.subarray(at, at + 45))
    const sixes = Buffer.concat([chunk, Buffer.alloc(2)])
      .toString('base64')
      .slice(0, Math.ceil(chunk.length / 3) * 4)
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
    const digits = [...sixes].map(six => String.fromCharCode(32 + (alphabet.indexOf(six) || 64)))
    lines.push(String.fromCharCode(32 + chunk.length) + digits.join(''))
  }
  return [...lines, '`', 'end', ''].join('\r\n')
}

const mixed = 'Content-Type: multipart/mixed; boundary="r"'

export const disagreements: Family = {
  title: 'Thư mà mỗi chương trình đọc một cách',
  evasions: [
    built(
      'hai trường Content-Type, chữ trước, multipart có phần base64 sau',
      part(['Content-Type: text/plain', mixed], join('--r\r\n', hidden, '\r\n--r--\r\n')),
    ),
    built(
      'hai trường Content-Type, multipart trước, chữ sau',
      part([mixed, 'Content-Type: text/plain; charset=utf-8'], join('--r\r\n', hidden, '\r\n--r--\r\n')),
    ),
    built(
      'hai tham số charset',
      part(['Content-Type: text/plain; charset=us-ascii; charset=utf-16le'], Buffer.from(stamp, 'utf16le')),
    ),
    built(
      'hai trường Content-Disposition, tên chạy được ở trường sau',
      multipart('mixed', [
        greeting,
        fileAs(
          [
            'Content-Type: application/octet-stream',
            'Content-Disposition: attachment; filename="a.pdf"',
            'Content-Disposition: attachment; filename="a.js"',
          ],
          'x',
        ),
      ]),
      [],
      asProgram,
    ),
    built(
      'hai trường Content-Transfer-Encoding của tệp chạy được',
      multipart('mixed', [
        greeting,
        part(
          [
            'Content-Type: application/octet-stream',
            'Content-Transfer-Encoding: 8bit',
            'Content-Transfer-Encoding: base64',
          ],
          base64(exe),
        ),
      ]),
      [],
      asProgram,
    ),
    built(
      'hai trường Content-Transfer-Encoding trong thư chuyển tiếp',
      multipart('mixed', [
        greeting,
        part(
          ['Content-Type: message/rfc822'],
          part(
            [
              'Subject: Fwd',
              'Content-Type: text/plain; charset=utf-8',
              'Content-Transfer-Encoding: 7bit',
              'Content-Transfer-Encoding: base64',
            ],
            base64(stamp),
          ),
        ),
      ]),
    ),
    built(
      'hai trường Subject trong thư chuyển tiếp',
      multipart('mixed', [
        greeting,
        part(['Content-Type: message/rfc822'], part(['Subject: Fwd', 'Subject: [Mật] Báo cáo'], 'x')),
      ]),
    ),
    built(
      'dòng chữ bắt đầu giống ranh giới',
      part([mixed], join('--r\r\n\r\n--rieng\r\nTUYỆT MẬT\r\n\r\nPhương án.\r\n--r--\r\n')),
    ),
    built(
      'dòng giống ranh giới trước chữ base64',
      part(
        [mixed],
        join(
          '--r\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n--rxyz\r\n',
          base64(`\r\n${stamp}`),
          '\r\n--r--\r\n',
        ),
      ),
    ),
    built(
      'phần base64 sau ranh giới kết',
      part([mixed], join('--r\r\n', greeting, '\r\n--r--\r\n--r\r\n', hidden, '\r\n--r--\r\n')),
    ),
    built('dòng không phải trường giữa tiêu đề thư', join('TUYỆT MẬT\r\n', greeting)),
    built(
      'dòng không phải trường giữa tiêu đề một phần',
      multipart('mixed', [join('TUYỆT MẬT\r\n', greeting)]),
    ),
    built('trường Comments', greeting, ['Comments: TUYỆT MẬT']),
    built('trường Keywords', greeting, ['Keywords: kế hoạch; MẬT']),
    built(
      'trường Content-Description của tệp',
      multipart('mixed', [
        greeting,
        fileAs(['Content-Type: image/png', 'Content-Description: =?utf-8?q?M=E1=BA=ACT?='], 'x'),
      ]),
    ),
    built(
      'tên cách mã hóa kèm chữ thừa',
      part(['Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: base64 x'], base64(stamp)),
    ),
    built(
      'thư đính kèm dạng message/global',
      multipart('mixed', [
        greeting,
        part(['Content-Type: message/global'], part(['From: a@b.vn', 'Subject: x'], stamp)),
      ]),
    ),
    built(
      'thư chuyển tiếp dạng message/global, mã hóa base64',
      multipart('mixed', [
        greeting,
        fileAs(['Content-Type: message/global'], part(['From: a@b.vn', 'Subject: Fwd: MẬT Báo cáo'], 'x')),
      ]),
    ),
    built('uuencode một tệp DOCX', plainText(uuencoded('a.docx', makeDocx('MẬT\nBáo cáo')))),
    built('uuencode một chương trình', plainText(uuencoded('anh.jpg', exe)), [], asProgram),
    built(
      'tệp khai báo Content-Transfer-Encoding: x-uuencode',
      multipart('mixed', [
        greeting,
        part(
          ['Content-Type: text/plain; name="a.txt"', 'Content-Transfer-Encoding: x-uuencode'],
          uuencoded('a.txt', Buffer.from(stamp)),
        ),
      ]),
    ),
    built('UTF-8 không nhãn lẫn một octet hỏng', part([], join(stamp, Buffer.of(0xff, 0xfe), '\r\n'))),
    built('nhãn utf-8 đặt trong nháy đơn', plainText(stamp, "'utf-8'")),
    built(
      'UTF-16BE không dấu thứ tự byte',
      plainText(Buffer.from(stamp, 'utf16le').swap16(), 'utf-16be', 'base64'),
    ),
    built(
      'UTF-16 không nhãn',
      part(['Content-Transfer-Encoding: base64'], base64(Buffer.from(`\ufeff${stamp}`, 'utf16le'))),
    ),
    built('UTF-16 ghi nhãn utf-8', plainText(Buffer.from(stamp, 'utf16le'), 'utf-8', 'base64')),
    built('UTF-32', plainText(iconv.encode(stamp, 'utf-32le', { addBOM: true }), 'utf-32', 'base64')),
    built('ISO-2022-JP, chữ toàn khổ', plainText(iconv.encode('ＴＵＹＥＴ　ＭＡＴ', 'utf8'), 'utf-8')),
    built(
      'chữ toàn khổ qua ISO-2022-JP',
      plainText(Buffer.from('\x1b$B#T#U#Y#E#T!!#M#A#T\x1b(B\r\n\r\nBao cao\r\n'), 'iso-2022-jp', '7bit'),
    ),
    built(
      'quoted-printable lồng base64',
      part(
        ['Content-Transfer-Encoding: quoted-printable', 'Content-Transfer-Encoding: base64'],
        base64(stamp),
      ),
    ),
    built(
      'base64 có dòng chữ thường trước và sau',
      part(
        ['Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: base64'],
        `${base64(stamp)}\r\n\r\n-- \r\nGửi từ máy chủ\r\n`,
      ),
    ),
    built(
      'phần text/x-khac không tên',
      multipart('mixed', [greeting, part(['Content-Type: text/x-khac; charset=utf-8'], stamp)]),
    ),
    built(
      'text/richtext',
      part(
        ['Content-Type: text/richtext; charset=utf-8'],
        '<center>TUYỆT <bold>MẬT</bold></center>\r\nPhương án',
      ),
    ),
    built(
      'text/rtf',
      part(['Content-Type: text/rtf'], '{\\rtf1\\ansi TUY\\u7878?T M\\u7852?T\\par Bao cao}'),
    ),
    built(
      'multipart/appledouble',
      multipart('mixed', [
        greeting,
        multipart(
          'appledouble',
          [
            fileAs(['Content-Type: application/applefile'], Buffer.from('00051607', 'hex')),
            fileAs(['Content-Type: application/octet-stream'], makeDocx('MẬT\nBáo cáo')),
          ],
          'hai',
        ),
      ]),
    ),
    page('dấu lớn hơn trong thuộc tính, giữa chữ', '<p>M<b title="x > chữ khác">ẬT</b></p><p>Báo cáo</p>'),
    page('thẻ head không đóng', '<html><head><meta charset="utf-8"><p>TUYỆT MẬT</p>'),
    page('chú thích kết bằng --!>', '<!-- x --!><p>TUYỆT MẬT</p><!-- y -->'),
    page('chú thích rỗng <!-->', '<!--><p>TUYỆT MẬT</p><!-- y -->'),
    page(
      'chú thích có điều kiện của Outlook',
      '<!--[if gte mso 9]><p>TUYỆT MẬT</p><![endif]--><p>Kính gửi</p>',
    ),
    page('mã ký tự thêm số 0 ở đầu', '<p>&#0000000000077;&#x00000001EAC;&#000084;</p>'),
    page('chữ toán học dạng tên', '<p>&Topf;&Uopf;&Yopf;&Eopf;&Topf; &Mopf;&Aopf;&Topf;</p>'),
    page('dấu cách không bề rộng dạng tên', '<p>M&ZeroWidthSpace;Ậ&NoBreak;T</p>'),
    page('chữ thay ảnh', '<img src="cid:a" alt="TUYỆT MẬT">'),
    page('giá trị của ô nhập', '<input value="TUYỆT MẬT">'),
    page('nháy lạc trong thẻ', '<p ">TUYỆT MẬT</p><p ">Báo cáo</p>'),
    {
      how: 'UTF-8 ghi nhãn iso-8859-1 trong tệp TXT',
      letter: enclosing(
        fileAs(
          [
            'Content-Type: text/plain; charset=iso-8859-1',
            'Content-Disposition: attachment; filename="a.txt"',
          ],
          stamp,
        ),
      ),
      outcome: asSecret,
    },
    {
      how: 'danh thiếp có ghi chú',
      letter: enclosing(
        fileAs(
          ['Content-Type: text/vcard', 'Content-Disposition: attachment; filename="a.vcf"'],
          'BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Van thu\r\nNOTE:TUYỆT M\r\n ẬT\\nPhương án\r\nEND:VCARD\r\n',
        ),
      ),
      outcome: asSecret,
    },
    {
      how: 'lịch hẹn gấp dòng giữa chữ, nội dung HTML',
      letter: enclosing(
        fileAs(
          ['Content-Type: text/calendar', 'Content-Disposition: attachment; filename="a.ics"'],
          'BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nX-ALT-DESC;FMTTYPE=text/html:<p>TUY\r\n ỆT M<b>ẬT</b></p>\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n',
        ),
      ),
      outcome: asSecret,
    },
  ],
}
