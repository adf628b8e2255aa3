/** How long something takes by the time that this thread itself works, whatever else the machine does. */

export function threadMs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

/** Turns of the event loop from now on. */
export class Turns implements Disposable {
  longestMs = 0
  #last = threadMs()
  #stopped = false
  readonly #each: () => void

  /** `each` is called once a turn. */
  constructor(each: () => void = () => {}) {
    this.#each = each
    setImmediate(() => this.#look())
  }

  #look(): void {
    if (this.#stopped) return
    this.#note()
    this.#each()
    setImmediate(() => this.#look())
  }

  #note(): void {
    const now = threadMs()
    this.longestMs = Math.max(this.longestMs, now - this.#last)
    this.#last = now
  }

  /** The turn at hand counts, too. */
  [Symbol.dispose](): void {
    if (!this.#stopped) this.#note()
    this.#stopped = true
  }
}
