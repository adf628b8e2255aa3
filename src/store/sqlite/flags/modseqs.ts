/**
 * The MODSEQs of the store: one ascending row of numbers, taken by both threads, of which a stretch ahead is reserved in
 * the database before any of it is told. Whatever a power cut takes away, no number is given twice.
 */

/** Numbers reserved at a time. What is left over at a stop is never used: 2^63 is the limit of RFC 7162 §4. */
const step = 10_000_000
/** A batch may use this many. */
const reserve = 6_000_000

const next = 0
const end = 1

export class Modseqs {
  /** Shared by the threads. */
  readonly buffer: SharedArrayBuffer
  readonly #cells: BigInt64Array

  constructor(buffer = new SharedArrayBuffer(16)) {
    this.buffer = buffer
    this.#cells = new BigInt64Array(buffer)
  }

  /** Whether numbers can be taken that are reserved already. */
  get reserved(): boolean {
    return Atomics.load(this.#cells, end) - Atomics.load(this.#cells, next) >= reserve
  }

  /** The end of the stretch that is to be reserved next. */
  get wanted(): number {
    return Number(Atomics.load(this.#cells, next)) + step
  }

  /** Goes on after every number that may have been told. */
  startAfter(last: number): void {
    Atomics.store(this.#cells, next, BigInt(last) + 1n)
  }

  /** Numbers below this are reserved durably. */
  reservedTo(number: number): void {
    Atomics.store(this.#cells, end, BigInt(number))
  }

  /** undefined: it is not reserved. The writer may go on behind the stretch after `reserved` was asked. */
  take(): number | undefined {
    const number = Atomics.add(this.#cells, next, 1n)
    return number < Atomics.load(this.#cells, end) ? Number(number) : undefined
  }

  /** For the writer alone, whose transaction reserves it before it is told. */
  next(): number {
    return Number(Atomics.add(this.#cells, next, 1n))
  }
}
