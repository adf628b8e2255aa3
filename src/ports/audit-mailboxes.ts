/** Mailboxes through which auditors read the archive by IMAP: who opened one, why, for how long, and what its folders are. */
import type { EntryId } from './archive.ts'
import type { BlobId } from './blobs.ts'
import type { AgencyId, Operator } from './directory.ts'
import type { Scope } from './search.ts'

export type AuditMailboxId = number

/** A search of the archive under a name. */
export interface SavedQuery {
  /** NFC; one level of a folder's name. */
  readonly name: string
  /** As it was written. */
  readonly query: string
}

export interface NewAuditMailbox {
  readonly operatorId: Operator['id']
  readonly reason: string
  /** Not wider than the operator's own when it was opened. */
  readonly scope: Scope
  /** Beside the operator's saved ones. */
  readonly queries: readonly SavedQuery[]
  /** As of an app password (`NewAppPassword`). */
  readonly lookup: string
  readonly scram: string
  readonly createdAt: number
  readonly expiresAt: number
}

export interface AuditMailbox extends NewAuditMailbox {
  readonly id: AuditMailboxId
}

export interface AuditMailboxReads {
  /** undefined when it was closed, or its operator dismissed. */
  mailbox(id: AuditMailboxId): Promise<AuditMailbox | undefined>
  /** Those that were not closed, expired ones included, oldest first. */
  mailboxesOf(operator: Operator['id']): Promise<readonly AuditMailbox[]>
  /** By name. */
  savedQueries(operator: Operator['id']): Promise<readonly SavedQuery[]>
  /** When the archive was put back from a copy for the last time, in seconds; 0: never. Numbers of entries were given before. */
  restoredAt(): Promise<number>
}

/** Letters as parallel arrays, ids ascending: what a folder is made of. */
export interface LetterList {
  readonly ids: Uint32Array
  readonly receivedAtMs: Float64Array
  /** Of the received form. */
  readonly sizesBytes: Uint32Array
}

/** A letter whose received bytes are kept. */
export interface KeptLetter {
  readonly id: EntryId
  readonly receivedAt: number
  readonly sizeBytes: number
  readonly blob: BlobId
}

/** Whose letters of when: those that an agency sent or received, or everybody's. */
export interface Period {
  /** null: the province. */
  readonly agency: AgencyId | null
  readonly fromMs: number
  readonly beforeMs: number
}

/** Entries whose received bytes are kept: neither refused ones nor erased ones. */
export interface LetterReads {
  /** The highest number that was given; 0 without entries. */
  last(): Promise<EntryId>
  /** Letters of a period with numbers above `after` and up to `upTo`; no more than `limit`. */
  inPeriod(period: Period, after: EntryId, upTo: EntryId, limit: number): Promise<LetterList>
  /** Those of `ids` (ascending) that are in scope. */
  byId(ids: ArrayLike<EntryId>, scope: Scope): Promise<readonly KeptLetter[]>
  /**
   * Months of the province's calendar (`2026-11`) in which an agency, or (null) the province, had letters, ascending.
   * A month of nothing but notices of the server may be missing.
   */
  months(agency: AgencyId | null): Promise<readonly string[]>
  /** The newest line of the trail; 0 without one. */
  lastAct(): Promise<number>
  /** Entries that acts of erasure after the line `after` name, and the last line that was looked at. */
  erasures(after: number): Promise<{ readonly upTo: number; readonly entries: readonly EntryId[] }>
}
