/** The language of queries explained to whoever asks: Vietnamese first. */
import type { Text } from './texts.ts'

/** Examples are queries; the test parses each of them. */
export interface SyntaxLine {
  readonly example: string
  readonly meaning: Text
}

export const syntax: readonly SyntaxLine[] = [
  {
    example: 'hop',
    meaning: { vi: 'không dấu: tìm mọi cách viết (họp, hợp, hộp, HOP)', en: 'without marks: every spelling' },
  },
  {
    example: 'họp',
    meaning: {
      vi: 'có dấu: chỉ đúng cách viết này, không kể hoa thường; hòa và hoà, ủy và uỷ là một',
      en: 'with marks: this spelling alone, in either case; hòa and hoà, ủy and uỷ are one',
    },
  },
  {
    example: 'hợp đồng',
    meaning: { vi: 'cả hai từ, ở bất kỳ đâu trong thư', en: 'both words, anywhere in the letter' },
  },
  {
    example: '"hợp đồng"',
    meaning: {
      vi: 'hai từ liền nhau; có một từ mang dấu thì cả cụm đúng dấu',
      en: 'in a row; with a marked word, all as they are spelled',
    },
  },
  { example: 'quyet*', meaning: { vi: 'từ bắt đầu bằng “quyet”', en: 'words that begin so' } },
  {
    example: '15/CT-UBND',
    meaning: { vi: 'số, ký hiệu như viết trong thư', en: 'as it stands in the text' },
  },
  {
    example: 'họp -hoãn',
    meaning: { vi: 'có “họp”, không có “hoãn” (hoặc: họp NOT hoãn)', en: 'the one without the other' },
  },
  {
    example: '(giá OR thầu) subject:"thông báo"',
    meaning: { vi: 'một trong hai (OR hay HOẶC, viết hoa); ngoặc để gộp', en: 'either; parentheses group' },
  },
  {
    example: 'subject:họp',
    meaning: {
      vi: 'trong tiêu đề; cũng vậy: body: attachment: filename:',
      en: 'in the subject; so do body: attachment: filename:',
    },
  },
  {
    example: 'from:@gmail.com',
    meaning: {
      vi: 'người gửi: tên miền, cả địa chỉ, hoặc từ trong tên hay địa chỉ',
      en: 'sender: a domain, a whole address, or a word of either',
    },
  },
  {
    example: 'to:vanthu.sokhcn@caobang.gov.vn',
    meaning: { vi: 'người nhận; cũng vậy: cc:', en: 'recipient; so does cc:' },
  },
  {
    example: 'bcc:nguyenvanan@gmail.com',
    meaning: { vi: 'người nhận bí mật, theo phong bì thư', en: 'blind recipient, by the envelope' },
  },
  {
    example: 'agency:sokhcn',
    meaning: { vi: 'cơ quan gửi hoặc nhận, theo mã', en: 'agency that sent or received, by its code' },
  },
  {
    example: 'direction:outbound',
    meaning: { vi: 'chiều thư: inbound, outbound, internal', en: 'which way' },
  },
  {
    example: 'kind:"chỉ thị"',
    meaning: {
      vi: 'có văn bản loại này: tên hoặc chữ viết tắt (CT; công văn là CV)',
      en: 'holds a document of this kind: name or abbreviation',
    },
  },
  {
    example: 'number:15/CT-UBND',
    meaning: {
      vi: 'có văn bản mang số này (hay chỉ 15, hay chỉ CT-UBND)',
      en: 'holds the document of this number',
    },
  },
  {
    example: 'after:2026-11-01 before:26/11/2026',
    meaning: {
      vi: 'nhận từ đầu ngày thứ nhất tới trước ngày thứ hai; cũng dùng 2026-11, 11/2026, 2026',
      en: 'received from the one on, before the other; months and years, too',
    },
  },
  {
    example: 'date:11/2026',
    meaning: {
      vi: 'nhận trong ngày, tháng hoặc năm này, giờ Việt Nam',
      en: 'within this day, month or year, by the time of Vietnam',
    },
  },
  { example: 'size:>5MB', meaning: { vi: 'kích thước: >5MB, <10KB, 1MB..5MB', en: 'size of the letter' } },
  {
    example: 'verdict:flag',
    meaning: {
      vi: 'kết luận: allow, flag, hold, block; refused là bị từ chối',
      en: 'what the rules said; refused: not accepted',
    },
  },
  {
    example: 'rule:D1b-free',
    meaning: {
      vi: 'vi phạm ghi khi thư tới: quy tắc, hoặc lý do như free-mail-sender',
      en: 'on the ledger when it came: a rule, or a reason of one',
    },
  },
  {
    example: 'signed:valid',
    meaning: {
      vi: 'chữ ký số của thư hay tệp: yes, no, valid, invalid, unknown',
      en: 'signatures of the letter or a file in it',
    },
  },
  { example: 'id:10..20', meaning: { vi: 'số của mục lưu trữ', en: 'numbers of entries' } },
  { example: 'message-id:abc@caobang.gov.vn', meaning: { vi: 'Message-ID của thư', en: 'its Message-ID' } },
]

/** As `archive search --syntax` prints it. */
export function syntaxHelp(): string {
  const width = Math.max(...syntax.map(({ example }) => example.length)) + 2
  const lines = syntax.map(
    ({ example, meaning }) => `  ${example.padEnd(width)}${meaning.vi}\n  ${' '.repeat(width)}${meaning.en}`,
  )
  return `Cú pháp tìm kiếm (Query syntax)\n\n${lines.join('\n')}\n`
}
