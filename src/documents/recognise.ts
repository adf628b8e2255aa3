/**
 * Official documents in a text: what their parts say, and how surely it is a document and not a text that cites
 * one (Decree 30/2020, Appendix I; the kinds are a parameter).
 *
 * A head has two columns, which readers of PDF files give line by line, merged, or one after the other. So the
 * phrases that are the same in every document are taken out first; what is left over is the issuing agency, the
 * abstract and the title. A number counts where a head has it, alone in its column. `Thực hiện Chỉ thị số
 * 15/CT-TTg` is a citation and gives nothing.
 *
 * Only the surroundings of the first head are read, and the lines to its signature; each line is clipped, so that
 * the work is bounded by the text. Deliberately absent: documents after the first one in the same text, and
 * documents of the Party, whose numbers have another form.
 */
import type { DocumentMark, OfficialDocument, Passage, Urgency } from './facts.ts'
import {
  agencyBegin,
  bareNumber,
  motto,
  mottoBegin,
  mottoEnd,
  nationalName,
  nationalNameBegin,
  nationalNameEnd,
  numbered,
  placeAndDate,
} from './head.ts'
import { KindBook } from './kind-book.ts'
import type { DocumentKind } from './kinds.ts'
import { cellsOf, fromTcvnFont, isCapital, plain } from './plain-text.ts'
import { findSigner } from './signer.ts'

/** Characters and lines that are read of a passage; characters of a line, before and after it is made plain. */
const textLength = 400_000
const textLines = 6000
const rawLineLength = 1200
const lineLength = 400
/** Lines of a head before the first sign of it, and after. */
const linesBefore = 6
const linesOfHead = 40
const abstractLines = 6
const abstractLength = 500

/** What each mark adds to the confidence; number, quốc hiệu and date together are enough to be sure. */
const weights: Readonly<Record<DocumentMark, number>> = {
  number: 0.35,
  'national-name': 0.25,
  'place-and-date': 0.2,
  motto: 0.08,
  kind: 0.08,
  issuer: 0.08,
  abstract: 0.08,
  signer: 0.08,
  recipients: 0.08,
  addressee: 0.04,
}
/** Below it there is nothing worth telling. */
const leastConfidence = 0.3
/** Applications, contracts and drafts have a head, too, but no number. */
const withoutNumber = 0.45
/** A number in a subject, or with no more than a title or an abstract, may be somebody else's. */
const numberAlone = 0.55

export function createRecogniser(
  kinds: readonly DocumentKind[],
): (passage: Passage) => OfficialDocument | null {
  const book = new KindBook(kinds)
  return passage => (passage.place === 'subject' ? inSubject(passage, book) : inText(passage, book))
}

interface Numbered {
  readonly number: string | null
  readonly notation: string
}

/** `nn` captured as a number or the dots of a draft; a notation of two capitals at least. */
function numberFrom(match: RegExpExecArray): Numbered | null {
  const notation = (match[2] ?? '').replace(/\s+/g, '')
  if ((notation.match(/\p{Lu}/gu)?.length ?? 0) < 2 || notation.length > 40) return null
  const number = /^\d/.test(match[1] ?? '') ? match[1]! : null
  return { number, notation }
}

const replies = /^(?:(?:re|fw|fwd|tr|trả lời|chuyển tiếp)\s*:\s*|\[[^\]]{1,30}\]\s*)/iu

/** A subject tells at most its number, kind and abstract. */
function inSubject({ place, text }: Passage, book: KindBook): OfficialDocument | null {
  let rest = plain(text).slice(0, lineLength).trim()
  for (let reply = replies.exec(rest); reply !== null; reply = replies.exec(rest))
    rest = rest.slice(reply[0].length)
  rest = book.withoutName(rest).replace(/^s[ốo]\s*[:.]?\s*/iu, '')
  const match = bareNumber.exec(rest)
  const numberOf = match === null ? null : numberFrom(match)
  if (match === null || numberOf?.number == null) return null
  const kind = book.ofNotation(numberOf.notation)
  if (kind === null && !/^\d+\/\d{4}\//.test(rest) && !numberOf.notation.includes('-')) return null
  const abstract = rest
    .slice(match[0].length)
    .replace(/^[^\p{L}\d]+/u, '')
    .replace(/^ngày [\d/.-]{6,10}[^\p{L}\d]*/iu, '')
    .replace(abstractBegin, '')
  const marks: DocumentMark[] = abstract === '' ? ['number'] : ['number', 'abstract']
  return {
    ...nothing,
    place,
    marks,
    confidence: confidenceOf(marks),
    number: numberOf.number,
    notation: numberOf.notation,
    kind: kind?.abbreviation ?? null,
    kindName: kind?.name ?? null,
    abstract: abstract === '' ? null : abstract.slice(0, abstractLength),
  }
}

const nothing: Omit<OfficialDocument, 'place' | 'marks' | 'confidence'> = {
  number: null,
  notation: null,
  kind: null,
  kindName: null,
  issuer: null,
  issuedPlace: null,
  issuedDate: null,
  abstract: null,
  signerTitle: null,
  signerName: null,
  urgency: null,
  signed: false,
  pages: null,
}

function inText({ place, text }: Passage, book: KindBook): OfficialDocument | null {
  const lines = linesOf(fromTcvnFont(text) ?? text)
  const first = lines.findIndex((_, i) => isHeadLine(lines, i))
  if (first === -1) return null
  const start = Math.max(0, first - linesBefore)
  const head = new Head(lines.slice(start, first + linesOfHead), book)
  const signer = findSigner(lines.slice(first))
  const marks = [
    ...head.marks,
    ...(signer.recipients ? (['recipients'] as const) : []),
    ...(signer.name === null ? [] : (['signer'] as const)),
  ]
  const confidence = confidenceOf(marks)
  if (confidence < leastConfidence) return null
  const kind = head.kind()
  return {
    ...nothing,
    ...head.numbered,
    place,
    marks,
    confidence,
    kind: kind?.abbreviation ?? null,
    kindName: kind?.name ?? null,
    issuer: head.issuer,
    issuedPlace: head.issued?.place ?? null,
    issuedDate: head.issued?.date ?? null,
    abstract: head.abstract,
    signerTitle: signer.title,
    signerName: signer.name,
    urgency: head.urgency,
  }
}

/** Lines with text, in plain form; a quoted line is read like any other. */
function linesOf(text: string): readonly string[] {
  return text
    .slice(0, textLength)
    .split(/[\n\f\r\v\u0085\u2028\u2029]/, textLines)
    .map(raw => plain(raw.slice(0, rawLineLength)).slice(0, lineLength))
    .map(line => line.replace(/^[\s>]+/, '').trimEnd())
    .filter(line => /[\p{L}\d]/u.test(line))
}

function isHeadLine(lines: readonly string[], i: number): boolean {
  const line = lines[i]!
  return (
    nationalName.test(line) || numberOfHead(line) !== null || nationalNameHalves(line, lines[i + 1] ?? '')
  )
}

function nationalNameHalves(line: string, next: string): boolean {
  return nationalNameBegin.test(line) && nationalNameEnd.test(next)
}

interface Cut<T> {
  readonly value: T
  readonly rest: string
}

function cut(line: string, phrase: RegExp): string | null {
  const match = phrase.exec(line)
  return match === null ? null : around(line, match)
}

/** What stands left and right of a match, as two columns. */
function around(line: string, match: RegExpExecArray): string {
  return `${line.slice(0, match.index)}\t${line.slice(match.index + match[0].length)}`
}

/** The number of a head: alone in its column, or before the abstract. */
function numberOfHead(line: string): Cut<Numbered> | null {
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

const abstractBegin = /^(?:v\s?\/\s?v|về việc|ve viec)[\s:.]*/iu
const abstractEnd =
  /^(?:kính gửi|kinh gui|căn cứ|thực hiện|để |theo |trong |nhằm |trên cơ sở|sau khi|xét |tiếp theo|phúc đáp|qua |hôm nay|ngày |nơi nhận|điều \d|i\. |1\. |i\/|phần |ủy ban|uỷ ban|ubnd|hội đồng)/iu
const addressee = /^(?:k[íi]nh g[ửu]i)(?!\p{L})/iu
const urgencies: ReadonlyMap<string, Urgency> = new Map([
  ['KHẨN', 'khan'],
  ['THƯỢNGKHẨN', 'thuong-khan'],
  ['HỎATỐC', 'hoa-toc'],
  ['HOẢTỐC', 'hoa-toc'],
  ['HỎATỐCHẸNGIỜ', 'hoa-toc'],
])

/** Reads the lines of one head, each by taking out the phrases it knows. */
class Head {
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
    let rest = this.#take(
      line,
      'national-name',
      nationalName,
      nationalNameBegin,
      nationalNameEnd,
      previous,
      next,
    )
    rest = this.#take(rest, 'motto', motto, mottoBegin, mottoEnd, previous, next)
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
    line: string,
    mark: DocumentMark,
    whole: RegExp,
    begin: RegExp,
    end: RegExp,
    previous: string,
    next: string,
  ): string {
    const begun = cut(line, begin)
    const ended = cut(line, end)
    const rest =
      cut(line, whole) ??
      (begun !== null && end.test(next) ? begun : null) ??
      (ended !== null && begin.test(previous) ? ended : null)
    if (rest !== null) this.#marks.add(mark)
    return rest ?? line
  }

  #readCell(cell: string): void {
    const urgency = urgencies.get(cell.replace(/\P{L}+/gu, ''))
    if (urgency !== undefined) this.urgency ??= urgency
    if (addressee.test(cell)) this.#marks.add('addressee')
  }

  /** The last agency named before the title, with the lines that continue its name. */
  #readIssuer(columns: readonly (readonly string[])[]): void {
    const agencies: string[] = []
    let open = false
    for (const cell of columns.flat()) {
      if (abstractBegin.test(cell) || this.#book.ofTitle(cell)?.rest === '') break
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

  /** A title of its own line, then the abstract under it; or "V/v" under the number of a công văn. */
  #readTitle(columns: readonly (readonly string[])[]): void {
    for (const [i, cells] of columns.entries()) {
      for (const [j, cell] of cells.entries()) {
        const title = this.#book.ofTitle(cell)
        if (title !== null && this.#title === null && (title.rest === '' || abstractBegin.test(title.rest))) {
          this.#title = title.kind
          this.#marks.add('kind')
          this.#setAbstract([title.rest, ...following(columns, i, j)])
        } else if (abstractBegin.test(cell) && this.abstract === null)
          this.#setAbstract([cell, ...following(columns, i, j)])
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

/** The lines of an abstract after its first: in the same column, until the text of the document begins. */
function following(columns: readonly (readonly string[])[], line: number, column: number): readonly string[] {
  const pieces: string[] = []
  for (const cells of columns.slice(line + 1, line + abstractLines)) {
    const cell = cells[Math.min(column, cells.length - 1)]
    if (cell === undefined) continue
    if ((pieces.length > 0 || column === 0) && abstractEnd.test(cell) && !abstractBegin.test(cell)) break
    if (isCapital(cell) && pieces.length > 0) break
    pieces.push(cell)
    if (/[.;:]$/.test(cell)) break
  }
  return pieces
}

function issuedFrom(match: RegExpExecArray): { readonly place: string; readonly date: string } | null {
  const [, place = '', day = '', month = '', year = ''] = match
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  const time = new Date(`${date}T00:00:00Z`)
  const real = !Number.isNaN(time.getTime()) && time.toISOString().startsWith(date)
  return real ? { place, date } : null
}

function confidenceOf(marks: readonly DocumentMark[]): number {
  const sum = Math.min(
    1,
    marks.reduce((total, mark) => total + weights[mark], 0),
  )
  const confidence = Math.round(sum * 100) / 100
  if (!marks.includes('number')) return Math.min(confidence, withoutNumber)
  const supported = marks.some(mark => supports.has(mark))
  return supported ? confidence : Math.min(confidence, numberAlone)
}

/** Marks that a letter which only speaks of a document seldom has. */
const supports: ReadonlySet<DocumentMark> = new Set([
  'national-name',
  'motto',
  'place-and-date',
  'issuer',
  'signer',
])
