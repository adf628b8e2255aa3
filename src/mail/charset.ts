/**
 * Bytes to text. UTF-8 and the three 8-bit charsets of older Vietnamese mail first of all, then everything that
 * the WHATWG Encoding Standard or iconv-lite knows. Results are NFC (TCVN 6909:2001): windows-1258 and TCVN write
 * some letters as base and combining mark. Nothing here throws.
 */
import { isAscii as bytesAreAscii, isUtf8 } from 'node:buffer'
import iconv from 'iconv-lite'
import { asBuffer, SPACE } from './bytes.ts'
import { isFrequentSyllable, isVietnameseSyllable } from './vietnamese.ts'

export type GuessedCharset = 'us-ascii' | 'utf-8' | 'windows-1258' | 'tcvn' | 'viscii' | 'windows-1252'

/** Labels that the Encoding Standard lacks, under the names mail carries (RFC 1456 §4 for VISCII). */
const iconvLabels = new Map([
  ['viscii', 'viscii'],
  ['csviscii', 'viscii'],
  ['viscii1.1-1', 'viscii'],
  ['x-viet-viscii', 'viscii'],
  ['tcvn', 'tcvn'],
  ['tcvn-5712', 'tcvn'],
  ['tcvn5712', 'tcvn'],
  ['tcvn5712-1', 'tcvn'],
  ['tcvn5712-1:1993', 'tcvn'],
  ['tcvn-5712-1', 'tcvn'],
  ['x-viet-tcvn', 'tcvn'],
  ['x-viet-tcvn5712', 'tcvn'],
  ['utf-7', 'utf7'],
  ['unicode-1-1-utf-7', 'utf7'],
  ['cp437', 'cp437'],
  ['ibm437', 'cp437'],
  ['cp850', 'cp850'],
])

/** Labels that say nothing about octets above 127: what is really there is guessed. */
const unspecified = new Set(['', 'us-ascii', 'ascii', 'ansi_x3.4-1968', 'unknown-8bit', '8bit', 'x-unknown'])

/** Decoders by canonical name; there are some forty, so that the map is bounded whatever labels arrive. */
const decoders = new Map<string, TextDecoder>()

/** Decodes `bytes` by a MIME charset label; an unknown label is read as windows-1252. */
export function decodeCharset(bytes: Uint8Array, label: string): string {
  const buffer = asBuffer(bytes)
  if (bytesAreAscii(buffer) && !statefulLabel(label)) return buffer.toString('latin1')
  const name = label.trim().toLowerCase()
  const charset = unspecified.has(name) ? guessCharset(buffer) : name
  // Faster than a TextDecoder for the short texts that most of these are.
  if (charset === 'utf-8' || charset === 'utf8')
    return buffer
      .toString('utf8')
      .replace(/^\ufeff/, '')
      .normalize('NFC')
  const viaIconv = iconvLabels.get(charset)
  if (viaIconv !== undefined) return iconv.decode(buffer, viaIconv).normalize('NFC')
  return decoder(charset).decode(buffer).normalize('NFC')
}

/** Charsets in which octets below 128 may stand for something else than ASCII. */
function statefulLabel(label: string): boolean {
  return /^\s*(iso-2022|hz|utf-?(7|16|32)|unicode|ucs-)/i.test(label)
}

function decoder(label: string): TextDecoder {
  const known = decoders.get(label)
  if (known !== undefined) return known
  let made: TextDecoder
  try {
    made = new TextDecoder(label)
  } catch {
    return decoder('windows-1252')
  }
  const canonical = decoders.get(made.encoding) ?? made
  decoders.set(made.encoding, canonical)
  return canonical
}

/** Octets that the guess looks at, counted over the words that have 8-bit octets. */
const sampleBytes = 2048

/**
 * The charset of raw 8-bit text. Valid UTF-8 is taken at its word; else the Vietnamese charset whose reading looks
 * most like Vietnamese, and windows-1252 when none does.
 */
export function guessCharset(bytes: Uint8Array, maxSample: number = sampleBytes): GuessedCharset {
  if (bytesAreAscii(bytes)) return 'us-ascii'
  if (isUtf8(bytes)) return 'utf-8'
  const sample = eightBitWords(asBuffer(bytes), maxSample)
  let best: GuessedCharset = 'windows-1252'
  let bestScore = 0
  for (const candidate of ['windows-1258', 'tcvn', 'viscii'] as const) {
    const score = vietnameseLikelihood(decodeCharset(sample, candidate))
    if (score > bestScore) {
      best = candidate
      bestScore = score
    }
  }
  return best
}

/** The words that hold octets above 127, separated by spaces: the rest says nothing about the charset. */
function eightBitWords(bytes: Buffer, maxSample: number): Buffer {
  const words: Buffer[] = []
  let size = 0
  let start = 0
  let eightBit = false
  for (let at = 0; at <= bytes.length && size < maxSample; at++) {
    const octet = bytes[at] ?? SPACE
    if (octet > 0x7f) eightBit = true
    if (octet > SPACE) continue
    if (eightBit) {
      words.push(bytes.subarray(start, Math.min(at + 1, start + maxSample)))
      size += at + 1 - start
      eightBit = false
    }
    start = at + 1
  }
  return Buffer.concat(words)
}

const vietnameseLetter = /^[àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ]$/iu

/** Above zero when the text reads as Vietnamese: known letters, spelled as its syllables are. */
function vietnameseLikelihood(text: string): number {
  let score = 0
  for (const char of text) {
    if (char.charCodeAt(0) > 0x7f) score += vietnameseLetter.test(char) ? 1 : -3
  }
  for (const [word] of text.matchAll(/[\p{L}\p{M}]+/gu)) {
    score += isVietnameseSyllable(word) ? 2 : -2
    if (isFrequentSyllable(word)) score += 1
  }
  return score
}
