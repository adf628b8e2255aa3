/**
 * What the IMAP server asks of the program behind it. `imap/` knows the protocol and each session's stale view of a
 * mailbox; where messages are kept is decided here. Expected refusals are values. A rejected promise is a failure:
 * with `temporary: true` on the error the client is told to try again, and of a ToldFailure why.
 */
import type { Result } from '../base/result.ts'
import type { ByteRange } from '../ports/blobs.ts'
import type { Authenticator } from '../ports/credentials.ts'
import type { BoxId } from '../ports/directory.ts'
import type {
  Copied,
  FlagChange,
  Mailbox,
  MailboxError,
  MailboxReads,
  MailboxRole,
  StoredView,
} from '../ports/mailboxes.ts'

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
}

/** The mailboxes of one box, by name: NFC, `/` between levels, INBOX in capitals. */
export interface ImapAccount {
  /**
   * Nothing can be changed: the session refuses every command that would, by the command table, and opens mailboxes
   * as EXAMINE does. The methods that change something are never called.
   */
  readonly readOnly?: true
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
  subscriptions(): Promise<readonly string[]>
  /** Makes missing levels above it too, and subscribes to what it makes. */
  create(name: string, role: MailboxRole | null): Promise<Result<void, MailboxError>>
  rename(from: string, to: string): Promise<Result<void, MailboxError>>
  remove(name: string): Promise<Result<void, MailboxError>>
  subscribe(name: string, subscribed: boolean): Promise<Result<void, MailboxError>>
  append(
    name: string,
    messages: readonly AppendedMessage[],
  ): Promise<
    Result<{ readonly uidValidity: number; readonly uids: Uint32Array }, MailboxError | AppendRefusal>
  >
  /** Opens a mailbox for one session; `listener` hears of every change, whoever made it, until disposal. */
  select(name: string, listener: MailboxListener): Promise<SelectedMailbox | undefined>
}

export type MailboxListener = (change: MailboxChange) => void

export type MailboxChange =
  | { readonly kind: 'arrived' }
  | { readonly kind: 'flags'; readonly modseq: number }
  | { readonly kind: 'expunged' }
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
  /** The first UID that no session has claimed as \Recent. */
  readonly recentUid: number
  /** Claims the UIDs up to `end`, for all sessions to see. */
  claimRecent(end: number): void
}

/** Changes resolve after `messages` shows them. */
export interface SelectedMailbox extends Disposable {
  readonly name: string
  readonly uidValidity: number
  readonly messages: LiveMessages
  /** Of the user, as they are now; absent: all. Whoever lacks one is refused by the methods below. */
  readonly rights?: number
  setFlags(
    change: Omit<FlagChange, 'mailbox'>,
  ): Promise<
    Result<{ readonly modseq: number; readonly uids: Uint32Array; readonly flags: Uint32Array }, MailboxError>
  >
  copy(uids: Uint32Array, to: string): Promise<Result<Copied, MailboxError>>
  move(uids: Uint32Array, to: string): Promise<Result<Copied, MailboxError>>
  /** A ToldFailure without the right to. */
  expunge(uids: Uint32Array | 'all'): Promise<void>
  readonly views: MailboxReads['views']
  readonly structures: MailboxReads['structures']
  readonly searchTexts: MailboxReads['searchTexts']
  /** The bytes of a range of a view. */
  read(view: StoredView, range: ByteRange): Promise<Uint8Array>
  /** The same in chunks, for what should not be held whole. */
  stream(view: StoredView, range: ByteRange): AsyncIterable<Uint8Array>
}
