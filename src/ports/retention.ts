/**
 * How long letters are kept, what holds them, and what becomes of those that are erased.
 *
 * An erasure is an act first: a leaf of the log names the entries. From then on they are condemned, and are destroyed
 * by jobs that any crash may interrupt and that go on afterwards. What the entry's own leaf commits to stays.
 */
import type { Direction, EntryId } from './archive.ts'
import type { Action, AgencyId } from './directory.ts'
import type { Query } from './search.ts'

/** A span of the province's calendar: so many months back, then so many days. */
export interface KeepSpan {
  readonly months: number
  readonly days: number
}

/** Letters of which all given conditions hold (null asks nothing) are kept so long after they were received. */
export interface RetentionClass {
  readonly name: string
  /** null: for ever. */
  readonly keep: KeepSpan | null
  /** An agency that sent or received the letter. */
  readonly agencyId: AgencyId | null
  /** Abbreviation of a document in the letter: `QĐ`; empty for a công văn. */
  readonly documentKind: string | null
  /** A rule with a row in the ledger about the letter. */
  readonly rule: string | null
  readonly direction: Direction | null
  readonly verdict: Action | null
}

/** Why a letter that is due stays for now. */
export type Blocked =
  /** A hold matches it. */
  | 'hold'
  /** A hold was not yet looked at so far. */
  | 'hold-unknown'
  /** It is still to go out, or waits for an approver. */
  | 'under-way'

/** A letter whose longest class is over. */
export interface DueEntry {
  readonly id: EntryId
  readonly receivedAt: number
  readonly direction: Direction
  /** The class that kept it longest. */
  readonly className: string
  /** Of all its forms. */
  readonly sizeBytes: number
  /** Codes of the agencies that took part. */
  readonly agencies: readonly string[]
  /** Kinds of the documents in it. */
  readonly documentKinds: readonly string[]
  readonly blocked: Blocked | null
}

export interface Hold {
  readonly id: number
  readonly name: string
  readonly query: string
  readonly tree: Query
  readonly reason: string
  readonly author: string
  readonly addedAt: number
  /** Every match up to this entry is known; none above it is erased while the hold stands. */
  readonly evaluatedTo: EntryId
  readonly matches: number
  /** null while it stands. */
  readonly removed: { readonly at: number; readonly by: string; readonly reason: string } | null
}

export type NewHold = Pick<Hold, 'name' | 'query' | 'tree' | 'reason' | 'author' | 'addedAt'>

/** The act that a caller asks for; its leaf is made in the same commit. */
export interface ErasureOrder {
  readonly at: number
  readonly operator: string
  readonly role: string
  readonly className: string
  readonly entries: readonly EntryId[]
}

export interface ErasureOrdered {
  /** null when nothing was left to be condemned. */
  readonly leafIndex: number | null
  readonly entries: readonly EntryId[]
}

export interface Destroyed {
  readonly entries: readonly EntryId[]
  /** Letters in boxes that went with them. */
  readonly references: number
  /** Stored bytes whose keys are gone. */
  readonly bytes: number
}

export interface ErasureAct {
  readonly leafIndex: number
  readonly at: number
  readonly operator: string
  readonly rule: string
}

export interface RetentionReads {
  /** By name. */
  classes(): Promise<readonly RetentionClass[]>
  /** Letters that are due at `now` among the next ones above `after`; `next` is where to go on, null at the end. */
  due(
    now: number,
    after: EntryId,
  ): Promise<{ readonly entries: readonly DueEntry[]; readonly next: EntryId | null }>
  /** Those that stand, by name; with `all` also the removed ones. */
  holds(all: boolean): Promise<readonly Hold[]>
  /** Entries of a hold above `after`, smallest first. */
  heldBy(hold: number, after: EntryId, limit: number): Promise<readonly EntryId[]>
  /** Condemned entries that are not wholly gone: whether their keys and texts are. Smallest first. */
  condemned(destroyed: boolean, limit: number): Promise<readonly EntryId[]>
  /**
   * Acts of erasure above a leaf, oldest first, with those of their entries that have keys or texts although nobody has
   * them in hand: what a restored backup has brought back.
   */
  survivors(
    afterLeaf: number,
    limit: number,
  ): Promise<readonly { readonly leafIndex: number; readonly entries: readonly EntryId[] }[]>
  act(leafIndex: number): Promise<ErasureAct | undefined>
}
