/**
 * Which mailboxes are mirrored in memory: those that sessions have selected, and for a short while after, since
 * clients come back. Sessions of one mailbox share one mirror.
 */
import type { MailboxChange, MailboxListener } from '../imap/backend.ts'
import { ColumnMemory } from '../imap/columns/known-columns.ts'
import type { MailboxId, MailboxReads } from '../ports/mailboxes.ts'
import type { Notice } from '../ports/store.ts'
import { type MessageNotice, Mirror } from './mirror.ts'

/** How long an unused mirror waits for the next session. */
const lingerMs = 30_000
/** Unused mirrors that may wait; the one unused longest goes first. */
const maxLingering = 64

interface Shared {
  /** Undefined while the snapshot is being read. */
  mirror: Mirror | undefined
  loading: Promise<Mirror | undefined>
  /** Notices that came while the snapshot was being read. */
  readonly early: MessageNotice[]
  readonly listeners: Set<MailboxListener>
  /** Sessions that have it selected or wait for it. */
  users: number
}

export interface Lease extends Disposable {
  readonly mirror: Mirror
}

export class Mirrors {
  readonly #reads: MailboxReads
  readonly #columns: ColumnMemory
  readonly #shared = new Map<MailboxId, Shared>()
  /** Unused ones in the order in which they became so. */
  readonly #lingering = new Map<MailboxId, NodeJS.Timeout>()

  /** `columnBytes` of what letters are sorted by are held for the next time. */
  constructor(reads: MailboxReads, columnBytes = 0) {
    this.#reads = reads
    this.#columns = new ColumnMemory(columnBytes)
  }

  /** The mirror of a mailbox, loaded if need be; undefined when the mailbox is gone. */
  async lease(id: MailboxId, listener: MailboxListener): Promise<Lease | undefined> {
    const shared = this.#shared.get(id) ?? this.#load(id)
    clearTimeout(this.#lingering.get(id))
    this.#lingering.delete(id)
    shared.users++
    let mirror: Mirror | undefined
    try {
      mirror = await shared.loading
    } finally {
      if (mirror === undefined) this.#leave(id, shared)
    }
    // Removed while it was being read: nobody would tell this session.
    if (mirror === undefined || this.#shared.get(id) !== shared) return undefined
    shared.listeners.add(listener)
    let isHeld = true
    return {
      mirror,
      [Symbol.dispose]: () => {
        if (!isHeld) return
        isHeld = false
        shared.listeners.delete(listener)
        this.#leave(id, shared)
      },
    }
  }

  /** The first UID that no session has claimed as \Recent; undefined when the mailbox is not mirrored. */
  recentUid(id: MailboxId): number | undefined {
    return this.#shared.get(id)?.mirror?.recentUid
  }

  /** Takes a notice of the store. */
  hear(notice: Notice): void {
    if (notice.kind === 'mailboxes' && notice.removed !== undefined) this.#remove(notice.removed)
    if (notice.kind !== 'arrived' && notice.kind !== 'flags' && notice.kind !== 'expunged') return
    const shared = this.#shared.get(notice.mailbox)
    if (shared === undefined) return
    if (shared.mirror === undefined) {
      shared.early.push(notice)
      return
    }
    // What is loaded has it from the first time.
    if (notice.kind === 'flags' && notice.again) return
    shared.mirror.apply(notice)
    const change: MailboxChange =
      notice.kind === 'arrived' ? { kind: 'arrived' } : { kind: notice.kind, modseq: notice.modseq }
    for (const listener of shared.listeners) listener(change)
  }

  /** Forgets what nobody uses. */
  close(): void {
    for (const id of [...this.#lingering.keys()]) this.#forget(id, this.#shared.get(id))
  }

  #load(id: MailboxId): Shared {
    const shared: Shared = {
      mirror: undefined,
      loading: Promise.resolve(undefined),
      early: [],
      listeners: new Set(),
      users: 0,
    }
    shared.loading = this.#read(id, shared)
    this.#shared.set(id, shared)
    return shared
  }

  async #read(id: MailboxId, shared: Shared): Promise<Mirror | undefined> {
    try {
      // Read before the snapshot: clients take it that they know every change up to it.
      const modseq = (await this.#reads.byId(id))?.modseq ?? 0
      const snapshot = await this.#reads.snapshot(id)
      // Read after the snapshot: keywords and UIDNEXT must not be older than the messages.
      const mailbox = await this.#reads.byId(id)
      if (mailbox === undefined) {
        this.#forget(id, shared)
        return undefined
      }
      const mirror = new Mirror({ ...mailbox, modseq }, snapshot, this.#columns.add())
      for (const notice of shared.early.splice(0)) mirror.apply(notice)
      shared.mirror = mirror
      return mirror
    } catch (error) {
      this.#forget(id, shared)
      throw error
    }
  }

  #leave(id: MailboxId, shared: Shared): void {
    shared.users--
    if (shared.users > 0 || this.#shared.get(id) !== shared) return
    this.#lingering.set(id, setTimeout(() => this.#forget(id, shared), lingerMs).unref())
    for (const oldest of this.#lingering.keys()) {
      if (this.#lingering.size <= maxLingering) break
      this.#forget(oldest, this.#shared.get(oldest))
    }
  }

  #remove(id: MailboxId): void {
    const shared = this.#shared.get(id)
    if (shared === undefined) return
    this.#forget(id, shared)
    if (shared.mirror !== undefined) shared.mirror.removed = true
    for (const listener of shared.listeners) listener({ kind: 'removed' })
  }

  #forget(id: MailboxId, shared: Shared | undefined): void {
    if (this.#shared.get(id) === shared) this.#shared.delete(id)
    shared?.mirror?.columns?.forget()
    clearTimeout(this.#lingering.get(id))
    this.#lingering.delete(id)
  }
}
