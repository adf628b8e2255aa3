/**
 * An amount that many share and wait for, in the order in which they came, but nobody for longer than he is patient:
 * then he goes on beside the others. It evens out what is done at once and is no limit; `Budget` is one.
 */
export class Turns {
  readonly #total: number
  readonly #waiting = new Set<Waiting>()
  #taken = 0

  constructor(total: number) {
    this.#total = total
  }

  /** Resolves when it is `amount`'s turn, with what ends it. More than the total has its turn alone. */
  async take(amount: number, patienceMs: number): Promise<() => void> {
    if (this.#waiting.size > 0 || !this.#fits(amount)) await this.#wait(amount, patienceMs)
    else this.#taken += amount
    let ended = false
    return () => {
      if (ended) return
      ended = true
      this.#taken -= amount
      this.#next()
    }
  }

  #fits(amount: number): boolean {
    return this.#taken === 0 || this.#taken + amount <= this.#total
  }

  #wait(amount: number, patienceMs: number): Promise<void> {
    return new Promise(resolve => {
      const timer = setTimeout(() => this.#begin(waiting), patienceMs)
      const waiting: Waiting = { amount, timer, resolve }
      this.#waiting.add(waiting)
    })
  }

  #begin(waiting: Waiting): void {
    clearTimeout(waiting.timer)
    this.#waiting.delete(waiting)
    this.#taken += waiting.amount
    waiting.resolve()
  }

  #next(): void {
    for (const waiting of this.#waiting) {
      if (!this.#fits(waiting.amount)) return
      this.#begin(waiting)
    }
  }
}

interface Waiting {
  readonly amount: number
  readonly timer: NodeJS.Timeout
  readonly resolve: () => void
}
