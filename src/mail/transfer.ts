/** Content-Transfer-Encoding undone. RFC 2045 §6. Tolerant: what is no encoding's output is passed over. */
import { trim } from '../base/free.ts'
import { asBuffer, CR, HTAB, hexPair, LF, SPACE } from './bytes.ts'
import { decodeUuencoded } from './uuencode.ts'

/**
 * At most `maxBytes` octets of a body decoded; an unknown encoding is taken for none. What stands around its name in
 * the field, in lower case, does not matter.
 */
export function decodeTransfer(body: Uint8Array, encoding: string, maxBytes: number): Uint8Array {
  const bytes = asBuffer(body)
  const name = /[\w-]+/.exec(encoding)?.[0] ?? ''
  if (name === 'base64') return decodeBase64(bytes, maxBytes)
  if (name === 'quoted-printable') return decodeQuotedPrintable(bytes, maxBytes)
  // Never a standard, and understood by many.
  if (/^(?:x-)?uue(?:ncode)?$/.test(name)) return decodeUuencoded(bytes, maxBytes)
  return bytes.subarray(0, maxBytes)
}

const EQUALS = 0x3d

/** Octets of base64 decoded in one step. */
const stepBytes = 64 * 1024

/** RFC 2045 §6.8: octets outside the alphabet are ignored, and so is padding before the end (joined encodings). */
function decodeBase64(bytes: Buffer, maxBytes: number): Buffer {
  return decodeLines(bytes, maxBytes) ?? decodeRuns(bytes, maxBytes)
}

/**
 * What nearly every program writes: lines of one length, whole groups of four in each. The runtime passes over the
 * line ends by itself. Undefined for anything else.
 */
function decodeLines(bytes: Buffer, maxBytes: number): Buffer | undefined {
  const lineBytes = bytes.indexOf('\r\n') + 2
  const groups = (lineBytes - 2) / 4
  if (lineBytes < 6 || !Number.isInteger(groups) || lineBytes > stepBytes) return undefined
  const lines = Math.floor(bytes.length / lineBytes)
  const step = Math.floor(stepBytes / lineBytes)
  const lineOctets = groups * 3
  const wanted = Math.min(lines, Math.ceil(maxBytes / lineOctets))
  // With room for what is behind the last whole line.
  const decoded = Buffer.allocUnsafeSlow((wanted + 1) * lineOctets)
  let size = 0
  for (let line = 0; line < wanted; line += step) {
    const count = Math.min(step, wanted - line)
    const start = line * lineBytes
    for (let i = 1; i <= count; i++) {
      const end = start + i * lineBytes
      if (bytes[end - 1] !== LF || bytes[end - 2] !== CR) return undefined
    }
    const text = bytes.toString('latin1', start, start + count * lineBytes)
    // The runtime takes these for letters of another alphabet (RFC 4648 §5).
    if (text.includes('-') || text.includes('_')) return undefined
    const written = decoded.write(text, size, 'base64')
    // Fewer when something stood there that is not of the alphabet, or padding.
    if (written !== count * lineOctets) {
      if (line + count < lines) return undefined
      return Buffer.concat([decoded.subarray(0, size), decodeRuns(bytes.subarray(start), maxBytes - size)])
    }
    size += written
  }
  if (size >= maxBytes) return trim(decoded, maxBytes)
  const rest = decodeRuns(bytes.subarray(lines * lineBytes), maxBytes - size)
  if (size + rest.length > decoded.length) return Buffer.concat([decoded.subarray(0, size), rest])
  return trim(decoded, size + rest.copy(decoded, size))
}

function decodeRuns(bytes: Buffer, maxBytes: number): Buffer {
  const decoded: Buffer[] = []
  let size = 0
  let carry = ''
  for (let at = 0; at < bytes.length && size < maxBytes; at += stepBytes) {
    const text = carry + bytes.toString('latin1', at, at + stepBytes).replace(/[^A-Za-z0-9+/=]+/g, '')
    const runs = text.split(/=+/)
    const last = runs.pop() as string
    for (const run of runs) {
      decoded.push(Buffer.from(run, 'base64'))
      size += decoded.at(-1)?.length ?? 0
    }
    const whole = last.length - (last.length % 4)
    decoded.push(Buffer.from(last.slice(0, whole), 'base64'))
    size += (whole / 4) * 3
    carry = last.slice(whole)
  }
  decoded.push(Buffer.from(carry, 'base64'))
  return Buffer.concat(decoded).subarray(0, maxBytes)
}

/** RFC 2045 §6.7: soft line breaks joined, white space at a line's end dropped, a stray `=` kept. */
function decodeQuotedPrintable(bytes: Buffer, maxBytes: number): Buffer {
  const decoded = Buffer.allocUnsafeSlow(bytes.length)
  let size = 0
  let at = 0
  while (at < bytes.length && size < maxBytes) {
    const octet = bytes[at] as number
    if (octet === SPACE || octet === HTAB) {
      const end = skipSpace(bytes, at)
      if (lineEndLength(bytes, end) === 0) size += bytes.copy(decoded, size, at, end)
      at = end
    } else if (octet === EQUALS) {
      const value = hexPair(bytes[at + 1] ?? 0, bytes[at + 2] ?? 0)
      const end = skipSpace(bytes, at + 1)
      const soft = lineEndLength(bytes, end)
      if (value >= 0) {
        decoded[size++] = value
        at += 3
      } else if (soft > 0 || end >= bytes.length) at = end + soft
      else decoded[size++] = bytes[at++] as number
    } else {
      decoded[size++] = octet
      at++
    }
  }
  return trim(decoded, Math.min(size, maxBytes))
}

function skipSpace(bytes: Buffer, start: number): number {
  let at = start
  while (bytes[at] === SPACE || bytes[at] === HTAB) at++
  return at
}

function lineEndLength(bytes: Buffer, at: number): number {
  if (bytes[at] === LF) return 1
  return bytes[at] === CR && bytes[at + 1] === LF ? 2 : 0
}
