/**
 * search/ — full text and fields of the archive in a database of its own, `search.db` (SQLite FTS5), which is derived:
 * it lags, and can be deleted. Implements ports/search.ts.
 *
 *     calling thread          indexer thread                          extractor thread
 *     (this file)      →      follows the entries of the store    →   opens files of letters, which may be hostile:
 *         ↓                   through a connection of its own,        stopped and begun anew
 *     finder thread           the only writer of search.db
 *     answers questions, shard by shard, each within its time
 *
 * Nothing of it is on the way of a letter: no thread here is waited for by a commit, all but the finder run with less
 * priority, and a full or broken disk stops the index alone, which goes on by itself.
 *
 * Two spellings of each word are indexed, without marks and as it is spelled, so that both kinds of question are exact:
 * the results are those of a scan of all letters. What the scope of an auditor does not hold is left out by the index
 * itself, in the same expression as the question.
 *
 * `letter.ts` says what of a letter is kept, `extract.ts` gets its texts, `database.ts` has the tables, `writing.ts` the
 * changes, `compile.ts` makes MATCH and SQL of a question and `finder.ts` answers it.
 *
 * Deliberately absent: encryption of search.db (it belongs on an encrypted volume), and whatever became of a letter
 * after its commit: decisions on violations, deliveries, holds.
 */
import type { Limits } from '../base/limits.ts'
import type { EntryId } from '../ports/archive.ts'
import {
  type Facet,
  type IndexState,
  type Query,
  type Scope,
  SearchError,
  type SearchIndex,
  type SearchPage,
} from '../ports/search.ts'
import type { Store } from '../ports/store.ts'
import { type FinderLimits, FinderThread } from './finder-client.ts'
import { IndexerClient } from './indexer-client.ts'
import type { AgencyIds, IndexLimits } from './protocol.ts'

export interface SearchOptions {
  readonly dataDir: string
  /** Opens the letters for the indexer, whose thread has it like the writer's. */
  readonly masterKey: Uint8Array
  readonly store: Pick<Store, 'read' | 'onCommit'>
  readonly limits: IndexLimits & FinderLimits & Pick<Limits, 'searchLagMs' | 'searchLagLetters'>
  readonly log: { warn(message: string): void; error(message: string): void }
}

export type OpenSearch = SearchIndex &
  AsyncDisposable & {
    /** Begins to index; else it begins with the first question. */
    start(): void
  }

export function openSearch(options: SearchOptions): OpenSearch {
  return new Search(options)
}

/** How long a question about the state waits for the index to be opened. */
const openingMs = 2000

class Search implements OpenSearch {
  readonly #store: SearchOptions['store']
  readonly #limits: SearchOptions['limits']
  readonly #finder: FinderThread
  readonly #indexer: IndexerClient
  readonly #waiting = new Set<() => void>()
  readonly #ignore: () => void
  /** How far the indexer has come; null before it has said so. */
  #progress: { readonly indexedTo: EntryId; readonly partly: number } | null = null

  constructor({ dataDir, masterKey, store, limits, log }: SearchOptions) {
    this.#store = store
    this.#limits = limits
    this.#indexer = new IndexerClient(
      { dataDir, masterKey, limits },
      {
        progress: progress => {
          this.#progress = progress
          for (const look of this.#waiting) look()
        },
        trouble: (level, message) => log[level](message),
      },
    )
    this.#finder = new FinderThread(dataDir, limits, () => this.#indexer.damaged())
    this.#ignore = store.onCommit(notice => {
      if (notice.kind === 'arrived') this.#indexer.came(notice.sizesBytes)
      if (notice.kind === 'queue') this.#indexer.came([0])
      if (notice.kind === 'segments') this.#indexer.letGo(notice.removed)
    })
  }

  start(): void {
    this.#indexer.start()
  }

  async find(query: Query, scope: Scope, page: SearchPage) {
    this.start()
    return this.#finder.ask({ kind: 'find', query, scope, page, agencies: await this.#agencies() })
  }

  async facets(query: Query, scope: Scope, by: Facet) {
    this.start()
    const agencies = await this.#agencies()
    const counted = await this.#finder.ask({ kind: 'facets', query, scope, by, agencies })
    if (by !== 'agency') return counted
    // An agency that was removed keeps its letters and its code, unless another one has that by now.
    const codes = new Map(
      [...agencies].flatMap(([code, ids]) => ids.map((id, i) => [`${id}`, i === 0 ? code : `${code}#${id}`])),
    )
    return counted.map(({ key, count }) => ({ key: codes.get(key) ?? `#${key}`, count }))
  }

  async entries(query: Query, scope: Scope, after: EntryId, limit: number) {
    this.start()
    // Until the indexer has looked, the file may be of another archive.
    if (!(await this.#until(() => this.#progress !== null))) return { ids: [], indexedTo: 0 }
    return this.#finder.ask({ kind: 'entries', query, scope, after, limit, agencies: await this.#agencies() })
  }

  async #agencies(): Promise<AgencyIds> {
    const { directory } = this.#store.read
    const all = [...(await directory.agencies()), ...(await directory.formerAgencies()).toReversed()]
    const ids = Map.groupBy(all, ({ code }) => code)
    return new Map([...ids].map(([code, named]) => [code, named.map(({ id }) => id)]))
  }

  async state(): Promise<IndexState> {
    this.start()
    // An index that cannot be opened, on a full disk for example, is one that has nothing yet.
    await this.#until(() => this.#progress !== null, openingMs)
    const { indexedTo, partly } = this.#progress ?? { indexedTo: 0, partly: 0 }
    const { archive } = this.#store.read
    const [oldest] = await archive.entriesAfter(indexedTo, 1)
    if (oldest === undefined) return { indexedTo, behind: 0, lagMs: 0, partly }
    const behind = (await archive.lastEntry()) - indexedTo
    return { indexedTo, behind, lagMs: Math.max(0, Date.now() - oldest.receivedAt), partly }
  }

  async caughtUp(): Promise<void> {
    this.start()
    const last = await this.#store.read.archive.lastEntry()
    const done = () => (this.#progress?.indexedTo ?? -1) >= last
    if (!done()) this.#indexer.look()
    await this.#until(() => this.#progress !== null)
    // Where the index is made anew, no wait that a person has patience for would help.
    if (last - (this.#progress?.indexedTo ?? 0) <= this.#limits.searchLagLetters && (await this.#until(done)))
      return
    const behind = last - (this.#progress?.indexedTo ?? 0)
    throw new SearchError('behind', `the index is ${behind} letters behind`)
  }

  /** Whether it came true in time; without one, in that which a search waits. */
  #until(condition: () => boolean, withinMs = this.#limits.searchLagMs): Promise<boolean> {
    if (condition()) return Promise.resolve(true)
    return new Promise(resolve => {
      const end = (came: boolean) => {
        clearTimeout(timer)
        this.#waiting.delete(look)
        resolve(came)
      }
      const look = () => {
        if (condition()) end(true)
      }
      const timer = setTimeout(() => end(false), withinMs)
      this.#waiting.add(look)
    })
  }

  forget(entries: readonly EntryId[]): Promise<void> {
    return this.#indexer.forget(entries)
  }

  rebuild(): Promise<void> {
    return this.#indexer.rebuild()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ignore()
    await this.#finder[Symbol.asyncDispose]()
    await this.#indexer[Symbol.asyncDispose]()
  }
}
