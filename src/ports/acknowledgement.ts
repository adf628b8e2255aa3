/** The clocks of acknowledgement: one row for each letter with an official document and office it came into. */
import type { EntryId } from './archive.ts'
import type { AgencyId, BoxId } from './directory.ts'

export interface AcknowledgementKey {
  /** By when the office is to look at it. */
  readonly dueAt: number
  readonly entryId: EntryId
  readonly boxId: BoxId
}

/** A letter that the clock did not find read yet. */
export interface OpenAcknowledgement extends AcknowledgementKey {
  readonly agencyId: AgencyId
  readonly agencyCode: string | null
  /** The office's. */
  readonly address: string
  readonly receivedAt: number
  /** As the office sees it. */
  readonly direction: 'inbound' | 'internal'
  /** True when somebody has looked at it since: a copy is \Seen (by an official with rights, too) or \Deleted, or none is left in INBOX. */
  readonly read: boolean
}

/** An office's letters of a period: `received` is the sum of `inTime`, `late` and `open`. */
export interface AcknowledgementCount {
  readonly agencyId: AgencyId
  readonly agencyCode: string | null
  readonly agencyName: string | null
  readonly boxId: BoxId
  /** null when the box was deleted since. */
  readonly address: string | null
  readonly received: number
  /** Read before the clock found them overdue. */
  readonly inTime: number
  /** Found unread when they were overdue, whether or not they were read since. */
  readonly late: number
  /** Not read, and not overdue. */
  readonly open: number
  /** Of the late ones: those that nobody has read yet. */
  readonly unread: number
}

export interface AcknowledgementReads {
  /**
   * Open ones in the order of their keys, beginning after one; `late`: those that were found overdue, or those that
   * were not. Of boxes that were closed none. Ask for some hundreds at a time.
   */
  open(filter: {
    readonly late: boolean
    readonly after: AcknowledgementKey | null
    readonly limit: number
  }): Promise<readonly OpenAcknowledgement[]>
  /** By agency and office; the days are those on which the letters came, both inclusive. */
  counts(filter: {
    readonly agency?: string
    readonly fromDay: string
    readonly toDay: string
  }): Promise<readonly AcknowledgementCount[]>
}
