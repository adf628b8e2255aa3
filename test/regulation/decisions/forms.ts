/**
 * Forms of documents as Decree 30/2020, Appendix I lays them out, and letters as people write them around the
 * documents. Every builder makes something whole; what a case is about stands in the case.
 */
import type { MadeAttachment } from '../letter.ts'
import { domain } from '../province.ts'
import type { Letter } from './case.ts'

export function box(local: string): string {
  return `${local}@${domain}`
}

interface Issuer {
  /** The head of its documents, one line each. */
  readonly head: readonly string[]
  /** As notations have it: `SNV`. */
  readonly initials: string
  readonly place: string
  readonly title: string
  readonly signer: string
}

const province = 'ỦY BAN NHÂN DÂN TỈNH CAO BẰNG'

function department(name: string, initials: string, signer: string): Issuer {
  return { head: [province, name], initials, place: 'Cao Bằng', title: 'GIÁM ĐỐC', signer }
}

const issuers = {
  sonoivu: department('SỞ NỘI VỤ', 'SNV', 'Nguyễn Trung Thảo'),
  sotuphap: department('SỞ TƯ PHÁP', 'STP', 'Bế Minh Đức'),
  sokhcn: department('SỞ KHOA HỌC VÀ CÔNG NGHỆ', 'SKHCN', 'Nông Thị Thanh Huyền'),
  soyte: department('SỞ Y TẾ', 'SYT', 'Nguyễn Bá Tân'),
  sotaichinh: department('SỞ TÀI CHÍNH', 'STC', 'Hoàng Thị Hiền'),
  sogddt: department('SỞ GIÁO DỤC VÀ ĐÀO TẠO', 'SGDĐT', 'Vũ Văn Dương'),
  soxaydung: department('SỞ XÂY DỰNG', 'SXD', 'Lã Hoài Nam'),
  nguyenhue: {
    head: ['ỦY BAN NHÂN DÂN', 'XÃ NGUYÊN HUỆ'],
    initials: 'UBND',
    place: 'Nguyên Huệ',
    title: 'CHỦ TỊCH',
    signer: 'Lục Văn Thắng',
  },
} as const satisfies Readonly<Record<string, Issuer>>

export type IssuerCode = keyof typeof issuers

/** Kinds with a title over their abstract; `congVan` has none. */
const titles = {
  QĐ: 'QUYẾT ĐỊNH',
  TB: 'THÔNG BÁO',
  KH: 'KẾ HOẠCH',
  BC: 'BÁO CÁO',
  TTr: 'TỜ TRÌNH',
  HD: 'HƯỚNG DẪN',
  GM: 'GIẤY MỜI',
  BB: 'BIÊN BẢN',
  HĐ: 'HỢP ĐỒNG',
  CĐ: 'CÔNG ĐIỆN',
  GGT: 'GIẤY GIỚI THIỆU',
  BGN: 'BẢN GHI NHỚ',
  BTT: 'BẢN THỎA THUẬN',
} as const

export interface Form {
  readonly number: string
  /** Trích yếu. */
  readonly abstract: string
  /** Ngày ban hành: `23/11/2026` by default, the day on which letters come here. */
  readonly date?: string
  readonly addressee?: string
  readonly text?: string
  /** `KHẨN`, `HỎA TỐC`. */
  readonly urgency?: string
  /** What stands over the head: a stamp. */
  readonly stamp?: string
}

/** A document: its text, and how its file and its letter are called. */
export interface Paper {
  readonly text: string
  readonly abstract: string
  readonly code: string
}

const order =
  'Căn cứ chức năng, nhiệm vụ được giao, cơ quan thông báo để các đơn vị biết và tổ chức thực hiện.'

function head(issuer: Issuer, code: string, { date = '23/11/2026', urgency, stamp }: Form): string[] {
  const [day, month, year] = date.split('/')
  return [
    ...(stamp === undefined ? [] : [stamp]),
    ...issuer.head,
    'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM',
    'Độc lập - Tự do - Hạnh phúc',
    `Số: ${code}`,
    `${issuer.place}, ngày ${day} tháng ${month} năm ${year}`,
    ...(urgency === undefined ? [] : [urgency]),
  ]
}

function foot({ title, signer, initials }: Issuer): string[] {
  return ['Nơi nhận:', '- Như trên;', `- Lưu: VT, ${initials}.`, title, '(Đã ký)', signer]
}

/** Công văn: the number carries agency and unit, the abstract stands under it. */
export function congVan(by: IssuerCode, form: Form): Paper {
  const issuer: Issuer = issuers[by]
  const code = `${form.number}/${issuer.initials}-VP`
  const { abstract, addressee = 'Các sở, ban, ngành; UBND các xã, phường', text = order } = form
  const lines = [
    ...head(issuer, code, form),
    `V/v ${abstract}`,
    `Kính gửi: ${addressee}`,
    text,
    ...foot(issuer),
  ]
  return { text: lines.join('\n'), abstract, code }
}

/** Any kind that has a name. */
export function vanBan(kind: keyof typeof titles, by: IssuerCode, form: Form): Paper {
  const issuer: Issuer = issuers[by]
  const code = `${form.number}/${kind}-${issuer.initials}`
  const { abstract, text = order } = form
  const addressee = form.addressee === undefined ? [] : [`Kính gửi: ${form.addressee}`]
  const lines = [...head(issuer, code, form), titles[kind], abstract, ...addressee, text, ...foot(issuer)]
  return { text: lines.join('\n'), abstract, code }
}

/** The paper without the lines that a pattern matches: what somebody forgot. */
export function without(pattern: RegExp, paper: Paper): Paper {
  const lines = paper.text.split('\n').filter(line => !pattern.test(line))
  return { ...paper, text: lines.join('\n') }
}

type FileKind = MadeAttachment['kind']

export function file(
  kind: FileKind,
  paper: Paper | string,
  more: Partial<MadeAttachment> = {},
): MadeAttachment {
  const text = typeof paper === 'string' ? paper : paper.text
  const name = typeof paper === 'string' ? 'tai-lieu' : paper.code.replaceAll('/', '-')
  return { kind, text, filename: `${name}.${kind}`, ...more }
}

export function signedPdf(paper: Paper): MadeAttachment {
  return file('pdf', paper, { signed: true })
}

const nobody = { name: '', address: '' }

/** A citizen with a question, who writes from Gmail unless the case says from where. */
export function citizen(given: Partial<Letter> & { readonly address?: string } = {}): Letter {
  const { address = 'tuan.nongvan1985@gmail.com', ...letter } = given
  return {
    channel: 'mx',
    from: { name: 'Nông Văn Tuấn', address },
    to: [box('sotuphap')],
    subject: 'Hỏi về thủ tục đăng ký khai sinh',
    body: 'Kính gửi Sở Tư pháp,\n\nTôi muốn hỏi đăng ký khai sinh cho cháu cần những giấy tờ gì, nộp ở đâu.\n\nTrân trọng cảm ơn.\nNông Văn Tuấn, xóm Bản Giốc',
    ...letter,
  }
}

/** A firm of the province, with mail of its own in Viet Nam. */
export function firm(given: Partial<Letter> & { readonly address?: string } = {}): Letter {
  const { address = 'vanphong@xaydungbacha.com.vn', ...letter } = given
  return {
    channel: 'mx',
    from: { name: 'Công ty Xây dựng Bắc Hà', address },
    to: [box('soxaydung')],
    subject: 'Đề nghị hướng dẫn hồ sơ thẩm định thiết kế',
    body: 'Kính gửi Sở Xây dựng,\n\nCông ty đề nghị quý Sở hướng dẫn thành phần hồ sơ thẩm định thiết kế cơ sở.\n\nTrân trọng.',
    ...letter,
  }
}

/** An official writes to a colleague of another agency. */
export function official(given: Partial<Letter> & { readonly local?: string } = {}): Letter {
  const { local = 'annv.sokhcn', ...letter } = given
  return {
    channel: 'submission',
    from: { ...nobody, address: box(local) },
    to: [box('binhtt.sonoivu')],
    subject: 'Lịch làm việc tuần tới',
    body: 'Chào chị,\n\nTuần tới tôi họp sáng thứ Ba, chiều thứ Tư có thể trao đổi về phần mềm quản lý.\n\nCảm ơn chị.',
    ...letter,
  }
}

/** The office box of an agency sends a document in the form that the regulation asks for: a signed PDF. */
export function office(by: IssuerCode, paper: Paper, given: Partial<Letter> = {}): Letter {
  return {
    channel: 'submission',
    from: { ...nobody, address: box(by) },
    to: [box('vpubnd')],
    subject: paper.abstract,
    body: 'Kính gửi quý cơ quan,\n\nXin gửi văn bản kèm theo, kính đề nghị quý cơ quan tiếp nhận.\n\nTrân trọng.',
    attachments: [signedPdf(paper)],
    ...given,
  }
}
