/** A search index that looks at every entry of the store for each question; it knows agencies and nothing else. */
import { inScope } from '../../src/archive/scope.ts'
import type { Entry, EntryId } from '../../src/ports/archive.ts'
import type { Query, Scope, SearchIndex, SearchPage } from '../../src/ports/search.ts'
import type { Store } from '../../src/ports/store.ts'

export class ScanningIndex implements SearchIndex {
  /** Entries above are not indexed yet; null: all are. */
  indexedTo: EntryId | null = null
  /** Answers with what is outside the scope, too, as a damaged index might. */
  ignoresScope = false
  /** Answers nothing. */
  fails = false
  readonly forgotten = new Set<EntryId>()
  readonly #read: Store['read']

  constructor({ read }: Pick<Store, 'read'>) {
    this.#read = read
  }

  /** Indexes what is there; of what comes later, nothing. */
  async follow(): Promise<void> {
    this.indexedTo = await this.#read.letters.last()
  }

  async entries(query: Query, scope: Scope, after: EntryId, limit: number) {
    const agencies = new Map((await this.#read.directory.agencies()).map(({ id, code }) => [id, code]))
    const found: EntryId[] = []
    const { indexedTo } = await this.state()
    for (let id = after + 1; id <= indexedTo && found.length < limit; id++) {
      const entry = await this.#read.archive.entry(id)
      if (entry === undefined || !(this.ignoresScope || inScope(entry, scope))) continue
      if (matches(entry, query, agencies)) found.push(id)
    }
    return { ids: found, indexedTo }
  }

  async find(query: Query, scope: Scope, { limit }: SearchPage) {
    const { ids } = await this.entries(query, scope, 0, limit)
    return { ids, next: null, total: ids.length }
  }

  async facets() {
    return []
  }

  async state() {
    if (this.fails) throw new Error('the index does not answer')
    const last = await this.#read.letters.last()
    const indexedTo = this.indexedTo ?? last
    return { indexedTo, behind: last - indexedTo, lagMs: 0, partly: 0 }
  }

  async caughtUp(): Promise<void> {
    if (this.indexedTo !== null) await this.follow()
  }

  async forget(entries: readonly EntryId[]): Promise<void> {
    for (const entry of entries) this.forgotten.add(entry)
  }

  async rebuild(): Promise<void> {
    if (this.indexedTo !== null) this.indexedTo = 0
  }
}

function matches(entry: Entry, query: Query, agencies: ReadonlyMap<number, string>): boolean {
  switch (query.kind) {
    case 'and':
      return query.of.every(part => matches(entry, part, agencies))
    case 'or':
      return query.of.some(part => matches(entry, part, agencies))
    case 'not':
      return !matches(entry, query.of, agencies)
    case 'agency':
      return [entry.senderAgencyId, ...entry.recipients.map(({ agencyId }) => agencyId)].some(
        id => id !== null && agencies.get(id) === query.code,
      )
    default:
      throw new Error(`no ${query.kind} here`)
  }
}
