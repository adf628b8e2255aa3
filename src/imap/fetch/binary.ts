/** BINARY: parts without their content transfer encoding. RFC 3516 §4. */
import type { Part } from '../../mail/structure.ts'
import { decodeTransfer } from '../../mail/transfer.ts'
import { decodeTransferStream, type TransferEncoding, transferEncoding } from '../../mail/transfer-stream.ts'
import type { ByteRange } from '../../ports/blobs.ts'
import type { ViewSource } from '../../ports/mailboxes.ts'
import type { SelectedMailbox } from '../backend.ts'
import type { Cursor } from '../wire/cursor.ts'
import type { ResponseWriter } from '../wire/writer.ts'
import { begun } from './begun.ts'
import type { Answer, ContentItem } from './extra.ts'
import type { Section } from './items.ts'
import { clip, findPart } from './section.ts'
import { partialRange, sectionPart } from './section-part.ts'

/** The encoding of a part is none that the standard names. */
export class UnknownEncoding extends Error {}

/** A part up to this size is decoded whole; a larger one is streamed, twice: to know its size, and to send it. */
const wholeBytes = 64 * 1024

/**
 * RFC 3516 §7:
 *
 *     fetch-att      =/ "BINARY" [".PEEK"] section-binary [partial]
 *     section-binary =  "[" [section-part] "]"
 *     msg-att-static =/ "BINARY" section-binary ["<" number ">"] SP (nstring / literal8)
 */
export function binary(cursor: Cursor, marksSeen: boolean): ContentItem {
  const { path, spec } = sectionBinary(cursor)
  const partial = cursor.takes('<') ? partialRange(cursor) : undefined
  const label = `BINARY[${spec}]${partial === undefined ? '' : `<${partial.offset}>`}`
  return {
    kind: 'content',
    marksSeen,
    readsBody: true,
    async load(mailbox, view, root) {
      const source = encodedPart(view, root, path)
      return source === undefined
        ? writer => void writer.text(`${label} NIL`)
        : await decoded(mailbox, view, source, partial, label)
    },
  }
}

/** `fetch-att =/ "BINARY.SIZE" section-binary`; of a part that does not exist, 0. */
export function binarySize(cursor: Cursor): ContentItem {
  const { path, spec } = sectionBinary(cursor)
  return {
    kind: 'content',
    marksSeen: false,
    readsBody: false,
    async load(mailbox, view, root) {
      const source = encodedPart(view, root, path)
      const size = source === undefined ? 0 : await decodedSize(mailbox, view, source)
      return writer => void writer.text(`BINARY.SIZE[${spec}] `).number(size)
    },
  }
}

function sectionBinary(cursor: Cursor): { readonly path: readonly number[]; readonly spec: string } {
  cursor.expect('[')
  const path = sectionPart(cursor)
  cursor.expect(']')
  return { path, spec: path.join('.') }
}

interface Encoded extends ByteRange {
  readonly encoding: TransferEncoding
}

/** Where a part's body is; undefined when there is no such part. Throws UnknownEncoding. */
function encodedPart({ sizeBytes }: ViewSource, root: Part, path: readonly number[]): Encoded | undefined {
  // The message itself has a header, and no encoding.
  if (path.length === 0) return { start: 0, end: sizeBytes, encoding: 'identity' }
  const part = findPart(root, path)
  if (part === undefined) return undefined
  const isComposite = part.type === 'multipart' || part.message !== null
  const encoding = isComposite ? 'identity' : transferEncoding(part.encoding)
  if (encoding === undefined) throw new UnknownEncoding(part.encoding)
  return { start: part.bodyStart, end: part.bodyEnd, encoding }
}

async function decodedSize(mailbox: SelectedMailbox, view: ViewSource, source: Encoded): Promise<number> {
  const { start, end, encoding } = source
  if (encoding === 'identity') return end - start
  if (end - start <= wholeBytes) {
    return decodeTransfer(await mailbox.read(view, source), encoding, end - start).length
  }
  let size = 0
  for await (const chunk of decodeTransferStream(mailbox.stream(view, source), encoding)) size += chunk.length
  return size
}

async function decoded(
  mailbox: SelectedMailbox,
  view: ViewSource,
  part: Encoded,
  asked: Section['partial'],
  label: string,
): Promise<Answer> {
  // What is not encoded is read where it stands.
  const isEncoded = part.encoding !== 'identity'
  const source = isEncoded ? part : { ...part, ...clip(part, asked) }
  const partial = isEncoded ? asked : undefined
  if (source.end - source.start <= wholeBytes) {
    const bytes = decodeTransfer(await mailbox.read(view, source), source.encoding, wholeBytes)
    const { start, end } = clip({ start: 0, end: bytes.length }, partial)
    const octets = bytes.subarray(start, end)
    return writer => void begin(writer, label, octets.includes(0)).literal(octets)
  }
  const chunks = () => clipped(decodeTransferStream(mailbox.stream(view, source), source.encoding), partial)
  if (partial !== undefined && partial.length <= wholeBytes) {
    const pieces: Uint8Array[] = []
    for await (const piece of chunks()) pieces.push(piece)
    const octets = Buffer.concat(pieces)
    return writer => void begin(writer, label, octets.includes(0)).literal(octets)
  }
  let size = 0
  let hasNul = false
  for await (const chunk of chunks()) {
    size += chunk.length
    hasNul ||= chunk.includes(0)
  }
  return {
    async begin(ahead) {
      const sent = ahead ? await begun(chunks()) : chunks()
      return writer => begin(writer, label, hasNul).streamed(size, sent)
    },
  }
}

/** The name, and the mark of a literal8, which alone may hold NUL (RFC 3516 §4.3). */
function begin(writer: ResponseWriter, label: string, hasNul: boolean): ResponseWriter {
  return writer.text(hasNul ? `${label} ~` : `${label} `)
}

async function* clipped(
  chunks: AsyncIterable<Uint8Array>,
  partial: Section['partial'],
): AsyncGenerator<Uint8Array> {
  let at = 0
  const first = partial?.offset ?? 0
  const end = partial === undefined ? Number.POSITIVE_INFINITY : first + partial.length
  for await (const chunk of chunks) {
    const piece = chunk.subarray(Math.max(0, first - at), Math.max(0, end - at))
    if (piece.length > 0) yield piece
    at += chunk.length
    if (at >= end) return
  }
}
