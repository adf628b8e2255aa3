/** What became of a letter after it came: the boxes it came into, where it lies now, and what operators did about it. */
import type { AuditRecord, EntryId, FormKind } from './archive.ts'
import type { BoxId } from './directory.ts'

/** A view of the letter came into a box. */
export interface CustodyDelivery {
  readonly boxId: BoxId
  /** null when the box was deleted since. */
  readonly address: string | null
  /** null when it was erased since. */
  readonly form: FormKind | null
  readonly at: number
}

/** The letter lies in a mailbox. */
export interface CustodyReference {
  readonly boxId: BoxId
  readonly address: string
  readonly mailbox: string
  readonly uid: number
  /** System flag bits. */
  readonly flags: number
  readonly form: FormKind
}

export interface CustodyAcknowledgement {
  readonly boxId: BoxId
  readonly address: string | null
  readonly receivedAt: number
  readonly dueAt: number
  /** When the clock found it read; when unread and overdue. */
  readonly seenAt: number | null
  readonly lateAt: number | null
  /** The official who saw it first, where one did who works the office's box by rights of his own. */
  readonly seenBy: string | null
}

/** What an official did with the letter in an office's box. `read`: saw it first; `added`: brought it there from his own. */
export interface OfficeAct {
  /** null when the box was deleted since. */
  readonly office: string | null
  /** The official's address. */
  readonly person: string
  readonly at: number
  readonly act: 'read' | 'flags' | 'added' | 'copied' | 'moved' | 'deleted'
  readonly mailbox: string
  /** The flags, such as `+\Flagged`, or where to, or where from. */
  readonly detail: string
}

/** A line of the trail about the letter. */
export interface CustodyAct extends Omit<AuditRecord, 'entries'> {
  /** null for one of before the log had leaves of acts. */
  readonly leafIndex: number | null
}

/** A legal hold that matches the letter. */
export interface CustodyHold {
  readonly name: string
  readonly author: string
  readonly reason: string
  readonly addedAt: number
  /** null while it stands. */
  readonly removedAt: number | null
  readonly removedBy: string | null
}

export interface CustodyReads {
  /** Also those that were removed, oldest first. */
  holds(entry: EntryId): Promise<readonly CustodyHold[]>
  deliveries(entry: EntryId): Promise<readonly CustodyDelivery[]>
  references(entry: EntryId): Promise<readonly CustodyReference[]>
  acknowledgements(entry: EntryId): Promise<readonly CustodyAcknowledgement[]>
  /** Oldest first. */
  officeActs(entry: EntryId, limit: number): Promise<readonly OfficeAct[]>
  /** Oldest first. */
  acts(entry: EntryId, limit: number): Promise<readonly CustodyAct[]>
}

/**
 * Why a letter was not put back: it never came into the box; it lies there already; its bytes are gone; or the box has
 * no room for it.
 */
export type RestoreError = {
  readonly reason: 'not-theirs' | 'still-there' | 'no-bytes' | 'over-quota' | 'too-many'
}

export interface Restored {
  readonly mailbox: string
  /** One for each view of the letter that the box had: who writes to the own address has two. */
  readonly uids: readonly number[]
}
