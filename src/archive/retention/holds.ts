/** Evaluates holds as far as the index goes. */
import type { EntryId } from '../../ports/archive.ts'
import type { Hold } from '../../ports/retention.ts'
import { type Query, wholeProvince } from '../../ports/search.ts'
import type { RetentionParts } from './apply.ts'

type Parts = Pick<RetentionParts, 'store' | 'index' | 'limits' | 'log'>

export class HoldKeeper {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Every standing hold, up to where the index is now. */
  async advance(): Promise<void> {
    const { read } = this.#parts.store
    const agencies = new Set((await read.directory.agencies()).map(({ code }) => code))
    for (const hold of await read.retention.holds(false)) {
      // The index no longer knows which letters were its; a hold that stands still erases nothing.
      const unknown = agenciesIn(hold.tree).find(code => !agencies.has(code))
      if (unknown === undefined) await this.#advance(hold)
      else
        this.#parts.log.warn({ hold: hold.id, agency: unknown }, 'a hold names an agency that is not there')
    }
  }

  async #advance({ id, tree, evaluatedTo }: Hold): Promise<void> {
    const { store, index, limits } = this.#parts
    const possible = possibly(tree)
    for (let from: EntryId = evaluatedTo; ; ) {
      const { ids, indexedTo } = await index.entries(possible, wholeProvince, from, limits.holdBatch)
      const to = ids.length < limits.holdBatch ? indexedTo : Math.min(indexedTo, ids.at(-1)!)
      if (to <= from) return
      await store.write.advanceHold(
        id,
        from,
        to,
        ids.filter(entry => entry <= to),
      )
      from = to
    }
  }
}

function agenciesIn(query: Query): readonly string[] {
  if (query.kind === 'agency') return [query.code]
  if (query.kind === 'not') return agenciesIn(query.of)
  return query.kind === 'and' || query.kind === 'or' ? query.of.flatMap(agenciesIn) : []
}

/**
 * What a query may find when of some letters only a part could be read: a word or an address may stand in the rest,
 * and one that is asked not to be there may be there only by what was not read. Nobody can say of such a letter that the
 * hold does not mean it, so it is kept.
 */
export function possibly(query: Query, wanted = true): Query {
  switch (query.kind) {
    case 'and':
    case 'or':
      return { ...query, of: query.of.map(part => possibly(part, wanted)) }
    case 'not':
      return { kind: 'not', of: possibly(query.of, !wanted) }
    case 'words':
    case 'address':
    case 'domain':
      return wanted
        ? { kind: 'or', of: [query, partly] }
        : { kind: 'and', of: [query, { kind: 'not', of: partly }] }
    default:
      return query
  }
}

const partly: Query = { kind: 'partly' }
