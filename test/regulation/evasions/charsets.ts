import iconv from 'iconv-lite'
import { enclosing, fileAs, join, letter, multipart, type Octets, part, plainText } from '../raw.ts'
import { asSecret, type Family } from './evasion.ts'

const text = 'TUYỆT MẬT\r\n\r\nBáo cáo tình hình biên giới tháng 11 gửi các đồng chí.\r\n'

/** Vowels with their shape, then the tone: what keyboards for windows-1258 write. */
function windows1258(written: string): Buffer {
  const shaped = written
    .normalize('NFD')
    .replace(/(\p{L})([\u0300\u0301\u0303\u0309\u0323])([\u0302\u0306\u031b])/gu, '$1$3$2')
    .replace(/\p{L}[\u0302\u0306\u031b]/gu, letter => letter.normalize('NFC'))
  return iconv.encode(shaped, 'windows-1258')
}

const tcvn = iconv.encode(text, 'tcvn')
const viscii = iconv.encode(text, 'viscii')

const written = (how: string, content: Octets) => ({ how, letter: letter(content), outcome: asSecret })

function quoted(bytes: Uint8Array): string {
  const line = (octets: Uint8Array) =>
    [...octets]
      .map(octet =>
        octet > 126 || octet === 61 ? `=${octet.toString(16).toUpperCase()}` : String.fromCharCode(octet),
      )
      .join('')
  return line(bytes)
}

const encoded = (encoding: string, content: Octets, charset = 'utf-8') =>
  part([`Content-Type: text/plain; charset=${charset}`, `Content-Transfer-Encoding: ${encoding}`], content)

const base64 = Buffer.from(text).toString('base64')

export const charsets: Family = {
  title: 'Bảng mã và cách mã hóa nội dung',
  evasions: [
    written('Windows-1258 đúng nhãn', plainText(windows1258(text), 'windows-1258')),
    written('TCVN3 đúng nhãn', plainText(tcvn, 'x-viet-tcvn5712')),
    written('VISCII đúng nhãn', plainText(viscii, 'viscii')),
    written('Windows-1258 không nhãn', part([], windows1258(text))),
    written('TCVN3 không nhãn', part([], tcvn)),
    written('VISCII không nhãn', part([], viscii)),
    written('TCVN3 ghi nhãn us-ascii', plainText(tcvn, 'us-ascii')),
    written('UTF-8 không nhãn', part([], text)),
    written('UTF-8 ghi nhãn iso-8859-1', plainText(text, 'iso-8859-1')),
    written('UTF-8 ghi nhãn us-ascii', plainText(text, 'us-ascii')),
    written('UTF-8 ghi nhãn không có thật', plainText(text, 'x-bi-mat')),
    written('TCVN3 ghi nhãn UTF-8', plainText(tcvn, 'utf-8')),
    written('TCVN3 ghi nhãn iso-8859-1', plainText(tcvn, 'iso-8859-1')),
    written('UTF-8 có dấu thứ tự byte', plainText(`\ufeff${text}`)),
    written(
      'UTF-16 có dấu thứ tự byte',
      plainText(Buffer.from(`\ufeff${text}`, 'utf16le'), 'utf-16', 'base64'),
    ),
    written('UTF-16LE', plainText(Buffer.from(text, 'utf16le'), 'utf-16le', 'base64')),
    written('UTF-7', plainText('TUY+HsY-T M+Hqw-T\r\n\r\nBao cao\r\n', 'utf-7', '7bit')),
    written('GB18030', plainText(iconv.encode(text, 'gb18030'), 'gb18030')),
    written('quoted-printable', encoded('quoted-printable', quoted(Buffer.from(text)))),
    written(
      'quoted-printable ngắt dòng mềm giữa chữ',
      encoded(
        'quoted-printable',
        quoted(Buffer.from(text)).replace('M=E1', 'M=\r\n=E1').replace('=AC', '=\r\n=AC'),
      ),
    ),
    written(
      'quoted-printable viết thường',
      encoded(
        'quoted-printable',
        quoted(Buffer.from(text))
          .toLowerCase()
          .replace('tuy', 'TUY')
          .replace('t m', 'T M')
          .replace('=act', '=acT'),
      ),
    ),
    written('base64 mỗi dòng một ký tự', encoded('base64', [...base64].join('\r\n'))),
    written('base64 lẫn dấu cách và ký tự lạ', encoded('base64', base64.replace(/(.{7})/g, '$1 !\r\n'))),
    written(
      'base64 nối hai đoạn có dấu bằng ở giữa',
      encoded('base64', `${Buffer.from('\r\n').toString('base64')}\r\n${base64}`),
    ),
    written('tên cách mã hóa viết hoa có dấu cách', encoded(' BASE64 ', base64)),
    written('tên cách mã hóa kèm chú thích', encoded('base64 (nhanh)', base64)),
    written(
      'hai trường Content-Transfer-Encoding',
      part(
        [
          'Content-Type: text/plain; charset=utf-8',
          'Content-Transfer-Encoding: 7bit',
          'Content-Transfer-Encoding: base64',
        ],
        base64,
      ),
    ),
    written('uuencode trong nội dung', plainText(uuencoded())),
    written(
      'charset mã hóa kiểu RFC 2231',
      part(["Content-Type: text/plain; charset*=us-ascii''utf-8"], text),
    ),
    written(
      'charset nằm trong chú thích',
      part(['Content-Type: text/plain (charset=us-ascii); charset="utf-8"'], text),
    ),
    written(
      'HTML Windows-1258',
      part(['Content-Type: text/html; charset=windows-1258'], windows1258('<p>TUYỆT MẬT</p>')),
    ),
    written(
      'HTML ghi bảng mã trong thẻ meta',
      part(
        ['Content-Type: text/html'],
        join(
          '<html><head><meta charset="x-viet-tcvn"></head><body><p>',
          iconv.encode('TUYỆT MẬT', 'tcvn'),
          '</p><p>',
          iconv.encode('Báo cáo tình hình biên giới gửi các đồng chí', 'tcvn'),
          '</p></body></html>',
        ),
      ),
    ),
    {
      how: 'tệp TXT mã TCVN3 không nhãn',
      letter: enclosing(
        fileAs(
          ['Content-Type: application/octet-stream', 'Content-Disposition: attachment; filename="a.txt"'],
          tcvn,
        ),
      ),
      outcome: asSecret,
    },
    {
      how: 'tệp TXT mã UTF-16BE không dấu thứ tự byte',
      letter: enclosing(
        fileAs(
          ['Content-Type: text/plain', 'Content-Disposition: attachment; filename="a.txt"'],
          Buffer.from(text, 'utf16le').swap16(),
        ),
      ),
      outcome: asSecret,
    },
    {
      how: 'phần nội dung thứ hai ở bảng mã khác',
      letter: letter(multipart('mixed', [plainText('Kính gửi.'), plainText(viscii, 'viscii')])),
      outcome: asSecret,
    },
  ],
}

function uuencoded(): string {
  const bytes = Buffer.from(text)
  const lines: string[] = []
  for (let at = 0; at < bytes.length; at += 45) {
    const chunk = bytes.subarray(at, at + 45)
    let line = String.fromCharCode(32 + chunk.length)
    for (let i = 0; i < chunk.length; i += 3) {
      const [a = 0, b = 0, c = 0] = chunk.subarray(i, i + 3)
      for (const six of [a >> 2, ((a & 3) << 4) | (b >> 4), ((b & 15) << 2) | (c >> 6), c & 63])
        line += String.fromCharCode(six === 0 ? 96 : 32 + six)
    }
    lines.push(line)
  }
  return `begin 644 bao-cao.txt\r\n${lines.join('\r\n')}\r\n\`\r\nend\r\n`
}
