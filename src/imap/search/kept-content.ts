/**
 * The texts of a letter as they are kept (`ports/kept-texts.ts`): what `readContent` made of it and no more, so that whoever
 * searches them finds what is found in the letter.
 *
 *     kept    = octets of the rest before it was packed (32 bits), then the rest, with zlib where that makes fewer pages
 *     rest    = where the values begin, where those of the texts do (32 bits each), lengths, *(value FF)
 *     lengths = JSON: [[[name, octets of each value …], …], [octets of each text, …]]
 *
 * Numbers are little-endian, values in UTF-8, in which there is no FF: what is found in the octets is found in one value.
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

/** They make texts, too: as `package.json` has them. */
export const textLibraries = ['entities 7.0.1', 'iconv-lite 0.7.3']

/** How texts are made here and now; the tables of Unicode, and of most charsets, come with the runtime. */
export function recipeOf({ imapSearchPartBytes, imapKeptTextChars }: KeptLimits): number {
  const { unicode = '', icu = '' } = process.versions
  const madeBy = [recipeVersion, unicode, icu, ...textLibraries]
  return crc32([...madeBy, imapSearchPartBytes, imapKeptTextChars].join(' '))
}

/** What is kept of a letter, of which nothing else may be looked for in `filter` than what these hold. */
export function keptText(id: ViewId, columns: Columns, content: Content, limits: KeptLimits): KeptText {
  const { headers, texts } = content
  const stored = [columns.subject, columns.from, columns.to, columns.cc].map(casemap)
  const values = [...headers.values()].flat()
  const filter = filterOf([...stored, ...values, ...texts])
  return { id, filter, text: keepsTexts(content, limits) ? packed(restOf(content)) : null }
}

/** Whether more than a filter is kept of these. */
export function keepsTexts({ headers, texts }: Content, { imapKeptTextChars }: KeptLimits): boolean {
  const all = [...headers.values(), texts].flat()
  const chars = all.reduce((sum, { length }) => sum + length, 0)
  // UTF-8 has no half characters, which a text could end with that was cut.
  return chars <= imapKeptTextChars && all.every(text => text.isWellFormed())
}

type Lengths = readonly [
  headers: readonly (readonly [name: string, ...lengths: number[]])[],
  texts: readonly number[],
]

const offsets = 8
const endOfValue = Buffer.of(0xff)

function restOf({ headers, texts }: Content): Buffer {
  const octetsOf = (values: readonly string[]) => values.map(value => Buffer.from(value))
  const ofHeader = Array.from(headers, ([name, values]) => [name, octetsOf(values)] as const)
  const ofTexts = octetsOf(texts)
  const lengths: Lengths = [
    ofHeader.map(([name, values]) => [name, ...values.map(({ length }) => length)]),
    ofTexts.map(({ length }) => length),
  ]
  const start = Buffer.from(JSON.stringify(lengths))
  const ended = (values: readonly Buffer[]) => values.flatMap(value => [value, endOfValue])
  const header = Buffer.concat(ofHeader.flatMap(([, values]) => ended(values)))
  const at = Buffer.alloc(offsets)
  at.writeUInt32LE(offsets + start.length, 0)
  at.writeUInt32LE(offsets + start.length + header.length, 4)
  return Buffer.concat([at, start, header, ...ended(ofTexts)])
}

/** A page of the database holds one of these, and three of what it packs to: one of more is packed. */
const plainBytes = 3500
/** More than packing adds to what does not pack. */
const spareBytes = 2048

function packed(rest: Buffer): Uint8Array {
  const body = rest.length <= plainBytes ? rest : deflateSync(rest, { chunkSize: rest.length + spareBytes })
  // What packs to its own length would be taken for what is not packed.
  const kept = body.length < rest.length ? body : rest
  // By itself: between threads a whole pool would be copied with it.
  const octets = Buffer.allocUnsafeSlow(4 + kept.length)
  octets.writeUInt32LE(rest.length)
  octets.set(kept, 4)
  return octets
}

/** The contrary of `keptText`; undefined for what it has not made. */
export function keptContent(kept: Uint8Array): Content | undefined {
  try {
    const octets = Buffer.from(kept.buffer, kept.byteOffset, kept.length)
    const length = octets.readUInt32LE(0)
    const body = octets.subarray(4)
    // With room for all, it comes in one piece.
    const rest = body.length === length ? body : inflateSync(body, { chunkSize: length + spareBytes })
    return rest.length === length ? new KeptContent(rest) : undefined
  } catch {
    return undefined
  }
}

/** Whoever looks for a text in all of them, or in those of the body, needs no strings. */
class KeptContent implements Content {
  readonly #rest: Buffer
  #decoded: Pick<Content, 'headers' | 'texts'> | undefined

  constructor(rest: Buffer) {
    this.#rest = rest
  }

  get headers(): Content['headers'] {
    return this.#decode().headers
  }

  get texts(): Content['texts'] {
    return this.#decode().texts
  }

  holds(octets: Buffer, inBody: boolean): boolean {
    return this.#rest.includes(octets, this.#rest.readUInt32LE(inBody ? 4 : 0))
  }

  #decode() {
    this.#decoded ??= this.#read()
    return this.#decoded
  }

  #read() {
    let at = this.#rest.readUInt32LE(0)
    const [headers, texts] = JSON.parse(this.#rest.toString('utf8', offsets, at)) as Lengths
    const take = (length: number) => {
      at += length + endOfValue.length
      return this.#rest.toString('utf8', at - length - endOfValue.length, at - endOfValue.length)
    }
    return {
      headers: new Map(headers.map(([name, ...lengths]) => [name, lengths.map(take)])),
      texts: texts.map(take),
    }
  }
}
