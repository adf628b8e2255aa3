/** What the threads of search say to each other. */
import type { Limits } from '../base/limits.ts'
import type { WatchedMessage, WatchLimits } from '../base/watched-thread.ts'
import type { ReadingLimits } from '../documents/letter.ts'
import type { EntryId } from '../ports/archive.ts'
import type { AgencyId } from '../ports/directory.ts'
import type { EntriesThrough, Facet, Query, Scope, SearchPage } from '../ports/search.ts'

export type IndexLimits = ReadingLimits &
  WatchLimits &
  Pick<
    Limits,
    | 'indexInlineBytes'
    | 'indexChars'
    | 'indexBatchLetters'
    | 'indexBatchBytes'
    | 'indexMailLetters'
    | 'indexMailPercent'
    | 'indexShardLetters'
    | 'indexRetryMs'
    | 'indexLookMs'
  >

export interface IndexerData {
  readonly dataDir: string
  readonly masterKey: Uint8Array
  readonly limits: IndexLimits
  /** After the thread died: the next letters one by one; when it died of the first again, that one by its fields alone. */
  readonly care: 'none' | 'one-by-one' | 'fields'
}

export type ToIndexer =
  /** There may be new letters: so many as `load` counts them, or none and somebody waits for the earlier ones. */
  | { readonly kind: 'look'; readonly came: number }
  | { readonly kind: 'forget'; readonly call: number; readonly entries: readonly EntryId[] }
  | { readonly kind: 'rebuild'; readonly call: number }
  /** Files of the store that are gone. */
  | { readonly kind: 'segments'; readonly removed: readonly number[] }
  /** A question found the file to be damaged. */
  | { readonly kind: 'damaged' }
  | { readonly kind: 'close' }

export type FromIndexer =
  | { readonly kind: 'progress'; readonly indexedTo: EntryId; readonly partly: number }
  | { readonly kind: 'done'; readonly call: number; readonly error: string | null }
  | { readonly kind: 'trouble'; readonly level: 'warn' | 'error'; readonly message: string }

/** A question, with the agencies by their codes: the index knows ids. */
export type Question = { readonly scope: Scope; readonly query: Query; readonly agencies: AgencyIds } & (
  | { readonly kind: 'find'; readonly page: SearchPage }
  | { readonly kind: 'facets'; readonly by: Facet }
  | { readonly kind: 'entries'; readonly after: EntryId; readonly limit: number }
)

/** Of a code: the agency that has it, then those that had it and were removed. */
export type AgencyIds = ReadonlyMap<string, readonly AgencyId[]>

export interface Answers {
  readonly find: { readonly ids: readonly EntryId[]; readonly next: string | null; readonly total: number }
  /** Keys as the index has them: agencies by their ids. */
  readonly facets: readonly { readonly key: string; readonly count: number }[]
  readonly entries: EntriesThrough
}

export interface ToFinder {
  readonly question: Question
  /** After so many milliseconds nobody waits any more. */
  readonly withinMs: number
}

export type FromFinder =
  | { readonly ok: true; readonly answer: Answers[keyof Answers] }
  | {
      readonly ok: false
      readonly reason: 'too-slow' | 'page' | 'damaged' | 'failed'
      readonly message: string
    }

/** To the thread that reads hostile files. */
export interface ToExtractor extends WatchedMessage {
  /** The letter's own texts are wanted, too. */
  readonly withOwn: boolean
}
