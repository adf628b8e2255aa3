/**
 * The main thread's side of changes of flags that are told at once: each is written into the journal, sent to the writer
 * with the next jobs or after a moment, and waited for by whoever reads the mailbox from the database meanwhile. Who waits
 * while it cannot be stored, as on a full disk, is told of it once more.
 */
import type { BoxId } from '../../../ports/directory.ts'
import type { KnownFlagChange } from '../../../ports/known-flags.ts'
import type { MailboxId } from '../../../ports/mailboxes.ts'
import type { Notice } from '../../../ports/store.ts'
import type { FlagJournal, JournaledChange } from './flag-journal.ts'
import type { Modseqs } from './modseqs.ts'

/** Changes that the database may lack at a time, and their octets: more are not taken before the writer has caught up. */
const mostPending = 1000
export const mostPendingBytes = 16 * 1024 * 1024

/** Whose flags are read: a box's or a mailbox's. */
export type Read = { readonly box: BoxId } | { readonly mailbox: MailboxId }

export type FlagsNotice = Extract<Notice, { readonly kind: 'flags' }>

interface Pending {
  readonly number: number
  readonly notice: FlagsNotice
  readonly bytes: number
}

interface Waiting {
  readonly number: number
  readonly resolve: () => void
}

export class KnownChanges {
  readonly #journal: FlagJournal
  readonly #modseqs: Modseqs
  /** The number of the last change that was taken. */
  #taken: number
  #unsent: JournaledChange[] = []
  /** What the database lacks, in order. */
  #pending: Pending[] = []
  #pendingBytes = 0
  /** The last change of each that the database lacks. */
  readonly #boxes = new Map<BoxId, number>()
  readonly #mailboxes = new Map<MailboxId, number>()
  #waiting: Waiting[] = []

  /** `last`: the number of the last change that the database has. */
  constructor(journal: FlagJournal, modseqs: Modseqs, last: number) {
    this.#journal = journal
    this.#modseqs = modseqs
    this.#taken = last
  }

  /** What to tell; undefined, with nothing done, when it cannot be taken now. Throws when the journal cannot be written. */
  take({ mailbox, box, keep, set, runs, uids, flags }: KnownFlagChange): FlagsNotice | undefined {
    const bytes = runs.byteLength + uids.byteLength + flags.byteLength
    if (this.#pending.length >= mostPending || this.#pendingBytes + bytes > mostPendingBytes) return undefined
    if (!this.#journal.hasRoom(runs) || !this.#modseqs.reserved) return undefined
    const number = this.#taken + 1
    const modseq = this.#modseqs.take()
    if (modseq === undefined) return undefined
    const change = { number, modseq, mailbox, keep, set, runs }
    this.#journal.append(change)
    this.#taken = number
    this.#unsent.push(change)
    this.#boxes.set(box, number)
    this.#mailboxes.set(mailbox, number)
    const notice: FlagsNotice = { kind: 'flags', mailbox, box, modseq, uids, flags }
    this.#pending.push({ number, notice, bytes })
    this.#pendingBytes += bytes
    return notice
  }

  get hasUnsent(): boolean {
    return this.#unsent.length > 0
  }

  /** To be sent before any job that was submitted later. */
  send(): readonly JournaledChange[] {
    const unsent = this.#unsent
    this.#unsent = []
    return unsent
  }

  /** The database has every change up to this. */
  stored(number: number): void {
    this.#pending = this.#pending.filter(change => change.number > number)
    this.#pendingBytes = this.#pending.reduce((sum, { bytes }) => sum + bytes, 0)
    forget(this.#boxes, number)
    forget(this.#mailboxes, number)
    this.#release(number)
  }

  /** No failing disk takes back any change up to this. Throws when the journal cannot be emptied. */
  synced(number: number): void {
    if (number === this.#taken) this.#journal.synced()
  }

  /** Whether the database lacks a change of what is read. */
  isBehind(read: Read): boolean {
    return 'box' in read ? this.#boxes.has(read.box) : this.#mailboxes.has(read.mailbox)
  }

  /** Resolves when the database has every change so far, or when it will not soon. */
  settled(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#waiting.push({ number: this.#taken, resolve })
    return promise
  }

  /** They could not be stored: who waits is told of them once more, and reads what there is. */
  failed(tell: (notice: FlagsNotice) => void): void {
    if (this.#waiting.length === 0) return
    for (const { notice } of this.#pending) tell({ ...notice, again: true })
    this.#release(Number.POSITIVE_INFINITY)
  }

  #release(upTo: number): void {
    const waiting = this.#waiting
    this.#waiting = waiting.filter(({ number }) => number > upTo)
    for (const { number, resolve } of waiting) if (number <= upTo) resolve()
  }
}

function forget(numbers: Map<number, number>, upTo: number): void {
  for (const [key, number] of numbers) if (number <= upTo) numbers.delete(key)
}
