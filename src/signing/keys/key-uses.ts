/** Counts what keys do until the store takes the counts. A crash loses those of the last tick of the clock at most. */
import { localTime } from '../../base/local-time.ts'
import type { Clock } from '../../ports/clock.ts'
import type { KeyUse } from '../../ports/keys.ts'

export class KeyUses {
  readonly #clock: Clock
  #uses = new Map<string, { -readonly [Name in keyof KeyUse]: KeyUse[Name] }>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  note(key: string, what: 'signatures' | 'decryptions' | 'failures'): void {
    const day = localTime(this.#clock.now()).slice(0, 'yyyy-mm-dd'.length)
    const name = `${day} ${key}`
    const use = this.#uses.get(name) ?? { key, day, signatures: 0, decryptions: 0, failures: 0 }
    use[what]++
    this.#uses.set(name, use)
  }

  /** Hands the counts to `record`; those that it does not take count on. */
  async flush(record: (uses: readonly KeyUse[]) => Promise<void>): Promise<void> {
    if (this.#uses.size === 0) return
    const uses = this.#uses
    this.#uses = new Map()
    try {
      await record([...uses.values()])
    } catch (error) {
      for (const [name, { signatures, decryptions, failures, ...use }] of uses) {
        const since = this.#uses.get(name)
        const sum = (before: number, after = 0) => before + after
        this.#uses.set(name, {
          ...use,
          signatures: sum(signatures, since?.signatures),
          decryptions: sum(decryptions, since?.decryptions),
          failures: sum(failures, since?.failures),
        })
      }
      throw error
    }
  }
}
