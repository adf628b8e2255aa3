import { gzipSync } from 'node:zlib'
import {
  makeDocx,
  makeEncryptedZip,
  makeExe,
  makePdf,
  makePng,
  makeXlsx,
  makeZip,
} from '../../support/attachments.ts'
import { enclosing, file, fileAs, greeting, latin1, letter, multipart, plainText } from '../raw.ts'
import { asLocked, asMacros, asProgram, asSecret, asUnreadable, type Family } from './evasion.ts'

const exe = makeExe()

/** A tar archive of one file. */
function tar(name: string, content: Uint8Array): Buffer {
  const header = Buffer.alloc(512)
  header.write(name, 0)
  header.write('0000644\0', 100)
  header.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124)
  header.write('        0', 148)
  header.write('ustar\x0000', 257)
  const sum = header.reduce((total, octet) => total + octet, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return Buffer.concat([header, content, Buffer.alloc(512 - (content.length % 512)), Buffer.alloc(1024)])
}

function nested(levels: number, name: string, content: Uint8Array): Buffer {
  let zip = makeZip([{ name, bytes: content }])
  for (let level = 1; level < levels; level++) zip = makeZip([{ name: `lop-${level}.zip`, bytes: zip }])
  return zip
}

const program = (how: string, name: string, bytes: Uint8Array, type?: string) => ({
  how,
  letter: enclosing(file(name, bytes, type)),
  outcome: asProgram,
})

const secret = (how: string, name: string, bytes: Uint8Array, type?: string) => ({
  how,
  letter: enclosing(file(name, bytes, type)),
  outcome: asSecret,
})

const stamp = Buffer.from('TUYỆT MẬT\nPhương án số 1')
const docm = makeDocx('Bảng tính lương', {
  parts: [{ name: 'word/vbaProject.bin', bytes: Buffer.alloc(64) }],
})

export const programs: Family = {
  title: 'Chương trình cải trang, tệp nén lồng nhau, tệp lạ',
  evasions: [
    program('đổi đuôi .pdf', 'hoa-don.pdf', exe, 'application/pdf'),
    program('đổi đuôi .docx', 'hoa-don.docx', exe),
    program('đổi đuôi .jpg, khai báo ảnh', 'anh.jpg', exe, 'image/jpeg'),
    program('đổi đuôi .txt, khai báo văn bản', 'doc.txt', exe, 'text/plain'),
    program('khai báo application/octet-stream, không đuôi', 'taptin', exe),
    program('khai báo là chữ ký PKCS#7', 'smime.p7s', exe, 'application/pkcs7-signature'),
    program('khai báo là thư', 'thu.eml', exe, 'message/rfc822'),
    program('khai báo là lịch', 'moi-hop.ics', exe, 'text/calendar'),
    program('chương trình Linux', 'hoa-don.pdf', latin1('\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x02\0>\0')),
    program('chương trình macOS', 'hoa-don.pdf', latin1('\xcf\xfa\xed\xfe\x07\0\0\x01\x03\0\0\0\x02\0\0\0')),
    program('tệp lệnh shell', 'doc-toi', Buffer.from('#!/bin/sh\nrm -rf ~\n')),
    program(
      'lối tắt Windows đổi đuôi',
      'hoa-don.pdf',
      latin1('L\0\0\0\x01\x14\x02\0\0\0\0\0\xc0\0\0\0\0\0\0F\0\0\0\0'),
    ),
    program(
      'lối tắt Internet',
      'mo-di.txt',
      Buffer.from('[InternetShortcut]\r\nURL=file://10.0.0.1/a.exe\r\n'),
    ),
    program(
      'ứng dụng HTML đổi đuôi',
      'thong-bao.html',
      Buffer.from('<html><head><hta:application id="a"></head></html>'),
    ),
    program('trong ZIP', 'ho-so.zip', makeZip([{ name: 'hoa-don.pdf', bytes: exe }])),
    program('ZIP đổi đuôi .pdf', 'ho-so.pdf', makeZip([{ name: 'cai.exe', bytes: exe }]), 'application/pdf'),
    program('ZIP trong ZIP', 'ho-so.zip', nested(2, 'cai.exe', exe)),
    program('ba lớp ZIP', 'ho-so.zip', nested(3, 'cai.exe', exe)),
    program('trong gzip', 'hoa-don.gz', gzipSync(exe)),
    program('trong tar', 'ho-so.tar', tar('hoa-don.pdf', exe)),
    program('trong tar.gz', 'ho-so.tgz', gzipSync(tar('cai.exe', exe))),
    program(
      'tar.gz trong ZIP',
      'ho-so.zip',
      makeZip([{ name: 'a.tgz', bytes: gzipSync(tar('cai.exe', exe)) }]),
    ),
    program(
      'nhúng trong DOCX',
      'bao-cao.docx',
      makeDocx('Báo cáo', { parts: [{ name: 'word/embeddings/oleObject1.exe', bytes: exe }] }),
    ),
    program(
      'nhúng trong XLSX không đuôi',
      'bieu.xlsx',
      makeXlsx('Biểu', { parts: [{ name: 'xl/embeddings/dulieu', bytes: exe }] }),
    ),
    program(
      'sau phần đầu của một ảnh PNG nối ZIP',
      'anh.png',
      Buffer.concat([makePng(), makeZip([{ name: 'cai.exe', bytes: exe }])]),
      'image/png',
    ),
    program('ZIP có mật khẩu nhưng tên mục chạy được', 'ho-so.zip', makeEncryptedZip('cai.exe', 'x')),
    {
      how: 'chương trình ghi là 7bit trong phần văn bản',
      letter: enclosing(file('doc.txt', exe, 'text/plain; charset=us-ascii')),
      outcome: asProgram,
    },
    {
      how: 'đính kèm trong PDF',
      letter: makePdf('Báo cáo', { files: [{ name: 'phu-luc.pdf', bytes: exe }] }).then(pdf =>
        enclosing(file('bao-cao.pdf', pdf)),
      ),
      outcome: asProgram,
    },
    {
      how: 'trong thư đính kèm',
      letter: enclosing(
        fileAs(
          ['Content-Type: message/rfc822'],
          Buffer.concat([
            Buffer.from('From: a@b.vn\r\nSubject: Fwd\r\nMIME-Version: 1.0\r\n'),
            multipart('mixed', [greeting, file('cai.exe', exe)], 'trong'),
          ]),
        ),
      ),
      outcome: asProgram,
    },
    { how: 'DOCX có macro giữ đuôi .docx', letter: enclosing(file('luong.docx', docm)), outcome: asMacros },
    {
      how: 'DOCX có macro trong ZIP',
      letter: enclosing(file('luong.zip', makeZip([{ name: 'luong.docx', bytes: docm }]))),
      outcome: asMacros,
    },
    {
      how: 'PDF có JavaScript',
      letter: enclosing(
        file(
          'bieu.pdf',
          latin1(
            '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 10 10]>>endobj\ntrailer<</Root 1 0 R>>\n',
          ),
        ),
      ),
      outcome: asMacros,
    },
    secret('dấu trong TXT của ZIP trong ZIP', 'ho-so.zip', nested(2, 'a.txt', stamp)),
    secret('dấu trong tar.gz', 'ho-so.tgz', gzipSync(tar('a.txt', stamp))),
    secret('DOCX đổi đuôi .jpg', 'anh.jpg', makeDocx('TUYỆT MẬT\nPhương án'), 'image/jpeg'),
    secret('DOCX không đuôi, khai báo octet-stream', 'taptin', makeDocx('TUYỆT MẬT\nPhương án')),
    secret(
      'DOCX nhúng trong DOCX',
      'bao-cao.docx',
      makeDocx('Báo cáo', {
        parts: [{ name: 'word/embeddings/a.docx', bytes: makeDocx('TỐI MẬT\nPhụ lục') }],
      }),
    ),
    secret(
      'RTF',
      'bao-cao.rtf',
      Buffer.from('{\\rtf1\\ansi\\ansicpg1258 {\\b T\\u7888?I M\\u7852?T}\\par Bao cao}'),
    ),
    secret(
      'RTF đổi đuôi .doc',
      'bao-cao.doc',
      Buffer.from('{\\rtf1\\ansi M\\u7852?T\\par Bao cao}'),
      'application/msword',
    ),
    secret(
      'ảnh SVG có chữ',
      'so-do.svg',
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><text>TUYỆT MẬT</text></svg>'),
      'image/svg+xml',
    ),
    secret(
      'lịch hẹn',
      'hop.ics',
      Buffer.from(
        'BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDESCRIPTION:Hop\r\nSUMMARY:[MẬT] Họp\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n',
      ),
      'text/calendar',
    ),
    secret('CSV', 'bieu.csv', Buffer.from('MẬT,,\nSTT,Đơn vị,Số\n'), 'text/csv'),
    secret('TXT có dấu thứ tự byte UTF-16', 'a.txt', Buffer.from('\ufeffTUYỆT MẬT\r\nPhương án', 'utf16le')),
    { how: 'tệp nén 7z có mật khẩu', letter: enclosing(file('ho-so.7z', sevenZip())), outcome: asLocked },
    {
      how: 'ZIP có mật khẩu đổi đuôi .docx',
      letter: enclosing(file('ho-so.docx', makeEncryptedZip('a.txt', 'MẬT'))),
      outcome: asLocked,
    },
    {
      how: 'ZIP có mật khẩu trong ZIP',
      letter: enclosing(
        file('ho-so.zip', makeZip([{ name: 'b.zip', bytes: makeEncryptedZip('a.txt', 'MẬT') }])),
      ),
      outcome: asLocked,
    },
    {
      how: 'PDF có mật khẩu mở',
      letter: makePdf('TUYỆT MẬT', { password: 'caobang' }).then(pdf => enclosing(file('bao-cao.pdf', pdf))),
      outcome: asLocked,
    },
    {
      how: 'thư mã hóa PGP',
      letter: enclosing(
        file(
          'thu.asc',
          Buffer.from('-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----\n'),
          'application/pgp-encrypted',
        ),
      ),
      outcome: asLocked,
    },
    {
      how: 'hai mươi lớp ZIP: sâu hơn mức đọc thì nói là không đọc được',
      letter: enclosing(file('ho-so.zip', nested(20, 'a.txt', stamp))),
      outcome: asUnreadable,
    },
    {
      how: 'tệp RAR không mở được nội dung',
      letter: enclosing(file('ho-so.rar', rar())),
      outcome: asUnreadable,
    },
    {
      how: 'định dạng không ai biết',
      letter: enclosing(
        file('ho-so.xyz', Buffer.from(Array.from({ length: 400 }, (_, i) => (i * 37) % 256))),
      ),
      outcome: asUnreadable,
    },
    {
      how: 'PDF hỏng',
      letter: enclosing(file('bao-cao.pdf', latin1('%PDF-1.7\n\x00\xff\x00hỏng'))),
      outcome: asUnreadable,
    },
    {
      how: 'nội dung thư dài năm triệu chữ, dấu ở cuối: nói là không đọc hết',
      letter: letter(plainText(`${'Báo cáo tình hình tháng 11.\r\n'.repeat(180_000)}\r\nTUYỆT MẬT\r\n`)),
      outcome: asUnreadable,
    },
  ],
}

/** The head of a 7z archive whose coder is AES. */
function sevenZip(): Buffer {
  return Buffer.concat([
    latin1("7z\xbc\xaf'\x1c\0\x04"),
    Buffer.alloc(120),
    Buffer.from([0x06, 0xf1, 0x07, 0x01]),
    Buffer.alloc(40),
  ])
}

/** RAR 4 with one packed file. */
function rar(): Buffer {
  const head = Buffer.alloc(13)
  head.writeUInt8(0x73, 2)
  head.writeUInt16LE(13, 5)
  const name = Buffer.from('bao-cao.txt')
  const entry = Buffer.alloc(32)
  entry.writeUInt8(0x74, 2)
  entry.writeUInt16LE(0x8000, 3)
  entry.writeUInt16LE(32 + name.length, 5)
  entry.writeUInt32LE(4, 7)
  entry.writeUInt32LE(4, 11)
  entry.writeUInt16LE(name.length, 26)
  return Buffer.concat([latin1('Rar!\x1a\x07\0'), head, entry, name, Buffer.from('xxxx')])
}
