/**
 * Messages that a client appends with NUL in them (RFC 3516 §4.4). They are kept encoded, so that every way to read
 * them is the usual one: a part with NUL becomes base64, and its header says so. Nothing else changes.
 */
import { headerFields } from './header.ts'
import { type Part, type ScanLimits, scanMessage } from './structure.ts'
import { encodeBase64 } from './transfer-encoding.ts'
import { transferEncoding } from './transfer-stream.ts'

const encodingField = Buffer.from('Content-Transfer-Encoding: base64\r\n')

/**
 * Undefined when NUL stands where nothing can be encoded without loss: in a header, between parts, in what is encoded
 * already, or in what is signed.
 */
export function withoutNul(message: Uint8Array, limits: ScanLimits): Buffer | undefined {
  const pieces: Uint8Array[] = []
  let at = 0
  for (const part of encodable(scanMessage(message, limits))) {
    if (!message.subarray(part.bodyStart, part.bodyEnd).includes(0)) continue
    const header = message.subarray(part.headerStart, part.headerEnd)
    pieces.push(message.subarray(at, part.headerStart), ...encodedHeader(header))
    pieces.push(encodedBody(message.subarray(part.bodyStart, part.bodyEnd), part.bodyEnd === message.length))
    at = part.bodyEnd
  }
  pieces.push(message.subarray(at))
  const encoded = Buffer.concat(pieces)
  return encoded.includes(0) ? undefined : encoded
}

/** In the order in which they stand. */
function* encodable(part: Part): Generator<Part> {
  if (part.message !== null) yield* encodable(part.message)
  else if (part.type !== 'multipart') {
    if (transferEncoding(part.encoding) === 'identity') yield part
  } else if (part.subtype !== 'signed') for (const child of part.children) yield* encodable(child)
}

/** The header with another Content-Transfer-Encoding, in the place of the first or behind the last field. */
function encodedHeader(header: Uint8Array): Uint8Array[] {
  const fields = headerFields(header)
  const kept: Uint8Array[] = []
  let isSet = false
  for (const { name, start, end } of fields) {
    if (name !== 'content-transfer-encoding') kept.push(header.subarray(start, end))
    else if (!isSet) {
      kept.push(encodingField)
      isSet = true
    }
  }
  if (!isSet) kept.push(encodingField)
  return [...kept, header.subarray(fields.at(-1)?.end ?? 0)]
}

/** The line end before a boundary is the boundary's (RFC 2046 §5.1.1). */
function encodedBody(body: Uint8Array, isLast: boolean): Uint8Array {
  const encoded = encodeBase64(body)
  return isLast ? encoded : encoded.subarray(0, -2)
}
