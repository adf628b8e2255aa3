import type { Budget } from '../base/budget.ts'
import { free } from '../base/free.ts'

/**
 * Why the data of a message is refused. The client goes on to its end all the same, and is told there;
 * nothing is kept from the moment the fault shows.
 */
export type DataFault = 'too-large' | 'no-memory' | 'bare-line-end'

const CR = 0x0d
const LF = 0x0a
const DOT = 0x2e

// Where in the text the next octet stands.
const lineStart = 0
const inLine = 1
const afterCr = 2
const afterDot = 3
const afterDotCr = 4

/** A chunk below this is copied together with its neighbours: a slice of its own would cost more than it holds. */
const smallChunkBytes = 2048
const slabBytes = 16 * 1024

/**
 * Reads the data of one message: finds its end, takes the stuffed dots out, counts it, and keeps the rest exactly
 * as it came. RFC 5321 §4.1.1.4 (the end is CRLF.CRLF and nothing else), §4.5.2 (transparency), §2.3.8 (no bare CR
 * or LF: a reader that took one for a line's end is what SMTP smuggling lives on).
 *
 * The chunks given belong to the reader: dots are taken out in place, and a large chunk is kept, not copied.
 */
export class DataReader {
  readonly #maxBytes: number
  readonly #memory: Budget
  readonly #released: (() => void) | undefined
  #state = lineStart
  #parts: Buffer[] = []
  /** Chunks that hold nothing but parts. */
  #spent: Buffer[] = []
  #slab: Buffer | undefined
  #slabUsed = 0
  #taken = 0
  #sizeBytes = 0
  #fault: DataFault | undefined

  /** `released` is called whenever nothing is held any more. */
  constructor(maxBytes: number, memory: Budget, released?: () => void) {
    this.#maxBytes = maxBytes
    this.#memory = memory
    this.#released = released
  }

  get fault(): DataFault | undefined {
    return this.#fault
  }

  get sizeBytes(): number {
    return this.#sizeBytes
  }

  /** Takes a chunk. Returns the offset after the end of the data, or -1 when the end is still to come. */
  feed(chunk: Buffer): number {
    const length = chunk.length
    let state = this.#state
    let bare = false
    let at = 0
    let kept = 0 // chunk[0, kept) is text with its dots taken out
    let from = 0 // chunk[from, at) is text that still has to join it
    const text = new TextRun(chunk)
    while (at < length) {
      if (state === inLine) {
        at = text.end(at)
        // Lines that end as they should, with no dot behind, need no step by step.
        while (chunk[at] === CR && chunk[at + 1] === LF && at + 2 < length && chunk[at + 2] !== DOT) {
          at = text.end(at + 2)
        }
        if (at === length) break
      }
      const octet = chunk[at]!
      if (state === afterDotCr && octet === LF) {
        this.#finish(chunk, kept, at + 1, bare)
        return at + 1
      }
      if (state === lineStart && octet === DOT) {
        // Of a dot that begins a line nothing is ever kept: it is either stuffed or the end.
        kept = compact(chunk, kept, from, at)
        from = at + 1
        state = afterDot
      } else if (state === afterDot && octet === CR) {
        from = at + 1
        state = afterDotCr
      } else {
        if (state === afterCr || state === afterDotCr ? octet !== LF : octet === LF) bare = true
        state = octet === CR ? afterCr : octet === LF && state === afterCr ? lineStart : inLine
      }
      at++
    }
    this.#state = state
    this.#finish(chunk, compact(chunk, kept, from, length), length, bare)
    return -1
  }

  /**
   * The message, once `feed` has found its end; to be asked for once. In a buffer of its own, which whoever is done with
   * it can give away or free: a slice of a larger one would keep all of that.
   */
  bytes(): Uint8Array {
    this.#closeSlab()
    const parts = this.#parts
    this.#parts = []
    const whole = Buffer.allocUnsafeSlow(this.#sizeBytes)
    let end = 0
    for (const part of parts) end += part.copy(whole, end)
    for (const chunk of this.#spent.splice(0)) free(chunk)
    return whole
  }

  /** Drops what is held and gives its memory back; the reader is of no use afterwards. */
  release(): void {
    this.#parts = []
    this.#spent = []
    this.#slab = undefined
    this.#memory.give(this.#taken)
    this.#taken = 0
    this.#released?.()
  }

  /** `kept` octets of a chunk are text; `read` were read, and what is behind them is somebody else's. */
  #finish(chunk: Buffer, kept: number, read: number, bare: boolean): void {
    if (bare) this.#fail('bare-line-end')
    const inPlace = this.#keep(kept === chunk.length ? chunk : chunk.subarray(0, kept))
    if (inPlace && read === chunk.length) this.#spent.push(chunk)
  }

  /** Whether the text was kept where it is, and not copied. */
  #keep(text: Buffer): boolean {
    this.#sizeBytes += text.length
    if (this.#sizeBytes > this.#maxBytes) this.#fail('too-large')
    if (this.#fault !== undefined || text.length === 0) return false
    if (text.length >= smallChunkBytes || this.#parts.length + this.#slabUsed === 0) {
      if (!this.#take(text.length)) return false
      this.#closeSlab()
      this.#parts.push(text)
      return true
    }
    let rest = text
    while (rest.length > 0) {
      if (this.#slab === undefined) {
        if (!this.#take(slabBytes)) return false
        this.#slab = Buffer.allocUnsafeSlow(slabBytes)
      }
      const copied = rest.copy(this.#slab, this.#slabUsed)
      this.#slabUsed += copied
      rest = rest.subarray(copied)
      if (this.#slabUsed === slabBytes) this.#closeSlab()
    }
    return false
  }

  #closeSlab(): void {
    if (this.#slab === undefined || this.#slabUsed === 0) return
    this.#parts.push(this.#slab.subarray(0, this.#slabUsed))
    this.#slab = undefined
    this.#slabUsed = 0
  }

  #take(bytes: number): boolean {
    if (!this.#memory.take(bytes)) {
      this.#fail('no-memory')
      return false
    }
    this.#taken += bytes
    return true
  }

  /** The first fault is the one that is told. */
  #fail(fault: DataFault): void {
    if (this.#fault !== undefined) return
    this.#fault = fault
    this.release()
  }
}

/** Moves chunk[from, to) down to `kept`; returns where the text now ends. */
function compact(chunk: Buffer, kept: number, from: number, to: number): number {
  if (from >= to) return kept
  if (kept !== from) chunk.copyWithin(kept, from, to)
  return kept + to - from
}

/**
 * Steps over octets that end no line, four at a time: it is most of what a server does to a large letter.
 * A word w has an octet below n when (w - n·0x01010101) & ~w & 0x80808080 is not zero.
 */
class TextRun {
  readonly #octets: Buffer
  readonly #words: Int32Array
  /** Where the first aligned word begins. */
  readonly #skew: number

  constructor(octets: Buffer) {
    this.#octets = octets
    this.#skew = Math.min(-octets.byteOffset & 3, octets.length)
    this.#words = new Int32Array(
      octets.buffer,
      octets.byteOffset + this.#skew,
      (octets.length - this.#skew) >> 2,
    )
  }

  /** The next place from `at` on with an octet below 0x0e (CR, LF or a rarer control), or the length. */
  end(at: number): number {
    const octets = this.#octets
    const words = this.#words
    let i = at
    while (i < octets.length && ((i - this.#skew) & 3) !== 0) {
      if (octets[i]! < 0x0e) return i
      i++
    }
    if (i === octets.length) return i
    let w = (i - this.#skew) >> 2
    while (w < words.length && ((words[w]! - 0x0e0e0e0e) & ~words[w]! & 0x80808080) === 0) w++
    i = (w << 2) + this.#skew
    while (i < octets.length && octets[i]! >= 0x0e) i++
    return i
  }
}
