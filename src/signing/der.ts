/**
 * DER, the canonical encoding of ASN.1 (X.690): what certificates, requests, lists of revoked ones and PKCS#12 are
 * written in. Writing is a function for each type; reading splits what was written by others into its parts, and
 * takes definite lengths only. Messages of strangers may be BER: `ber.ts` reads those.
 */

/** One value: its identifier octet, its content, and the whole of it. */
export interface Element {
  readonly tag: number
  readonly content: Buffer
  readonly whole: Buffer
}

export const tags = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  oid: 0x06,
  sequence: 0x30,
  set: 0x31,
  utcTime: 0x17,
  generalizedTime: 0x18,
} as const

/** One value of any type from its content. */
export function element(tag: number, ...content: readonly Uint8Array[]): Buffer {
  return Buffer.concat(elementPieces(tag, content))
}

/** The same in pieces: what is large is not copied for its head. */
export function elementPieces(tag: number, content: readonly Uint8Array[]): readonly Uint8Array[] {
  const length = content.reduce((sum, bytes) => sum + bytes.length, 0)
  return [Buffer.concat([Buffer.of(tag), lengthOctets(length)]), ...content]
}

function lengthOctets(length: number): Buffer {
  if (length < 0x80) return Buffer.of(length)
  const octets = bigEndian(BigInt(length))
  return Buffer.concat([Buffer.of(0x80 | octets.length), octets])
}

function bigEndian(value: bigint): Buffer {
  const hex = value.toString(16)
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex')
}

export function sequence(...parts: readonly Uint8Array[]): Buffer {
  return element(tags.sequence, ...parts)
}

/** SET OF: its members stand in the order of their encodings (X.690 §11.6). */
export function setOf(...parts: readonly Uint8Array[]): Buffer {
  return element(tags.set, ...parts.toSorted(Buffer.compare))
}

/** Not negative: everything that is counted or numbered here. */
export function integer(value: number | bigint): Buffer {
  const octets = bigEndian(BigInt(value))
  return element(tags.integer, (octets[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.of(0), octets]) : octets)
}

export function boolean(value: boolean): Buffer {
  return element(tags.boolean, Buffer.of(value ? 0xff : 0))
}

export function none(): Buffer {
  return element(0x05)
}

export function octetString(bytes: Uint8Array): Buffer {
  return element(tags.octetString, bytes)
}

export function bitString(bytes: Uint8Array, unusedBits = 0): Buffer {
  return element(tags.bitString, Buffer.of(unusedBits), bytes)
}

/** Named bits, the first one highest; trailing zeros are left out (X.690 §11.2.2). */
export function namedBits(...positions: readonly number[]): Buffer {
  const last = Math.max(...positions)
  const octets = Buffer.alloc((last >> 3) + 1)
  for (const position of positions)
    octets[position >> 3] = (octets[position >> 3] ?? 0) | (0x80 >> (position & 7))
  return bitString(octets, 7 - (last & 7))
}

export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  return element(tags.oid, ...[first * 40 + second, ...rest].map(base128))
}

function base128(arc: number): Buffer {
  const octets = [arc & 0x7f]
  for (let rest = Math.floor(arc / 128); rest > 0; rest = Math.floor(rest / 128))
    octets.unshift((rest & 0x7f) | 0x80)
  return Buffer.from(octets)
}

export function utf8(text: string): Buffer {
  return element(0x0c, Buffer.from(text))
}

export function printable(text: string): Buffer {
  return element(0x13, Buffer.from(text, 'latin1'))
}

export function bmp(text: string): Buffer {
  return element(0x1e, Buffer.from(text, 'utf16le').swap16())
}

/** UTCTime up to 2049 and GeneralizedTime from 2050 on, to the second (RFC 5280 §4.1.2.5). */
export function time(ms: number): Buffer {
  const date = new Date(ms)
  const digits = date.toISOString().replace(/[-:T]|\.\d+/g, '')
  return date.getUTCFullYear() < 2050
    ? element(tags.utcTime, Buffer.from(digits.slice(2)))
    : element(tags.generalizedTime, Buffer.from(digits))
}

/** `[n] EXPLICIT`, or a constructed value that is `[n] IMPLICIT`. */
export function tagged(n: number, ...content: readonly Uint8Array[]): Buffer {
  return element(0xa0 | n, ...content)
}

/** A primitive value that is `[n] IMPLICIT`. */
export function taggedPrimitive(n: number, content: Uint8Array): Buffer {
  return element(0x80 | n, content)
}

/** The values that stand one after another; undefined when they are not whole, or not DER. */
export function readAll(bytes: Buffer): readonly Element[] | undefined {
  try {
    return [...valuesOf(bytes)]
  } catch {
    return undefined
  }
}

/** The same, one at a time, for what has very many. Throws where they are not whole, or not DER. */
export function* valuesOf(bytes: Buffer): Generator<Element> {
  for (let at = 0; at < bytes.length; ) {
    const one = readOne(bytes, at)
    if (one === undefined) throw new TypeError('not DER')
    yield one
    at += one.whole.length
  }
}

function readOne(bytes: Buffer, at: number): Element | undefined {
  const tag = bytes[at]
  const first = bytes[at + 1]
  if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f) return undefined
  const octets = first < 0x80 ? 0 : first & 0x7f
  if (first === 0x80 || octets > 4 || at + 2 + octets > bytes.length) return undefined
  const start = at + 2 + octets
  const end = start + (octets === 0 ? first : bytes.readUIntBE(at + 2, octets))
  if (end > bytes.length) return undefined
  return { tag, content: bytes.subarray(start, end), whole: bytes.subarray(at, end) }
}

/** The values inside a constructed one; undefined when there is none, or it is not whole. */
export function childrenOf(parent: Element | undefined): readonly Element[] | undefined {
  return parent === undefined ? undefined : readAll(parent.content)
}

/** Milliseconds of a UTCTime or a GeneralizedTime as certificates have them (RFC 5280 §4.1.2.5); undefined for others. */
export function readTime({ tag, content }: Element): number | undefined {
  const text = content.toString('latin1', 0, 'yyyymmddhhmmssZ+'.length)
  if (tag !== tags.utcTime && tag !== tags.generalizedTime) return undefined
  const century = Number(text.slice(0, 2)) < 50 ? '20' : '19'
  const [, ...parts] =
    /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(tag === tags.utcTime ? century + text : text) ?? []
  const [year, month, day, hour, minute, second] = parts
  const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
  return Number.isNaN(at) ? undefined : at
}

/** The dotted form of an OBJECT IDENTIFIER's content. */
export function oidText(content: Buffer): string {
  const arcs: number[] = []
  let arc = 0
  for (const octet of content) {
    arc = arc * 128 + (octet & 0x7f)
    if (octet & 0x80) continue
    arcs.push(arc)
    arc = 0
  }
  const [first = 0, ...rest] = arcs
  const top = Math.min(Math.floor(first / 40), 2)
  return [top, first - top * 40, ...rest].join('.')
}
