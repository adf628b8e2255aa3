import type { Fuzzy } from './fuzzy.ts'

/** How near messages come to what a search looks for: the mean over the FUZZY keys that they fit. RFC 6203 §4. */
export class Scores {
  readonly #byKey = new Map<Fuzzy, Map<number, number>>()

  /** A key may be decided more than once of a message, as more of it is known. */
  add(place: number, key: Fuzzy, score: number): void {
    const known = this.#byKey.get(key)
    if (known === undefined) this.#byKey.set(key, new Map([[place, score]]))
    else known.set(place, score)
  }

  /** From 1 to 100; of what fits no FUZZY key, and is found by others, 1. */
  of(place: number): number {
    let sum = 0
    let count = 0
    for (const scores of this.#byKey.values()) {
      const score = scores.get(place)
      if (score === undefined) continue
      sum += score
      count++
    }
    return count === 0 ? 1 : Math.round(sum / count)
  }
}
