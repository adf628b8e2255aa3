/** Evaluates holds as far as the index goes. */
import type { EntryId } from '../../ports/archive.ts'
import type { Hold } from '../../ports/retention.ts'
import { wholeProvince } from '../../ports/search.ts'
import type { RetentionParts } from './apply.ts'

type Parts = Pick<RetentionParts, 'store' | 'index' | 'limits'>

export class HoldKeeper {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Every standing hold, up to where the index is now. */
  async advance(): Promise<void> {
    for (const hold of await this.#parts.store.read.retention.holds(false)) await this.#advance(hold)
  }

  async #advance({ id, tree, evaluatedTo }: Hold): Promise<void> {
    const { store, index, limits } = this.#parts
    for (let from: EntryId = evaluatedTo; ; ) {
      const before = (await index.state()).indexedTo
      if (before <= from) return
      const matches = await index.entries(tree, wholeProvince, from, limits.holdBatch)
      // An index that began anew meanwhile may have answered with less than there is.
      const indexed = Math.min(before, (await index.state()).indexedTo)
      const whole = matches.length < limits.holdBatch
      const to = whole ? indexed : Math.min(indexed, matches.at(-1)!)
      if (to <= from) return
      await store.write.advanceHold(
        id,
        from,
        to,
        matches.filter(entry => entry <= to),
      )
      from = to
    }
  }
}
