/**
 * Full text and fields of every entry of the archive. The index is derived: it may lag behind the store and can be
 * deleted and made again from it.
 */
import type { EntryId } from './archive.ts'
import type { AgencyId } from './directory.ts'

/** The part of the archive that somebody may see: letters that an agency sent or received, within a period. */
export interface Scope {
  /** null: the whole province, with letters that are no agency's. */
  readonly agencies: readonly AgencyId[] | null
  /** Received at this time or later; null: since ever. */
  readonly fromMs: number | null
  /** Received before; null: until now. */
  readonly beforeMs: number | null
}

export const wholeProvince: Scope = { agencies: null, fromMs: null, beforeMs: null }

/** What is asked for: a tree that `archive/query/` makes of a text. */
export type Query =
  /** Of none: every entry. */
  | { readonly kind: 'and'; readonly of: readonly Query[] }
  | { readonly kind: 'or'; readonly of: readonly Query[] }
  | { readonly kind: 'not'; readonly of: Query }
  | { readonly kind: 'agency'; readonly code: string }

export type SearchOrder = 'rank' | 'newest' | 'oldest'

/** What entries are counted by. */
export type Facet = 'agency' | 'month' | 'kind' | 'verdict'

export interface IndexState {
  /** Every entry up to this number is indexed. */
  readonly indexedTo: EntryId
  /** Entries that are not. */
  readonly behind: number
  /** How long ago the oldest of them was committed; 0 for none. */
  readonly lagMs: number
}

export interface SearchIndex {
  /** A page, and how many there are in all; `after` is the `next` of the page before. */
  find(
    query: Query,
    scope: Scope,
    page: { readonly order: SearchOrder; readonly after: string | null; readonly limit: number },
  ): Promise<{ readonly ids: readonly EntryId[]; readonly next: string | null; readonly total: number }>
  facets(
    query: Query,
    scope: Scope,
    by: Facet,
  ): Promise<readonly { readonly key: string; readonly count: number }[]>
  /** Numbers above `after`, smallest first: for exports, holds, folders. None above `indexedTo`. */
  entries(query: Query, scope: Scope, after: EntryId, limit: number): Promise<readonly EntryId[]>
  state(): Promise<IndexState>
  /** Resolves when everything that was committed until now is indexed, or rejects after a while. */
  caughtUp(): Promise<void>
  /** Resolves when no word of these entries is in any file of the index any more. */
  forget(entries: readonly EntryId[]): Promise<void>
  /** Throws all away and begins anew; searches find what is indexed so far. */
  rebuild(): Promise<void>
}
