/** What a message is made of, for a reader: its own text in every form it has, and what it encloses. */
import { free } from '../base/free.ts'
import { decodeHeaderText } from '../mail/encoded-word.ts'
import { fieldValue, headerFields } from '../mail/header.ts'
import { readHtml } from '../mail/html.ts'
import type { Part } from '../mail/structure.ts'
import { parameter, parameterText } from '../mail/structured.ts'
import { decodeTransfer } from '../mail/transfer.ts'
import { guessed, textsOf } from './octets.ts'
import { singleSpaced } from './plain-text.ts'

export interface Contents {
  readonly message: Part
  /** Text that is shown with the message; of alternatives the plain one, as search reads it. */
  readonly bodies: readonly Part[]
  /** The other alternatives, and texts that programs disagree about: one reader shows these. */
  readonly alternatives: readonly Part[]
  /** Everything else, in order. */
  readonly enclosures: readonly Part[]
}

export function contentsOf(message: Part): Contents {
  const contents: Gathered & Contents = { message, bodies: [], alternatives: [], enclosures: [] }
  sort(message, false, contents)
  if (message.otherReading !== undefined) addOther(contentsOf(message.otherReading), contents)
  return contents
}

type Gathered = { readonly [kind in 'bodies' | 'alternatives' | 'enclosures']: Part[] }

/** Adds what another reading of a message has more: parts that are read differently, or that are called otherwise. */
function addOther(other: Contents, contents: Gathered): void {
  const names = new Map<string, string[]>()
  for (const part of [...contents.bodies, ...contents.alternatives, ...contents.enclosures])
    names.set(substance(part), [...(names.get(substance(part)) ?? []), ...namesOf(part)])
  const isNew = (part: Part) => {
    const known = names.get(substance(part))
    return known === undefined || namesOf(part).some(name => !known.includes(name))
  }
  contents.alternatives.push(...[...other.bodies, ...other.alternatives].filter(isNew))
  contents.enclosures.push(...other.enclosures.filter(isNew))
}

function substance({ bodyStart, bodyEnd, type, subtype, params, encoding }: Part): string {
  return JSON.stringify([bodyStart, bodyEnd, type, subtype, encoding, parameter(params, 'charset')])
}

function sort(part: Part, alternative: boolean, contents: Gathered): void {
  if (part.children.length > 0) {
    const chosen =
      part.subtype !== 'alternative'
        ? undefined
        : (part.children.find(child => child.type === 'text' && child.subtype === 'plain') ??
          part.children.at(-1))
    for (const child of part.children)
      sort(child, alternative || (chosen !== undefined && child !== chosen), contents)
  } else if (!isBody(part)) contents.enclosures.push(part)
  else if (alternative) contents.alternatives.push(part)
  else contents.bodies.push(part)
}

/** Text with commands between angle brackets. */
const markup = /^(?:html|enriched|richtext)$/

/** Text without a name that asks for no place of its own; a multipart without a boundary is shown as text, too. */
function isBody(part: Part): boolean {
  if (part.type === 'multipart') return parameter(part.params, 'boundary') === undefined
  return (
    part.type === 'text' &&
    (part.subtype === 'plain' || markup.test(part.subtype)) &&
    part.disposition?.type !== 'attachment' &&
    namesOf(part).length === 0
  )
}

/** Names of a part, the one that clients show first. They may differ, and each client believes another. */
export function namesOf(part: Part): readonly string[] {
  const params = [...(part.disposition?.params ?? []), ...part.params]
  const names = [
    parameterText(part.disposition?.params ?? [], 'filename'),
    parameterText(part.params, 'name'),
    ...params
      .filter(([name]) => /^(?:file)?name\*?$/.test(name))
      .map(param => parameterText([param], param[0].replace('*', ''))),
  ]
  return [...new Set(names.filter(name => name !== undefined && name !== ''))] as string[]
}

/** Octets of the texts, as they stand. */
export function textBytes({ message, bodies, alternatives }: Contents): number {
  const parts = [...bodies, ...alternatives].map(({ bodyStart, bodyEnd }) => bodyEnd - bodyStart)
  const around = [...gaps(message)].map(([start, end]) => end - start)
  return [...parts, ...around].reduce((sum, size) => sum + size, 0)
}

export interface MessageText {
  readonly body: string
  /** What else the message says: alternatives, other readings, and what stands outside of its parts. */
  readonly others: readonly string[]
  /** False when there is more than `maxBytes`. */
  readonly whole: boolean
}

/** The text of a message in NFC, about `maxBytes` of it. Offsets of the parts count in `form`. */
export function messageText(form: Uint8Array, contents: Contents, maxBytes: number): MessageText {
  let left = maxBytes + 1
  const others: string[] = []
  const clipped = (bytes: Uint8Array) => {
    const kept = bytes.subarray(0, Math.max(0, left))
    left -= kept.length
    return kept
  }
  const texts = (parts: readonly Part[]) => {
    const read: string[] = []
    for (const part of parts) {
      if (left <= 0) break
      const bytes = decodeTransfer(form.subarray(part.bodyStart, part.bodyEnd), part.encoding, left)
      const [text, ...more] = partTexts(part, clipped(bytes))
      if (bytes.buffer !== form.buffer) free(bytes)
      read.push(text)
      others.push(...more)
    }
    return read
  }
  const body = texts(contents.bodies).join('\n')
  others.push(...texts(contents.alternatives))
  for (const [start, end] of gaps(contents.message))
    others.push(...textsOf(clipped(form.subarray(start, end))))
  others.push(...headings(form, contents.message))
  const known = new Set(['', words(body)])
  const isNew = (text: string) => known.size < known.add(words(text)).size
  return { body, others: others.filter(isNew), whole: left > 0 }
}

function partTexts(part: Part, bytes: Uint8Array): readonly [string, ...string[]] {
  const [text, ...others] = textsOf(bytes, parameter(part.params, 'charset'))
  if (!markup.test(part.subtype)) return [text, ...others]
  const { shown, aside } = readHtml(text)
  return [shown, aside, ...others.map(other => readHtml(other).shown)]
}

/** What stands before, between and after the parts of multiparts. */
function* gaps(part: Part): Generator<readonly [start: number, end: number]> {
  if (part.type !== 'multipart' || isBody(part)) return
  let from = part.bodyStart
  for (const child of part.children) {
    yield [from, child.headerStart]
    yield* gaps(child)
    from = child.bodyEnd
  }
  yield [from, part.bodyEnd]
}

/** Fields that people write words into and programs show. */
const spokenFields = new Set(['subject', 'comments', 'keywords', 'content-description'])

/**
 * What the headers say beside the subject, which has a place of its own: further subjects, the subject as read
 * without belief in its labels, descriptions; and lines that are no fields, at which some programs begin the body.
 */
function headings(form: Uint8Array, message: Part): readonly string[] {
  const heard: string[] = []
  const strays: string[] = []
  let subjects = 0
  for (const part of withParts(message)) {
    for (const field of headerFields(form, part.headerStart, part.headerEnd)) {
      if (field.name === '') strays.push(...textsOf(form.subarray(field.start, field.end)))
      if (!spokenFields.has(field.name)) continue
      const raw = fieldValue(form, field, headingBytes)
      const believed = decodeHeaderText(raw)
      const doubted = decodeHeaderText(raw, undefined, guessed)
      if (field.name === 'keywords') heard.push(...believed.split(/[,;]/))
      else if (field.name !== 'subject' || part !== message || subjects++ > 0) heard.push(believed)
      if (doubted !== believed) heard.push(doubted)
    }
  }
  // Of many subjects the last one counts beside the first.
  return [heard.reverse().map(asSubject).join('\n'), strays.join('')]
}

/** Octets of a heading that are read. */
const headingBytes = 8 * 1024

/** A text as it stands in the header of a forwarded letter: read as subjects are, wherever it is. */
export function asSubject(text: string): string {
  return `Subject: ${text}`
}

/** The message and its parts, without messages inside it. */
function* withParts(part: Part): Generator<Part> {
  yield part
  for (const child of part.children) yield* withParts(child)
}

function words(text: string): string {
  return singleSpaced(text).trim()
}
