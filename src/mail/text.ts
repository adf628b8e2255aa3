/** Text of letters: what search and rules read. */
import { free } from '../base/free.ts'
import { decodeCharset } from './charset.ts'
import { textOfHtml } from './html.ts'
import type { Part } from './structure.ts'
import { parameter } from './structured.ts'
import { decodeTransfer } from './transfer.ts'

/**
 * The readable text of a message in NFC, from its text parts in order: of alternatives the plain one, HTML as its
 * text, messages inside included. `form` is what the offsets of `part` count in. Reads and returns about `maxBytes`
 * at most.
 */
export function plainTextOf(form: Uint8Array, part: Part, maxBytes: number): string {
  const texts: string[] = []
  let left = maxBytes
  for (const leaf of textParts(part)) {
    if (left <= 0) break
    const body = form.subarray(leaf.bodyStart, leaf.bodyEnd)
    const bytes = decodeTransfer(body, leaf.encoding, left)
    left -= bytes.length
    const text = decodeCharset(bytes, parameter(leaf.params, 'charset') ?? '')
    if (bytes.buffer !== form.buffer) free(bytes)
    texts.push(leaf.subtype === 'html' ? textOfHtml(text) : text)
  }
  return texts.join('\n')
}

function* textParts(part: Part): Generator<Part> {
  if (part.message !== null) yield* textParts(part.message)
  else if (part.type === 'text') yield part
  else if (part.subtype === 'alternative' && part.type === 'multipart') {
    const plain = part.children.find(child => child.type === 'text' && child.subtype === 'plain')
    const chosen = plain ?? part.children.at(-1)
    if (chosen !== undefined) yield* textParts(chosen)
  } else for (const child of part.children) yield* textParts(child)
}
