/**
 * Papers that provincial mail regulations restrict: personnel, inspection, complaints, anti-corruption.
 *
 * The words are in every newsletter, so a paper is known by its weight: its title names such a paper, or several
 * of its marks come together. A title that teaches, invites or reports on the subject is not the paper itself.
 *
 * Deliberately absent: papers that only their file's number or a picture tells.
 */
import { fold } from '../base/fold.ts'
import type { Passage, RestrictedTopic } from './facts.ts'
import { isCapital, plain, singleSpaced } from './plain-text.ts'

/** What is read of a passage: a paper shows early what it is. */
const textLength = 8000
/** Lines among which a title may stand, and how long one is. */
const titleLines = 30
const titleLength = 200

const enough = 3

interface Marks {
  readonly topic: RestrictedTopic
  /** Names of such papers, without marks; one in a title is enough. */
  readonly papers: readonly string[]
  /** Wording inside such papers; three different ones are enough. */
  readonly wording: readonly string[]
}

const restricted: readonly Marks[] = [
  {
    topic: 'personnel',
    papers: [
      'ho so can bo',
      'ho so nhan su',
      'ho so dang vien',
      'ho so bo nhiem',
      'so yeu ly lich can bo',
      'ly lich can bo',
      'quy hoach can bo',
      'danh sach quy hoach',
      'phuong an nhan su',
      'de an nhan su',
      'nhan xet can bo',
      'nhan xet, danh gia can bo',
      'danh gia, xep loai chat luong can bo',
      'danh gia xep loai can bo',
      'ket qua danh gia, xep loai',
      'phieu danh gia, xep loai',
      'ban kiem diem',
      'thi hanh ky luat',
      'xu ly ky luat',
      'xem xet ky luat',
      'hoi dong ky luat',
      'quyet dinh ky luat',
      'lay phieu tin nhiem',
      'tham tra ly lich',
      'ket luan tieu chuan chinh tri',
    ],
    wording: [
      'hinh thuc ky luat',
      'khien trach',
      'canh cao',
      'quy hoach chuc danh',
      'so yeu ly lich',
      'lich su chinh tri',
      'uu diem, khuyet diem',
      'tu nhan muc xep loai',
      'hoan thanh xuat sac nhiem vu',
      'bo phieu kin',
      'nguon quy hoach',
      'trinh do ly luan chinh tri',
    ],
  },
  {
    topic: 'inspection',
    papers: [
      'du thao ket luan thanh tra',
      'du thao ket luan kiem tra',
      'ket luan thanh tra',
      'bao cao ket qua thanh tra',
      'ke hoach tien hanh thanh tra',
      'bien ban lam viec doan thanh tra',
      'bien ban thanh tra',
      'nhat ky doan thanh tra',
      'ho so thanh tra',
      'bao cao cua doan thanh tra',
      'giai trinh voi doan thanh tra',
    ],
    wording: [
      'doan thanh tra',
      'truong doan thanh tra',
      'nguoi ra quyet dinh thanh tra',
      'doi tuong thanh tra',
      'ket luan thanh tra',
      'thoi ky thanh tra',
      'thoi hieu thanh tra',
      'sai pham',
      'kien nghi xu ly',
      'thu hoi nop ngan sach',
      'bien ban lam viec',
    ],
  },
  {
    topic: 'complaint',
    papers: [
      'don to cao',
      'don khieu nai',
      'noi dung to cao',
      'xac minh noi dung to cao',
      'ket luan noi dung to cao',
      'xac minh don to cao',
      'giai quyet to cao doi voi',
      'giai quyet don to cao',
      'giai quyet don khieu nai',
      'giai quyet khieu nai cua',
      'thu ly to cao',
      'thu ly khieu nai',
      'thu ly giai quyet to cao',
      'ho so giai quyet to cao',
      'ho so giai quyet khieu nai',
      'danh sach nguoi to cao',
      'thong tin nguoi to cao',
    ],
    wording: [
      'nguoi to cao',
      'nguoi bi to cao',
      'noi dung to cao',
      'nguoi khieu nai',
      'nguoi bi khieu nai',
      'noi dung khieu nai',
      'to xac minh',
      'ket qua xac minh',
      'bi mat thong tin nguoi to cao',
      'toi to cao',
      'toi lam don nay',
      'don to cao',
      'don khieu nai',
    ],
  },
  {
    topic: 'anti-corruption',
    papers: [
      'ke khai tai san',
      'ban ke khai tai san',
      'xac minh tai san',
      'kiem soat tai san, thu nhap cua',
      'ket luan xac minh tai san',
      'giai trinh nguon goc tai san',
      'ho so vu viec tham nhung',
      'vu viec tham nhung',
      'vu an tham nhung',
      'dau hieu tham nhung',
      'ho so phong, chong tham nhung',
      'tin bao ve tham nhung',
    ],
    wording: [
      'nguoi co nghia vu ke khai',
      'nguoi ke khai',
      'bien dong tai san',
      'tai san, thu nhap',
      'nguon goc tai san',
      'quyen su dung dat',
      'tong thu nhap giua hai lan ke khai',
      'tien, vang',
      'xac minh tai san',
      'nguoi duoc xac minh',
      'hanh vi tham nhung',
      'thu hoi tai san tham nhung',
    ],
  },
]

/** Titles of what only speaks of such papers. */
const aboutIt =
  /(?<!\p{L})(?:tap huan|tuyen truyen|ban tin|diem tin|tin tuc|pho bien|huong dan|hoi nghi|hoi thao|giay moi|moi (?:du|hop|tham)|(?<!ly )lich |thong cao|boi duong|cuoc thi|(?<!ky )luat |nghi dinh|thong tu|quy trinh|quy che|ngay hoi|quyen |xin chuc|mau |so lieu|thong ke|tong hop so|trien khai|cong khai ket luan|ke hoach tuyen)/u

/** With blank lines before, and with the signs of a quotation. */
const lineBegins = /(?:^|[\n\f])[\s>]*/g
/** A paper with nothing of it weighs nothing, whatever else is in it. */
const anyMark = new RegExp(restricted.flatMap(({ papers, wording }) => [...papers, ...wording]).join('|'))

export function restrictedTopics({ place, text }: Passage): readonly RestrictedTopic[] {
  const start = plain(text.slice(0, textLength)).replace(lineBegins, '\n').trim()
  const body = fold(singleSpaced(start))
  if (!anyMark.test(body)) return []
  const lines = start.split('\n').map(line => singleSpaced(line).trim())
  const titles = place === 'subject' ? [lines.join(' ')] : titlesOf(lines)
  const named = titles.map(fold).filter(title => !aboutIt.test(title))
  return restricted.filter(marks => weigh(marks, named, body) >= enough).map(({ topic }) => topic)
}

/** Lines of capitals near the top with the line that continues them, and "V/v" with what follows. */
function titlesOf(lines: readonly string[]): readonly string[] {
  return lines
    .slice(0, titleLines)
    .map((line, i) =>
      isCapital(line) || /^(?:v\s?\/\s?v|về việc|subject|chủ đề|tiêu đề)(?!\p{L})/iu.test(line)
        ? `${line} ${lines[i + 1] ?? ''}`.slice(0, titleLength)
        : '',
    )
    .filter(title => title !== '')
}

function weigh({ papers, wording }: Marks, titles: readonly string[], body: string): number {
  if (titles.some(title => papers.some(paper => hasWords(title, paper)))) return enough
  return wording.filter(words => hasWords(body, words)).length
}

/** `words` as whole words. */
function hasWords(text: string, words: string): boolean {
  for (let at = text.indexOf(words); at !== -1; at = text.indexOf(words, at + words.length))
    if (!isLetter(text[at - 1]) && !isLetter(text[at + words.length])) return true
  return false
}

function isLetter(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\d]/u.test(character)
}
