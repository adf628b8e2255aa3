/** Who writes in the seen half of the corpus, and the papers they write. */
import type { MadeAttachment, MadeLetter } from '../../letter.ts'

type Person = MadeLetter['from']

function person(name: string, address: string): Person {
  return { name, address }
}

export const an = person('Nguyễn Văn An', 'annv.sokhcn@caobang.gov.vn')
export const binh = person('Trần Thị Bình', 'binhtt.sonoivu@caobang.gov.vn')
export const hung = person('Lê Đức Hùng', 'hungld.soyte@caobang.gov.vn')
export const huong = person('Phạm Thu Hương', 'huongpt.sotuphap@caobang.gov.vn')
export const dung = person('Nông Thị Dung', 'dungnt.vpubnd@caobang.gov.vn')
export const son = person('Hoàng Văn Sơn', 'sonhv.nguyenhue@caobang.gov.vn')

export const sokhcn = person('Sở Khoa học và Công nghệ', 'sokhcn@caobang.gov.vn')
export const sonoivu = person('Sở Nội vụ', 'sonoivu@caobang.gov.vn')
export const soyte = person('Sở Y tế', 'soyte@caobang.gov.vn')
export const sotuphap = person('Sở Tư pháp', 'sotuphap@caobang.gov.vn')
export const sotaichinh = person('Sở Tài chính', 'sotaichinh@caobang.gov.vn')
export const vpubnd = person('Văn phòng Ủy ban nhân dân tỉnh', 'vpubnd@caobang.gov.vn')
export const sogddt = person('Sở Giáo dục và Đào tạo', 'sogddt@caobang.gov.vn')
export const thanhtra = person('Thanh tra tỉnh', 'thanhtra@caobang.gov.vn')
export const nguyenhue = person('Ủy ban nhân dân xã Nguyên Huệ', 'nguyenhue@caobang.gov.vn')
export const trungkhanh = person('Ủy ban nhân dân xã Trùng Khánh', 'trungkhanh@caobang.gov.vn')

/** The confirmed address of Nguyễn Văn An outside. */
export const anOutside = person('Nguyễn Văn An', 'nguyenvanan.caobang@gmail.com')
export const citizen = person('Lục Thị Mến', 'luc.men88@gmail.com')
export const neighbour = person('Bế Văn Lâm', 'belam@hn.vnn.vn')
export const ministry = person('Văn thư Bộ Nội vụ', 'vanthu@moha.gov.vn')
export const langson = person('Văn thư Sở Nội vụ Lạng Sơn', 'sonoivu@langson.gov.vn')
export const firm = person('Công ty Cổ phần Xây dựng Đông Bắc', 'lienhe@xaydungdongbac.vn')
export const university = person('Trường Đại học Thái Nguyên', 'daotao@tnu.edu.vn')

export interface Paper {
  /** Lines of the issuing agency, the last one its own. */
  readonly agency: string
  readonly number: string
  /** Title in capitals; none for a công văn. */
  readonly title?: string
  readonly abstract: string
  readonly date?: string
  readonly place?: string
  readonly addressee?: string
  readonly text?: string
  readonly office?: string
  readonly signer?: string
  /** Lines over the number: a stamp of urgency or of secrecy. */
  readonly stamp?: string
}

/** The text of an official document as a reader of its file gives it. */
export function paper(made: Paper): string {
  const place = made.place ?? 'Cao Bằng'
  return [
    made.agency,
    'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM',
    'Độc lập - Tự do - Hạnh phúc',
    ...(made.stamp === undefined ? [] : [made.stamp]),
    `Số: ${made.number}`,
    ...(made.title === undefined ? [`V/v ${made.abstract}`] : []),
    `${place}, ngày ${made.date ?? '23 tháng 11 năm 2026'}`,
    ...(made.title === undefined ? [] : [made.title, `Về việc ${made.abstract}`]),
    `Kính gửi: ${made.addressee ?? 'Các cơ quan, đơn vị'}`,
    made.text ?? 'Căn cứ chức năng, nhiệm vụ được giao, đề nghị các cơ quan, đơn vị phối hợp thực hiện.',
    'Nơi nhận:',
    '- Như trên;',
    '- Lưu: VT.',
    made.office ?? 'GIÁM ĐỐC',
    '(Đã ký)',
    made.signer ?? 'Đàm Quang Vinh',
  ].join('\n')
}

export function pdf(filename: string, text: string): MadeAttachment {
  return { filename, kind: 'pdf', text }
}

export function signedPdf(filename: string, text: string): MadeAttachment {
  return { filename, kind: 'pdf', text, signed: true }
}

type Letter = Omit<MadeLetter, 'id' | 'class'>

/** Letters of one class, numbered on from a number. */
export function numbered(
  kind: MadeLetter['class'],
  first: number,
  letters: readonly Letter[],
): readonly MadeLetter[] {
  return letters.map((letter, i) => ({
    id: `S-${String(first + i).padStart(3, '0')}`,
    class: kind,
    ...letter,
  }))
}

export const allowed: MadeLetter['expect'] = { action: 'allow', rules: [] }

export function expected(action: MadeLetter['expect']['action'], ...rules: readonly string[]) {
  return { action, rules } as const
}
