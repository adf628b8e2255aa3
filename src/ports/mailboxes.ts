/** Mailboxes and the messages in them: references with flags over stored views. */
import type { StoredStructure } from '../mail/stored.ts'
import type { BlobId, ByteRange } from './blobs.ts'
import type { BoxId } from './directory.ts'
import type { Acting } from './shares.ts'

export type MailboxId = number
export type ViewId = number

/** RFC 6154 §2 special uses, plus the inbox. */
export type MailboxRole = 'inbox' | 'drafts' | 'sent' | 'junk' | 'trash' | 'archive'

export interface Mailbox {
  readonly id: MailboxId
  readonly boxId: BoxId
  /** NFC; hierarchy separator `/`; `INBOX` in capitals. */
  readonly name: string
  readonly role: MailboxRole | null
  readonly subscribed: boolean
  readonly uidValidity: number
  readonly uidNext: number
  /** The first UID that no session was told of: from here on messages are \Recent (RFC 3501 §2.3.2). */
  readonly recentUid: number
  /** Highest MODSEQ of any change in the mailbox. */
  readonly modseq: number
  readonly messages: number
  readonly unseen: number
  readonly deleted: number
  /** Its counts may not be told: the user has no right to read it. */
  readonly uncounted?: true
  /** Sum of the views' sizes in bytes (RFC 8438). */
  readonly sizeBytes: number
  /** Keyword names by position: keyword i is bit 5 + i of a message's flags. */
  readonly keywords: readonly string[]
}

/** Bits of a message's flags; keywords follow from bit 5 (see Mailbox.keywords). */
export const flagBits = { seen: 1, answered: 2, flagged: 4, deleted: 8, draft: 16 } as const
export const firstKeywordBit = 5

/** A piece of a view: bytes of the server's prefix or of the stored form. */
export interface Slice extends ByteRange {
  readonly from: 'prefix' | 'form'
}

export type { StoredStructure }

/** What a mailbox shows of a form: `slices` in order over `prefix` and the form's bytes. */
export interface NewView {
  readonly prefix: Uint8Array
  readonly slices: readonly Slice[]
  readonly sizeBytes: number
  readonly structure: StoredStructure
}

export interface StoredView extends NewView {
  readonly id: ViewId
  readonly blob: BlobId
}

/** All messages of a mailbox as parallel arrays in UID order. */
export interface MailboxSnapshot {
  readonly uids: Uint32Array
  readonly flags: Uint32Array
  readonly modseqs: Float64Array
  readonly views: Float64Array
  readonly internalDatesMs: Float64Array
  readonly sizesBytes: Uint32Array
}

/** What a box may hold, and does. */
export interface Quota {
  readonly quotaBytes: number
  readonly usedBytes: number
  readonly messages: number
  /** Beyond it nothing is appended or copied; letters are delivered all the same. */
  readonly maxMessages: number
}

export interface MailboxReads {
  list(box: BoxId): Promise<readonly Mailbox[]>
  byName(box: BoxId, name: string): Promise<Mailbox | undefined>
  byId(mailbox: MailboxId): Promise<Mailbox | undefined>
  /** Names subscribed to, existing or not (RFC 3501 §6.3.6). */
  subscriptions(box: BoxId): Promise<readonly string[]>
  snapshot(mailbox: MailboxId): Promise<MailboxSnapshot>
  /** When these messages, ascending by UID, came into the mailbox, in their order; NaN where it was not noted. */
  savedDates(mailbox: MailboxId, uids: Uint32Array): Promise<Float64Array>
  /** How many messages have this UID or a higher one. */
  countFrom(mailbox: MailboxId, uid: number): Promise<number>
  /** The sizes of the messages that are marked deleted, in bytes. */
  deletedBytes(mailbox: MailboxId): Promise<number>
  /** undefined for a box that is gone. */
  quota(box: BoxId): Promise<Omit<Quota, 'maxMessages'> | undefined>
  /**
   * Which UIDs left since a MODSEQ, in any order: every one that did, and perhaps some that left before. undefined when
   * the mailbox does not remember that far back.
   */
  expungedSince(mailbox: MailboxId, modseq: number): Promise<readonly UidRange[] | undefined>
  /** Views by id, in the order asked; missing ones are left out. Ask for at most some thousands at a time. */
  views(ids: readonly ViewId[]): Promise<readonly StoredView[]>
  /** Only the ready wire texts, for FETCH ENVELOPE and BODYSTRUCTURE of many messages. */
  structures(
    ids: readonly ViewId[],
  ): Promise<
    readonly { readonly id: ViewId; readonly envelope: Uint8Array; readonly bodyStructure: Uint8Array }[]
  >
  /** Search columns of many views, without their bytes. */
  searchTexts(ids: readonly ViewId[]): Promise<
    readonly (Pick<StoredStructure, 'sentAt' | 'subject' | 'from' | 'to' | 'cc' | 'headerBytes'> & {
      readonly id: ViewId
    })[]
  >
  /** When views were sent, by their Date fields: null where none can be read. */
  sentDates(ids: readonly ViewId[]): Promise<readonly SentDate[]>
  /** What puts letters into threads, without their bytes. */
  threadTexts(ids: readonly ViewId[]): Promise<readonly ThreadTexts[]>
}

export type SentDate = Pick<StoredStructure, 'sentAt'> & { readonly id: ViewId }

export type ThreadTexts = Pick<StoredStructure, 'sentAt' | 'subject' | 'messageId' | 'ancestors'> & {
  readonly id: ViewId
}

/** What a view's header was found to answer (see StoredStructure.ancestors). */
export interface ViewAncestors {
  readonly id: ViewId
  readonly ancestors: string
}

export type MailboxError = {
  readonly reason:
    | 'exists'
    | 'not-found'
    | 'has-children'
    | 'inbox'
    | 'over-quota'
    | 'too-many'
    | 'too-many-keywords'
    | 'no-permission'
}

export interface NewMessage {
  readonly mailbox: MailboxId
  readonly bytes: Uint8Array
  readonly view: NewView
  /** System flag bits. */
  readonly flags: number
  readonly keywords: readonly string[]
  readonly internalDateMs: number
  /** Who puts it into a mailbox that is not his own. */
  readonly as?: Acting
}

export interface FlagChange {
  readonly mailbox: MailboxId
  readonly uids: Uint32Array
  readonly mode: 'add' | 'remove' | 'replace'
  readonly flags: number
  readonly keywords: readonly string[]
  /** Leaves messages alone whose MODSEQ is higher (RFC 7162 §3.1.3); without it none. */
  readonly unchangedSince?: number
  /** Who changes them in a mailbox that is not his own. */
  readonly as?: Acting
}

export interface FlagsChanged {
  /** 0 when nothing changed. */
  readonly modseq: number
  /** Those that exist and passed, ascending, and their flags after the change. */
  readonly uids: Uint32Array
  readonly flags: Uint32Array
  /** Those that exist and have a higher MODSEQ than `unchangedSince`, ascending. */
  readonly modified: Uint32Array
}

/** First and last UID. */
export type UidRange = readonly [first: number, last: number]

/** UIDs of a copy or move, pairwise (RFC 4315 §3). */
export interface Copied {
  readonly uidValidity: number
  readonly sourceUids: Uint32Array
  readonly targetUids: Uint32Array
}
