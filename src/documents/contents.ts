/** What a message is made of, for a reader: its own text in every form it has, and what it encloses. */
import { decodeCharset } from '../mail/charset.ts'
import { textOfHtml } from '../mail/html.ts'
import type { Part } from '../mail/structure.ts'
import { parameter, parameterText } from '../mail/structured.ts'
import { decodeTransfer } from '../mail/transfer.ts'
import { singleSpaced } from './plain-text.ts'

export interface Contents {
  /** Text that is shown with the message; of alternatives the plain one, as search reads it. */
  readonly bodies: readonly Part[]
  /** The other alternatives: one reader shows these. */
  readonly alternatives: readonly Part[]
  /** Everything else, in order. */
  readonly enclosures: readonly Part[]
}

export function contentsOf(message: Part): Contents {
  const contents = { bodies: [] as Part[], alternatives: [] as Part[], enclosures: [] as Part[] }
  sort(message, false, contents)
  return contents
}

function sort(
  part: Part,
  alternative: boolean,
  contents: { bodies: Part[]; alternatives: Part[]; enclosures: Part[] },
): void {
  if (part.type === 'multipart' && part.children.length > 0) {
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

/** Text without a name that asks for no place of its own; a multipart without a boundary is shown as text, too. */
function isBody(part: Part): boolean {
  if (part.type === 'multipart') return parameter(part.params, 'boundary') === undefined
  return (
    part.type === 'text' &&
    /^(?:plain|html|enriched)$/.test(part.subtype) &&
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

/** Octets of the text parts, as they stand. */
export function textBytes({ bodies, alternatives }: Contents): number {
  return [...bodies, ...alternatives].reduce((sum, part) => sum + part.bodyEnd - part.bodyStart, 0)
}

export interface MessageText {
  readonly body: string
  /** Alternatives that say something else than the body. */
  readonly others: readonly string[]
  /** False when there is more than `maxBytes`. */
  readonly whole: boolean
}

/** The text of a message in NFC, about `maxBytes` of it. Offsets of the parts count in `form`. */
export function messageText(form: Uint8Array, contents: Contents, maxBytes: number): MessageText {
  let left = maxBytes + 1
  const texts = (parts: readonly Part[]) => {
    const read: string[] = []
    for (const part of parts) {
      if (left <= 0) break
      const bytes = decodeTransfer(form.subarray(part.bodyStart, part.bodyEnd), part.encoding, left)
      left -= bytes.length
      const text = decodeCharset(bytes, parameter(part.params, 'charset') ?? '')
      read.push(part.subtype === 'html' ? textOfHtml(text) : text)
    }
    return read
  }
  const body = texts(contents.bodies).join('\n')
  const alternatives = texts(contents.alternatives)
  const others = alternatives.length === 0 ? [] : otherThan(body, alternatives)
  return { body, others, whole: left > 0 }
}

function otherThan(body: string, alternatives: readonly string[]): readonly string[] {
  const words = singleSpaced(body).trim()
  return alternatives.filter(text => singleSpaced(text).trim() !== words)
}
