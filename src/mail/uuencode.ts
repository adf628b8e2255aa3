/**
 * Files in a text as uuencode writes them (POSIX.1-2017 uuencode): a `begin` line, lines of their length and up to 45
 * octets, an `end` line. RFC 2045 left them out of MIME; some programs still take them out of a letter's text.
 */
import { asBuffer, CR, LF } from './bytes.ts'

export interface UuencodedFile {
  /** Raw. */
  readonly name: string
  /** Where its `begin` line starts. */
  readonly start: number
  readonly contentStart: number
  readonly contentEnd: number
}

const beginWord = 'begin '
/** What a `begin` line may be long. */
const beginBytes = 300

/** The files whose `begin` lines start in `[start, end)`; one without its end goes to the end of the text. */
export function* uuencodedFiles(bytes: Buffer, start: number, end: number): Generator<UuencodedFile> {
  // Whatever is looked for, nothing is looked for behind the end.
  const text = bytes.subarray(0, end)
  let position = start
  while (position < end) {
    const begin = text.indexOf(beginWord, position, 'latin1')
    if (begin < 0) return
    position = begin + beginWord.length
    if (begin !== start && text[begin - 1] !== LF) continue
    const match = /^begin [0-7]{3,4} ([^\r\n]+)\r?\n/.exec(text.toString('latin1', begin, begin + beginBytes))
    if (match === null) continue
    const contentStart = begin + match[0].length
    const last = text.indexOf('\nend', contentStart - 1, 'latin1')
    const contentEnd = last < 0 ? end : Math.max(contentStart, last + 1)
    yield { name: (match[1] as string).trim(), start: begin, contentStart, contentEnd }
    position = contentEnd
  }
}

/** At most `maxBytes` octets of the first file in a body, with or without its `begin` line. */
export function decodeUuencoded(body: Uint8Array, maxBytes: number): Uint8Array {
  const bytes = asBuffer(body)
  const [file] = uuencodedFiles(bytes, 0, bytes.length)
  const end = file?.contentEnd ?? bytes.length
  const decoded = Buffer.alloc(Math.ceil(bytes.length / 4) * 3)
  let size = 0
  for (let at = file?.contentStart ?? 0; at < end && size < maxBytes; ) {
    const newline = bytes.indexOf(LF, at)
    const lineEnd = newline < 0 || newline > end ? end : newline
    size += decodeLine(bytes.subarray(at, bytes[lineEnd - 1] === CR ? lineEnd - 1 : lineEnd), decoded, size)
    at = lineEnd + 1
  }
  return decoded.subarray(0, Math.min(size, maxBytes))
}

/** Returns the octets of a line; what its end lacks, mail having cut off its spaces, is zero. */
function decodeLine(line: Buffer, into: Buffer, start: number): number {
  const length = Math.min(sixBits(line[0]), Math.ceil(((line.length - 1) * 3) / 4) + 2, into.length - start)
  for (let octet = 0; octet < length; octet++) {
    const at = 1 + Math.floor((octet * 4) / 3)
    const shift = 2 + 2 * (octet % 3)
    into[start + octet] = (sixBits(line[at]) << shift) | (sixBits(line[at + 1]) >> (6 - shift))
  }
  return Math.max(0, length)
}

/** A space, which some write as a grave accent, is zero. */
function sixBits(octet = 0x20): number {
  return (octet - 0x20) & 0x3f
}
