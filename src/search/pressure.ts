/**
 * Whether letters come faster than the indexer should keep up with: a bucket that so many letters a second leave. Large
 * letters count for several. It is never so full that a flood is remembered for more than a second.
 */
export class Pressure {
  readonly #perSecond: number
  #level = 0
  #at = 0

  constructor(perSecond: number) {
    this.#perSecond = perSecond
  }

  /** Letters, as `load` counts them, came at `now`, milliseconds. */
  came(letters: number, now: number): void {
    this.#level = Math.min(this.#leftAt(now) + letters, 1.5 * this.#perSecond)
    this.#at = now
  }

  isHigh(now: number): boolean {
    return this.#leftAt(now) > 0.5 * this.#perSecond
  }

  #leftAt(now: number): number {
    return Math.max(0, this.#level - ((now - this.#at) / 1000) * this.#perSecond)
  }
}

const letterBytes = 32 * 1024

/** What a message of so many octets counts for. */
export function load(bytes: number): number {
  return Math.max(1, bytes / letterBytes)
}
