/**
 * The store, as everything above it sees it. Reads are asynchronous and never hold a cursor or a transaction
 * across an await; writes are whole jobs that the adapter commits durably, several to one sync, before their
 * promise resolves. A job fails alone. Adapters: `store/sqlite/`; PostgreSQL later. Both run `test/conformance/`.
 */

import type { Result } from '../base/result.ts'
import type { AcknowledgementKey, AcknowledgementReads } from './acknowledgement.ts'
import type { ApprovalDecision, ApprovalError, ApprovalId, ApprovalReads, NewApproval } from './approval.ts'
import type {
  ArchiveReads,
  AuditRecord,
  CommitMessage,
  Committed,
  EntryId,
  NewViolation,
  StatisticsReads,
} from './archive.ts'
import type {
  AuditMailboxId,
  AuditMailboxReads,
  LetterReads,
  NewAuditMailbox,
  SavedQuery,
} from './audit-mailboxes.ts'
import type { BlobReads } from './blobs.ts'
import type {
  CertificateId,
  CertificateReads,
  NewCertificate,
  RevocationList,
  RevocationReason,
} from './certificates.ts'
import type { CustodyReads, Restored, RestoreError } from './custody.ts'
import type {
  AgencyChange,
  AgencyId,
  Appointment,
  Box,
  BoxChange,
  BoxId,
  BoxReview,
  BoxStatus,
  BoxWarning,
  DirectoryError,
  DirectoryReads,
  Disabler,
  LockReason,
  NewAgency,
  NewAlias,
  NewAppPassword,
  NewBox,
  NewSecondFactor,
  Operator,
  OperatorSession,
} from './directory.ts'
import type { DkimReads, NewDkimKeys } from './dkim.ts'
import type { ExportId, ExportReads, ExportSeal, NewExport } from './exports.ts'
import type { StoreFigures } from './figures.ts'
import type { KeptHeader, KeptHeaderReads } from './kept-headers.ts'
import type { KeptProgress, KeptText, KeptTextReads, NewSlab, SlabId } from './kept-texts.ts'
import type { KeyUse, KeyUseReads } from './keys.ts'
import type { KnownCertificateReads, NewKnownCertificate } from './known-certificates.ts'
import type { TakeFlags } from './known-flags.ts'
import type {
  Copied,
  FlagChange,
  FlagsChanged,
  Mailbox,
  MailboxError,
  MailboxId,
  MailboxReads,
  MailboxRole,
  NewMessage,
  ViewAncestors,
} from './mailboxes.ts'
import type { MetadataChanges, MetadataError, MetadataReads } from './metadata.ts'
import type { CaseError, CaseStep, PolicyChange, PolicyReads } from './policy.ts'
import type { HeldDecision, QueueChange, QueueReads } from './queue.ts'
import type { Destroyed, ErasureOrder, ErasureOrdered, NewHold, RetentionReads } from './retention.ts'
import type { Acting, ShareChange, ShareError, ShareReads } from './shares.ts'
import type { LogReads, NewCheckpoint, WitnessedHead } from './tlog.ts'

/** Told after a commit is durable, in commit order; changes of flags perhaps a little before (TakeFlags). */
export type Notice =
  | {
      readonly kind: 'arrived'
      readonly mailbox: MailboxId
      readonly box: BoxId
      readonly modseq: number
      /** Parallel arrays, UIDs ascending. */
      readonly uids: Uint32Array
      readonly flags: Uint32Array
      readonly views: Float64Array
      readonly internalDatesMs: Float64Array
      readonly sizesBytes: Uint32Array
      /** Set when the commit gave the mailbox new keywords: the full list. */
      readonly keywords?: readonly string[]
    }
  | {
      readonly kind: 'flags'
      readonly mailbox: MailboxId
      readonly box: BoxId
      readonly modseq: number
      readonly uids: Uint32Array
      readonly flags: Uint32Array
      readonly keywords?: readonly string[]
      /** It was told before, but whoever reads now will not find it stored. */
      readonly again?: true
    }
  | {
      readonly kind: 'expunged'
      readonly mailbox: MailboxId
      readonly box: BoxId
      readonly modseq: number
      readonly uids: Uint32Array
    }
  /** A mailbox of the box was created, renamed, removed or (un)subscribed. */
  | {
      readonly kind: 'mailboxes'
      readonly box: BoxId
      readonly removed?: MailboxId
      /** Names that were created or removed, levels above included where they were made too. */
      readonly names?: readonly string[]
      /** What is below it went with it. */
      readonly renamed?: { readonly from: string; readonly to: string }
      readonly subscription?: string
    }
  /** Annotations changed, of a mailbox or (null) of the server; `by` as in MetadataChanges. */
  | {
      readonly kind: 'metadata'
      readonly box: BoxId
      readonly mailbox: MailboxId | null
      readonly entries: readonly string[]
      readonly by: number
    }
  /**
   * What one person has seen of a shared mailbox changed; nobody else's flags did. `quiet`: told by the `flags` of the
   * same MODSEQ, or the `arrived`, that came with it.
   */
  | {
      readonly kind: 'seen'
      readonly mailbox: MailboxId
      readonly box: BoxId
      readonly person: BoxId
      readonly modseq: number
      readonly uids: Uint32Array
      /** 1 for those that are seen now. */
      readonly seen: Uint8Array
      readonly quiet: boolean
    }
  /** Rights in mailboxes of an office's box were given or taken; of one person, or (null) of all. */
  | { readonly kind: 'rights'; readonly box: BoxId; readonly person: BoxId | null }
  /** Something new is due in the outbound queue. */
  | { readonly kind: 'queue' }
  | { readonly kind: 'directory' }
  /** A certificate was added, or revoked. */
  | { readonly kind: 'certificates' }
  /** A setting of the regulation changed. */
  | { readonly kind: 'policy' }
  /** Letters were destroyed: whoever has something of letters open lets go of it. */
  | { readonly kind: 'erased' }
  /** Files of blobs that are gone: whoever has one open lets go of it. */
  | { readonly kind: 'segments'; readonly removed: readonly number[] }
  /** An operator was appointed anew or dismissed, or closed a mailbox: what an auditor has open is looked at again. */
  | { readonly kind: 'operators' }
  /** The box is not active any more, or has other keys: whoever is logged in to it has to go, and may come back with one. */
  | { readonly kind: 'logged-out'; readonly box: BoxId }
  /** The disk failed: what was written last may be stored and was not told. Whoever keeps what notices would change asks anew. */
  | { readonly kind: 'uncertain' }

export interface StoreReads {
  readonly blobs: BlobReads
  readonly directory: DirectoryReads
  readonly mailboxes: MailboxReads
  readonly keptTexts: KeptTextReads
  readonly keptHeaders: KeptHeaderReads
  readonly metadata: MetadataReads
  readonly shares: ShareReads
  readonly archive: ArchiveReads
  readonly statistics: StatisticsReads
  readonly queue: QueueReads
  readonly policy: PolicyReads
  readonly acknowledgements: AcknowledgementReads
  readonly certificates: CertificateReads
  readonly knownCertificates: KnownCertificateReads
  readonly dkim: DkimReads
  readonly keyUses: KeyUseReads
  readonly approvals: ApprovalReads
  readonly custody: CustodyReads
  /** Newest first; `of`: only of that operator, and of those operations of everybody. */
  audit(
    limit: number,
    of?: { readonly operator: string; readonly operations: readonly string[] },
  ): Promise<readonly AuditRecord[]>
  readonly log: LogReads
  readonly retention: RetentionReads
  readonly auditMailboxes: AuditMailboxReads
  readonly letters: LetterReads
  readonly exports: ExportReads
  /** A few numbers, cheap at any time. */
  figures(): Promise<StoreFigures>
}

export interface StoreWrites {
  /**
   * One message of SMTP traffic: entry, log leaf, forms, references, outbox, violations, counts. The forms' bytes are
   * handed over: the caller must not touch them afterwards.
   */
  commitMessage(message: CommitMessage): Promise<Committed>

  /** With the levels above it that are missing; `subscribes` to all that it makes. */
  createMailbox(
    box: BoxId,
    name: string,
    role: MailboxRole | null,
    subscribes?: boolean,
  ): Promise<Result<Mailbox, MailboxError>>
  /** Renames the mailbox and everything below it; INBOX's messages move and INBOX stays (RFC 3501 §6.3.5). */
  renameMailbox(box: BoxId, from: string, to: string): Promise<Result<void, MailboxError>>
  /** Resolves with which one it was. */
  removeMailbox(box: BoxId, name: string, as?: Acting): Promise<Result<MailboxId, MailboxError>>
  subscribe(box: BoxId, name: string, subscribed: boolean): Promise<void>
  setMetadata(changes: MetadataChanges): Promise<Result<void, MetadataError>>
  /** Several messages of one APPEND or import: all or none. Their bytes are handed over. */
  append(
    messages: readonly NewMessage[],
  ): Promise<Result<{ uidValidity: number; uids: Uint32Array }, MailboxError>>
  /** Takes the message out of its mailbox and puts another into one, both or neither (RFC 8508 §3.4). */
  replace(
    from: MailboxId,
    uid: number,
    message: NewMessage,
    as?: Acting,
  ): Promise<
    Result<{ uidValidity: number; uids: Uint32Array }, MailboxError | { readonly reason: 'no-message' }>
  >
  setFlags(change: FlagChange): Promise<Result<FlagsChanged, MailboxError>>
  /**
   * Only ever raises it, and tells nobody. Like a change of flags it survives a crash of the program, though perhaps
   * not a power cut.
   */
  setRecentUid(mailbox: MailboxId, uid: number): Promise<void>
  /** Of views that were stored without them; what is known already stays, and nobody is told. */
  setAncestors(found: readonly ViewAncestors[]): Promise<void>
  /**
   * In place of what was kept of the same views; nothing of those that are gone. `progress`: how far all that can be is kept,
   * of headers, too. May be lost by a power cut, as it may be at any time.
   */
  keepTexts(recipe: number, kept: readonly KeptText[], progress?: KeptProgress): Promise<void>
  /** The same of headers, without `progress`. */
  keepHeaders(recipe: number, kept: readonly KeptHeader[]): Promise<void>
  /** Takes out `outdated`, and puts in `slab`, unless a letter of it is gone. May be lost like texts. */
  keepSlab(outdated: readonly SlabId[], slab: NewSlab | null): Promise<void>
  /**
   * Clears away what is left of slabs that are gone, which nothing opens any more: up to `limit` rows, each of some hundred
   * octets. Answers whether that was all.
   */
  sweepSlabs(limit: number): Promise<boolean>
  /** `as`: of whom at least one of the two mailboxes is not. What persons have seen goes along inside a box. */
  copy(from: MailboxId, uids: Uint32Array, to: MailboxId, as?: Acting): Promise<Result<Copied, MailboxError>>
  move(from: MailboxId, uids: Uint32Array, to: MailboxId, as?: Acting): Promise<Result<Copied, MailboxError>>
  /** Removes those of `uids` that carry \Deleted ('all': every one that does); resolves with what went. */
  expunge(
    mailbox: MailboxId,
    uids: Uint32Array | 'all',
    as?: Acting,
  ): Promise<{ modseq: number; uids: Uint32Array }>
  /**
   * Whoever gets a right in a mailbox for the first time begins with what the office has seen of it. No rights at all:
   * the entry goes. `act`: committed with the change, or not at all.
   */
  changeShare(change: ShareChange, act?: AuditRecord): Promise<Result<void, ShareError>>

  addAgencies(agencies: readonly NewAgency[]): Promise<Result<readonly AgencyId[], DirectoryError>>
  changeAgency(code: string, change: AgencyChange): Promise<Result<void, DirectoryError>>
  removeAgency(code: string): Promise<Result<void, DirectoryError>>
  /** Each new box gets INBOX, Drafts, Sent, Junk, Trash and Archive, subscribed. All or none. */
  addBoxes(boxes: readonly NewBox[]): Promise<Result<readonly BoxId[], DirectoryError>>
  changeBox(address: string, change: BoxChange): Promise<Result<void, DirectoryError>>
  /** A status that a person gives. One that is `active` again has its clocks start at `at`; `by` is the province without it. */
  setBoxStatus(box: BoxId, status: Exclude<BoxStatus, 'locked'>, at: number, by?: Disabler): Promise<void>
  /** Locks an active box, unless something that a clock looks at has changed since it was `seen`; whether it did. */
  lockBox(seen: Box, reason: LockReason, at: number): Promise<boolean>
  /** Notes that the owner was warned; without `at`, that there is nothing to warn of any more. */
  setBoxWarning(box: BoxId, about: BoxWarning, at: number | null): Promise<void>
  /**
   * Deletes a removed box with its mailboxes and what only they held, its app passwords and its place in aliases;
   * letters held for it are given up. The address is free again, the archive keeps what passed through. A large box
   * takes several calls: `more` until the last.
   */
  deleteBox(box: BoxId, at: number): Promise<'deleted' | 'more' | 'in-service'>
  recordBoxReviews(reviews: readonly BoxReview[]): Promise<void>
  /**
   * A box that a clock has locked is active again. The password before it joins the earlier ones, of which the last
   * `passwordHistory` stay.
   */
  setPassword(box: BoxId, hash: string, initial: boolean, at: number): Promise<void>
  /** In place of the one before. */
  putSecondFactor(factor: NewSecondFactor): Promise<void>
  removeSecondFactor(box: BoxId): Promise<Result<void, DirectoryError>>
  /** Takes the code of a time step; false when that step or a later one was taken before. */
  useTotpStep(box: BoxId, step: number): Promise<boolean>
  /** Takes a recovery code by its hash; false when there is none such. */
  useRecoveryCode(box: BoxId, hash: string): Promise<boolean>
  recordLogin(box: BoxId, at: number): Promise<void>
  /** All or none. */
  addAliases(aliases: readonly NewAlias[]): Promise<Result<void, DirectoryError>>
  setAlias(address: string, targets: readonly string[]): Promise<Result<void, DirectoryError>>
  removeAlias(address: string): Promise<Result<void, DirectoryError>>
  addAppPassword(password: NewAppPassword): Promise<number>
  removeAppPassword(box: BoxId, id: number): Promise<Result<void, DirectoryError>>
  useAppPassword(id: number, at: number): Promise<void>
  putOperator(operator: Omit<Operator, 'id'>): Promise<number>
  /** In place of the auditor's present one; the sessions and approvals under that end. */
  setAppointment(name: string, appointment: Appointment): Promise<Result<void, DirectoryError>>
  /** Ends the operator's sessions and approvals, too. */
  removeOperator(name: string): Promise<Result<void, DirectoryError>>
  putOperatorSession(session: OperatorSession): Promise<void>
  /** Notes that a session was used. */
  touchOperatorSession(tokenHash: string, at: number): Promise<void>
  removeOperatorSession(tokenHash: string): Promise<void>
  /** Takes the code of a time step; false when one of that step or a later one was taken before. */
  useOperatorStep(operator: number, step: number): Promise<boolean>
  /** Forgets the operator's expired ones; 'too-many' when so many are open that this would be one more than `most`. */
  openAuditMailbox(
    mailbox: NewAuditMailbox,
    most: number,
  ): Promise<Result<AuditMailboxId, { readonly reason: 'too-many' }>>
  closeAuditMailbox(operator: Operator['id'], id: AuditMailboxId): Promise<Result<void, DirectoryError>>
  /** 'exists' for a name that is taken: what a folder's name stands for never changes. */
  addSavedQuery(
    operator: Operator['id'],
    query: SavedQuery,
    most: number,
  ): Promise<Result<void, { readonly reason: 'exists' | 'too-many' }>>
  removeSavedQuery(operator: Operator['id'], name: string): Promise<Result<void, DirectoryError>>

  changeQueue(changes: readonly QueueChange[]): Promise<void>
  /**
   * Delivers or drops a held letter; 'not-found' also when it was decided before. `acknowledgeBy` as in a commit, for
   * a letter that is delivered now.
   */
  decideHeld(
    id: number,
    decision: HeldDecision,
    by: string,
    reason: string,
    at: number,
    acknowledgeBy?: number | null,
  ): Promise<Result<void, DirectoryError>>
  /** Letters that were found read. */
  acknowledge(letters: readonly AcknowledgementKey[], at: number): Promise<void>
  /**
   * A letter that was found unread and overdue, with its row of the ledger where there is to be one; false when that
   * was known before, or it was read.
   */
  recordLate(letter: AcknowledgementKey, violation: NewViolation | null, at: number): Promise<boolean>
  /**
   * One change of the regulation's settings, with its row in the history; resolves with the version it made.
   * 'not-found' when there is nothing to clear or end, or no such agency or box; 'exists' for an alternate address.
   */
  changePolicy(
    change: PolicyChange,
    author: string,
    at: number,
  ): Promise<Result<{ version: number }, DirectoryError>>
  /** A person's word on a row of the ledger; 'not-found' also when it was decided before. */
  decideViolation(
    ref: string,
    state: 'confirmed' | 'dismissed',
    by: string,
    note: string,
    at: number,
  ): Promise<Result<void, DirectoryError>>
  /** The next step of a case; none is left out and none is taken twice. */
  stepCase(id: number, step: CaseStep, by: string, note: string, at: number): Promise<Result<void, CaseError>>
  /**
   * The active one of the same box, or of the same kind and subject where there is no box, is superseded. 'exists' for
   * one that is there already.
   */
  addCertificate(certificate: NewCertificate): Promise<Result<CertificateId, DirectoryError>>
  /** 'not-found' also when it was revoked before. */
  revokeCertificate(
    id: CertificateId,
    reason: RevocationReason,
    at: number,
  ): Promise<Result<void, DirectoryError>>
  /** The server holds its key under a name from now on, or not any more. */
  setCertificateKey(id: CertificateId, keyName: string | null): Promise<void>
  /** Notes that its owner was warned so many days before its end. */
  noteCertificateWarning(id: CertificateId, days: number): Promise<void>
  /** In place of the issuer's earlier list; false when that has the same number or a later one. */
  putRevocationList(list: RevocationList): Promise<boolean>
  /**
   * A certificate of a correspondent. One that is there was seen once more, and stays `added` once it was; of the
   * harvested ones of an address the last `knownCertificates` stay.
   */
  putKnownCertificate(certificate: NewKnownCertificate): Promise<void>
  /** One of an address, or without a fingerprint all; resolves with how many went. */
  removeKnownCertificate(address: string, fingerprint: string | null): Promise<Result<number, DirectoryError>>
  /**
   * The domain's keys before them retire when these become active. 'exists' when a key of that selector is there, or
   * one of the domain still waits for its turn.
   */
  addDkimKeys(keys: NewDkimKeys): Promise<Result<void, DirectoryError>>
  /** Adds to what is counted already. */
  countKeyUses(uses: readonly KeyUse[]): Promise<void>
  /** Puts the views of a letter that the box had and lost into a mailbox of it, which is made when it is not there. */
  restoreEntry(entry: EntryId, box: BoxId, mailbox: string): Promise<Result<Restored, RestoreError>>
  requestApproval(request: NewApproval): Promise<ApprovalId>
  decideApproval(id: ApprovalId, decision: ApprovalDecision): Promise<Result<void, ApprovalError>>
  /** A line of the trail, with its leaf in the log. */
  audit(record: AuditRecord): Promise<void>
  /**
   * False when it is not larger than the newest. Of those older than `checkpointKeepMs` the last of each hour stay, and
   * those with a time stamp.
   */
  addCheckpoint(checkpoint: NewCheckpoint): Promise<boolean>
  /** A token about a checkpoint, which was asked for at `at`. */
  addTimestamp(size: number, token: Uint8Array, at: number): Promise<void>
  /** A witness's signature lines for a checkpoint, in place of earlier ones. */
  addCosignatures(size: number, witness: string, lines: string, at: number): Promise<void>
  /**
   * Notes the head of another log, if the newest one of its origin has `oldSize` leaves (0 for none), and not fewer than
   * that; else says how many the newest has.
   */
  witnessHead(
    origin: string,
    oldSize: number,
    head: WitnessedHead,
  ): Promise<Result<void, { readonly size: number }>>

  /** From its commit on nothing is erased before the hold was evaluated to there. 'exists' for a name that stands. */
  addHold(hold: NewHold): Promise<Result<{ readonly id: number }, DirectoryError>>
  /** The row stays, with who removed it and why. */
  removeHold(name: string, by: string, reason: string, at: number): Promise<Result<void, DirectoryError>>
  /** `entries` are all matches above `from` up to `to`. Changes nothing when the hold was not evaluated to `from`. */
  advanceHold(hold: number, from: EntryId, to: EntryId, entries: readonly EntryId[]): Promise<void>
  /**
   * Condemns those of the entries that are due by the class at `at` and that nothing blocks, as they stand in this very
   * transaction, and makes the act's leaf of them: detail `{"rule":…,"keep":…,"entries":[…]}`.
   */
  orderErasure(order: ErasureOrder): Promise<ErasureOrdered>
  /** Condemned entries lose keys, references and texts; up to `limit`, fewer when they have many references. */
  destroyCondemned(limit: number, at: number): Promise<Destroyed>
  /** Entries that are destroyed, and whose words are in no index and no log of the database any more. */
  finishErasures(entries: readonly EntryId[]): Promise<void>
  /** Condemns anew what an act has named and a restored backup has brought back. */
  resumeErasures(leafIndex: number, entries: readonly EntryId[]): Promise<void>
  /** With its act on the trail, before anything leaves. Those that have expired are forgotten. */
  beginExport(begun: NewExport, act: AuditRecord): Promise<void>
  /** With its act on the trail; once, however often it is asked. */
  endExport(id: ExportId, act: AuditRecord): Promise<void>
  /** What its proofs are made against, from now on; the first one stays. */
  sealExport(id: ExportId, seal: ExportSeal): Promise<void>
}

export interface CompactionReport {
  readonly segments: number
  /** Blobs that were copied, and their bytes. */
  readonly blobs: number
  readonly movedBytes: number
  readonly freedBytes: number
  /** Segments that stay because something in them cannot be read. */
  readonly unreadable: number
}

/** Housekeeping that is no transaction. */
export interface StoreUpkeep {
  /** What was deleted before is in no write-ahead log any more; false when a reader stands in the way. */
  truncateLog(): Promise<boolean>
  /**
   * Copies what is alive out of segments of which less than this percentage is, and removes them; in small steps, which
   * others' writes come before.
   */
  compact(livePercent: number): Promise<CompactionReport>
}

export interface Store extends AsyncDisposable {
  readonly read: StoreReads
  readonly write: StoreWrites
  readonly upkeep: StoreUpkeep
  readonly takeFlags: TakeFlags
  /** Registers a listener; the returned function removes it. */
  onCommit(listener: (notice: Notice) => void): () => void
}

/** Another process owns the data directory: it is to be stopped first. */
export class DirectoryInUse extends Error {}

/** Why a write failed. A temporary failure leaves nothing behind: the client is told 4xx and tries again. */
export class StoreError extends Error {
  readonly reason: 'full' | 'io' | 'busy' | 'closed' | 'internal'
  readonly temporary: boolean
  constructor(reason: StoreError['reason'], cause?: unknown) {
    super(`the store is ${reason}`, { cause })
    this.reason = reason
    this.temporary = reason !== 'internal'
  }
}
