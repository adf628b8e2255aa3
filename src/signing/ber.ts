/**
 * BER (X.690 §8), the looser encoding that cryptographic messages of others come in: lengths that are not told before
 * their end, and strings in pieces. A reader that goes over the octets once, forward, and copies none.
 *
 * Everything is bounded: how deep values lie in each other, and how many there are. What is broken or beyond the
 * bounds throws `BerError`, which the reader of a format turns into its own outcome.
 */
import type { Limits } from '../base/limits.ts'

export type BerLimits = Pick<Limits, 'cmsDepth' | 'cmsElements'>

export class BerError extends Error {}

/** The head of a value. */
export interface BerElement {
  /** Identifier octet; tags above 30 are not read. */
  readonly tag: number
  /** Of the identifier octet, and of the content. */
  readonly at: number
  readonly start: number
  /** Null for a length that is not told. */
  readonly end: number | null
}

const constructed = 0x20
const highTag = 0x1f
const octetString = 0x04

interface Level {
  readonly end: number | null
  /** What is inside ends here at the latest. */
  readonly reach: number
}

export class BerReader {
  readonly bytes: Buffer
  readonly #limits: BerLimits
  readonly #levels: Level[]
  #at = 0
  #elements = 0

  constructor(bytes: Buffer, limits: BerLimits) {
    this.bytes = bytes
    this.#limits = limits
    this.#levels = [{ end: bytes.length, reach: bytes.length }]
  }

  /** The next value of the one that was entered; undefined where that ends. It must be entered, skipped or taken. */
  next(): BerElement | undefined {
    const { end, reach } = this.#levels.at(-1) as Level
    if (this.#at === end) return undefined
    if (this.#at + 2 > reach) throw new BerError('cut short')
    if (end === null && this.bytes.readUInt16BE(this.#at) === 0) return undefined
    this.#elements++
    if (this.#elements > this.#limits.cmsElements) throw new BerError('too many values')
    return this.#head(reach)
  }

  #head(reach: number): BerElement {
    const at = this.#at
    const tag = this.bytes[at] as number
    const first = this.bytes[at + 1] as number
    if ((tag & highTag) === highTag) throw new BerError('a tag above 30')
    if (first === 0x80) {
      if ((tag & constructed) === 0) throw new BerError('a primitive value without length')
      this.#at = at + 2
      return { tag, at, start: at + 2, end: null }
    }
    const octets = first < 0x80 ? 0 : first & 0x7f
    const start = at + 2 + octets
    if (octets > 4 || start > reach) throw new BerError('a length that cannot be')
    const end = start + (octets === 0 ? first : this.bytes.readUIntBE(at + 2, octets))
    if (end > reach) throw new BerError('longer than what it is in')
    this.#at = start
    return { tag, at, start, end }
  }

  /** The next value, which must be there, under one of these tags. */
  expect(...expected: readonly number[]): BerElement {
    const found = this.next()
    if (found === undefined || !expected.includes(found.tag)) throw new BerError('another value was expected')
    return found
  }

  enter({ tag, end }: BerElement): void {
    if ((tag & constructed) === 0) throw new BerError('nothing is in a primitive value')
    if (this.#levels.length >= this.#limits.cmsDepth) throw new BerError('too deep')
    const { reach } = this.#levels.at(-1) as Level
    this.#levels.push({ end, reach: end ?? reach })
  }

  /** Leaves the value that was entered, past everything in it that was not read. */
  leave(): void {
    const { end } = this.#levels.at(-1) as Level
    if (end !== null) this.#at = end
    else {
      for (let inside = this.next(); inside !== undefined; inside = this.next()) this.skip(inside)
      this.#at += 2
    }
    this.#levels.pop()
  }

  skip(element: BerElement): void {
    if (element.end === null) {
      this.enter(element)
      this.leave()
    } else this.#at = element.end
  }

  /** Content of a primitive value. */
  content(element: BerElement): Buffer {
    if (element.end === null || (element.tag & constructed) !== 0)
      throw new BerError('a primitive value was expected')
    this.#at = element.end
    return this.bytes.subarray(element.start, element.end)
  }

  /** The value with its head, whatever it is; of a length that is not told, with its end mark. */
  whole(element: BerElement): Buffer {
    this.skip(element)
    return this.bytes.subarray(element.at, this.#at)
  }

  /** The pieces of an octet string, in order (X.690 §8.7). */
  octets(element: BerElement): readonly Buffer[] {
    if ((element.tag & constructed) === 0) return [this.content(element)]
    const pieces: Buffer[] = []
    this.#collect(element, pieces)
    return pieces
  }

  #collect(element: BerElement, pieces: Buffer[]): void {
    this.enter(element)
    for (let piece = this.next(); piece !== undefined; piece = this.next()) {
      if (piece.tag === octetString) pieces.push(this.content(piece))
      else if (piece.tag === (octetString | constructed)) this.#collect(piece, pieces)
      else throw new BerError('no piece of an octet string')
    }
    this.leave()
  }
}
