import { setImmediate as nextTurn } from 'node:timers/promises'

/** Lets the event loop serve others between two pieces of a long read. */
export async function breathe(): Promise<void> {
  await nextTurn()
}

/** Pieces of a list, with a breath between them. */
export async function* pieces<T>(list: readonly T[], size: number): AsyncIterable<readonly T[]> {
  for (let start = 0; start < list.length; start += size) {
    if (start > 0) await breathe()
    yield list.slice(start, start + size)
  }
}
