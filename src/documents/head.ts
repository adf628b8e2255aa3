/** The head of an official document: what its lines say, each read by taking out the phrases it knows. */
import type { DocumentMark, Urgency } from './facts.ts'
import type { KindBook } from './kind-book.ts'
import type { DocumentKind } from './kinds.ts'
import {
  agencyBegin,
  bareNumber,
  motto,
  nationalName,
  numbered,
  type Pattern,
  type Phrase,
  placeAndDate,
} from './phrases.ts'
import { cellsOf, isCapital } from './plain-text.ts'

/** Lines and characters of an abstract (Decree 30/2020, Appendix VI: 500), and characters of a notation. */
const abstractLines = 6
export const abstractLength = 500
const notationLength = 40

export interface Numbered {
  readonly number: string | null
  readonly notation: string
}

/** Number and notation of a match; the number of a draft is dots, and a notation has two capitals at least. */
export function numberFrom(match: RegExpExecArray): Numbered | null {
  const notation = (match[2] ?? '').replace(/\s+/g, '')
  if ((notation.match(/\p{Lu}/gu)?.length ?? 0) < 2 || notation.length > notationLength) return null
  const number = /^\d/.test(match[1] ?? '') ? match[1]! : null
  return { number, notation }
}

/**
 * What a plain text with a line of a head has in any case: the national name; a number with its word, or at the start
 * of a line; or a date in one line with a stroke, which may part a number. One step for each character.
 */
export const headSign =
  /C[ỘÔO]NG\s+H(?:ÒA|OÀ|OA)\s+X|(?:S[ốỐôÔoO]|^|[\n\f\r])[\t >:\d.…_a-zđ]*\/\s*(?:(?:19|20)\d{2}\s*\/\s*)?\p{Lu}|,\s*ng[àa]y[^\n\f\r,]*\//u

/** True for a line that only the head of a document has. */
export function isHeadLine(line: string, next: string): boolean {
  const { whole, begin, end } = nationalName
  return whole.test(line) || (begin.test(line) && end.test(next)) || numberOfHead(line) !== null
}

interface Cut<T> {
  readonly value: T
  readonly rest: string
}

function cut(line: string, phrase: Pattern): string | null {
  const match = phrase.exec(line)
  return match === null ? null : around(line, match)
}

/** What stands left and right of a match, as two columns. */
function around(line: string, match: RegExpExecArray): string {
  return `${line.slice(0, match.index)}\t${line.slice(match.index + match[0].length)}`
}

/** The number of a head: alone in its column, or before the abstract. */
function numberOfHead(line: string): Cut<Numbered> | null {
  if (!line.includes('/')) return null
  const undated = cut(line, placeAndDate) ?? line
  const withWord = numbered.exec(undated)
  const match = withWord ?? bareNumber.exec(undated)
  if (match === null) return null
  const value = numberFrom(match)
  if (value === null) return null
  const before = undated.slice(0, match.index).trim()
  const after = undated.slice(match.index + match[0].length).trim()
  const alone =
    after === '' || abstractBegin.test(after) || cellsOf(`x${undated.slice(match.index)}`).length > 1
  const headed = before === '' || isCapital(before) || /(?:\t| {2})$/.test(undated.slice(0, match.index))
  const certain = withWord !== null || (before === '' && value.notation.includes('-'))
  return alone && headed && certain ? { value, rest: around(line, match) } : null
}

export const abstractBegin = /^(?:v\s?\/\s?v|về việc|ve viec)[\s:.]*/iu
/** What stands after an abstract, or in place of one. */
const neverAbstract = /^(?:kính gửi|kinh gui|căn cứ|can cu|nơi nhận|noi nhan|điều \d|dieu \d)/iu
/** How the text of a document begins. */
const textBegin =
  /^(?:thực hiện|thuc hien|để |theo |trong |nhằm |trên cơ sở|sau khi|xét |tiếp theo|phúc đáp|qua |hôm nay|ngày |i\. |1\. |i\/|phần |ủy ban|uỷ ban|ubnd|hội đồng|sở |văn phòng |thanh tra |chủ tịch |giám đốc |bộ )/iu
const addressee = /^(?:k[íi]nh g[ửu]i)(?!\p{L})/iu
const urgencies: ReadonlyMap<string, Urgency> = new Map([
  ['KHẨN', 'khan'],
  ['THƯỢNGKHẨN', 'thuong-khan'],
  ['HỎATỐC', 'hoa-toc'],
  ['HOẢTỐC', 'hoa-toc'],
  ['HỎATỐCHẸNGIỜ', 'hoa-toc'],
])

/** Reads the lines of one head, each by taking out the phrases it knows. */
export class Head {
  readonly #book: KindBook
  readonly #marks = new Set<DocumentMark>()
  #title: DocumentKind | null = null
  numbered: Numbered | null = null
  issued: { readonly place: string; readonly date: string } | null = null
  issuer: string | null = null
  abstract: string | null = null
  urgency: Urgency | null = null

  constructor(lines: readonly string[], book: KindBook) {
    this.#book = book
    const left = lines.map((line, i) => this.#takeKnown(line, lines[i - 1] ?? '', lines[i + 1] ?? ''))
    const columns = left.map(line => cellsOf(line))
    this.#readIssuer(columns)
    this.#readTitle(columns)
    for (const cells of columns) for (const cell of cells) this.#readCell(cell)
  }

  get marks(): readonly DocumentMark[] {
    return [...this.#marks]
  }

  /** The notation decides, then the title; what has neither but speaks "V/v" is a công văn. */
  kind(): DocumentKind | null {
    const byNotation = this.numbered === null ? null : this.#book.ofNotation(this.numbered.notation)
    return byNotation !== null && byNotation !== this.#book.letter
      ? byNotation
      : (this.#title ?? byNotation ?? (this.numbered?.number == null ? null : this.#book.letter))
  }

  /** Takes quốc hiệu, tiêu ngữ, number, place and date out of a line. */
  #takeKnown(line: string, previous: string, next: string): string {
    let rest = this.#take('national-name', nationalName, line, previous, next)
    rest = this.#take('motto', motto, rest, previous, next)
    const number = this.numbered === null ? numberOfHead(rest) : null
    if (number !== null) {
      this.numbered = number.value
      if (number.value.number !== null) this.#marks.add('number')
      rest = number.rest
    }
    const date = placeAndDate.exec(rest)
    if (date === null || this.issued !== null) return rest
    const issued = issuedFrom(date)
    if (issued !== null) {
      this.issued = issued
      this.#marks.add('place-and-date')
    }
    return around(rest, date)
  }

  #take(
    mark: DocumentMark,
    { whole, begin, end }: Phrase,
    line: string,
    previous: string,
    next: string,
  ): string {
    const rest =
      cut(line, whole) ??
      (end.test(next) ? cut(line, begin) : null) ??
      (begin.test(previous) ? cut(line, end) : null)
    if (rest !== null) this.#marks.add(mark)
    return rest ?? line
  }

  #readCell(cell: string): void {
    const urgency = isCapital(cell) ? urgencies.get(cell.replace(/\P{L}+/gu, '')) : undefined
    if (urgency !== undefined) this.urgency ??= urgency
    if (addressee.test(cell)) this.#marks.add('addressee')
  }

  /** The last agency named before the title, with the lines that continue its name. */
  #readIssuer(columns: readonly (readonly string[])[]): void {
    const agencies: string[] = []
    let open = false
    for (const cell of columns.flat().flatMap(withParent)) {
      const title = this.#book.ofTitle(cell)
      if (abstractBegin.test(cell) || (title !== null && (title.rest === '' || open))) break
      if (agencies.length > 0 && addressee.test(cell)) break
      const name = cell.replace(/[^\p{L}\d)]+$/u, '')
      const continues: boolean = open && isCapital(name) && !isStamp(name)
      open = continues || (isCapital(name) && agencyBegin.test(name))
      if (agencyBegin.test(name) && open) agencies.push(name)
      else if (continues) agencies.push(`${agencies.pop()} ${name}`)
    }
    const own = agencies.at(-1)
    if (own === undefined) return
    const parent = agencies.at(-2)
    this.issuer = parent !== undefined && bareName.test(own) ? `${own} ${parent}` : own
    this.#marks.add('issuer')
  }

  /** A title, then the abstract behind or under it; or "V/v" under the number of a công văn. */
  #readTitle(columns: readonly (readonly string[])[]): void {
    for (const [i, cells] of columns.entries()) {
      for (const [j, cell] of cells.entries()) {
        const title = this.#title === null ? this.#book.ofTitle(cell) : null
        const abstract = abstractBegin.test(cell) ? cell : (title?.rest ?? null)
        if (abstract === null || this.abstract !== null) continue
        // Capitals that go on are the title of a document only where its number stands above.
        if (title !== null && (abstract === '' || abstractBegin.test(abstract) || this.numbered !== null)) {
          this.#title = title.kind
          this.#marks.add('kind')
        } else if (title !== null) continue
        this.#setAbstract(withFollowing(abstract, columns.slice(i + 1, i + abstractLines), j))
      }
    }
  }

  #setAbstract(pieces: readonly string[]): void {
    const abstract = pieces.join(' ').trim().replace(abstractBegin, '').slice(0, abstractLength)
    if (abstract === '' || this.abstract !== null) return
    this.abstract = abstract
    this.#marks.add('abstract')
  }
}

function isStamp(cell: string): boolean {
  const letters = cell.replace(/\P{L}+/gu, '')
  return urgencies.has(letters) || /^(?:TUYỆT|TỐI)?MẬT$/u.test(letters)
}

/** Names so short that they are understood only under the agency above: `VĂN PHÒNG`, `THANH TRA`. */
const bareName = /^(?:VĂN PHÒNG|THANH TRA|CÔNG AN|BAN CHỈ HUY)$/u

/** `UBND TỈNH CAO BẰNG SỞ NỘI VỤ`: both lines of an agency's name merged into one. */
function withParent(cell: string): readonly string[] {
  const parent =
    /^(?:UBND|[ỦU][YỶ] BAN NHÂN DÂN) .*?(?=\s[-–]?\s?(?:SỞ|VĂN PHÒNG|THANH TRA|BAN QUẢN LÝ)(?!\p{L}))/u.exec(
      cell,
    )?.[0]
  return parent === undefined ? [cell] : [parent, cell.slice(parent.length).replace(/^[\s–-]+/, '')]
}

/** The first line of an abstract with those after it in its column, until the text of the document begins. */
function withFollowing(
  first: string,
  below: readonly (readonly string[])[],
  column: number,
): readonly string[] {
  const pieces = first === '' ? [] : [first]
  for (const cells of below) {
    const cell = cells[Math.min(column, cells.length - 1)]
    if (cell === undefined) continue
    if (pieces.length === 0 ? neverAbstract.test(cell) : endsAbstract(cell, pieces[0]!)) break
    pieces.push(cell)
    if (/[.;:]$/.test(cell)) break
  }
  return pieces
}

function endsAbstract(cell: string, first: string): boolean {
  if (neverAbstract.test(cell) || textBegin.test(cell)) return true
  return (
    isCapital(cell) &&
    (!isCapital(first.replace(abstractBegin, '')) || agencyBegin.test(cell) || isStamp(cell))
  )
}

function issuedFrom(match: RegExpExecArray): { readonly place: string; readonly date: string } | null {
  const [, place = '', day = '', month = '', year = ''] = match
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  const time = new Date(`${date}T00:00:00Z`)
  const real = !Number.isNaN(time.getTime()) && time.toISOString().startsWith(date)
  return real ? { place, date } : null
}
