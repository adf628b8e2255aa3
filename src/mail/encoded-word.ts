/** Header text: RFC 2047 encoded words, and the raw 8-bit text that stands in for them in practice. */
import { asBuffer, bytesOf, hexPair, isAscii, SPACE } from './bytes.ts'
import { decodeCharset, guessCharset } from './charset.ts'

/** RFC 2047 §2, with RFC 2231 §5's language. Spaces inside are against the standard and seen every day. */
const encodedWord = /=\?([^?*\s]{1,64})(?:\*[^?\s]{0,64})?\?([bq])\?([^?]*)\?=/gi

/**
 * Decodes a header value to text in NFC. A string is a byte string as `fieldValue` gives it; one with characters
 * above U+00FF is taken to be decoded already, but for its encoded words. Malformed words are left as they are;
 * line ends and NUL, which no header text may smuggle onward, become spaces. `rawCharset` is that of raw 8-bit text
 * where something is known of it; else it is guessed. `decode` reads the octets of encoded words by their label.
 */
export function decodeHeaderText(
  raw: Uint8Array | string,
  rawCharset?: string,
  decode: (bytes: Uint8Array, label: string) => string = decodeCharset,
): string {
  const text = typeof raw === 'string' ? raw : asBuffer(raw).toString('latin1')
  if (!text.includes('=?') && isAscii(text)) return withoutLineEnds(text)
  const wide = /[^\u0000-\u00ff]/.test(text)
  let charsetOfRaw = rawCharset
  const plain = (piece: string) => {
    if (wide || isAscii(piece)) return piece
    charsetOfRaw ??= guessCharset(bytesOf(text))
    return decodeCharset(bytesOf(piece), charsetOfRaw)
  }
  let decoded = ''
  let pending: { charset: string; bytes: Buffer[] } | undefined
  let position = 0
  const flush = () => {
    if (pending !== undefined) decoded += decode(Buffer.concat(pending.bytes), pending.charset)
    pending = undefined
  }
  for (const match of text.matchAll(encodedWord)) {
    const bytes = wordBytes(match[2] as string, match[3] as string)
    if (bytes === undefined) continue
    const charset = (match[1] as string).toLowerCase()
    const between = text.slice(position, match.index)
    // RFC 2047 §6.2: white space between two encoded words is not shown.
    if (pending === undefined || /\S/.test(between)) {
      flush()
      decoded += plain(between)
    }
    // A multibyte character may be split between words of one charset, against RFC 2047 §5.
    if (pending?.charset === charset) pending.bytes.push(bytes)
    else {
      flush()
      pending = { charset, bytes: [bytes] }
    }
    position = match.index + match[0].length
  }
  flush()
  return withoutLineEnds(decoded + plain(text.slice(position))).normalize('NFC')
}

function withoutLineEnds(text: string): string {
  return /[\0\r\n]/.test(text) ? text.replace(/\r?\n(?=[ \t])/g, '').replace(/[\0\r\n]+/g, ' ') : text
}

function wordBytes(encoding: string, text: string): Buffer | undefined {
  if (encoding === 'q' || encoding === 'Q') return decodeQ(text)
  return /^[A-Za-z0-9+/\s]*={0,2}$/.test(text.trimEnd()) ? Buffer.from(text, 'base64') : undefined
}

/** RFC 2047 §4.2. An `=` without two hexadecimal digits after it stands for itself. */
function decodeQ(text: string): Buffer {
  const octets = Buffer.allocUnsafe(text.length)
  let size = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    const value = code === 0x3d ? hexPair(text.charCodeAt(at + 1), text.charCodeAt(at + 2)) : -1
    if (value >= 0) at += 2
    octets[size++] = value >= 0 ? value : code === 0x5f ? SPACE : code
  }
  return octets.subarray(0, size)
}

/** RFC 2047 §2: an encoded word is at most 75 characters, of which `=?UTF-8?B??=` takes 12. */
const wordPayload = 63
const wordOctets = Math.floor(wordPayload / 4) * 3

/**
 * Encodes text for an unstructured field or a phrase: as it is when printable ASCII, else as UTF-8 encoded words
 * separated by `CRLF SP`, each whole in itself (RFC 2047 §5).
 */
export function encodeHeaderText(text: string): string {
  const normal = withoutLineEnds(text.normalize('NFC'))
  if (/^[\x20-\x7e]*$/.test(normal) && !normal.includes('=?')) return normal
  const words: string[] = []
  let chunk = ''
  let octets = 0
  for (const char of normal) {
    const size = Buffer.byteLength(char)
    if (octets + size > wordOctets) {
      words.push(chunk)
      chunk = ''
      octets = 0
    }
    chunk += char
    octets += size
  }
  words.push(chunk)
  return words.map(word => `=?UTF-8?B?${Buffer.from(word).toString('base64')}?=`).join('\r\n ')
}
