/** Annotations of mailboxes, and of the server as one box sees it (RFC 5464). They go with their mailbox and its box. */
import type { BoxId } from './directory.ts'
import type { MailboxId, MailboxRole } from './mailboxes.ts'

export interface MetadataEntry {
  /** In lower case: `/private/comment`. */
  readonly name: string
  readonly value: Uint8Array
}

export interface MetadataChange {
  readonly name: string
  /** null removes it. */
  readonly value: Uint8Array | null
}

/** What one SETMETADATA changes: all or nothing. */
export interface MetadataChanges {
  readonly box: BoxId
  /** null: the server. */
  readonly mailbox: MailboxId | null
  readonly entries: readonly MetadataChange[]
  /** Gives the mailbox this use, or takes the one that it has; undefined leaves it. */
  readonly role?: MailboxRole | null
  /** Whose the /private entries are, in a mailbox that is not his own; without it the box's. */
  readonly person?: BoxId
  /** Who is told by the notice that it is an own change. */
  readonly by: number
}

export type MetadataError = {
  readonly reason:
    | 'not-found'
    /** The box has as many entries as it may. */
    | 'too-many'
    /** Another mailbox has this use, or no mailbox can. */
    | 'use'
}

export interface MetadataReads {
  /** In the order of the names. */
  of(box: BoxId, mailbox: MailboxId | null): Promise<readonly MetadataEntry[]>
}
