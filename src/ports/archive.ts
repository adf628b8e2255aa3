/** The archive: one entry for every message that crossed SMTP, accepted or refused. */
import type { BlobId } from './blobs.ts'
import type { Action, AgencyId, BoxId } from './directory.ts'
import type { MailboxRole, NewView } from './mailboxes.ts'
import type { ViolationState } from './policy.ts'
import type { Scope } from './search.ts'

export type EntryId = number

export type Direction = 'inbound' | 'outbound' | 'internal'
/** `append`: what IMAP would have stored, had the regulation not refused it. */
export type Channel = 'mx' | 'submission' | 'submissions' | 'append' | 'system'
/**
 * `received`: bytes as they came; `sent`: final signed bytes; `encrypted`: the same as they left for recipients whose
 * certificate is known; `decrypted`: plaintext of a letter that came encrypted.
 */
export const formKinds = ['received', 'sent', 'encrypted', 'decrypted'] as const
export type FormKind = (typeof formKinds)[number]

/** What became of one recipient. */
export type Outcome = 'delivered' | 'queued' | 'held' | 'refused'

export interface EntryRecipient {
  readonly address: string
  readonly boxId: BoxId | null
  readonly agencyId: AgencyId | null
  readonly outcome: Outcome
  /** Constant reason of a refusal or hold, empty otherwise. */
  readonly reason: string
  /** True when no header field of the message names the recipient (blind copy). */
  readonly blind: boolean
}

export interface NewEntry {
  readonly receivedAt: number
  readonly channel: Channel
  readonly direction: Direction
  readonly verdict: Action
  readonly accepted: boolean
  readonly reply: {
    readonly code: number
    readonly enhanced: string
    readonly reason: string
    readonly text: string
  }
  /** Reverse path, empty for the null sender. */
  readonly mailFrom: string
  readonly recipients: readonly EntryRecipient[]
  readonly client: {
    readonly address: string
    readonly helo: string
    /** TLS protocol and cipher, empty in clear. */
    readonly tls: string
  }
  /** Box that authenticated, for a submission. */
  readonly boxId: BoxId | null
  /** Agency of the sender, when it is one of ours. */
  readonly senderAgencyId: AgencyId | null
  readonly messageId: string
  readonly headerFrom: string
  /** Decoded, NFC; empty when the subject must not be kept. */
  readonly subject: string
  /** Date header, milliseconds. */
  readonly sentAt: number | null
  /** Hash and size of the received bytes, kept also when the bytes are not. */
  readonly sha256: Uint8Array
  readonly sizeBytes: number
  /** SPF, DKIM, DMARC outcomes, and signatures of the letter and its files, as JSON text; empty for none. */
  readonly authentication: string
  /** Every judgement of the policy with its evidence, as JSON text. */
  readonly judgements: string
}

export interface Entry extends NewEntry {
  readonly id: EntryId
  readonly forms: readonly {
    readonly kind: FormKind
    readonly blob: BlobId
    readonly sizeBytes: number
    readonly sha256: Uint8Array
  }[]
  readonly leaf: { readonly index: number; readonly hash: Uint8Array; readonly salt: Uint8Array }
  /** When its bytes and texts were destroyed, and the leaf of the act; null for a letter that is there. */
  readonly erasedAt: number | null
  readonly erasedBy: number | null
}

export interface NewForm {
  readonly kind: FormKind
  readonly bytes: Uint8Array
  readonly sha256: Uint8Array
}

/** One reference to put into a box. `view` is an index into CommitMessage.views. */
export interface Delivery {
  readonly boxId: BoxId
  readonly role: MailboxRole
  readonly flags: number
  readonly view: number
}

export interface NewViolation {
  /** Reference a help desk can look up: `CB-2026-7F3K9Q`. */
  readonly ref: string
  readonly rule: string
  readonly action: Action
  readonly reason: string
  readonly agencyId: AgencyId | null
  readonly boxId: BoxId | null
  /** The other side: the address that made the rule speak. */
  readonly address: string
  /** JSON text. */
  readonly evidence: string
  /** `suspected` until a person confirms or dismisses it. */
  readonly state: 'recorded' | 'suspected'
  /** A case with steps begins with it: a state secret travelled. */
  readonly opensCase: boolean
}

export interface Violation extends Omit<NewViolation, 'state' | 'opensCase'> {
  readonly entryId: EntryId
  readonly at: number
  readonly agencyCode: string | null
  readonly state: ViolationState
  /** Who confirmed or dismissed it, when and why; null and empty before. */
  readonly decidedBy: string | null
  readonly decidedAt: number | null
  readonly note: string
}

/** An official document that was recognised in a letter. */
export interface NewDocument {
  /** `subject`, `body`, or an attachment by its path. */
  readonly place: string
  /** As it stands: `15`, `05`. */
  readonly number: string | null
  /** NFC: `CT-TTg`. */
  readonly notation: string | null
  /** Abbreviation of the kind, `CT`; empty for a công văn. */
  readonly kind: string | null
  readonly issuer: string | null
  /** `2026-11-23` */
  readonly issuedDate: string | null
  readonly abstract: string | null
  readonly signer: string | null
  readonly urgency: string | null
  readonly signed: boolean
  /** What its signature is worth; null when there is none. */
  readonly signature: 'valid' | 'invalid' | 'unknown' | null
  /** 0 to 1. */
  readonly confidence: number
  /** JSON text: the record by its names of Decree 30/2020, Appendix VI. */
  readonly metadata: string
}

export interface ArchivedDocument extends NewDocument {
  readonly id: number
  readonly entryId: EntryId
  /** When the letter came. */
  readonly at: number
}

/** One step of a roll-up: added to the row of its four keys. */
export interface Count {
  /** Local day of the province, `2026-11-23`. */
  readonly day: string
  /** null for the province as a whole. */
  readonly agencyId: AgencyId | null
  readonly direction: Direction
  readonly verdict: Action | 'refused'
  readonly messages: number
  readonly bytes: number
  /** Of the messages those that were signed as a whole, by S/MIME, and of these the ones whose signature holds. */
  readonly signed: number
  readonly verified: number
}

export interface OutboxRecipient {
  readonly address: string
  /** Which form goes out. */
  readonly form: FormKind
  readonly notify: string
  readonly orcpt: string
}

/** A letter that waits for an approver, for one box or one outside recipient: what it becomes when released. */
export interface HeldLetter {
  /** The recipient as the envelope names it. */
  readonly address: string
  readonly rule: string
  /** Whose approver decides: the recipient's agency, or the sender's for a letter that goes out. */
  readonly agencyId: AgencyId | null
  /** Undecided by then, it is rejected. */
  readonly expiresAt: number
  readonly becomes:
    | { readonly kind: 'delivery'; readonly delivery: Delivery }
    | { readonly kind: 'outbox'; readonly item: OutboxRecipient }
}

/** Everything one message changes, committed as one. */
export interface CommitMessage {
  readonly entry: NewEntry
  /** Empty when only the fact of the refusal is kept. */
  readonly forms: readonly NewForm[]
  readonly views: readonly (NewView & { readonly form: FormKind })[]
  readonly deliveries: readonly Delivery[]
  readonly outbox: readonly OutboxRecipient[]
  readonly held: readonly HeldLetter[]
  readonly violations: readonly NewViolation[]
  readonly documents: readonly NewDocument[]
  /** By when each office that finds it in its INBOX is to have looked at it; null when nobody has to. */
  readonly acknowledgeBy: number | null
  readonly counts: readonly Count[]
}

export interface Committed {
  readonly entryId: EntryId
  readonly leafIndex: number
}

export interface EntryQuery {
  readonly sender?: string
  readonly recipient?: string
  /** Agency code, sender's or recipient's. */
  readonly agency?: string
  /** Words that must all stand in the subject, compared without case and diacritics. */
  readonly subject?: string
  readonly messageId?: string
  readonly direction?: Direction
  readonly verdict?: Action
  readonly sinceMs?: number
  readonly beforeMs?: number
  /** Only entries with a smaller id, for paging (newest first). */
  readonly beforeId?: EntryId
  /** Only entries within it. */
  readonly scope?: Scope
  readonly limit: number
}

/** An inclusion proof (RFC 6962 §2.1.1) of an entry's leaf in the tree of `treeSize` leaves. */
export interface InclusionProof {
  readonly leafIndex: number
  readonly treeSize: number
  readonly leafHash: Uint8Array
  readonly path: readonly Uint8Array[]
  readonly root: Uint8Array
  /** What the leaf commits to: the exact bytes that were hashed. */
  readonly leafBytes: Uint8Array
}

export interface ArchiveReads {
  search(query: EntryQuery): Promise<readonly Entry[]>
  entry(id: EntryId): Promise<Entry | undefined>
  /** Those with a larger number, smallest first. */
  entriesAfter(id: EntryId, limit: number): Promise<readonly Entry[]>
  /** The largest number; 0 for none. */
  lastEntry(): Promise<EntryId>
  /** The boxes' views of an entry with their cuts. */
  viewsOf(id: EntryId): Promise<readonly (NewView & { readonly form: FormKind })[]>
  violations(filter: {
    readonly ref?: string
    readonly rule?: string
    readonly agency?: string
    readonly state?: ViolationState
    readonly sinceMs?: number
    readonly entryId?: EntryId
    /** Only of entries within it. */
    readonly scope?: Scope
    readonly limit: number
  }): Promise<readonly Violation[]>
  /** Newest letter first, a letter's best document first. A number is met with or without its leading zeros. */
  documents(filter: {
    readonly entryId?: EntryId
    readonly number?: string
    readonly notation?: string
    readonly kind?: string
    /** Only of entries within it. */
    readonly scope?: Scope
    readonly limit: number
  }): Promise<readonly ArchivedDocument[]>
  proof(id: EntryId): Promise<InclusionProof | undefined>
  /** Accepted letters of a box since a time, oldest first, with the number of their recipients outside. */
  sentOutside(
    box: BoxId,
    sinceMs: number,
  ): Promise<readonly { readonly at: number; readonly recipients: number }[]>
}

/** A line of the auditors' and administrators' trail. */
export interface AuditRecord {
  readonly at: number
  readonly operator: string
  readonly role: string
  readonly operation: string
  /** JSON text of the parameters, without secrets. */
  readonly detail: string
  /** The letters it is about, when it is about single ones: written with it, told by `actsOn`. */
  readonly entries?: readonly EntryId[]
}

export interface StatisticsReads {
  counts(filter: {
    readonly agency?: string
    readonly fromDay: string
    readonly toDay: string
  }): Promise<readonly (Count & { readonly agencyCode: string | null; readonly agencyName: string | null })[]>
}
