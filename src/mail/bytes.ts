/** Octets by name and the two views of bytes that the folder works with. */

export const HTAB = 0x09
export const LF = 0x0a
export const CR = 0x0d
export const SPACE = 0x20
export const HYPHEN = 0x2d
export const COLON = 0x3a

/** The same memory as a Buffer, for its native searches and slices. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/**
 * Header values travel through the folder as byte strings: one character per octet, U+0000 to U+00FF. They keep
 * raw 8-bit text intact until something knows its charset, and go back to the wire unchanged.
 */
export function bytesOf(byteString: string): Buffer {
  return Buffer.from(byteString, 'latin1')
}

export function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return false
  return true
}

/** Octets that `countLines` looks at in one step. */
const stepBytes = 64 * 1024

/** Line feeds in `[start, end)`. */
export function countLines(bytes: Buffer, start: number, end: number): number {
  let lines = 0
  for (let from = start; from < end; from += stepBytes) {
    // The engine's search in a string is three times as fast as a loop over the octets.
    const text = bytes.toString('latin1', from, Math.min(end, from + stepBytes))
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++
  }
  return lines
}

/** The octet that two hexadecimal digits in ASCII spell, -1 when they are none. */
export function hexPair(high: number, low: number): number {
  const left = hexDigit(high)
  const right = hexDigit(low)
  return left < 0 || right < 0 ? -1 : left * 16 + right
}

function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30
  const letter = code | 0x20
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1
}
