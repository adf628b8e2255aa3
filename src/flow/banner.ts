/**
 * The line that tells a reader of a letter from outside: always in a header field, and in the text where a province
 * sets it so. The form's bytes stay as they came: the line is a piece of the view's prefix, cut in where the text
 * begins.
 *
 * A letter with a signature is left alone, whether S/MIME, OpenPGP or DKIM: a view that breaks what the sender signed
 * would be worse than a view without a warning.
 */
import { withoutMarks } from '../base/fold.ts'
import { texts } from '../base/texts.ts'
import { encodeHeaderText } from '../mail/encoded-word.ts'
import { headerFields } from '../mail/header.ts'
import type { Part } from '../mail/structure.ts'
import { parameter } from '../mail/structured.ts'
import { encodeBase64, encodeQuotedPrintable } from '../mail/transfer-encoding.ts'
import { bannerHeaderName } from '../policy/header.ts'

/** Bytes that a view shows at an offset of its form. */
export interface Insertion {
  readonly at: number
  readonly bytes: Uint8Array
}

/** The complete field with CRLF. */
export const bannerHeader = `${bannerHeaderName}: ${encodeHeaderText(texts.outsideBanner.vi)}\r\n`

/** Where the line goes in the text of a letter: before the plain text and before the HTML of it, encoded as they are. */
export function bannerInsertions(bytes: Uint8Array, root: Part): readonly Insertion[] {
  if (isSigned(bytes, root)) return []
  return shownTexts(root).flatMap((part): Insertion[] => {
    const line = encoded(part)
    return line === undefined ? [] : [{ at: part.bodyStart, bytes: line }]
  })
}

const signatureFields = new Set(['dkim-signature', 'arc-seal'])
const signedTypes = new Set([
  'multipart/signed',
  'multipart/encrypted',
  'application/pkcs7-mime',
  'application/x-pkcs7-mime',
  'application/pgp',
])

function isSigned(bytes: Uint8Array, root: Part): boolean {
  for (const field of headerFields(bytes, 0, root.headerEnd)) if (signatureFields.has(field.name)) return true
  return holdsSignature(bytes, root)
}

const armour = '-----BEGIN PGP '

function holdsSignature(bytes: Uint8Array, part: Part): boolean {
  if (signedTypes.has(`${part.type}/${part.subtype}`)) return true
  if (part.type === 'text') {
    const start = Buffer.from(bytes.buffer, bytes.byteOffset + part.bodyStart, part.bodyEnd - part.bodyStart)
    return start.subarray(0, 64 * 1024).includes(armour)
  }
  return part.children.some(child => holdsSignature(bytes, child))
}

/** The texts a client shows first: of alternatives each, else the first part. */
function shownTexts(part: Part): readonly Part[] {
  if (part.type === 'text' && part.disposition?.type !== 'attachment') return [part]
  if (part.type !== 'multipart') return []
  if (part.subtype === 'alternative') return part.children.flatMap(shownTexts)
  const [first] = part.children
  return first === undefined ? [] : shownTexts(first)
}

/** The line in the part's own charset and encoding; undefined where it cannot be said. */
function encoded(part: Part): Buffer | undefined {
  const isHtml = part.subtype === 'html'
  if (!isHtml && part.subtype !== 'plain') return undefined
  const isUnicode = part.encoding !== '7bit' && /^utf-?8$/i.test(parameter(part.params, 'charset') ?? '')
  const { vi, en } = texts.outsideBanner
  const said = `${isUnicode ? vi : withoutMarks(vi)} / ${en}`
  const line = isHtml ? `<p><strong>[${said}]</strong></p>\r\n` : `[${said}]\r\n\r\n`
  switch (part.encoding) {
    case 'base64':
      return base64Line(line)
    case 'quoted-printable':
      return encodeQuotedPrintable(Buffer.from(line))
    case '7bit':
    case '8bit':
    case 'binary':
      return Buffer.from(line)
    default:
      return undefined
  }
}

/** Whole groups of three octets, so that what follows still decodes; spaces fill up (RFC 2045 §6.8). */
function base64Line(line: string): Buffer {
  const short = (3 - (Buffer.byteLength(line) % 3)) % 3
  return encodeBase64(Buffer.from(' '.repeat(short) + line))
}
