import { makeDocx } from '../../support/attachments.ts'
import {
  base64,
  enclosing,
  file,
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
import { asSecret, type Family } from './evasion.ts'

const stamp = 'TUYỆT MẬT\r\n\r\nPhương án số 1.\r\n'
const secret = plainText(stamp)

const built = (how: string, content: Octets, fields: readonly Octets[] = []) => ({
  how,
  letter: letter(content, { fields }),
  outcome: asSecret,
})

const message = (subject: string, content: Octets) =>
  join(`From: a@xaydungbacha.com.vn\r\nSubject: ${subject}\r\nMIME-Version: 1.0\r\n`, content)

function deep(levels: number, content: Buffer): Buffer {
  let inner = content
  for (let level = 0; level < levels; level++) inner = multipart('mixed', [inner], `lop-${level}`)
  return inner
}

export const structure: Family = {
  title: 'Cấu trúc thư: phần lồng nhau, phần giấu, ranh giới hỏng',
  evasions: [
    built(
      'phần HTML khác phần chữ của multipart/alternative',
      multipart('alternative', [greeting, html('<p>TUYỆT MẬT</p><p>Phương án</p>')]),
    ),
    built(
      'phần chữ khác phần HTML của multipart/alternative',
      multipart('alternative', [secret, html('<p>Kính gửi</p>')]),
    ),
    built(
      'hai phần chữ trong multipart/alternative',
      multipart('alternative', [greeting, secret, html('<p>Kính gửi</p>')]),
    ),
    built('phần thứ hai của multipart/mixed', multipart('mixed', [greeting, secret])),
    built('multipart/related', multipart('related', [html('<p>Kính gửi</p>'), html('<p>TUYỆT MẬT</p>')])),
    built('multipart/digest', multipart('digest', [join('\r\n', message('[MẬT] Báo cáo', greeting))])),
    built('multipart không rõ kiểu', multipart('khong-ro', [greeting, secret])),
    built(
      'thư chuyển tiếp dạng message/rfc822',
      multipart('mixed', [greeting, part(['Content-Type: message/rfc822'], message('Fwd', secret))]),
    ),
    built(
      'tiêu đề của thư đính kèm',
      multipart('mixed', [
        greeting,
        part(['Content-Type: message/rfc822'], message('[MẬT] Báo cáo', greeting)),
      ]),
    ),
    built(
      'thư đính kèm mã hóa base64, trái chuẩn',
      multipart('mixed', [greeting, fileAs(['Content-Type: message/rfc822'], message('Fwd', secret))]),
    ),
    built(
      'thư trong thư trong thư',
      multipart('mixed', [
        greeting,
        part(
          ['Content-Type: message/rfc822'],
          message(
            '1',
            multipart(
              'mixed',
              [greeting, part(['Content-Type: message/rfc822'], message('2', secret))],
              'hai',
            ),
          ),
        ),
      ]),
    ),
    built(
      'thư chuyển tiếp có tệp DOCX',
      multipart('mixed', [
        greeting,
        part(
          ['Content-Type: message/rfc822'],
          message('Fwd', multipart('mixed', [greeting, file('a.docx', makeDocx('MẬT\nBáo cáo'))], 'hai')),
        ),
      ]),
    ),
    built('mười lớp multipart', deep(10, secret)),
    built(
      'phần văn bản khai báo là đính kèm không tên',
      multipart('mixed', [
        greeting,
        part(['Content-Type: text/plain; charset=utf-8', 'Content-Disposition: attachment'], stamp),
      ]),
    ),
    built(
      'phần văn bản khai báo octet-stream',
      multipart('mixed', [greeting, part(['Content-Type: application/octet-stream'], stamp)]),
    ),
    built(
      'phần văn bản khai báo ảnh',
      multipart('mixed', [greeting, fileAs(['Content-Type: image/png; name="anh.png"'], stamp)]),
    ),
    built('phần không có Content-Type', multipart('mixed', [greeting, part([], stamp)])),
    built('Content-Type viết hỏng', part(['Content-Type: text;;;=plain'], stamp)),
    built(
      'hai trường Content-Type, chữ trước nhị phân sau',
      part(['Content-Type: text/plain; charset=utf-8', 'Content-Type: image/png'], stamp),
    ),
    built(
      'hai trường Content-Type, nhị phân trước chữ sau',
      part(['Content-Type: image/png', 'Content-Type: text/plain; charset=utf-8'], stamp),
    ),
    built('multipart không có tham số boundary', part(['Content-Type: multipart/mixed'], stamp)),
    built(
      'boundary không khớp phần nào',
      part(
        ['Content-Type: multipart/mixed; boundary="khac"'],
        join('--ranh-gioi\r\n', secret, '\r\n--ranh-gioi--\r\n'),
      ),
    ),
    built(
      'thiếu ranh giới cuối',
      part(['Content-Type: multipart/mixed; boundary="r"'], join('--r\r\n', greeting, '\r\n--r\r\n', secret)),
    ),
    built(
      'boundary có dấu cách cuối',
      part(
        ['Content-Type: multipart/mixed; boundary="r"'],
        join('--r  \r\n', greeting, '\r\n--r\t\r\n', secret, '\r\n--r--\r\n'),
      ),
    ),
    built(
      'boundary RFC 2231',
      part(
        ['Content-Type: multipart/mixed; boundary*0=ra; boundary*1=nh'],
        join('--ranh\r\n', secret, '\r\n--ranh--\r\n'),
      ),
    ),
    built(
      'hai tham số boundary',
      part(
        ['Content-Type: multipart/mixed; boundary="a"; boundary="b"'],
        join('--b\r\n', secret, '\r\n--b--\r\n'),
      ),
    ),
    built(
      'phần mở đầu trước ranh giới đầu',
      part(
        ['Content-Type: multipart/mixed; boundary="r"'],
        join(stamp, '\r\n--r\r\n', greeting, '\r\n--r--\r\n'),
      ),
    ),
    built(
      'phần sau ranh giới kết',
      part(
        ['Content-Type: multipart/mixed; boundary="r"'],
        join('--r\r\n', greeting, '\r\n--r--\r\n', '--r\r\n', secret, '\r\n--r--\r\n'),
      ),
    ),
    built(
      'multipart khai báo base64',
      part(
        ['Content-Type: multipart/mixed; boundary="r"', 'Content-Transfer-Encoding: base64'],
        join('--r\r\n', secret, '\r\n--r--\r\n'),
      ),
    ),
    built(
      'văn bản format=flowed ngắt giữa hai từ',
      part(
        ['Content-Type: text/plain; charset=utf-8; format=flowed; delsp=yes'],
        'TUYỆT \r\nMẬT\r\n\r\nPhương án.\r\n',
      ),
    ),
    built(
      'text/enriched',
      part(['Content-Type: text/enriched; charset=utf-8'], '<bold>TUYỆT</bold> MẬT\r\n\r\nPhương án.\r\n'),
    ),
    built(
      'application/xhtml+xml',
      multipart('mixed', [
        greeting,
        part(
          ['Content-Type: application/xhtml+xml; charset=utf-8'],
          '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body><p>TUYỆT MẬT</p></body></html>',
        ),
      ]),
    ),
    built(
      'phần calendar của thư mời họp',
      multipart('alternative', [
        greeting,
        part(
          ['Content-Type: text/calendar; charset=utf-8'],
          'BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:[MẬT] Họp\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n',
        ),
      ]),
    ),
    built('MIME-Version vắng mặt', join('X: y\r\n', multipart('mixed', [greeting, secret]))),
    built(
      'dấu ở dòng thứ ba mươi sau chữ ký thư',
      plainText(`${'Kính gửi đồng chí.\r\n'.repeat(30)}TUYỆT MẬT\r\n`),
    ),
    built(
      'văn bản mật dán sâu trong thư dài',
      plainText(
        `${'Kính gửi đồng chí.\r\n'.repeat(300)}TUYỆT MẬT\r\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\r\nĐộc lập - Tự do - Hạnh phúc\r\n`,
      ),
    ),
    {
      how: 'đính kèm thứ năm mươi',
      letter: letter(
        multipart('mixed', [
          greeting,
          ...Array.from({ length: 49 }, (_, i) => file(`a-${i}.txt`, 'Báo cáo')),
          file('a-50.txt', 'TUYỆT MẬT\r\nPhương án'),
        ]),
      ),
      outcome: asSecret,
    },
    {
      how: 'phần đính kèm base64 đặt ngay sau tiêu đề thư',
      letter: letter(
        part(
          [
            'Content-Type: application/vnd.openxmlformats-officedocument.wordprocessingml.document',
            'Content-Transfer-Encoding: base64',
          ],
          base64(makeDocx('MẬT\nBáo cáo')),
        ),
      ),
      outcome: asSecret,
    },
    {
      how: 'trang HTML đính kèm',
      letter: enclosing(
        file('bao-cao.html', '<html><body><h1>TUYỆT MẬT</h1></body></html>', 'text/html; charset=utf-8'),
      ),
      outcome: asSecret,
    },
  ],
}
