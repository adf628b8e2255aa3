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
    ...prepared.body,
  ]
}

export const emptyLine = Buffer.from('\r\n')

/** Of a letter that does not say what it is: what its reader would have to guess. */
function textType(body: Buffer): string {
  const charset = guessCharset(body)
  // Neither has a name that all programs know.
  if (charset === 'tcvn' || charset === 'viscii') return ''
  return `Content-Type: text/plain; charset=${charset}\r\n`
}

interface PreparedBody {
  readonly body: readonly Uint8Array[]
  /** Content-Transfer-Encoding that it has now; undefined when the header says so already. */
  readonly encoding: string | undefined
}

async function prepareBody(bytes: Buffer, part: Part): Promise<PreparedBody> {
  const inside = part.message === null ? part.children : [part.message]
  return inside.length > 0 ? prepareNested(bytes, part, inside) : prepareLeaf(bytes, part)
}

async function prepareNested(bytes: Buffer, part: Part, inside: readonly Part[]): Promise<PreparedBody> {
  const body: Uint8Array[] = []
  let at = part.bodyStart
  for (const inner of inside) {
    body.push(bytes.subarray(at, inner.headerStart), ...(await prepareEntity(bytes, inner)))
    at = inner.bodyEnd
  }
  body.push(bytes.subarray(at, part.bodyEnd))
  return { body, encoding: isPlain(part.encoding) && body.every(isAscii) ? '7bit' : undefined }
}

async function prepareEntity(bytes: Buffer, part: Part): Promise<readonly Uint8Array[]> {
  const whole = bytes.subarray(part.headerStart, part.bodyEnd)
  if (part.type === 'multipart' && part.subtype === 'signed') return [whole]
  const { body, encoding } = await prepareBody(bytes, part)
  const fields = headerFields(bytes, part.headerStart, part.headerEnd)
  const fieldsEnd = fields.at(-1)?.end ?? part.headerStart
  // A header that its part's end cut short has no body to speak of.
  if (fieldsEnd === part.headerEnd) return [whole]
  return [...contentFields(bytes, fields, encoding), bytes.subarray(fieldsEnd, part.headerEnd), ...body]
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

function isPlain(encoding: string): boolean {
  return encoding === '7bit' || encoding === '8bit' || encoding === 'binary'
}

async function prepareLeaf(bytes: Buffer, part: Part): Promise<PreparedBody> {
  const body = bytes.subarray(part.bodyStart, part.bodyEnd)
  const { type, subtype, encoding } = part
  // A server on the way may encode what is called 8-bit, whatever it is.
  if (await travelsUnchanged(body)) return { body: [body], encoding: isPlain(encoding) ? '7bit' : undefined }
  // RFC 2045 §6.4: neither may be encoded as a whole, but for messages with international headers (RFC 6532 §3.5).
  const composite = type === 'multipart' || (type === 'message' && !subtype.startsWith('global'))
  if (encoding === 'base64') return { body: await inShortLines(body), encoding }
  if (encoding === 'quoted-printable') return { body: await inQuotedPrintable(body, encoding), encoding }
  if (composite || !isPlain(encoding)) return { body: [body], encoding: undefined }
  if (type === 'text' && isMostlyAscii(body))
    return { body: await inQuotedPrintable(body, encoding), encoding: 'quoted-printable' }
  return { body: await inBase64(body), encoding: 'base64' }
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
