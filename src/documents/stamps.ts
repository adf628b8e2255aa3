/**
 * Stamps of state secrets. The word alone is common (mật khẩu, bí mật, mật ong); a stamp is the word in capitals
 * and by itself: a line or a table cell near a document's head, a bracket or a prefix of a subject, the value of a
 * field "Độ mật". A letter with a stamp is refused outright, so both errors weigh: a stamp in disguise must be
 * found, and an ordinary word must not be taken for one.
 *
 * The text is cut into cells: what stands alone between line ends, columns and the fixed phrases of a head. Letters
 * of neighbouring cells are read on while they spell a stamp, which finds it letter-spaced or broken over lines.
 * Everything is linear in the text: lines are clipped, and only those near a head are looked at.
 *
 * Deliberately absent: words in running sentences, digits for letters (`M4T`), Telex and VIQR spellings, and what
 * only a picture shows.
 */
import { fold } from '../base/fold.ts'
import type { Disguise, Passage, SecretLevel, SecretStamp } from './facts.ts'
import {
  agencyBegin,
  motto,
  nationalName,
  numbered,
  type Pattern,
  placeAndDate,
  urgencyStamp,
} from './phrases.ts'
import { cellsOf, fromTcvnFont, isCapital, plain, spellings } from './plain-text.ts'

/** Lines with text, from the top of the first page and of a later one, among which a stamp may stand. */
const firstPageLines = 40
const pageLines = 20
/** Lines looked at before and after the national name deeper in a text: a document pasted into a letter. */
const aroundLines = 15
/** Lines looked at in all, and passed over from one place on, blank ones included. */
const linesInAll = 2000
const linesVisited = 400
/** Characters of a line that are looked at, before and after its plain form is made. */
const rawLineLength = 4000
const lineLength = 400
/** Characters of a cell that can be a stamp, letter-spaced and framed. */
const cellLength = 80
/** Stamps reported of one passage; one is enough to refuse. */
const reported = 20
/** Cells between the levels of a list that explains them. */
const listGap = 3

/** A piece of text that stands by itself. */
interface Cell {
  readonly line: number
  /** The line as it came, for how it was spelled. */
  readonly raw: string
  readonly text: string
}

interface Found {
  readonly level: SecretLevel
  readonly first: number
  readonly last: number
  readonly disguises: readonly Disguise[]
}

/** What the text around says about how to read a cell. */
interface Setting {
  /** The head of a document is there. */
  readonly headed: boolean
  /** The letters come from a font that loses their case. */
  readonly caseless: boolean
}

export function findStamps({ place, text: raw }: Passage): readonly SecretStamp[] {
  const legacy = place === 'subject' ? null : fromTcvnFont(raw)
  const lines = place === 'subject' ? [subjectLine(1, raw)] : linesNearHeads(legacy ?? raw).map(shownLine)
  const text = lines.map(line => line.text).join('\n')
  if (!lettersOfStamp.test(text)) return []
  const cells = lines.flatMap(lineCells)
  const headed = unmarkedLetters.test(text) && cells.some(cell => isHeadPhrase(cell.text))
  const setting = { headed, caseless: legacy !== null }
  const found: Found[] = []
  for (let at = 0; at < cells.length && found.length < reported; at++) {
    const stamp = stampAt(cells, at, setting) ?? fieldAt(cells, at)
    if (stamp === null) continue
    found.push(stamp)
    at = stamp.last
  }
  return withoutLists(found).map(({ level, first, disguises }) => ({
    place,
    level,
    line: cells[first]!.line,
    disguises,
  }))
}

/** Every stamp has them, with nothing between that is a letter. */
const lettersOfStamp = /M\P{L}*[ẬÂẠA]\P{L}*T/iu
/** Of one that counts only in the presence of a head. */
const unmarkedLetters = /M\P{L}*[ẠA]\P{L}*T/iu

interface RawLine {
  readonly number: number
  readonly raw: string
}

/** A line as it is read, and whether it is a subject, which is cut otherwise. */
interface Line extends RawLine {
  readonly text: string
  readonly subject: boolean
}

const otherLineEnds = /\r\n|[\r\v\u0085\u2028\u2029]/g
const deepHead =
  /\f|(?:TUY[ỆÊE]\p{M}{0,2}T|T[ỐÔO]\p{M}{0,2}I) {1,3}M[ẬÂA]\p{M}{0,2}T(?=[^\p{L}\n]{0,40}(?:\n|$))|C[ỘO]\p{M}{0,2}NG\s+H[ÒO]\p{M}?[ÀA]\p{M}?\s+X|[ĐđD][ộỘôÔoO]\p{M}{0,2}\s+[Mm][ậẬâÂaA]\p{M}{0,2}[Tt]\s*[:=]/gu

/** Lines where a stamp may stand: at the top of each page, and deeper around heads and levels that end a line. */
function linesNearHeads(passage: string): readonly RawLine[] {
  const text = passage.replace(otherLineEnds, '\n')
  const lines: RawLine[] = [...linesFrom(text, 0, 1, firstPageLines)]
  let number = 1
  let newline = text.indexOf('\n')
  for (const { 0: found, index } of text.matchAll(deepHead)) {
    if (lines.length >= linesInAll) break
    const start = found === '\f' ? index + 1 : startOfLineBefore(text, index, aroundLines)
    for (; newline !== -1 && newline < start; newline = text.indexOf('\n', newline + 1)) number++
    const last = lines.at(-1)?.number ?? 0
    const count = found === '\f' ? pageLines : 2 * aroundLines
    for (const line of linesFrom(text, start, number, count))
      if (found === '\f' || line.number > last) lines.push(line)
  }
  return lines
}

/** Up to `count` lines with text, from a place that is the start of a line, and to the end of the page. */
function* linesFrom(text: string, start: number, first: number, count: number): Generator<RawLine> {
  const end = /[\n\f]/g
  let at = start
  let left = count
  for (let number = first; left > 0 && number < first + linesVisited && at < text.length; number++) {
    end.lastIndex = at
    const stop = end.exec(text)?.index ?? text.length
    const raw = text.slice(at, Math.min(stop, at + rawLineLength))
    if (raw.trim() !== '') {
      yield { number, raw }
      left--
    }
    if (text[stop] === '\f') return
    at = stop + 1
  }
}

function startOfLineBefore(text: string, index: number, lines: number): number {
  let at = index
  for (let i = 0; i <= lines && at >= 0; i++) at = text.lastIndexOf('\n', at - 1)
  return at + 1
}

const quoting = /^(?:\s*>)+/
/** The header fields of a forwarded letter, and its subject again. */
const quotedSubject = /^\P{L}*(?:subject|chủ đề|tiêu đề|trích yếu|v\/v|về việc)\s*:\s*(.+)$/iu

/** `TÀI LIỆU MẬT` by itself is a stamp, too. */
const paper = /^(?:TÀI LIỆU|VĂN BẢN)\s+(?=(?:TUYỆT |TỐI )?MẬT\P{L}*$)/u

function shownLine({ number, raw }: RawLine): Line {
  const text = plain(raw).trim().replace(/ {3,}/g, '  ').slice(0, lineLength).replace(quoting, '')
  const subject = text.includes(':') ? quotedSubject.exec(text)?.[1] : undefined
  return subject === undefined
    ? { number, raw: raw.trim(), text, subject: false }
    : subjectLine(number, subject)
}

function lineCells(line: Line): readonly Cell[] {
  if (line.subject) return subjectCells(line)
  const { number, raw, text } = line
  const whole = { line: number, raw }
  return cellsOf(text)
    .flatMap(splitAtPhrases)
    .flatMap(splitBrackets)
    .flatMap(splitAgency)
    .map(cell => ({ ...whole, text: cell.replace(paper, '') }))
}

const headPhrases: readonly Pattern[] = [
  nationalName.whole,
  nationalName.begin,
  motto.whole,
  numbered,
  placeAndDate,
]

const phrases: readonly Pattern[] = [
  ...headPhrases,
  /Đ[ộỘ] KH[ẩẨ]N/iu,
  urgencyStamp,
  /(?:Trang|TRANG) \d{1,4}(?:\s*\/\s*\d{1,4})?|[-–] ?\d{1,4} ?[-–]?$/u,
  /B[ảẢa]N S[ốỐo]\s*:?\s*\d*/iu,
]

/** `KHẨN` */
const shortestPhrase = 4

/** Merged columns: `MẬT CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM` is two cells. */
function splitAtPhrases(cell: string): readonly string[] {
  for (const phrase of cell.length < shortestPhrase ? [] : phrases) {
    const match = phrase.exec(cell)
    if (match === null) continue
    const before = cell.slice(0, match.index).replace(/[\s,;&+/-]+$/u, '')
    const after = cell.slice(match.index + match[0].length).trimStart()
    return [...splitAtPhrases(before), match[0], ...splitAtPhrases(after)].filter(piece => piece !== '')
  }
  return [cell]
}

function isHeadPhrase(text: string): boolean {
  return headPhrases.some(phrase => phrase.exec(text) !== null)
}

/** A bracket opens the line, or closes a line of capitals: `[MẬT] Báo cáo`, `BÁO CÁO (TỐI MẬT)`. */
const leadingBracket = /^[^\p{L}\d[({<【「«]*([[({<【「«][^\])}>】」»]{1,60}[\])}>】」»])(.+)$/u
const trailingBracket = /^(.+)([[({<【「«][^\])}>】」»]{1,60}[\])}>】」»])\P{L}*$/u

function splitBrackets(cell: string): readonly string[] {
  if (!/[[({<【「«]/.test(cell)) return [cell]
  const leading = leadingBracket.exec(cell)
  if (leading !== null) return [leading[1]!, leading[2]!]
  const trailing = isCapital(cell) ? trailingBracket.exec(cell) : null
  return trailing === null ? [cell] : [trailing[1]!, trailing[2]!]
}

const agencyThenStamp = /^(.*?\P{L})((?:TUY[ỆÊE]T\s+|T[ỐÔO]I\s+)?M[ẬÂ]T)\P{L}*$/u

/** `UBND TỈNH CAO BẰNG MẬT`: the stamp merged into the line of the issuing agency. */
function splitAgency(cell: string): readonly string[] {
  if (!agencyBegin.test(cell) || !isCapital(cell)) return [cell]
  const [, agency, stamp] = agencyThenStamp.exec(cell) ?? []
  return agency === undefined || stamp === undefined ? [cell] : [agency.trim(), stamp]
}

const subjectEnds = /[[\](){}<>【】「」«»|:–—_/\\*#=~•-]+|\.\s/

/** A bracket that opens a subject is a mark in any case of letters: `Re: [Mật] Báo cáo`. */
const openingBracket = /^((?:(?:re|fwd?|tr|trả lời|chuyển tiếp)\s*:\s*)*)([[({<【「«][^\])}>】」»]{1,60})/iu
/** A prefix in capitals before a title that is not: `MẬT Báo cáo tháng 11`. */
const prefix = /^((?:TUYỆT\s+|TỐI\s+)?MẬT)\s+(\p{Lu}\p{Ll}.*)$/u

function subjectLine(number: number, subject: string): Line {
  const raw = subject.slice(0, rawLineLength).trim()
  return { number, raw, text: plain(raw).slice(0, lineLength), subject: true }
}

/** A subject is cut where it is punctuated; quotes and commas belong to sentences. */
function subjectCells({ number, raw, text }: Line): readonly Cell[] {
  return text
    .replace(openingBracket, (_, replies: string, bracket: string) => replies + bracket.toUpperCase())
    .split(subjectEnds)
    .flatMap(splitAtPhrases)
    .map(piece => piece.trim())
    .flatMap(piece => prefix.exec(piece)?.slice(1) ?? [piece])
    .filter(piece => piece !== '')
    .map(piece => ({ line: number, raw, text: piece }))
}

interface Word {
  readonly level: SecretLevel
  /** Letters without marks. */
  readonly letters: string
  /** Letters with all, some, or none of their marks; other marks make other words (`MẤT`, `MẮT`, `TÔI`). */
  readonly pattern: RegExp
}

const words: readonly Word[] = [
  { level: 'tuyet-mat', letters: 'TUYETMAT', pattern: /^TUY[ỆÊẸE]TM[ẬÂẠA]T$/iu },
  { level: 'toi-mat', letters: 'TOIMAT', pattern: /^T[ỐÔÓO]IM[ẬÂẠA]T$/iu },
  { level: 'mat', letters: 'MAT', pattern: /^M[ẬÂẠA]T$/iu },
]
/** Without its marks the shortest one is a word of many languages, and `MẠT` is another word. */
const needsHead = /^M[ẠA]T$/iu
const marked = /^(?:TUYỆT|TỐI)?MẬT$/iu
const longest = 8
/** A watermark: `MẬT MẬT MẬT`. */
const repeated = /^(.{3,8}?)\1+$/u

/** Letters of a cell that holds nothing else but spaces and ornament; empty when it cannot be a stamp. */
function stampLetters({ text }: Cell): string {
  if (text.length > cellLength || /\p{N}/u.test(text) || /[:;,?]\P{L}*$/u.test(text)) return ''
  const letters = text.replace(/\P{L}+/gu, '').replace(repeated, '$1')
  return letters.length <= longest ? letters : ''
}

/** The longest stamp that begins with a cell. */
function stampAt(cells: readonly Cell[], first: number, setting: Setting): Found | null {
  const initial = fold(/\p{L}/u.exec(cells[first]!.text)?.[0] ?? '')
  if (initial !== 'm' && initial !== 't') return null
  let joined = ''
  let best: Found | null = null
  for (let last = first; last < cells.length && last < first + longest; last++) {
    const letters = stampLetters(cells[last]!)
    if (letters === '') break
    joined += letters
    const folded = fold(joined).toUpperCase()
    if (!words.some(word => word.letters.startsWith(folded))) break
    const word = words.find(candidate => candidate.pattern.test(joined))
    if (word === undefined || !(setting.caseless || mostlyCapital(joined))) continue
    if (needsHead.test(joined) && !setting.headed) continue
    if (isPartOfWord(cells, first, last)) continue
    best = {
      level: word.level,
      first,
      last,
      disguises: disguisesOf(cells.slice(first, last + 1), joined, word),
    }
  }
  return best
}

function mostlyCapital(letters: string): boolean {
  return (letters.match(/\p{Lu}/gu)?.length ?? 0) * 2 > letters.length
}

// Bí mật, bảo mật, cơ mật, thân mật; gan mật, túi mật, sỏi mật; lấy mật.
const wordBefore = /(?:^|\P{L})(?:BÍ|BẢO|CƠ|THÂN|CẨN|GAN|TÚI|SỎI|LẤY)\P{L}*$/u
/** In a list of persons. */
const nameBefore = /(?:^|\P{L})(?:THỊ|VĂN)$/u
// Mật khẩu, mật ong, mật tông, mật mía, mật gấu, mật ngọt; `Ông` begins a sentence.
const wordAfter = /^(?:KH[ẨA]U(?! HIỆU)|ONG|TÔNG|MÍA|GẤU|NGỌT)(?!\p{L})|^MÃ$/iu
const densityAfter = /^ĐỘ(?!\p{L})(?!\s+(?:KHẨN|MẬT))/u

/** The rest of a common word stands in the next cell, or the letters belong to a longer row of letters. */
function isPartOfWord(cells: readonly Cell[], first: number, last: number): boolean {
  const before = cells[first - 1]?.text ?? ''
  const after = cells[last + 1]?.text ?? ''
  const alone = cells.slice(first, last + 1).every(isOneLetter)
  if (alone && [cells[first - 1], cells[last + 1]].some(cell => cell !== undefined && isOneLetter(cell)))
    return true
  if (cells[first - 1]?.line === cells[first]!.line && nameBefore.test(before)) return true
  return wordBefore.test(before) || wordAfter.test(unspaced(after)) || densityAfter.test(after)
}

/** `K H Ẩ U` as a word. */
function unspaced(text: string): string {
  return /^(?:\p{L} )+\p{L}$/u.test(text) ? text.replaceAll(' ', '') : text
}

function isOneLetter({ text }: Cell): boolean {
  return /^\P{L}*\p{L}\P{L}*$/u.test(text)
}

function disguisesOf(cells: readonly Cell[], letters: string, word: Word): readonly Disguise[] {
  const raw = [...new Set(cells.map(cell => cell.raw))].join('')
  const inside = cells.map(cell => cell.text.replace(/^\P{L}+|\P{L}+$/gu, ''))
  const gaps = inside.join(' ').split(/[^\p{L}]*\s[^\p{L}]*/u).length - 1
  const found: readonly (Disguise | false)[] = [
    ...spellings(raw.slice(0, lineLength)),
    gaps > (word.level === 'mat' ? 0 : 1) && cells.length === 1 && 'spaced',
    cells.length > 1 && (cells.every(cell => cell.line === cells[0]!.line) ? 'spaced' : 'split-lines'),
    inside.some(text => /\p{L}\s*[^\p{L}\s]+\s*\p{L}/u.test(text)) && 'punctuated',
    !marked.test(letters) && 'without-marks',
  ]
  return found.filter(disguise => disguise !== false)
}

const field =
  /^\P{L}*(?:(?:d[ấa]u\s+)?(?:ch[ỉi]\s+)?(?:m[ứu]c\s+|c[ấa]p\s+)?[đd][ộo]\s+(?:b[ảa]o\s+)?m[ậa]t|ph[âa]n lo[ạa]i|m[ứu]c [đd][ộo])\s*(?:[:=–—.-]\s*(.*))?$/iu
const valueEnd = /[.;,(/–—-]|\s[ĐđD][ộỘo]\s+kh[ẩẨa]n/u

/** The field of a form, in any case of letters: `Độ mật: Tối mật`. Its value may stand in the next cell. */
function fieldAt(cells: readonly Cell[], at: number): Found | null {
  const match = field.exec(cells[at]!.text)
  if (match === null) return null
  const here = (match[1] ?? '').trim()
  const value = here === '' ? (cells[at + 1]?.text ?? '') : here
  const end = valueEnd.exec(value)
  if (end !== null && /^[,/]/.test(end[0])) return null
  const letters = value.slice(0, end?.index).replace(/\P{L}+/gu, '')
  const word = words.find(candidate => candidate.pattern.test(letters))
  if (word === undefined) return null
  const last = here === '' ? at + 1 : at
  // The head of a table that has a column for each level.
  if (words.some(other => other.pattern.test(cells[last + 1]?.text.replace(/\P{L}+/gu, '') ?? '')))
    return null
  const stamped = { ...cells[last]!, text: value.slice(0, end?.index) }
  return { level: word.level, first: at, last, disguises: disguisesOf([stamped], letters, word) }
}

/** All three levels close together explain the levels; a document has one. */
function withoutLists(found: readonly Found[]): readonly Found[] {
  const lists: Found[][] = []
  for (const stamp of found) {
    const list = lists.at(-1)
    if (list !== undefined && stamp.first - list.at(-1)!.last <= listGap) list.push(stamp)
    else lists.push([stamp])
  }
  return lists.filter(list => new Set(list.map(stamp => stamp.level)).size < words.length).flat()
}
