/** A mailbox that a session has selected. */
import type { Logger } from '../base/log.ts'
import { fail, ok, type Result } from '../base/result.ts'
import { type LiveMessages, type SelectedMailbox, ToldFailure } from '../imap/backend.ts'
import { changeableFlags, hasRights } from '../imap/wire/rights.ts'
import type { ByteRange } from '../ports/blobs.ts'
import {
  type Copied,
  type FlagChange,
  firstKeywordBit,
  type Mailbox,
  type MailboxError,
  type MailboxId,
  type StoredView,
  type ViewId,
} from '../ports/mailboxes.ts'
import { type Acting, rightBits } from '../ports/shares.ts'
import type { MailboxBackendOptions, MailboxStore } from './backend.ts'
import type { Mirror } from './mirror.ts'
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
  readonly mirror: LiveMessages & Pick<Mirror, 'setFlags' | 'takeKeywords' | 'expunge'>
}

const everyFlag = 0xffff_ffff

export class OpenMailbox implements SelectedMailbox {
  readonly name: string
  readonly uidValidity: number
  readonly #mailbox: Mailbox
  readonly #lease: MirrorLease
  readonly #access: Access
  readonly #store: MailboxStore
  readonly #log: Logger

  constructor(
    mailbox: Mailbox,
    lease: MirrorLease,
    { store, log }: Pick<MailboxBackendOptions, 'store' | 'log'>,
    access: Access,
  ) {
    this.name = mailbox.name
    this.#access = access
    this.uidValidity = mailbox.uidValidity
    this.#mailbox = mailbox
    this.#lease = lease
    this.#store = store
    this.#log = log
  }

  get messages(): LiveMessages {
    return this.#lease.mirror
  }

  get rights(): number {
    return this.#access.shared?.rights ?? everyFlag
  }

  async setFlags(
    change: Omit<FlagChange, 'mailbox'>,
  ): Promise<Result<{ modseq: number; uids: Uint32Array; flags: Uint32Array }, MailboxError>> {
    const { mirror } = this.#lease
    const { shared } = this.#access
    const mask = changeableFlags(this.rights)
    // RFC 4314 §4: refused only when none of the flags may be changed.
    if (!mayChange(change, mask)) return fail({ reason: 'no-permission' })
    const allowed = mask & keywordFlags ? change : { ...change, keywords: [] }
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

  async copy(uids: Uint32Array, to: string): Promise<Result<Copied, MailboxError>> {
    const target = await this.#target(to)
    if (!target.ok) return target
    return await this.#store.write.copy(this.#mailbox.id, uids, target.value.id, target.value.as)
  }

  async move(uids: Uint32Array, to: string): Promise<Result<Copied, MailboxError>> {
    // RFC 6851 §4.4: as COPY, a STORE of \Deleted and an EXPUNGE.
    if (!hasRights(this.rights, rightBits.t | rightBits.e)) return fail({ reason: 'no-permission' })
    const target = await this.#target(to)
    if (!target.ok) return target
    const moved = await this.#store.write.move(this.#mailbox.id, uids, target.value.id, target.value.as)
    if (moved.ok) this.#lease.mirror.expunge(moved.value.sourceUids)
    return moved
  }

  async expunge(uids: Uint32Array | 'all'): Promise<void> {
    if (!hasRights(this.rights, rightBits.e)) throw new ToldFailure('NOPERM', 'You have no right to do that')
    const as = this.#access.shared?.acting(everyFlag)
    const removed = await this.#store.write.expunge(this.#mailbox.id, uids, as)
    this.#lease.mirror.expunge(removed.uids)
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

  structures(ids: readonly ViewId[]): ReturnType<SelectedMailbox['structures']> {
    return this.#store.read.mailboxes.structures(ids)
  }

  searchTexts(ids: readonly ViewId[]): ReturnType<SelectedMailbox['searchTexts']> {
    return this.#store.read.mailboxes.searchTexts(ids)
  }

  read(view: StoredView, range: ByteRange): Promise<Uint8Array> {
    return readView(this.#store.read.blobs, view, range)
  }

  stream(view: StoredView, range: ByteRange): AsyncIterable<Uint8Array> {
    return viewBytes(this.#store.read.blobs, view, range)
  }

  [Symbol.dispose](): void {
    this.#storeRecent()
    this.#lease[Symbol.dispose]()
  }

  /** Nobody waits for it: what is lost by a crash is recent once more, as RFC 3501 §2.3.2 wants it in doubt. */
  #storeRecent(): void {
    const { recentUid } = this.#lease.mirror
    const { id, recentUid: stored } = this.#mailbox
    if (recentUid <= stored) return
    this.#store.write.setRecentUid(id, recentUid).catch((error: unknown) => {
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
