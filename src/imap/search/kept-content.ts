/**
 * The texts of a letter as they are kept (`ports/kept-texts.ts`): what `readContent` made of it and no more, so that whoever
 * searches them finds what is found in the letter.
 *
 *     kept    = octets of the rest before it was packed (32 bits, little-endian), then zlib of: lengths LF *text
 *     lengths = JSON: [[[name, length of each value …], …], [length of each text, …]], in code units
 *
 * The texts stand one after the other in UTF-8, so that their octets can be searched as they are.
 */
import { crc32, deflateSync, inflateSync } from 'node:zlib'
import { casemap } from '../../base/casemap.ts'
import type { Limits } from '../../base/limits.ts'
import type { KeptText } from '../../ports/kept-texts.ts'
import type { ViewId } from '../../ports/mailboxes.ts'
import { filterOf } from './grams.ts'
import type { Columns, Content } from './match.ts'

/** Raised whenever `readContent`, or what is kept of it, comes to other texts than before. */
const recipeVersion = 1

export type KeptLimits = Pick<Limits, 'imapSearchPartBytes' | 'imapKeptTextChars'>

/** How texts are made here and now; the tables of Unicode, and of charsets, come with the runtime. */
export function recipeOf({ imapSearchPartBytes, imapKeptTextChars }: KeptLimits): number {
  const { unicode = '', icu = '' } = process.versions
  return crc32([recipeVersion, unicode, icu, imapSearchPartBytes, imapKeptTextChars].join(' '))
}

/** What is kept of a letter, of which nothing else may be looked for in `filter` than what these hold. */
export function keptText(
  id: ViewId,
  columns: Columns,
  content: Content,
  { imapKeptTextChars }: KeptLimits,
): KeptText {
  const { headers, texts } = content
  const stored = [columns.subject, columns.from, columns.to, columns.cc].map(casemap)
  const all = [...headers.values()].flat().concat(texts)
  const filter = filterOf([...stored, ...all])
  const whole = all.join('')
  // UTF-8 has no half characters, which a text could end with that was cut.
  if (whole.length > imapKeptTextChars || !whole.isWellFormed()) return { id, filter, text: null }
  return { id, filter, text: pack(`${JSON.stringify(lengthsOf(content))}\n${whole}`) }
}

type Lengths = readonly [
  headers: readonly (readonly [name: string, ...lengths: number[]])[],
  texts: readonly number[],
]

function lengthsOf({ headers, texts }: Content): Lengths {
  return [
    Array.from(headers, ([name, values]) => [name, ...values.map(({ length }) => length)]),
    texts.map(({ length }) => length),
  ]
}

/** What was kept, unpacked: octets, some of them of the lengths; undefined for what `keptText` has not made. */
export function keptOctets(kept: Uint8Array): Buffer | undefined {
  try {
    const octets = Buffer.from(kept.buffer, kept.byteOffset, kept.length).readUInt32LE(0)
    // With room for all, it comes in one piece.
    return inflateSync(kept.subarray(4), { chunkSize: octets + spareBytes })
  } catch {
    return undefined
  }
}

/** The contrary of `keptText`. */
export function keptContent(octets: Buffer): Content {
  const text = octets.toString()
  const start = text.indexOf('\n') + 1
  const [headers, texts] = JSON.parse(text.slice(0, start)) as Lengths
  let at = start
  const take = (length: number) => {
    at += length
    return text.slice(at - length, at)
  }
  return {
    headers: new Map(headers.map(([name, ...lengths]) => [name, lengths.map(take)])),
    texts: texts.map(take),
  }
}

/** More than packing adds to what does not pack. */
const spareBytes = 2048

function pack(text: string): Uint8Array {
  const plain = Buffer.from(text)
  const packed = deflateSync(plain, { chunkSize: plain.length + spareBytes })
  const kept = Buffer.allocUnsafe(4 + packed.length)
  kept.writeUInt32LE(plain.length, 0)
  packed.copy(kept, 4)
  return kept
}
