/** Remembers so many values for so long; the oldest go first when there are too many. */
export class ExpiringCache<V> {
  readonly #maxEntries: number
  readonly #clock: { now(): number }
  readonly #entries = new Map<string, { readonly value: V; readonly until: number }>()

  constructor(maxEntries: number, clock: { now(): number }) {
    this.#maxEntries = maxEntries
    this.#clock = clock
  }

  get(key: string): V | undefined {
    const entry = this.#entries.get(key)
    if (entry === undefined) return undefined
    if (entry.until > this.#clock.now()) return entry.value
    this.#entries.delete(key)
    return undefined
  }

  set(key: string, value: V, ttlMs: number): void {
    this.#entries.delete(key)
    if (this.#entries.size >= this.#maxEntries) {
      const oldest = this.#entries.keys().next()
      if (oldest.done !== true) this.#entries.delete(oldest.value)
    }
    this.#entries.set(key, { value, until: this.#clock.now() + ttlMs })
  }

  delete(key: string): void {
    this.#entries.delete(key)
  }
}
