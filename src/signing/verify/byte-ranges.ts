/**
 * Where signatures stand in a PDF file (ISO 32000-2 §12.8.1), found by its octets alone: a signature's dictionary is
 * never packed, and a reader of objects can be led to another one than the reader of the next program.
 *
 * A signature is a `/ByteRange` of two ranges and, in the gap between them, nothing but its own value in hexadecimal.
 * Whatever else claims to be one is told as such: its ranges do not say what it signs.
 */
import { asBuffer } from '../../mail/bytes.ts'

export type PdfFormat = 'detached' | 'timestamp' | 'other'

export interface PdfSignature {
  readonly format: PdfFormat
  /** The octets that are signed. */
  readonly pieces: readonly Uint8Array[]
  /** Signed data in DER, with the zeros that fill its room; null when the gap holds something else. */
  readonly contents: Uint8Array | null
  /** `appended`: the file went on after it was signed; `partial`: the ranges leave out more than the value. */
  readonly covers: 'whole' | 'appended' | 'partial'
}

/** Octets in which the numbers are looked for, and on each side of the value the name of the format. */
const rangeLength = 200
const dictionaryLength = 16 * 1024

/** Formats of signatures over the octets of the file; a time stamp alone is none. */
const signatureFormats = [
  'adbe.pkcs7.detached',
  'adbe.pkcs7.sha1',
  'adbe.x509.rsa_sha1',
  'ETSI.CAdES.detached',
] as const

/** True when a signature is inside, whatever it is worth. */
export function hasSignature(file: Uint8Array): boolean {
  const bytes = asBuffer(file)
  return bytes.includes('/ByteRange') && signatureFormats.some(format => bytes.includes(format))
}

/** At most `most` signatures, in the order of their dictionaries. Linear in the file's size, never throws. */
export function pdfSignatures(file: Uint8Array, most: number): readonly PdfSignature[] {
  const bytes = asBuffer(file)
  const found: PdfSignature[] = []
  let at = bytes.indexOf('/ByteRange')
  for (; at >= 0 && found.length < most; at = bytes.indexOf('/ByteRange', at + 1)) {
    const numbers = rangesAt(bytes, at)
    if (numbers !== undefined) found.push(signatureOf(bytes, numbers))
  }
  return found
}

type Ranges = readonly [start: number, length: number, secondStart: number, secondLength: number]

const byteRange =
  /^\/ByteRange[\s\0]*\[[\s\0]*(\d{1,12})[\s\0]+(\d{1,12})[\s\0]+(\d{1,12})[\s\0]+(\d{1,12})[\s\0]*\]/

/** Undefined for ranges that lie outside of the file or in each other. */
function rangesAt(bytes: Buffer, at: number): Ranges | undefined {
  const match = byteRange.exec(bytes.toString('latin1', at, at + rangeLength))
  if (match === null) return undefined
  const [start, length, second, secondLength] = match.slice(1).map(Number) as unknown as Ranges
  const inside = start + length <= second && second + secondLength <= bytes.length
  return inside ? [start, length, second, secondLength] : undefined
}

function signatureOf(bytes: Buffer, ranges: Ranges): PdfSignature {
  const [start, length, second, secondLength] = ranges
  const gap = bytes.subarray(start + length, second)
  const contents = hexadecimal(gap)
  const end = second + secondLength
  return {
    format: formatOf(bytes, ranges),
    pieces: [bytes.subarray(start, start + length), bytes.subarray(second, end)],
    contents,
    covers: start !== 0 || contents === null ? 'partial' : coverage(bytes, end),
  }
}

function coverage(bytes: Buffer, end: number): PdfSignature['covers'] {
  if (/^\s*$/.test(bytes.toString('latin1', end, end + rangeLength)) && end + rangeLength > bytes.length)
    return 'whole'
  // A version of the file that ended there is what the signer saw.
  return /%%EOF\s*$/.test(bytes.toString('latin1', end - rangeLength, end)) ? 'appended' : 'partial'
}

/** The octets of a `<…>` string that is all there is; null for anything else. */
function hexadecimal(gap: Buffer): Uint8Array | null {
  const text = gap.toString('latin1')
  if (!/^<[\da-fA-F\s\0]+>$/.test(text)) return null
  return Buffer.from(text.replace(/[^\da-fA-F]+/g, ''), 'hex')
}

/** The name of its format, in the dictionary before the value or behind it. */
function formatOf(bytes: Buffer, [start, length, second]: Ranges): PdfFormat {
  const gap = start + length
  const before = bytes.toString('latin1', Math.max(gap - dictionaryLength, 0), gap)
  const behind = bytes.toString('latin1', second, second + dictionaryLength)
  const dictionary = before.slice(Math.max(before.lastIndexOf(' obj'), 0)) + until(behind, 'endobj')
  const [, name = ''] = /\/SubFilter[\s\0]*\/([\w.#-]+)/.exec(dictionary) ?? []
  if (name === 'ETSI.RFC3161') return 'timestamp'
  return name === 'adbe.pkcs7.detached' || name === 'ETSI.CAdES.detached' ? 'detached' : 'other'
}

function until(text: string, end: string): string {
  const at = text.indexOf(end)
  return at < 0 ? text : text.slice(0, at)
}
