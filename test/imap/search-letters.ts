/** Letters that the transcripts of SEARCH, SORT and THREAD tell apart: two conversations. */

interface Letter {
  readonly date?: string
  readonly from: string
  readonly to?: string
  readonly cc?: string
  readonly subject: string
  readonly id: string
  readonly references?: string
  readonly inReplyTo?: string
  readonly text: string
}

const encoded = (text: string) => `=?UTF-8?B?${Buffer.from(text).toString('base64')}?=`

function letter({ date, from, to, cc, subject, id, references, inReplyTo, text }: Letter): string {
  const fields: readonly (readonly [string, string | undefined])[] = [
    ['Date', date],
    ['From', from],
    ['To', to],
    ['Cc', cc],
    ['Subject', encoded(subject)],
    ['Message-ID', id],
    ['References', references],
    ['In-Reply-To', inReplyTo],
    ['MIME-Version', '1.0'],
    ['Content-Type', 'text/plain; charset=UTF-8'],
    ['Content-Transfer-Encoding', '8bit'],
  ]
  const header = fields.flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}`]))
  return [...header, '', text, ''].join('\r\n')
}

const hanh = `${encoded('Nông Thị Hạnh')} <hanh@caobang.gov.vn>`

export const searchLetters: ReadonlyMap<string, string> = new Map([
  [
    'meeting',
    letter({
      date: 'Mon, 23 Nov 2026 08:00:00 +0700',
      from: hanh,
      to: `${encoded('Hoàng Văn Thọ')} <tho@caobang.gov.vn>`,
      subject: 'Họp giao ban',
      id: '<hop-1@caobang.gov.vn>',
      text: 'Kính mời đồng chí dự họp tại phòng 2.',
    }),
  ],
  [
    'meeting.re',
    letter({
      date: 'Mon, 23 Nov 2026 09:00:00 +0700',
      from: 'tho@caobang.gov.vn',
      to: hanh,
      subject: 'Re: Họp giao ban',
      id: '<hop-2@caobang.gov.vn>',
      references: '<hop-1@caobang.gov.vn>',
      text: 'Tôi sẽ dự.',
    }),
  ],
  [
    'meeting.fwd',
    letter({
      date: 'Mon, 23 Nov 2026 10:00:00 +0700',
      from: `${encoded('Đàm Văn Bế')} <be@caobang.gov.vn>`,
      to: 'Cac so: vanthu@sokhcn.caobang.gov.vn, vanthu@sotc.caobang.gov.vn;',
      subject: '[Fwd: HỌP GIAO BAN (fwd)]'.normalize('NFD'),
      id: '<"hop-3"@caobang.gov.vn>',
      inReplyTo: '<hop-2@caobang.gov.vn>',
      text: 'Chuyển các sở được biết.',
    }),
  ],
  [
    'urge',
    letter({
      date: 'Sun, 22 Nov 2026 07:00:00 +0700',
      from: `${encoded('Văn thư')} <vanthu@sokhcn.caobang.gov.vn>`,
      to: 'hanh@caobang.gov.vn',
      cc: 'an@caobang.gov.vn',
      subject: 'Đôn đốc báo cáo quý IV',
      id: '<don-1@caobang.gov.vn>',
      text: 'Đề nghị các đơn vị gửi báo cáo trước ngày 30.',
    }),
  ],
  [
    'urge.plain',
    letter({
      from: 'be@caobang.gov.vn',
      subject: 'Re: Don doc bao cao quy IV',
      id: '<don-2@caobang.gov.vn>',
      references: '<don-0@caobang.gov.vn>',
      text: 'Khong dau.',
    }),
  ],
  [
    'urge.tr',
    letter({
      date: 'Tue, 24 Nov 2026 10:00:00 +0700',
      from: hanh,
      to: 'tho@caobang.gov.vn',
      subject: 'Tr: Đôn đốc báo cáo quý IV',
      id: '<don-3@caobang.gov.vn>',
      references: '<don-0@caobang.gov.vn>',
      text: 'Nhờ đồng chí xử lý.',
    }),
  ],
])
