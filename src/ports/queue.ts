/** The outbound queue: references to archived forms with retry state. */
import type { EntryId, FormKind } from './archive.ts'
import type { BlobId } from './blobs.ts'
import type { Scope } from './search.ts'

export type QueueId = number

/** `waiting`: due at `nextAttemptAt`; `parked`: nothing leaves (development mode or held by an operator). */
export type QueueState = 'waiting' | 'parked' | 'delivered' | 'failed' | 'expired' | 'dropped'

export interface QueueItem {
  readonly id: QueueId
  readonly entryId: EntryId
  readonly form: FormKind
  readonly blob: BlobId
  readonly mailFrom: string
  readonly address: string
  readonly notify: string
  readonly orcpt: string
  readonly state: QueueState
  readonly attempts: number
  readonly createdAt: number
  readonly nextAttemptAt: number
  readonly lastReply: string
}

export interface QueueReads {
  list(filter: {
    readonly state?: QueueState
    readonly entryId?: EntryId
    /** Only of entries within it. */
    readonly scope?: Scope
    readonly limit: number
  }): Promise<readonly QueueItem[]>
  item(id: QueueId): Promise<QueueItem | undefined>
  /** Waiting items due at `now`, oldest first. */
  due(now: number, limit: number): Promise<readonly QueueItem[]>
  /** When the next waiting item falls due, or null. */
  nextDue(): Promise<number | null>
  /** Letters that wait for an approver, newest first. */
  held(filter: {
    readonly agency?: string
    /** Only of entries within it. */
    readonly scope?: Scope
    readonly limit: number
  }): Promise<readonly Held[]>
  /** Every letter of an entry that waits or waited, in the order of the envelope. */
  heldOf(entryId: EntryId): Promise<readonly Held[]>
  /** Also one that was decided. */
  heldById(id: number): Promise<Held | undefined>
  /** Letters whose time to wait is over at `now`, the longest overdue first. */
  heldDue(now: number, limit: number): Promise<readonly Held[]>
}

export interface QueueChange {
  readonly id: QueueId
  readonly state: QueueState
  readonly attempts: number
  readonly nextAttemptAt: number
  readonly lastReply: string
}

/** A letter that waits, or waited, for an approver. */
export interface Held {
  readonly id: number
  readonly entryId: EntryId
  readonly address: string
  readonly agencyCode: string | null
  readonly rule: string
  readonly at: number
  /** Undecided by then, it is rejected. */
  readonly expiresAt: number
  readonly state: 'held' | HeldDecision
  readonly decidedBy: string | null
  readonly decidedAt: number | null
  /** The approver's, empty when none was given. */
  readonly reason: string
}

export type HeldDecision = 'released' | 'rejected'
