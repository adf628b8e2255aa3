import type { Pause } from '../search/scan.ts'

/** What is sorted at once: well under a millisecond. */
const runLength = 512
/** Steps of a merge between two looks at the clock. */
const mergeSteps = 2048

/**
 * The numbers below `count` in the order of `compare`, which leaves none equal. Sorts in runs and merges them, with a
 * pause wherever it has taken long: a hundred thousand texts take more time than others may wait.
 */
export async function steadySort(
  count: number,
  compare: (a: number, b: number) => number,
  pause: Pause,
): Promise<Uint32Array> {
  let from = Uint32Array.from({ length: count }, (_, i) => i)
  for (let start = 0; start < count; start += runLength) {
    from.subarray(start, start + runLength).sort(compare)
    await pause()
  }
  let to = new Uint32Array(count)
  for (let width = runLength; width < count; width *= 2) {
    for (let start = 0; start < count; start += 2 * width) {
      const middle = Math.min(start + width, count)
      const end = Math.min(start + 2 * width, count)
      let left = start
      let right = middle
      for (let at = start; at < end; at++) {
        const takesLeft = left < middle && (right >= end || compare(from[left]!, from[right]!) <= 0)
        to[at] = takesLeft ? from[left++]! : from[right++]!
        if (at % mergeSteps === 0) await pause()
      }
    }
    const merged = to
    to = from
    from = merged
  }
  return from
}
