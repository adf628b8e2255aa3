/**
 * What the IMAP server asks of the program behind it. `imap/` knows the protocol and each session's stale view of a
 * mailbox; where messages are kept is decided here. Expected refusals are values. A rejected promise is a failure:
 * with `temporary: true` on the error the client is told to try again, and of a ToldFailure why.
 */
import type { Result } from '../base/result.ts'
import type { ByteRange } from '../ports/blobs.ts'
import type { Authenticator } from '../ports/credentials.ts'
import type { BoxId } from '../ports/directory.ts'
import type { KeptHeader, KeptHeaderReads } from '../ports/kept-headers.ts'
import type { KeptSlab, KeptText, KeptTextReads } from '../ports/kept-texts.ts'
import type {
  Copied,
  FlagChange,
  FlagsChanged,
  Mailbox,
  MailboxError,
  MailboxId,
  MailboxReads,
  MailboxRole,
  Quota,
  UidRange,
  ViewAncestors,
  ViewSource,
} from '../ports/mailboxes.ts'
import type { MetadataChange, MetadataEntry, MetadataError } from '../ports/metadata.ts'
import type { KnownColumns } from './columns/known-columns.ts'

/** Who has logged in, as far as sessions care: a box, or somebody who has none. */
export interface Principal {
  /** The sessions of one are counted together, and end together. */
  readonly id: BoxId | string
  /** The name of the log-in, for the log. */
  readonly address: string
}

export interface ImapBackend<Who extends Principal = Principal> {
  readonly authenticator: Authenticator<Who>
  /** Is given only what the authenticator of the same backend resolved with. */
  account(who: Who): ImapAccount
  /** Tells of somebody whose sessions have to end; the returned function stops it. */
  onLoggedOut(listener: (id: Principal['id']) => void): () => void
}

/** A command that shows what is kept (`reads` in the command table), before it shows anything. */
export interface ObservedCommand {
  /** `UID FETCH`, in capitals. */
  readonly name: string
  /** Its arguments as the client wrote them, literals in their places. */
  readonly words: string
  /** The mailbox that it names, or else the one that is selected; null without one. */
  readonly mailbox: string | null
  /** The messages that it asks for, ascending, where it names messages: of FETCH. */
  readonly uids: Uint32Array | null
  /** It gives what the messages say, and not only what lists show: flags, sizes, dates, envelopes, headers. */
  readonly readsBodies: boolean
}

/** A failure whose cause the client is told: a response code of RFC 5530 §3, and words in ASCII, one line. */
export class ToldFailure extends Error {
  readonly code: string
  constructor(code: string, text: string) {
    super(text)
    this.code = code
  }
}

/** A message of APPEND. */
export interface AppendedMessage {
  readonly bytes: Uint8Array
  /** System flag bits. */
  readonly flags: number
  readonly keywords: readonly string[]
  /** null: the time of arrival. */
  readonly internalDateMs: number | null
}

/** What must not be stored, with the words for its owner: ASCII, one line. */
export interface AppendRefusal {
  readonly reason: 'refused'
  readonly text: string
  /** Worth another try. */
  readonly temporary: boolean
}

/** An entry of an access control list (RFC 4314 §2). */
export interface AclEntry {
  /** With `-` before it, the rights are negative. */
  readonly identifier: string
  readonly rights: number
}

export interface AclChange {
  readonly identifier: string
  readonly mode: 'replace' | 'add' | 'remove'
  readonly rights: number
}

/** Why rights cannot be given so: words for the client, ASCII, one line. */
export interface AclRefusal {
  readonly reason: 'refused'
  readonly text: string
}

/** Rights in mailboxes, by their names (RFC 4314); the bits are `rightBits`. A name that one may not look up is not found. */
export interface MailboxAcls {
  /** The user's own. */
  rights(name: string): Promise<number | undefined>
  entries(name: string): Promise<Result<readonly AclEntry[], MailboxError>>
  change(name: string, change: AclChange): Promise<Result<void, MailboxError | AclRefusal>>
  /** Rights that somebody always has, and those that can be given. */
  grantable(
    name: string,
    identifier: string,
  ): Promise<Result<{ readonly always: number; readonly optional: number }, MailboxError | AclRefusal>>
  /** What names of others' mailboxes begin with (RFC 2342 §5), `/` included; undefined when there are none. */
  othersPrefix(): Promise<string | undefined>
  /** Whether a name begins so. */
  isOthers(name: string): boolean
}

/** The mailboxes of one box, by name: NFC, `/` between levels, INBOX in capitals. */
export interface ImapAccount {
  /**
   * Nothing can be changed: the session refuses every command that would, by the command table, and opens mailboxes
   * as EXAMINE does. The methods that change something are never called.
   */
  readonly readOnly?: true
  /** Capabilities that are neither announced nor accepted, in capitals (`ports/imap-capabilities.ts`). */
  readonly without?: readonly string[]
  /** `list` tells no counts, which would be dear to know; `status` does. */
  readonly listsWithoutCounts?: true
  /**
   * Told of each command that shows what is kept, and awaited before the first octet of its answer. False: the account
   * was closed meanwhile; nothing is answered and the session ends.
   */
  observe?(command: ObservedCommand): Promise<boolean>
  /** Absent: nothing is shared, and rights are not told. */
  readonly acl?: MailboxAcls
  list(): Promise<readonly Mailbox[]>
  status(name: string): Promise<Mailbox | undefined>
  /** How many messages no session was told of. */
  recent(mailbox: Mailbox): Promise<number>
  /** The sizes of the messages that are marked deleted, in bytes; absent where none can be. */
  deletedBytes?(mailbox: Mailbox): Promise<number>
  /** The quota root of a mailbox, which need not exist; undefined when the user may not know. Absent as `quota` is. */
  quotaRoot?(name: string): Promise<string | undefined>
  /** What the mailboxes of a quota root together may hold, and do; absent where nothing is limited. */
  quota?(root: string): Promise<Quota | undefined>
  /**
   * Tells of everything that others do in the account, and of messages that the session itself puts somewhere; absent
   * where nobody can be told. `listener` must not throw.
   */
  watch?(listener: (event: AccountEvent) => void): Watch
  /** Annotations; absent where none are kept. */
  readonly metadata?: AccountMetadata
  subscriptions(): Promise<readonly string[]>
  /** Makes missing levels above it too, and subscribes to what it makes. */
  create(name: string, role: MailboxRole | null): Promise<Result<Mailbox, MailboxError>>
  rename(from: string, to: string): Promise<Result<void, MailboxError>>
  /** Resolves with which one it was. */
  remove(name: string): Promise<Result<MailboxId, MailboxError>>
  subscribe(name: string, subscribed: boolean): Promise<Result<void, MailboxError>>
  append(
    name: string,
    messages: readonly AppendedMessage[],
  ): Promise<
    Result<{ readonly uidValidity: number; readonly uids: Uint32Array }, MailboxError | AppendRefusal>
  >
  /** Puts a message into the mailbox `to` in the place of one of the selected mailbox, both or neither (RFC 8508). */
  replace(
    from: SelectedMailbox,
    uid: number,
    to: string,
    message: AppendedMessage,
  ): Promise<
    Result<
      { readonly uidValidity: number; readonly uids: Uint32Array },
      MailboxError | AppendRefusal | { readonly reason: 'no-message' }
    >
  >
  /** Opens a mailbox for one session; `listener` hears of every change, whoever made it, until disposal. */
  select(name: string, listener: MailboxListener): Promise<SelectedMailbox | undefined>
}

export interface Watch extends Disposable {
  /** Resolves once everything is watched; absent: it is from the beginning. */
  readonly ready?: Promise<void>
  /** A mailbox as it is now; undefined when it is gone. */
  mailbox(id: MailboxId): Promise<Mailbox | undefined>
}

export type AccountEvent =
  | { readonly kind: 'arrived'; readonly mailbox: MailboxId; readonly count: number }
  | { readonly kind: 'expunged' | 'flags'; readonly mailbox: MailboxId }
  /** Arrivals, of which it was told before, that the session itself has caused. */
  | { readonly kind: 'own'; readonly mailbox: MailboxId; readonly uids: Uint32Array }
  | {
      readonly kind: 'names'
      /** Created or removed. */
      readonly names: readonly string[]
      /** Of those, what is there and may not be looked up any more; absent: none. */
      readonly withdrawn?: readonly string[]
      readonly renamed: { readonly from: string; readonly to: string } | null
      /** Subscribed to, or not any more. */
      readonly subscription: string | null
    }
  | { readonly kind: 'metadata'; readonly mailbox: MailboxId | null; readonly entries: readonly string[] }

/** Annotations of mailboxes, and of the server (null). */
export interface AccountMetadata {
  /** A mailbox that the user may look up; undefined when there is none. */
  mailbox(name: string): Promise<Mailbox | undefined>
  /** Stored and computed ones; undefined when the user may see none. */
  of(mailbox: Mailbox | null): Promise<readonly MetadataEntry[] | undefined>
  /** All or none. */
  set(
    mailbox: Mailbox | null,
    changes: readonly MetadataChange[],
  ): Promise<Result<void, MetadataError | { readonly reason: 'no-permission' }>>
}

export type MailboxListener = (change: MailboxChange) => void

export type MailboxChange =
  | { readonly kind: 'arrived' }
  | { readonly kind: 'flags'; readonly modseq: number }
  | { readonly kind: 'expunged'; readonly modseq: number }
  /** `rights` of the selected mailbox are others. */
  | { readonly kind: 'rights' }
  /** The right to read was taken away. */
  | { readonly kind: 'withdrawn' }
  /** The mailbox is gone; nothing more can be read from it. */
  | { readonly kind: 'removed' }

/**
 * The messages of a mailbox as they are now, shared by every session that has it selected: parallel arrays in UID
 * order, of which the first `count` places are used.
 *
 * Arrivals fill further places. When messages go, the arrays are *replaced* and `epoch` grows, so a session that was
 * not told yet keeps its old `uids` and loses nothing.
 */
export interface LiveMessages {
  /** No message has or can get a flag. */
  readonly flagless?: true
  /** Bits of flags that the user may change; absent: all. */
  readonly changeable?: number
  readonly epoch: number
  readonly count: number
  readonly uids: Uint32Array
  readonly flags: Uint32Array
  readonly modseqs: Float64Array
  readonly views: Float64Array
  readonly internalDatesMs: Float64Array
  readonly sizesBytes: Uint32Array
  readonly keywords: readonly string[]
  readonly uidNext: number
  /** Every change up to this MODSEQ shows; 0 when the mailbox has none (RFC 7162 §3.1.2.2). */
  readonly highestModseq: number
  /** The first UID that no session has claimed as \Recent. */
  readonly recentUid: number
  /** The first place whose message is not \Seen, `count` without one. Absent: nobody keeps it. */
  readonly firstUnseen?: number
  /** What letters are sorted by; absent: it is read each time. */
  readonly columns?: KnownColumns | undefined
  /** Claims the UIDs up to `end`, for all sessions to see. */
  claimRecent(end: number): void
}

/** What is kept of letters so that searches need not read them. */
export interface KeptTexts extends Omit<KeptTextReads, 'slabs'> {
  /** As of the store, of this mailbox. */
  slabs?(recipe: number, uid: number): Promise<readonly KeptSlab[]>
  keep(recipe: number, texts: readonly KeptText[]): void
}

/** What is kept of letters so that FETCH need not open them for their headers. */
export interface KeptHeaders extends KeptHeaderReads {
  keep(recipe: number, headers: readonly KeptHeader[]): void
}

/** Changes resolve after `messages` shows them. */
export interface SelectedMailbox extends Disposable {
  /** Absent in an account that cannot be watched. */
  readonly id?: MailboxId
  readonly name: string
  readonly uidValidity: number
  /** MAILBOXID (RFC 8474 §4). */
  readonly objectId: string
  readonly messages: LiveMessages
  /** Of the user, as they are now; absent: all. Whoever lacks one is refused by the methods below. */
  readonly rights?: number
  setFlags(change: Omit<FlagChange, 'mailbox'>): Promise<Result<FlagsChanged, MailboxError>>
  copy(uids: Uint32Array, to: string): Promise<Result<Copied, MailboxError>>
  move(uids: Uint32Array, to: string): Promise<Result<Copied, MailboxError>>
  /** Resolves with how many went; a ToldFailure without the right to. */
  expunge(uids: Uint32Array | 'all'): Promise<number>
  /** What left since a MODSEQ (MailboxReads.expungedSince). */
  expungedSince(modseq: number): Promise<readonly UidRange[] | undefined>
  /** When these messages, ascending, came here: NaN where nobody knows. Absent where none is known (RFC 8514 §3). */
  savedDates?(uids: Uint32Array): Promise<Float64Array>
  readonly views: MailboxReads['views']
  readonly sources: MailboxReads['sources']
  readonly structures: MailboxReads['structures']
  readonly searchTexts: MailboxReads['searchTexts']
  readonly sentDates: MailboxReads['sentDates']
  readonly threadTexts: MailboxReads['threadTexts']
  /** Keeps what was read of letters that were stored without it; where they are not stored so, there is nothing to keep. */
  keepAncestors?(found: readonly ViewAncestors[]): void
  /** Absent: to search its texts, every letter is read. */
  readonly kept?: KeptTexts
  /** Absent: each letter is opened for its header. */
  readonly keptHeaders?: KeptHeaders
  /** The bytes of a range of a view. */
  read(view: ViewSource, range: ByteRange): Promise<Uint8Array>
  /** The same in chunks, for what should not be held whole. */
  stream(view: ViewSource, range: ByteRange): AsyncIterable<Uint8Array>
}
