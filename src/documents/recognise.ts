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
import type { DocumentMark, OfficialDocument, Passage } from './facts.ts'
import { abstractBegin, abstractLength, Head, headSign, isHeadLine, numberFrom } from './head.ts'
import { KindBook } from './kind-book.ts'
import type { DocumentKind } from './kinds.ts'
import { bareNumber } from './phrases.ts'
import { fromTcvnFont, isPlain, plain } from './plain-text.ts'
import { findSigner } from './signer.ts'

/** Characters and lines that are read of a passage; characters of a line, before and after it is made plain. */
const textLength = 400_000
const textLines = 6000
const rawLineLength = 1200
const lineLength = 400
/** Lines of a head before the first sign of it, and after. */
const linesBefore = 6
const linesOfHead = 40

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

const replies = /^(?:(?:re|fw|fwd|tr|trả lời|chuyển tiếp)\s*:\s*|\[[^\]]{1,30}\]\s*)/iu

/** A subject tells at most its number, kind and abstract. */
function inSubject({ place, text }: Passage, book: KindBook): OfficialDocument | null {
  let rest = plain(text.slice(0, rawLineLength)).slice(0, lineLength).trim()
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
  signature: null,
  pages: null,
}

function inText({ place, text }: Passage, book: KindBook): OfficialDocument | null {
  const source = (fromTcvnFont(text) ?? text).slice(0, textLength)
  if (isPlain(source) && !headSign.test(source)) return null
  const lines = linesOf(source)
  const first = lines.findIndex((line, i) => isHeadLine(line, lines[i + 1] ?? ''))
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
    .split(/[\n\f\r\v\u0085\u2028\u2029]/, textLines)
    .map(raw => plain(raw.slice(0, rawLineLength)).slice(0, lineLength))
    .map(line => line.replace(/^[\s>]+/, '').trimEnd())
    .filter(line => /[\p{L}\d]/u.test(line))
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
