/** An index in memory beside the port: it knows what a test tells it, and lags until it is told to follow. */
import type { EntryId } from '../../src/ports/archive.ts'
import type { Query, SearchIndex } from '../../src/ports/search.ts'

export class FakeIndex implements SearchIndex {
  /** Agency codes of each entry. */
  readonly entriesOf = new Map<EntryId, readonly string[]>()
  readonly forgotten = new Set<EntryId>()
  indexedTo: EntryId = 0

  add(entry: EntryId, agencies: readonly string[]): void {
    this.entriesOf.set(entry, agencies)
  }

  follow(): void {
    this.indexedTo = Math.max(0, ...this.entriesOf.keys())
  }

  async entries(query: Query, _scope: unknown, after: EntryId, limit: number): Promise<readonly EntryId[]> {
    return [...this.entriesOf]
      .filter(([id, agencies]) => id > after && id <= this.indexedTo && matches(query, agencies))
      .map(([id]) => id)
      .toSorted((a, b) => a - b)
      .slice(0, limit)
  }

  async entriesThrough(query: Query, scope: unknown, after: EntryId, limit: number) {
    return { ids: await this.entries(query, scope, after, limit), indexedTo: this.indexedTo }
  }

  async find(query: Query, scope: unknown, { limit }: { readonly limit: number }) {
    const ids = await this.entries(query, scope, 0, limit)
    return { ids, next: null, total: ids.length }
  }

  async facets() {
    return []
  }

  async state() {
    const behind = [...this.entriesOf.keys()].filter(id => id > this.indexedTo).length
    return { indexedTo: this.indexedTo, behind, lagMs: 0, partly: 0 }
  }

  async caughtUp(): Promise<void> {
    this.follow()
  }

  async forget(entries: readonly EntryId[]): Promise<void> {
    for (const entry of entries) this.forgotten.add(entry)
  }

  async rebuild(): Promise<void> {
    this.indexedTo = 0
  }
}

function matches(query: Query, agencies: readonly string[]): boolean {
  switch (query.kind) {
    case 'and':
      return query.of.every(part => matches(part, agencies))
    case 'or':
      return query.of.some(part => matches(part, agencies))
    case 'not':
      return !matches(query.of, agencies)
    case 'agency':
      return agencies.includes(query.code)
    default:
      throw new Error(`no ${query.kind} here`)
  }
}
