/**
 * The MIME entity that a signature covers: a letter's Content-* fields and its body, prepared so that it arrives as it
 * left (RFC 8551 §3.1). Parts that a mail server on the way might rewrite become quoted-printable or base64; all others
 * keep their bytes, so that what the sender's program wrote is what was signed wherever that is possible.
 *
 * - A multipart/signed inside stays untouched (RFC 1847 §2.1): its own signature covers its bytes.
 * - An attached message is prepared inside; RFC 2046 §5.2.1 lets nothing else be done about its eight bits.
 * - Text between the parts, header fields of attached messages other than Content-*, and parts in an encoding that is
 *   unknown or deeper than the limits stay as they are, eight bits or not.
 */
import { isAscii } from 'node:buffer'
import { breathe } from '../../base/breath.ts'
import { asBuffer } from '../../mail/bytes.ts'
import { guessCharset } from '../../mail/charset.ts'
import { type HeaderField, headerFields } from '../../mail/header.ts'
import type { Part } from '../../mail/structure.ts'
import { sevenBitField } from './content-field.ts'
import { inBase64, inQuotedPrintable, inShortLines, travelsUnchanged } from './seven-bit.ts'

export function isContentField({ name }: HeaderField): boolean {
  return name.startsWith('content-')
}

/** The pieces of the entity, in order; most are views of `form`. */
export async function signedEntity(form: Uint8Array, root: Part): Promise<readonly Uint8Array[]> {
  const bytes = asBuffer(form)
  const prepared = await prepareBody(bytes, root)
  const fields = headerFields(form, root.headerStart, root.headerEnd).filter(isContentField)
  const typed = fields.some(({ name }) => name === 'content-type')
  return [
    ...(typed ? [] : [Buffer.from(textType(bytes.subarray(root.bodyStart)), 'latin1')]),
    ...contentFields(bytes, fields, prepared.encoding),
    emptyLine,
    ...prepared.pieces,
  ]
}

export const emptyLine = Buffer.from('\r\n')

/** Of a letter that does not say what it is: what its reader would have to guess. */
export function textType(body: Buffer): string {
  const charset = guessCharset(body)
  // Neither has a name that all programs know.
  if (charset === 'tcvn' || charset === 'viscii') return ''
  return `Content-Type: text/plain; charset=${charset}\r\n`
}

interface Prepared {
  readonly pieces: readonly Uint8Array[]
  /** Nothing in it has eight bits. */
  readonly sevenBit: boolean
}

interface PreparedBody extends Prepared {
  /** Content-Transfer-Encoding that it has now; absent when the header says so already. */
  readonly encoding?: string
}

function asItIs(bytes: Buffer): Prepared {
  return { pieces: [bytes], sevenBit: isAscii(bytes) }
}

async function prepareBody(bytes: Buffer, part: Part): Promise<PreparedBody> {
  const inside = part.message === null ? part.children : [part.message]
  return inside.length > 0 ? prepareNested(bytes, part, inside) : prepareLeaf(bytes, part)
}

/** Parts prepared without a breath. */
const partsInStep = 100

async function prepareNested(bytes: Buffer, part: Part, inside: readonly Part[]): Promise<PreparedBody> {
  const prepared: Prepared[] = []
  let at = part.bodyStart
  for (const [index, inner] of inside.entries()) {
    if (index % partsInStep === partsInStep - 1) await breathe()
    prepared.push(asItIs(bytes.subarray(at, inner.headerStart)), await prepareEntity(bytes, inner))
    at = inner.bodyEnd
  }
  prepared.push(asItIs(bytes.subarray(at, part.bodyEnd)))
  const sevenBit = prepared.every(each => each.sevenBit)
  return relabelled({ pieces: prepared.flatMap(({ pieces }) => pieces), sevenBit }, part.encoding)
}

async function prepareEntity(bytes: Buffer, part: Part): Promise<Prepared> {
  const whole = bytes.subarray(part.headerStart, part.bodyEnd)
  if (part.type === 'multipart' && part.subtype === 'signed') return asItIs(whole)
  const fields = headerFields(bytes, part.headerStart, part.headerEnd)
  const fieldsEnd = fields.at(-1)?.end ?? part.headerStart
  // A header that its part's end cut short has no body to speak of.
  if (fieldsEnd === part.headerEnd) return asItIs(whole)
  const body = await prepareBody(bytes, part)
  const header = [...contentFields(bytes, fields, body.encoding), bytes.subarray(fieldsEnd, part.headerEnd)]
  return { pieces: [...header, ...body.pieces], sevenBit: body.sevenBit && header.every(isAscii) }
}

function contentFields(
  bytes: Buffer,
  fields: readonly HeaderField[],
  encoding: string | undefined,
): readonly Uint8Array[] {
  const kept = encoding === undefined ? fields : fields.filter(({ name }) => name !== encodingField)
  const written = kept.map(field =>
    isContentField(field) ? sevenBitField(bytes, field) : bytes.subarray(field.start, field.end),
  )
  return encoding === undefined || encoding === '7bit'
    ? written
    : [...written, Buffer.from(`Content-Transfer-Encoding: ${encoding}\r\n`)]
}

const encodingField = 'content-transfer-encoding'

/** A server on the way may encode what is called 8-bit, whatever it is. */
function relabelled(body: Prepared, encoding: string): PreparedBody {
  return body.sevenBit && isEightBit(encoding) ? { ...body, encoding: '7bit' } : body
}

function isEightBit(encoding: string): boolean {
  return encoding === '8bit' || encoding === 'binary'
}

async function prepareLeaf(bytes: Buffer, part: Part): Promise<PreparedBody> {
  const body = bytes.subarray(part.bodyStart, part.bodyEnd)
  const { type, subtype, encoding } = part
  if (await travelsUnchanged(body)) return relabelled({ pieces: [body], sevenBit: true }, encoding)
  if (encoding === 'base64') return encoded(await inShortLines(body), encoding)
  if (encoding === 'quoted-printable') return encoded(await inQuotedPrintable(body, encoding), encoding)
  // RFC 2045 §6.4: neither may be encoded as a whole, but for messages with international headers (RFC 6532 §3.5).
  const composite = type === 'multipart' || (type === 'message' && !subtype.startsWith('global'))
  if (composite || !(encoding === '7bit' || isEightBit(encoding))) return asItIs(body)
  if (type === 'text' && isMostlyAscii(body))
    return encoded(await inQuotedPrintable(body, encoding), 'quoted-printable')
  return encoded(await inBase64(body), 'base64')
}

function encoded(pieces: readonly Buffer[], encoding: string): PreparedBody {
  return { pieces, sevenBit: true, encoding }
}

/** Octets of a text that are counted. */
const sampleBytes = 64 * 1024

/** Where quoted-printable, three characters for an octet above 127, is no longer than base64. */
function isMostlyAscii(body: Buffer): boolean {
  const sample = body.subarray(0, sampleBytes)
  let high = 0
  for (const octet of sample) if (octet > 0x7e) high++
  return high * 6 <= sample.length
}
