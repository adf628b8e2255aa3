/**
 * Full text and fields of every entry of the archive. The index is derived: it may lag behind the store and can be
 * deleted and made again from it. What was decided about a letter after its commit is not in it.
 */
import type { Result } from '../base/result.ts'
import type { Direction, EntryId } from './archive.ts'
import type { Action, AgencyId } from './directory.ts'

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

/** `from`: envelope sender and From; `to`, `cc`: as the letter names them; `bcc`: recipients whom it does not name. */
export type Side = 'from' | 'to' | 'cc' | 'bcc'

/** Texts of a letter that words are looked for in; a side is the names and addresses of its people. */
export type TextField = 'subject' | 'body' | 'attachment' | 'filename' | Side

/** What is asked for: a tree that `archive/query/` makes of a text. */
export type Query =
  /** Of none: every entry. */
  | { readonly kind: 'and'; readonly of: readonly Query[] }
  /** Of none: no entry. */
  | { readonly kind: 'or'; readonly of: readonly Query[] }
  | { readonly kind: 'not'; readonly of: Query }
  /** A word, or several in a row within one text. */
  | {
      readonly kind: 'words'
      /** null: in any of them. */
      readonly field: TextField | null
      /** As `base/words.ts` makes them, one or more. */
      readonly words: readonly string[]
      /** As they are spelled; else all of them are without marks and find every spelling. */
      readonly exact: boolean
      /** The last word may go on. */
      readonly prefix: boolean
    }
  /** Lower case. */
  | { readonly kind: 'address'; readonly side: Side; readonly address: string }
  | { readonly kind: 'domain'; readonly side: Side; readonly domain: string }
  | { readonly kind: 'agency'; readonly code: string }
  | { readonly kind: 'direction'; readonly direction: Direction }
  | { readonly kind: 'verdict'; readonly verdict: Action | 'refused' }
  /** Id of a rule, or a reason of one, that made a row of the ledger when the letter came. */
  | { readonly kind: 'rule'; readonly rule: string }
  /** An official document in the letter: abbreviation of its kind, empty for a công văn. */
  | { readonly kind: 'document-kind'; readonly abbreviation: string }
  /** Both without case and marks, the number without leading zeros; null: any. */
  | { readonly kind: 'document-number'; readonly number: string | null; readonly notation: string | null }
  /** The letter's own signature, or one of a file in it. */
  | { readonly kind: 'signed'; readonly signed: 'yes' | 'no' | 'valid' | 'invalid' | 'unknown' }
  | { readonly kind: 'message-id'; readonly messageId: string }
  | { readonly kind: 'received'; readonly fromMs: number | null; readonly beforeMs: number | null }
  /** Both inclusive. */
  | { readonly kind: 'size'; readonly leastBytes: number | null; readonly mostBytes: number | null }
  | { readonly kind: 'ids'; readonly first: EntryId; readonly last: EntryId }
  /** A part of it could not be read: what it says there no other term finds. */
  | { readonly kind: 'partly' }

/** Reads a query as people write it (`archive/query/`); what is wrong with it is told to its author in both languages. */
export type ParseQuery = (text: string) => Result<Query, string>

/** `rank`: best first; for somebody with a part of the archive the newest, as weights tell of letters outside. */
export const searchOrders = ['rank', 'newest', 'oldest'] as const
export type SearchOrder = (typeof searchOrders)[number]

/** What entries are counted by: agency code, local month `2026-11`, abbreviation of a document's kind (`CV`: công văn), verdict. */
export const facets = ['agency', 'month', 'kind', 'verdict'] as const
export type Facet = (typeof facets)[number]

export interface IndexState {
  /** Every entry up to this number is indexed. */
  readonly indexedTo: EntryId
  /** Entries that are not. */
  readonly behind: number
  /** How long ago the oldest of them was committed; 0 for none. */
  readonly lagMs: number
  /** Letters of which a part could not be read: hostile, encrypted, too large. */
  readonly partly: number
}

export interface SearchPage {
  readonly order: SearchOrder
  /** The `next` of the page before. */
  readonly after: string | null
  readonly limit: number
}

export interface EntriesThrough {
  readonly ids: readonly EntryId[]
  /** No entry up to here is missing among them, but those that are erased. */
  readonly indexedTo: EntryId
}

export interface SearchIndex {
  /** A page, and how many there are in all. Rejects with SearchError. */
  find(
    query: Query,
    scope: Scope,
    page: SearchPage,
  ): Promise<{ readonly ids: readonly EntryId[]; readonly next: string | null; readonly total: number }>
  /** Most frequent first; months in their order. An entry counts once under each key it has. */
  facets(
    query: Query,
    scope: Scope,
    by: Facet,
  ): Promise<readonly { readonly key: string; readonly count: number }[]>
  /**
   * Numbers above `after`, smallest first, for exports, holds and folders; with how far the index had come at that very
   * moment, 0 when nobody can say, for whoever must not miss one. An index that is made anew while `state` says how far
   * the old one went answers with less than there is.
   */
  entries(query: Query, scope: Scope, after: EntryId, limit: number): Promise<EntriesThrough>
  state(): Promise<IndexState>
  /** Resolves when everything that was committed until now is indexed, or rejects after a while with `behind`. */
  caughtUp(): Promise<void>
  /** Resolves when no word of these entries is in any file of the index any more. */
  forget(entries: readonly EntryId[]): Promise<void>
  /** Throws all away and begins anew; searches find what is indexed so far. */
  rebuild(): Promise<void>
}

/** Why the index did not answer. All but `page` may pass. */
export class SearchError extends Error {
  /** `page`: `after` is of no page. */
  readonly reason: 'too-slow' | 'behind' | 'busy' | 'closed' | 'failed' | 'page'
  constructor(reason: SearchError['reason'], message: string, cause?: unknown) {
    super(message, { cause })
    this.reason = reason
  }
}
