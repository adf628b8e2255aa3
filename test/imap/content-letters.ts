/** Letters whose content is the point: encodings, charsets, what a reader sees first. */

const crlf = (lines: readonly string[]) => lines.join('\r\n')

const forest = 'Rừng Cao Bằng '

const province = 'Cao Bang\r\n'

/** More than is decoded at once. */
function enclosing(octets: Buffer): string {
  const lines = octets.toString('base64').replace(/.{76}/g, '$&\r\n')
  return crlf([
    'Subject: Phu luc',
    'Content-Type: image/png',
    'Content-Transfer-Encoding: base64',
    '',
    lines,
    '',
  ])
}

export const contentLetters: ReadonlyMap<string, string> = new Map([
  // The seal's picture as it is, NUL and all: only a literal8 can carry it.
  [
    'seal',
    crlf([
      'From: vanthu.sokhcn@caobang.gov.vn',
      'Subject: =?UTF-8?B?4bqibmggY29uIGThuqV1?=',
      'MIME-Version: 1.0',
      'Content-Type: multipart/mixed; boundary="dau"',
      '',
      '--dau',
      'Content-Type: text/plain; charset=UTF-8',
      'Content-Transfer-Encoding: quoted-printable',
      '',
      'G=E1=BB=ADi =E1=BA=A3nh con d=E1=BA=A5u.',
      '--dau',
      'Content-Type: image/x-seal',
      'Content-Transfer-Encoding: binary',
      '',
      'SEAL\0\x01\0END',
      '--dau--',
      '',
    ]),
  ],
  ['nul in header', crlf(['Subject: Hop\0giao ban', '', 'Phong hop 2', ''])],
  [
    'foreign encoding',
    crlf([
      'Subject: Ban ve',
      'MIME-Version: 1.0',
      'Content-Type: application/octet-stream',
      'Content-Transfer-Encoding: x-nen',
      '',
      'abcdef',
      '',
    ]),
  ],
  // A web page: what its reader sees begins with the greeting.
  [
    'page',
    crlf([
      'Subject: Thong bao',
      'MIME-Version: 1.0',
      'Content-Type: text/html; charset=UTF-8',
      'Content-Transfer-Encoding: 8bit',
      '',
      '<html><head><title>Thông báo</title><style>p { color: red }</style></head>',
      '<body><p>Kính gửi&nbsp;<b>các đơn vị</b>,</p>',
      '<p>Nghỉ Tết 7 ngày.</p></body></html>',
      '',
    ]),
  ],
  // windows-1258 writes some letters as base and combining mark.
  [
    'old program',
    crlf([
      'Subject: Lich cong tac',
      'MIME-Version: 1.0',
      'Content-Type: text/plain; charset=windows-1258',
      'Content-Transfer-Encoding: quoted-printable',
      '',
      'K=EDnh g=FD=D2i c=E1c =F0=F5n vi=F2',
      '',
    ]),
  ],
  [
    'encrypted',
    crlf([
      'Subject: Mat',
      'MIME-Version: 1.0',
      'Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name="smime.p7m"',
      'Content-Transfer-Encoding: base64',
      '',
      'MIIBAgYJKoZIhvcNAQcDoIHyMIHvAgEAMQ==',
      '',
    ]),
  ],
  ['long', crlf(['Subject: Bao cao', 'Content-Type: text/plain; charset=UTF-8', '', forest.repeat(30), ''])],
  ['large enclosure', enclosing(Buffer.from(province.repeat(9900)))],
  ['large enclosure of NUL', enclosing(Buffer.concat([Buffer.alloc(70_000), Buffer.from('x')]))],
  ['raw header', crlf(['Subject: Họp giao ban', '', 'Phòng họp 2', ''])],
])

/** What the transcripts say of them, and octets that only have to be many. */
export const contentValues: ReadonlyMap<string, string> = new Map([
  ['seal octets', 'SEAL\0\x01\0END'],
  ['seal middle', '\0\x01\0'],
  ['old program preview', 'Kính gửi các đơn vị'],
  ['long preview', forest.repeat(20).slice(0, 200).trimEnd()],
  ['large enclosure octets', province.repeat(9900)],
  ['end of NUL', '\0\0x'],
  ['1200 letters', ' {14+}\r\nSubject: x\r\n\r\n'.repeat(1200)],
  ['3900 octets', 'x'.repeat(3900)],
  ['4097 octets', 'x'.repeat(4097)],
  ['5000 octets', `Subject: Dai\r\n\r\n${'x'.repeat(4984)}`],
  ['today', day().trimStart()],
  ['today.fixed', day()],
])

/** Today in Vietnam as `date-day-fixed "-" date-month "-" date-year` of RFC 3501. */
function day(): string {
  const [, date = '', month, year] = new Date(Date.now() + 7 * 3_600_000).toUTCString().split(' ')
  return `${date.replace(/^0/, ' ')}-${month}-${year}`
}
