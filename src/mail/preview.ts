/** The first words of a letter as its reader sees them. RFC 8970 §3.3. */
import { isUtf8 } from 'node:buffer'
import { decodeCharset } from './charset.ts'
import { textOfHtml } from './html.ts'
import type { Part } from './structure.ts'
import { parameter } from './structured.ts'
import { decodeTransfer } from './transfer.ts'

/** RFC 8970 §3.3 asks for 200, and allows 256. */
const previewChars = 200

/**
 * The parts that a reader is shown, in the order in which they are worth trying: of alternatives the plain one first.
 * Enclosed files are none, and what is encrypted has none.
 */
export function* previewParts(part: Part): Generator<Part> {
  if (part.disposition?.type === 'attachment') return
  if (part.type === 'text') {
    if (part.subtype === 'plain' || part.subtype === 'html') yield part
  } else if (part.type === 'multipart' && part.subtype !== 'encrypted') {
    const isAlternative = part.subtype === 'alternative'
    const plain = isAlternative ? part.children.filter(isPlain) : []
    yield* plain
    for (const child of part.children) if (!plain.includes(child)) yield* previewParts(child)
  }
}

function isPlain({ type, subtype }: Part): boolean {
  return type === 'text' && subtype === 'plain'
}

/** `body` is the beginning of a part's body, encoded; `isWhole` tells whether it is all of it. */
export function previewText(body: Uint8Array, part: Part, isWhole: boolean): string {
  const bytes = decodeTransfer(body, part.encoding, body.length)
  const text = decodeCharset(
    isWhole ? bytes : wholeCharacters(bytes),
    parameter(part.params, 'charset') ?? '',
  )
  const shown = part.subtype === 'html' ? textOfHtml(text) : text
  return firstWords(shown)
}

/** Without a character of UTF-8 that was cut: its charset would not be recognized. */
function wholeCharacters(bytes: Uint8Array): Uint8Array {
  for (let cut = 1; cut <= 3 && cut < bytes.length; cut++) {
    const shorter = bytes.subarray(0, bytes.length - cut)
    if (isUtf8(bytes)) return bytes
    if (isUtf8(shorter)) return shorter
  }
  return bytes
}

/** On one line, and no controls: some are shown, and some hide what follows. */
function firstWords(text: string): string {
  const line = text
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .replace(/\p{Cf}|\u034f/gu, '')
    .replace(/ {2,}/g, ' ')
    .trim()
  let chars = 0
  let end = 0
  for (const char of line) {
    if (++chars > previewChars) break
    end += char.length
  }
  return line.slice(0, end).trimEnd()
}
