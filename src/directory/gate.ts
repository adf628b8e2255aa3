/** Runs at most `width` tasks at a time; the others wait their turn in order. */
export class Gate {
  readonly #width: number
  readonly #turns: (() => void)[] = []
  #running = 0

  constructor(width: number) {
    this.#width = width
  }

  get waiting(): number {
    return this.#turns.length
  }

  async run<T>(task: () => Promise<T>): Promise<T> {
    if (this.#running >= this.#width) await new Promise<void>(resolve => this.#turns.push(resolve))
    else this.#running++
    try {
      return await task()
    } finally {
      const next = this.#turns.shift()
      if (next === undefined) this.#running--
      else next()
    }
  }
}
