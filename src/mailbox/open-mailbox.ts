/** A mailbox that a session has selected. */
import type { Logger } from '../base/log.ts'
import { fail, type Result } from '../base/result.ts'
import type { LiveMessages, SelectedMailbox } from '../imap/backend.ts'
import { mailboxObjectId } from '../imap/object-id.ts'
import type { ByteRange } from '../ports/blobs.ts'
import type {
  Copied,
  FlagChange,
  FlagsChanged,
  Mailbox,
  MailboxError,
  MailboxId,
  NewMessage,
  StoredView,
  UidRange,
  ViewAncestors,
  ViewId,
} from '../ports/mailboxes.ts'
import type { MailboxBackendOptions, MailboxStore } from './backend.ts'
import type { Lease } from './mirrors.ts'
import { readView, viewBytes } from './view-bytes.ts'

export class OpenMailbox implements SelectedMailbox {
  readonly id: MailboxId
  readonly name: string
  readonly uidValidity: number
  readonly objectId: string
  readonly #mailbox: Mailbox
  readonly #lease: Lease
  readonly #store: MailboxStore
  readonly #log: Logger
  readonly #added: (to: MailboxId, uids: Uint32Array) => void

  /** `added` is told of messages that were copied or moved from here. */
  constructor(
    mailbox: Mailbox,
    lease: Lease,
    { store, log }: Pick<MailboxBackendOptions, 'store' | 'log'>,
    added: (to: MailboxId, uids: Uint32Array) => void = () => {},
  ) {
    this.id = mailbox.id
    this.#added = added
    this.name = mailbox.name
    this.uidValidity = mailbox.uidValidity
    this.objectId = mailboxObjectId(mailbox)
    this.#mailbox = mailbox
    this.#lease = lease
    this.#store = store
    this.#log = log
  }

  get messages(): LiveMessages {
    return this.#lease.mirror
  }

  async setFlags(change: Omit<FlagChange, 'mailbox'>): Promise<Result<FlagsChanged, MailboxError>> {
    const { mirror } = this.#lease
    const changed = await this.#store.write.setFlags({ ...change, mailbox: this.#mailbox.id })
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
    const target = await this.#store.read.mailboxes.byName(this.#mailbox.boxId, to)
    if (target === undefined) return fail({ reason: 'not-found' })
    const copied = await this.#store.write.copy(this.#mailbox.id, uids, target.id)
    if (copied.ok) this.#added(target.id, copied.value.targetUids)
    return copied
  }

  async move(uids: Uint32Array, to: string): Promise<Result<Copied, MailboxError>> {
    const target = await this.#store.read.mailboxes.byName(this.#mailbox.boxId, to)
    if (target === undefined) return fail({ reason: 'not-found' })
    const moved = await this.#store.write.move(this.#mailbox.id, uids, target.id)
    if (!moved.ok) return moved
    this.#lease.mirror.expunge(moved.value.sourceUids)
    this.#added(target.id, moved.value.targetUids)
    return moved
  }

  async expunge(uids: Uint32Array | 'all'): Promise<number> {
    const removed = await this.#store.write.expunge(this.#mailbox.id, uids)
    this.#lease.mirror.expunge(removed.uids)
    return removed.uids.length
  }

  expungedSince(modseq: number): Promise<readonly UidRange[] | undefined> {
    return this.#store.read.mailboxes.expungedSince(this.#mailbox.id, modseq)
  }

  /** Puts a message, whose mailbox it names, in the place of another. */
  async replace(uid: number, message: NewMessage): ReturnType<MailboxStore['write']['replace']> {
    const replaced = await this.#store.write.replace(this.#mailbox.id, uid, message)
    if (replaced.ok) this.#lease.mirror.expunge(Uint32Array.of(uid))
    return replaced
  }

  savedDates(uids: Uint32Array): Promise<Float64Array> {
    return this.#store.read.mailboxes.savedDates(this.#mailbox.id, uids)
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

  threadTexts(ids: readonly ViewId[]): ReturnType<SelectedMailbox['threadTexts']> {
    return this.#store.read.mailboxes.threadTexts(ids)
  }

  /** Nobody waits for it: what is lost is read once more. */
  keepAncestors(found: readonly ViewAncestors[]): void {
    this.#store.write.setAncestors(found).catch((error: unknown) => {
      this.#log.warn({ err: error, mailbox: this.#mailbox.id }, 'ancestors of older letters were not stored')
    })
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

function hasNew(keywords: readonly string[], known: readonly string[]): boolean {
  const lower = new Set(known.map(keyword => keyword.toLowerCase()))
  return keywords.some(keyword => !lower.has(keyword.toLowerCase()))
}
