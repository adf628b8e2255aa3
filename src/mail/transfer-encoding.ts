/** Content-Transfer-Encoding applied. RFC 2045 §6. The encoded lines end with CRLF; undoing it is `transfer.ts`'s. */
import { asBuffer, CR, HTAB, HYPHEN, LF, SPACE } from './bytes.ts'

/** RFC 2045 §6.8: lines of 76 characters, of 57 octets each. */
const base64LineChars = 76
export const base64LineOctets = 57

/** Whole lines, each with its CRLF. */
export function encodeBase64(octets: Uint8Array): Buffer {
  const text = Buffer.from(asBuffer(octets).toString('base64'), 'latin1')
  const lines = Math.ceil(text.length / base64LineChars)
  const encoded = Buffer.allocUnsafe(text.length + 2 * lines)
  let size = 0
  for (let at = 0; at < text.length; at += base64LineChars) {
    size += text.copy(encoded, size, at, at + base64LineChars)
    encoded[size++] = CR
    encoded[size++] = LF
  }
  return encoded
}

const EQUALS = 0x3d
/** RFC 2045 §6.7 (5): with the soft line break's own character, 76. */
const quotedLineChars = 75
const hexDigits = Buffer.from('0123456789ABCDEF')

/**
 * CRLF stays a line break, every other CR and LF is written out. Nothing is left that a mail server might change or
 * take for a boundary: white space at a line's end, and "From ", a dot or two hyphens at its start are written out,
 * too (RFC 2049 §3).
 */
export function encodeQuotedPrintable(octets: Uint8Array): Buffer {
  // An octet is three characters at most, and a soft line break stands after 73 characters at least.
  const encoded = Buffer.allocUnsafe(Math.ceil(octets.length * 3 * (1 + 3 / 73)) + 3)
  let size = 0
  let lineStart = 0
  for (let at = 0; at < octets.length; at++) {
    const octet = octets[at] as number
    if (octet === CR && octets[at + 1] === LF) {
      encoded[size++] = CR
      encoded[size++] = LF
      at++
      lineStart = size
      continue
    }
    const plain = isLiteral(octet) && !endsLine(octets, at)
    if (size - lineStart + (plain ? 1 : 3) > quotedLineChars) {
      encoded[size++] = EQUALS
      encoded[size++] = CR
      encoded[size++] = LF
      lineStart = size
    }
    if (plain && !(size === lineStart && isRisky(octets, at))) encoded[size++] = octet
    else {
      encoded[size++] = EQUALS
      encoded[size++] = hexDigits[octet >> 4] as number
      encoded[size++] = hexDigits[octet & 15] as number
    }
  }
  return encoded.subarray(0, size)
}

function isLiteral(octet: number): boolean {
  return (octet >= SPACE && octet <= 0x7e && octet !== EQUALS) || octet === HTAB
}

const DOT = 0x2e
const from = Buffer.from('From ')

/** At the start of a line: what mail servers quote or stuff, and what may begin a boundary. */
function isRisky(octets: Uint8Array, at: number): boolean {
  const octet = octets[at]
  if (octet === HYPHEN) return octets[at + 1] === HYPHEN
  return octet === DOT || (octet === from[0] && from.every((expected, i) => octets[at + i] === expected))
}

/** White space that a line or the whole text ends with. */
function endsLine(octets: Uint8Array, at: number): boolean {
  const octet = octets[at]
  if (octet !== SPACE && octet !== HTAB) return false
  const next = octets[at + 1]
  return next === undefined || (next === CR && octets[at + 2] === LF)
}
