/** Where a section's bytes stand in a message. RFC 3501 §6.4.5. */
import type { Part } from '../../mail/structure.ts'
import type { ByteRange } from '../../ports/blobs.ts'
import type { Section } from './items.ts'

/**
 * The range of a section in its view of `sizeBytes`; undefined when the message has no such part. For HEADER.FIELDS
 * it is the whole header, to be filtered. The partial range is not yet applied.
 */
export function locate(root: Part, sizeBytes: number, { path, text }: Section): ByteRange | undefined {
  if (path.length === 0) return inMessage(root, sizeBytes, text)
  const part = findPart(root, path)
  if (part === undefined) return undefined
  if (text === 'all') return { start: part.bodyStart, end: part.bodyEnd }
  if (text === 'MIME') return { start: part.headerStart, end: part.headerEnd }
  return part.message === null ? undefined : inMessage(part.message, part.bodyEnd, text)
}

/** The range `<offset.length>` of a range, clipped. */
export function clip(range: ByteRange, partial: Section['partial']): ByteRange {
  if (partial === undefined) return range
  const start = Math.min(range.start + partial.offset, range.end)
  return { start, end: Math.min(start + partial.length, range.end) }
}

function inMessage(message: Part, end: number, text: Section['text']): ByteRange {
  if (text === 'all') return { start: message.headerStart, end }
  if (text === 'TEXT') return { start: message.bodyStart, end }
  return { start: message.headerStart, end: message.headerEnd }
}

/**
 * Follows part numbers. A message that is not multipart has one part, its body; numbers inside a message/rfc822
 * part count the parts of the message inside.
 */
export function findPart(root: Part, path: readonly number[]): Part | undefined {
  let part = root
  let isMessage = true
  for (const number of path) {
    if (!isMessage && part.message !== null) {
      part = part.message
      isMessage = true
    }
    const isMultipart = part.type === 'multipart'
    const next: Part | undefined = isMultipart
      ? childOf(part, number)
      : isMessage && number === 1
        ? part
        : undefined
    if (next === undefined) return undefined
    part = next
    isMessage = false
  }
  return part
}

/** A multipart in which there is no part is shown with an empty one: IMAP knows none without (RFC 3501 §9 body-type-mpart). */
function childOf(part: Part, number: number): Part | undefined {
  if (part.children.length > 0 || number !== 1) return part.children[number - 1]
  const { bodyEnd } = part
  const empty = { headerStart: bodyEnd, headerEnd: bodyEnd, bodyStart: bodyEnd, bodyEnd, lines: 0 }
  return {
    ...part,
    ...empty,
    type: 'text',
    subtype: 'plain',
    params: usAscii,
    encoding: '7bit',
    envelope: null,
  }
}

const usAscii = [['charset', 'us-ascii']] as const
