/** The outbound queue: references to archived forms with retry state. */
import type { EntryId, FormKind } from './archive.ts'
import type { BlobId } from './blobs.ts'

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
    readonly limit: number
  }): Promise<readonly QueueItem[]>
  item(id: QueueId): Promise<QueueItem | undefined>
  /** Waiting items due at `now`, oldest first. */
  due(now: number, limit: number): Promise<readonly QueueItem[]>
  /** When the next waiting item falls due, or null. */
  nextDue(): Promise<number | null>
}

export interface QueueChange {
  readonly id: QueueId
  readonly state: QueueState
  readonly attempts: number
  readonly nextAttemptAt: number
  readonly lastReply: string
}

/** A letter that waits for an approver. */
export interface Held {
  readonly id: number
  readonly entryId: EntryId
  readonly address: string
  readonly agencyCode: string | null
  readonly rule: string
  readonly at: number
  readonly state: 'held' | 'released' | 'rejected'
}
