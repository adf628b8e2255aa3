/** Small deterministic randomness (mulberry32), so that a failing message can be made again from its seed. */

export interface Random {
  /** Integer in `[0, below)`. */
  below(below: number): number
  pick<T>(items: readonly T[]): T
  bytes(length: number): Uint8Array
}

export function randomFrom(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
  const below = (limit: number) => next() % limit
  return {
    below,
    pick: items => items[below(items.length)] as (typeof items)[number],
    bytes: length => Uint8Array.from({ length }, () => next() & 0xff),
  }
}
