/** A mailbox that a session has selected. */
import type { Logger } from '../base/log.ts'
import { fail, ok, type Result } from '../base/result.ts'
import { type LiveMessages, type SelectedMailbox, ToldFailure } from '../imap/backend.ts'
import { mailboxObjectId } from '../imap/mailboxes/object-id.ts'
import { changeableFlags, hasRights } from '../imap/wire/rights.ts'
import type { ByteRange } from '../ports/blobs.ts'
import {
  type Copied,
  type FlagChange,
  type FlagsChanged,
  firstKeywordBit,
  type MailboxError,
  type MailboxId,
  type NewMessage,
  type UidRange,
  type ViewAncestors,
  type ViewId,
  type ViewSource,
} from '../ports/mailboxes.ts'
import { type Acting, rightBits } from '../ports/shares.ts'
import type { MailboxBackendOptions, MailboxStore } from './backend.ts'
import { MailboxHeaders } from './kept-headers.ts'
import { planFlags } from './known-flags.ts'
import type { NamedMailbox } from './known-names.ts'
import type { Mirror } from './mirror.ts'
import { SearchTexts } from './search-texts.ts'
import { readView, viewBytes } from './view-bytes.ts'

/** A mailbox that messages go to; `as` when it is not one's own. */
export interface Target {
  readonly id: MailboxId
  readonly as?: Acting
}

export type FindTarget = (name: string) => Promise<Result<Target, MailboxError>>

/** What its user may do with a mailbox. */
export interface Access {
  readonly target: FindTarget
  /** Set when it is not one's own. */
  readonly shared?: { readonly rights: number; acting(mask: number): Acting }
}

/** What is shown of a mailbox, and takes own changes before they are told. */
export interface MirrorLease extends Disposable {
  readonly mirror: LiveMessages &
    Pick<Mirror, 'setFlags' | 'takeKeywords' | 'expunge' | 'storedRecentUid'> & { removed?: boolean }
}

const everyFlag = 0xffff_ffff

export class OpenMailbox implements SelectedMailbox {
  readonly id: MailboxId
  readonly name: string
  readonly uidValidity: number
  readonly objectId: string
  readonly kept: SearchTexts
  readonly keptHeaders: MailboxHeaders
  readonly #mailbox: NamedMailbox
  readonly #lease: MirrorLease
  readonly #access: Access
  readonly #store: MailboxStore
  readonly #log: Logger
  readonly #added: (to: MailboxId, uids: Uint32Array) => void

  /** `added` is told of messages that were copied or moved from here. */
  constructor(
    mailbox: NamedMailbox,
    lease: MirrorLease,
    { store, log }: Pick<MailboxBackendOptions, 'store' | 'log'>,
    access: Access,
    added: (to: MailboxId, uids: Uint32Array) => void = () => {},
  ) {
    this.id = mailbox.id
    this.#added = added
    this.name = mailbox.name
    this.#access = access
    this.uidValidity = mailbox.uidValidity
    this.objectId = mailboxObjectId(mailbox)
    this.#mailbox = mailbox
    this.#lease = lease
    this.#store = store
    this.#log = log
    this.kept = new SearchTexts(store, mailbox.id, log)
    this.keptHeaders = new MailboxHeaders(store, mailbox.id, log)
  }

  get messages(): LiveMessages {
    return this.#lease.mirror
  }

  get rights(): number {
    return this.#access.shared?.rights ?? everyFlag
  }

  async setFlags(change: Omit<FlagChange, 'mailbox'>): Promise<Result<FlagsChanged, MailboxError>> {
    const { mirror } = this.#lease
    const { shared } = this.#access
    const mask = changeableFlags(this.rights)
    // RFC 4314 §4: refused only when none of the flags may be changed.
    if (!mayChange(change, mask)) return fail({ reason: 'no-permission' })
    const allowed = mask & keywordFlags ? change : { ...change, keywords: [] }
    const known = shared === undefined ? this.#setKnown(allowed) : undefined
    if (known !== undefined) return ok(known)
    const changed = await this.#store.write.setFlags({
      ...allowed,
      mailbox: this.#mailbox.id,
      ...(shared && { as: shared.acting(mask) }),
    })
    if (!changed.ok) return changed
    if (hasNew(change.keywords, mirror.keywords)) {
      // The notice with the longer list may still be under way.
      const mailbox = await this.#store.read.mailboxes.byId(this.#mailbox.id)
      if (mailbox !== undefined) mirror.takeKeywords(mailbox.keywords)
    }
    mirror.setFlags(changed.value.modseq, changed.value.uids, changed.value.flags)
    return changed
  }

  /** In memory first: the store has written it down, and everybody is told. undefined: it has to wait its turn. */
  #setKnown(change: Omit<FlagChange, 'mailbox'>): FlagsChanged | undefined {
    const { takeFlags } = this.#store
    const { mirror } = this.#lease
    if (takeFlags === undefined || mirror.removed) return undefined
    const plan = planFlags(mirror, change)
    if (plan === undefined) return undefined
    if (plan.change === undefined) return { ...plan.answer, modseq: 0 }
    const { id: mailbox, boxId: box } = this.#mailbox
    const modseq = takeFlags({ ...plan.change, mailbox, box })
    return modseq === undefined ? undefined : { ...plan.answer, modseq }
  }

  async copy(uids: Uint32Array, to: string): Promise<Result<Copied, MailboxError>> {
    const target = await this.#target(to)
    if (!target.ok) return target
    const { id, as } = target.value
    const copied = await this.#store.write.copy(this.#mailbox.id, uids, id, as)
    if (copied.ok) this.#added(id, copied.value.targetUids)
    return copied
  }

  async move(uids: Uint32Array, to: string): Promise<Result<Copied, MailboxError>> {
    // RFC 6851 §4.4: as COPY, a STORE of \Deleted and an EXPUNGE.
    if (!hasRights(this.rights, rightBits.t | rightBits.e)) return fail({ reason: 'no-permission' })
    const target = await this.#target(to)
    if (!target.ok) return target
    const { id, as } = target.value
    const moved = await this.#store.write.move(this.#mailbox.id, uids, id, as)
    if (!moved.ok) return moved
    this.#lease.mirror.expunge(moved.value.sourceUids)
    this.#added(id, moved.value.targetUids)
    return moved
  }

  async expunge(uids: Uint32Array | 'all'): Promise<number> {
    if (!hasRights(this.rights, rightBits.e)) throw new ToldFailure('NOPERM', 'You have no right to do that')
    const as = this.#access.shared?.acting(everyFlag)
    const removed = await this.#store.write.expunge(this.#mailbox.id, uids, as)
    this.#lease.mirror.expunge(removed.uids)
    return removed.uids.length
  }

  expungedSince(modseq: number): Promise<readonly UidRange[] | undefined> {
    return this.#store.read.mailboxes.expungedSince(this.#mailbox.id, modseq)
  }

  /** Puts a message, whose mailbox it names, in the place of another. */
  async replace(
    uid: number,
    message: NewMessage,
  ): Promise<Awaited<ReturnType<MailboxStore['write']['replace']>> | Result<never, MailboxError>> {
    // RFC 8508 §3.4: as an APPEND, a STORE of \Deleted and an EXPUNGE.
    if (!hasRights(this.rights, rightBits.t | rightBits.e)) return fail({ reason: 'no-permission' })
    const as = this.#access.shared?.acting(everyFlag)
    const replaced = await this.#store.write.replace(this.#mailbox.id, uid, message, as)
    if (replaced.ok) this.#lease.mirror.expunge(Uint32Array.of(uid))
    return replaced
  }

  savedDates(uids: Uint32Array): Promise<Float64Array> {
    return this.#store.read.mailboxes.savedDates(this.#mailbox.id, uids)
  }

  /** What comes from a mailbox that is not one's own is somebody's doing wherever it goes. */
  async #target(name: string): Promise<Result<Target, MailboxError>> {
    const target = await this.#access.target(name)
    const { shared } = this.#access
    if (!target.ok || shared === undefined || target.value.as !== undefined) return target
    return ok({ ...target.value, as: shared.acting(everyFlag) })
  }

  views(ids: readonly ViewId[]): ReturnType<SelectedMailbox['views']> {
    return this.#store.read.mailboxes.views(ids)
  }

  sources(ids: readonly ViewId[]): ReturnType<SelectedMailbox['sources']> {
    return this.#store.read.mailboxes.sources(ids)
  }

  structures(ids: readonly ViewId[]): ReturnType<SelectedMailbox['structures']> {
    return this.#store.read.mailboxes.structures(ids)
  }

  searchTexts(ids: readonly ViewId[]): ReturnType<SelectedMailbox['searchTexts']> {
    return this.#store.read.mailboxes.searchTexts(ids)
  }

  sentDates(ids: readonly ViewId[]): ReturnType<SelectedMailbox['sentDates']> {
    return this.#store.read.mailboxes.sentDates(ids)
  }

  threadTexts(ids: readonly ViewId[]): ReturnType<SelectedMailbox['threadTexts']> {
    return this.#store.read.mailboxes.threadTexts(ids)
  }

  /** Nobody waits for it: what is lost is read once more. */
  keepAncestors(found: readonly ViewAncestors[]): void {
    this.#store.write.setAncestors(found).catch((error: unknown) => {
      this.#log.warn({ err: error, mailbox: this.#mailbox.id }, 'ancestors of older letters were not stored')
    })
  }

  read(view: ViewSource, range: ByteRange): Promise<Uint8Array> {
    return readView(this.#store.read.blobs, view, range)
  }

  stream(view: ViewSource, range: ByteRange): AsyncIterable<Uint8Array> {
    return viewBytes(this.#store.read.blobs, view, range)
  }

  [Symbol.dispose](): void {
    this.#storeRecent()
    this.#lease[Symbol.dispose]()
  }

  /** Nobody waits for it: what is lost by a crash is recent once more, as RFC 3501 §2.3.2 wants it in doubt. */
  #storeRecent(): void {
    const { mirror } = this.#lease
    const { recentUid, storedRecentUid: stored } = mirror
    const { id } = this.#mailbox
    if (recentUid <= stored) return
    mirror.storedRecentUid = recentUid
    this.#store.write.setRecentUid(id, recentUid).catch((error: unknown) => {
      mirror.storedRecentUid = Math.min(mirror.storedRecentUid, stored)
      this.#log.warn({ err: error, mailbox: id }, 'recent messages were not stored')
    })
  }
}

const keywordFlags = (everyFlag << firstKeywordBit) >>> 0

function mayChange({ mode, flags, keywords }: Omit<FlagChange, 'mailbox'>, mask: number): boolean {
  const asked = keywords.length > 0 ? (flags | keywordFlags) >>> 0 : flags
  if (asked !== 0) return (asked & mask) !== 0
  return mode !== 'replace' || mask !== 0
}

function hasNew(keywords: readonly string[], known: readonly string[]): boolean {
  const lower = new Set(known.map(keyword => keyword.toLowerCase()))
  return keywords.some(keyword => !lower.has(keyword.toLowerCase()))
}
