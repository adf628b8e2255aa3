/** Messages that bend or break the standards, as they arrive in practice or from people with bad intentions. */
import { base64Lines, bodyText, encode, pdf } from './letters.ts'
import type { Random } from './random.ts'

export interface Oddity {
  readonly name: string
  /** Tens of megabytes: left out where time matters. */
  readonly large?: true
  readonly make: (random: Random) => Uint8Array | string
}

const from = 'From: Van thu So <vanthu@sokhcn.caobang.gov.vn>'
const to = 'To: vanthu@soyt.caobang.gov.vn'
const date = 'Date: Mon, 23 Nov 2026 08:15:00 +0700'
const usual = [from, to, date, 'Subject: Cong van so 15', 'MIME-Version: 1.0']

/** Lines of a message; every line gets its CRLF. A string is written in UTF-8. */
function lines(...all: readonly string[]): string {
  return all.map(line => `${line}\r\n`).join('')
}

function letter(header: readonly string[], ...body: readonly string[]): string {
  return lines(...header, '', ...body)
}

/** `depth` multiparts, one inside the other, with text at the bottom. */
function nested(depth: number, subtype = 'mixed'): string {
  const open = Array.from({ length: depth }, (_, i) => [
    `Content-Type: multipart/${subtype}; boundary="tang-${i}"`,
    '',
    `--tang-${i}`,
  ])
  const close = Array.from({ length: depth }, (_, i) => `--tang-${depth - 1 - i}--`)
  return lines(...usual, ...open.flat(), 'Content-Type: text/plain', '', 'Tang cuoi cung.', ...close)
}

function nestedMessages(depth: number): string {
  const wrap = Array.from({ length: depth }, (_, i) => [
    from,
    `Subject: Chuyen tiep lan ${i + 1}`,
    'Content-Type: message/rfc822',
    '',
  ])
  return lines(...wrap.flat(), ...usual, '', 'Thu goc.')
}

function siblings(count: number): string {
  const parts = Array.from({ length: count }, (_, i) => [
    '--phan',
    'Content-Type: text/plain',
    '',
    `Phan thu ${i + 1}`,
  ])
  return letter([...usual, 'Content-Type: multipart/mixed; boundary=phan'], ...parts.flat(), '--phan--')
}

function attachmentOf(sizeBytes: number): Uint8Array {
  const head = letter(
    [...usual, 'Content-Type: multipart/mixed; boundary="to-trinh"'],
    '--to-trinh',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: 8bit',
    '',
    'Kính gửi kèm bản quét hồ sơ.',
    '--to-trinh',
    'Content-Type: application/pdf; name="ho-so.pdf"',
    'Content-Disposition: attachment; filename="ho-so.pdf"',
    'Content-Transfer-Encoding: base64',
    '',
  )
  return Buffer.from(`${head}${base64Lines(pdf('Ho so du an', sizeBytes))}\r\n--to-trinh--\r\n`)
}

const headers: readonly Oddity[] = [
  { name: 'empty', make: () => '' },
  { name: 'one empty line', make: () => '\r\n' },
  { name: 'no headers', make: () => lines('', 'Chỉ có thân thư.', 'Hết.') },
  { name: 'no headers and no empty line', make: () => lines('Thư không có phần đầu.') },
  { name: 'no body', make: () => lines(...usual) },
  { name: 'no body after the empty line', make: () => lines(...usual, '') },
  { name: 'header without its last line end', make: () => lines(...usual).slice(0, -2) },
  {
    name: 'body without its last line end',
    make: () => letter(usual, 'Dòng cuối không xuống dòng').slice(0, -2),
  },
  { name: 'one octet', make: () => 'x' },
  { name: 'two hyphens', make: () => '--' },
  {
    name: 'lines without colon',
    make: () => letter([...usual, 'dong nay khong co dau hai cham', 'va dong nay'], 'Thân'),
  },
  { name: 'first line begins with a space', make: () => letter([' dong dau co dau cach', ...usual], 'Thân') },
  { name: 'first line begins with a tab', make: () => letter(['\tSubject: gap', ...usual], 'Thân') },
  { name: 'first line is white space only', make: () => letter(['   ', ...usual], 'Thân') },
  { name: 'empty field name', make: () => letter([': khong ten', ...usual, ':'], 'Thân') },
  {
    name: '__proto__ as field name',
    make: () => letter(['__proto__: x', 'constructor: y', ...usual], 'Thân'),
  },
  {
    name: '__proto__ as parameter',
    make: () => letter([...usual, 'Content-Type: text/plain; __proto__=x; charset=utf-8'], 'Thân'),
  },
  {
    name: 'mbox From line',
    make: () => letter(['From vanthu@soyt.caobang.gov.vn Mon Nov 23 08:15:00 2026', ...usual], 'Thân'),
  },
  {
    name: 'space before the colon',
    make: () => letter(['Subject : Giay moi', from, 'To\t: a@b.vn'], 'Thân'),
  },
  {
    name: 'header of 10,000 octets on one line',
    make: () => letter([...usual, `X-Dai: ${'a'.repeat(9_993)}`], 'Thân'),
  },
  {
    name: 'header folded into 2,000 lines',
    make: () => letter([...usual, `X-Gap: a${'\r\n a'.repeat(2000)}`], 'Thân'),
  },
  {
    name: '3,000 header fields',
    make: () => letter([...usual, ...Array.from({ length: 3000 }, (_, i) => `X-${i}: ${i}`)], 'Thân'),
  },
  {
    name: '1,000 recipients',
    make: () =>
      letter(
        [
          from,
          `To: ${Array.from({ length: 1000 }, (_, i) => `can.bo.${i}@soyt.caobang.gov.vn`).join(',\r\n ')}`,
        ],
        'Thân',
      ),
  },
  { name: 'fold of white space only', make: () => letter([from, 'Subject: truoc\r\n \r\n sau', to], 'Thân') },
  { name: 'two From fields', make: () => letter([from, 'From: ke.gian@gmail.com', to], 'Thân') },
  { name: 'no From', make: () => letter([to, 'Subject: Thu nac danh'], 'Thân') },
  {
    name: 'groups',
    make: () =>
      letter(
        [
          from,
          'To: Cac so: a@soyt.caobang.gov.vn, "B, C" <b@sotc.caobang.gov.vn>;, Undisclosed recipients:;',
        ],
        'Thân',
      ),
  },
  {
    name: 'source route and comments',
    make: () =>
      letter(
        [
          'From: (chu thich (long nhau)) <@a.vn,@b.vn:nva@caobang.gov.vn> (Ban A)',
          'To: nva @ caobang.gov.vn (khoang trang)',
        ],
        'Thân',
      ),
  },
  {
    name: 'unclosed brackets and quotes',
    make: () =>
      letter(['From: "Nguyen Van A <a@b.vn', 'To: <<<<a@b.vn', 'Cc: ((((', 'Subject: =?utf-8?b?'], 'Thân'),
  },
  {
    name: 'addresses without domain',
    make: () => letter(['From: root', 'To: undisclosed-recipients'], 'Thân'),
  },
  { name: 'no valid date', make: () => letter([from, 'Date: Thứ hai, ngày 23 tháng 11 năm 2026'], 'Thân') },
  {
    name: 'bad encoded words',
    make: () =>
      letter([from, 'Subject: =?utf-8?b?###?= =?utf-8?x?abc?= =?khong-co?q?a=ZZ?= =?utf-8?q?c=C3?='], 'Thân'),
  },
  {
    name: 'control characters in the header',
    make: () => letter([from, 'Subject: a\u0001b\u0007c\u007f'], 'Thân'),
  },
  { name: 'UTF-8 field name', make: () => letter([from, 'Tiêu-đề: Giấy mời'], 'Thân') },
  {
    name: 'octets of no charset',
    make: random =>
      Buffer.concat([
        Buffer.from(`${from}\r\nSubject: `),
        Buffer.from(random.bytes(40).map(octet => octet | 0x80)),
        Buffer.from('\r\n\r\nThan\r\n'),
      ]),
  },
]

const mime: readonly Oddity[] = [
  { name: '60 nested parts', make: () => nested(60) },
  { name: '60 nested alternatives', make: () => nested(60, 'alternative') },
  { name: '150 nested parts', make: () => nested(150) },
  { name: '40 nested messages', make: () => nestedMessages(40) },
  { name: '300 parts side by side', make: () => siblings(300) },
  {
    name: 'multipart without parts',
    make: () => letter([...usual, 'Content-Type: multipart/mixed; boundary=b'], 'Không có phần nào.'),
  },
  {
    name: 'multipart without boundary',
    make: () => letter([...usual, 'Content-Type: multipart/mixed'], '--b', '', 'x', '--b--'),
  },
  {
    name: 'multipart never closed',
    make: () =>
      letter(
        [...usual, 'Content-Type: multipart/mixed; boundary=b'],
        '--b',
        '',
        'Phần một',
        '--b',
        '',
        'Phần hai',
      ),
  },
  {
    name: 'multipart closed at once',
    make: () => letter([...usual, 'Content-Type: multipart/mixed; boundary=b'], '--b--'),
  },
  {
    name: 'inner multipart never closed',
    make: () =>
      letter(
        [...usual, 'Content-Type: multipart/mixed; boundary=ngoai'],
        '--ngoai',
        'Content-Type: multipart/alternative; boundary=trong',
        '',
        '--trong',
        '',
        'a',
        '--ngoai',
        '',
        'b',
        '--ngoai--',
      ),
  },
  {
    name: 'one boundary within another',
    make: () =>
      letter(
        [...usual, 'Content-Type: multipart/mixed; boundary=abc'],
        '--abc',
        'Content-Type: multipart/mixed; boundary=abcd',
        '',
        '--abcd',
        '',
        'x',
        '--abcd--',
        '--abc',
        '',
        'y',
        '--abc--',
      ),
  },
  {
    name: 'same boundary inside and outside',
    make: () =>
      letter(
        [...usual, 'Content-Type: multipart/mixed; boundary=b'],
        '--b',
        'Content-Type: multipart/mixed; boundary=b',
        '',
        '--b',
        '',
        'x',
        '--b--',
        '--b',
        '',
        'y',
        '--b--',
      ),
  },
  {
    name: 'part without header',
    make: () =>
      letter(
        [...usual, 'Content-Type: multipart/mixed; boundary=b'],
        '--b',
        '',
        'Không có phần đầu',
        '--b--',
      ),
  },
  {
    name: 'part cut in its header',
    make: () =>
      letter(
        [...usual, 'Content-Type: multipart/mixed; boundary=b'],
        '--b',
        'Content-Type: text/html',
        '--b',
        'Content-Type: application/pdf',
        '--b--',
      ),
  },
  {
    name: 'boundary with spaces and colons',
    make: () =>
      letter(
        [...usual, 'Content-Type: multipart/mixed; boundary="=_a b:c\'(d)"'],
        "--=_a b:c'(d)  ",
        '',
        'x',
        "--=_a b:c'(d)--   ",
        'Lời bạt',
      ),
  },
  {
    name: 'lines of hyphens',
    make: () =>
      letter(
        [...usual, 'Content-Type: multipart/mixed; boundary=b'],
        ...Array.from({ length: 200 }, (_, i) => '-'.repeat(i)),
        '--b',
        '',
        'x',
        '--b--',
      ),
  },
  {
    name: 'digest',
    make: () =>
      letter(
        [...usual, 'Content-Type: multipart/digest; boundary=b'],
        '--b',
        '',
        'Subject: Tin 1',
        '',
        'Một',
        '--b',
        '',
        'Subject: Tin 2',
        '',
        'Hai',
        '--b--',
      ),
  },
  {
    name: 'forwarded message in base64',
    make: () =>
      letter(
        [...usual, 'Content-Type: message/rfc822', 'Content-Transfer-Encoding: base64'],
        base64Lines(Buffer.from(letter(usual, 'Trong'))),
      ),
  },
  {
    name: 'content type that is none',
    make: () => letter([...usual, 'Content-Type: vanban', 'Content-Transfer-Encoding: 9bit'], 'Thân'),
  },
  {
    name: 'unquoted file name with spaces',
    make: () =>
      letter(
        [
          ...usual,
          'Content-Type: application/msword; name=Công văn số 15.doc',
          'Content-Disposition: attachment; filename=Công văn số 15.doc',
        ],
        'xxxx',
      ),
  },
  {
    name: 'RFC 2231 out of order with a gap',
    make: () =>
      letter(
        [...usual, "Content-Type: text/plain; name*1*=%C4%83n; name*0*=UTF-8''C%C3%B4ng%20v; name*3=.txt"],
        'Thân',
      ),
  },
  {
    name: 'bad base64',
    make: () => letter([...usual, 'Content-Transfer-Encoding: base64'], 'S8Ot!!bmg=', 'QUJD', '====', 'x'),
  },
  {
    name: 'bad quoted-printable',
    make: () =>
      letter([...usual, 'Content-Transfer-Encoding: quoted-printable'], 'a=ZZ=', '=3', 'cuối=  ', '='),
  },
]

const bodies: readonly Oddity[] = [
  { name: 'dots at line starts', make: () => letter(usual, '.', '..', '...', '.a', '', '.', 'Hết', '.') },
  { name: 'only dots', make: () => lines('.', '..') },
  { name: 'thousands of empty lines', make: () => letter(usual, ...Array.from({ length: 5000 }, () => '')) },
  { name: 'trailing white space', make: () => letter(usual, 'a   ', 'b\t', ' ', '\t') },
  { name: 'line of 998 octets', make: () => letter(usual, 'x'.repeat(998)) },
  { name: 'line of 1 MB', make: () => letter(usual, 'x'.repeat(1024 * 1024)) },
  { name: 'one 8-bit line of 1 MB', make: () => letter(usual, 'Ủy ban '.repeat(120_000)) },
  {
    name: 'every octet but NUL, CR and LF',
    make: () =>
      Buffer.concat([
        Buffer.from(letter(usual)),
        Buffer.from(
          Uint8Array.from({ length: 256 }, (_, i) => i).filter(
            octet => octet !== 0 && octet !== 10 && octet !== 13,
          ),
        ),
        Buffer.from('\r\n'),
      ]),
  },
  {
    name: 'UTF-8 byte order mark',
    make: () => letter([...usual, 'Content-Type: text/plain; charset=utf-8'], '\ufeffCó dấu thứ tự byte'),
  },
  {
    name: 'decomposed Unicode',
    make: () =>
      letter([from, `Subject: ${'Giấy mời họp'.normalize('NFD')}`], 'Ủy ban nhân dân'.normalize('NFD')),
  },
  { name: 'From at line starts', make: () => letter(usual, 'From day ve sau', '>From day') },
  {
    name: 'TCVN text under a wrong label',
    make: random =>
      Buffer.concat([
        Buffer.from(letter([...usual, 'Content-Type: text/plain; charset=iso-8859-1'])),
        encode(bodyText(random, 3), 'tcvn'),
      ]),
  },
  {
    name: 'PGP signed',
    make: () =>
      letter(
        usual,
        '-----BEGIN PGP SIGNED MESSAGE-----',
        'Hash: SHA256',
        '',
        'Nội dung',
        '-----BEGIN PGP SIGNATURE-----',
        '',
        'iQEz',
        '=abcd',
        '-----END PGP SIGNATURE-----',
      ),
  },
  { name: '1 MB attachment', make: () => attachmentOf(750_000) },
  { name: '25 MB attachment', large: true, make: () => attachmentOf(25_000_000) },
]

export const oddities: readonly Oddity[] = [...headers, ...mime, ...bodies]
