import { lowerBound } from '../../base/lower-bound.ts'

/**
 * The messages that are \Recent in one session (RFC 3501 §2.3.2), as runs of UIDs. Arrivals lengthen the last run
 * unless another session took some in between, so there are few.
 */
export class RecentUids {
  /** Where runs begin and end, ascending: first, end, first, end, ... */
  readonly #edges: number[] = []

  /** Adds the UIDs from `first` up to `end`, less those up to where the last run ends. */
  add(first: number, end: number): void {
    const last = this.#edges.at(-1) ?? 0
    if (end <= Math.max(first, last)) return
    if (first > last) this.#edges.push(first, end)
    else this.#edges[this.#edges.length - 1] = end
  }

  has(uid: number): boolean {
    return lowerBound(this.#edges, this.#edges.length, uid + 1) % 2 === 1
  }

  /** How many of the first `count` UIDs are recent. */
  count(uids: Uint32Array, count: number): number {
    let recent = 0
    for (const [i, edge] of this.#edges.entries()) {
      const below = lowerBound(uids, count, edge)
      recent += i % 2 === 0 ? -below : below
    }
    return recent
  }
}
