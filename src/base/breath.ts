import { setImmediate as nextTurn } from 'node:timers/promises'

/** Lets the event loop serve others between two pieces of a long read. */
export async function breathe(): Promise<void> {
  await nextTurn()
}

/** Time for which others wait for a piece of work, milliseconds: what is shorter is not worth a turn of the loop. */
const turnMs = 1

/** Breathes between pieces of work that are so short that not each of them is worth it. */
export class Pace {
  #since = 0

  /** Lets others on when they could not for a while. */
  async breathe(): Promise<void> {
    if (performance.now() - this.#since < turnMs) return
    await breathe()
    this.#since = performance.now()
  }
}

/** Pieces of a list, with a breath between them. */
export async function* pieces<T>(list: readonly T[], size: number): AsyncIterable<readonly T[]> {
  for (let start = 0; start < list.length; start += size) {
    if (start > 0) await breathe()
    yield list.slice(start, start + size)
  }
}
