/**
 * The messages of one mailbox in memory, shared by every session that has it selected. Loaded once as a snapshot, then
 * kept current by the store's notices, which come in commit order.
 *
 * A notice may tell what the snapshot, or the answer to an own change, told already: every step is idempotent by UID
 * and MODSEQ.
 */
import { lowerBound } from '../base/lower-bound.ts'
import { sameIntegers } from '../base/same-integers.ts'
import type { LiveMessages } from '../imap/backend.ts'
import type { KnownColumns } from '../imap/columns/known-columns.ts'
import { flagBits, type Mailbox, type MailboxSnapshot } from '../ports/mailboxes.ts'
import type { Notice } from '../ports/store.ts'

export type MessageNotice = Extract<Notice, { readonly kind: 'arrived' | 'flags' | 'expunged' }>

export class Mirror implements LiveMessages {
  epoch = 0
  /** The mailbox was removed. */
  removed = false
  /** Grows with every change, for what is derived from the arrays. */
  version = 0
  count: number
  uids: Uint32Array
  flags: Uint32Array
  modseqs: Float64Array
  views: Float64Array
  internalDatesMs: Float64Array
  sizesBytes: Uint32Array
  keywords: readonly string[]
  uidNext: number
  highestModseq: number
  recentUid: number
  readonly columns: KnownColumns | undefined
  /** What the store has of `recentUid`, or is about to. */
  storedRecentUid: number
  /** No row has a higher MODSEQ. */
  #newestModseq: number
  /** Every row before this one is \Seen. */
  #seenRows = 0

  /** `mailbox` is no older than the snapshot but for its MODSEQ, which must not be newer. */
  constructor(mailbox: Mailbox, snapshot: MailboxSnapshot, columns?: KnownColumns) {
    this.columns = columns
    this.count = snapshot.uids.length
    this.uids = snapshot.uids
    this.flags = snapshot.flags
    this.modseqs = snapshot.modseqs
    this.views = snapshot.views
    this.internalDatesMs = snapshot.internalDatesMs
    this.sizesBytes = snapshot.sizesBytes
    this.keywords = mailbox.keywords
    this.uidNext = Math.max(mailbox.uidNext, (snapshot.uids.at(-1) ?? 0) + 1)
    this.highestModseq = mailbox.modseq
    this.recentUid = mailbox.recentUid
    this.storedRecentUid = mailbox.recentUid
    this.#newestModseq = snapshot.modseqs.reduce((one, other) => Math.max(one, other), mailbox.modseq)
  }

  get firstUnseen(): number {
    const { flags, count } = this
    let row = this.#seenRows
    while (row < count && (flags[row]! & flagBits.seen) !== 0) row++
    this.#seenRows = row
    return row
  }

  apply(notice: MessageNotice): void {
    if (notice.kind !== 'expunged' && notice.keywords !== undefined) this.takeKeywords(notice.keywords)
    if (notice.kind === 'arrived') this.#arrive(notice)
    else if (notice.kind === 'flags') this.#change(notice.modseq, notice.uids, notice.flags)
    else this.expunge(notice.uids)
    this.highestModseq = Math.max(this.highestModseq, notice.modseq)
  }

  setFlags(modseq: number, uids: Uint32Array, flags: Uint32Array): void {
    this.version++
    this.#newestModseq = Math.max(this.#newestModseq, modseq)
    let row = -1
    for (let i = 0; i < uids.length; i++) {
      // Most follow the one before.
      const isNext = row >= 0 && row + 1 < this.count && this.uids[row + 1] === uids[i]
      row = isNext ? row + 1 : this.#row(uids[i]!)
      // A change leaves the MODSEQ of what it did not change.
      if (row < 0 || this.modseqs[row]! >= modseq || this.flags[row] === flags[i]) continue
      this.flags[row] = flags[i]!
      this.modseqs[row] = modseq
      if (row < this.#seenRows) this.#seenRows = row
    }
  }

  /** Of messages that did change: those that stand together are written as a whole, without a look at each. */
  #change(modseq: number, uids: Uint32Array, flags: Uint32Array): void {
    const row = uids.length === 0 ? -1 : this.#row(uids[0]!)
    const end = row + uids.length
    const isTogether = row >= 0 && end <= this.count && sameIntegers(this.uids.subarray(row, end), uids)
    if (!isTogether || modseq <= this.#newestModseq) {
      this.setFlags(modseq, uids, flags)
      return
    }
    this.flags.set(flags, row)
    this.modseqs.fill(modseq, row, end)
    this.version++
    this.#newestModseq = modseq
    this.#seenRows = Math.min(this.#seenRows, row)
  }

  claimRecent(end: number): void {
    this.recentUid = Math.max(this.recentUid, end)
  }

  /** A mailbox's list of keywords only grows. */
  takeKeywords(keywords: readonly string[]): void {
    if (keywords.length > this.keywords.length) this.keywords = keywords
  }

  /** Replaces the arrays: sessions that were not told keep the old ones. */
  expunge(uids: Uint32Array): void {
    const gone = new Uint8Array(this.count)
    let removed = 0
    for (const uid of uids) {
      const row = this.#row(uid)
      if (row < 0 || gone[row] === 1) continue
      gone[row] = 1
      removed++
    }
    if (removed === 0) return
    const kept = this.count - removed
    const rows = new Uint32Array(kept)
    for (let row = 0, at = 0; row < this.count; row++) if (gone[row] === 0) rows[at++] = row
    this.uids = pickIntegers(this.uids, rows)
    this.flags = pickIntegers(this.flags, rows)
    this.modseqs = pickFloats(this.modseqs, rows)
    this.views = pickFloats(this.views, rows)
    this.internalDatesMs = pickFloats(this.internalDatesMs, rows)
    this.sizesBytes = pickIntegers(this.sizesBytes, rows)
    this.#seenRows = lowerBound(rows, kept, this.#seenRows)
    this.count = kept
    this.epoch++
    this.version++
  }

  #arrive(notice: Extract<Notice, { readonly kind: 'arrived' }>): void {
    // UIDs only grow: one at or below the last is in the snapshot already.
    const last = this.count === 0 ? 0 : this.uids[this.count - 1]!
    this.#reserve(this.count + notice.uids.length)
    this.version++
    this.#newestModseq = Math.max(this.#newestModseq, notice.modseq)
    for (let i = 0; i < notice.uids.length; i++) {
      const uid = notice.uids[i]!
      if (uid <= last) continue
      const row = this.count++
      this.uids[row] = uid
      this.flags[row] = notice.flags[i]!
      this.modseqs[row] = notice.modseq
      this.views[row] = notice.views[i]!
      this.internalDatesMs[row] = notice.internalDatesMs[i]!
      this.sizesBytes[row] = notice.sizesBytes[i]!
      this.uidNext = Math.max(this.uidNext, uid + 1)
    }
  }

  #reserve(count: number): void {
    if (count <= this.uids.length) return
    // Little more than is needed: most mailboxes that are open are large, and wait.
    const capacity = Math.max(count, this.uids.length + (this.uids.length >>> 3), 64)
    this.uids = growIntegers(this.uids, capacity)
    this.flags = growIntegers(this.flags, capacity)
    this.modseqs = growFloats(this.modseqs, capacity)
    this.views = growFloats(this.views, capacity)
    this.internalDatesMs = growFloats(this.internalDatesMs, capacity)
    this.sizesBytes = growIntegers(this.sizesBytes, capacity)
  }

  #row(uid: number): number {
    let low = 0
    let high = this.count - 1
    while (low <= high) {
      const middle = (low + high) >>> 1
      const found = this.uids[middle]!
      if (found === uid) return middle
      if (found < uid) low = middle + 1
      else high = middle - 1
    }
    return -1
  }
}

function pickIntegers(values: Uint32Array, rows: Uint32Array): Uint32Array {
  return rows.map(row => values[row]!)
}

function pickFloats(values: Float64Array, rows: Uint32Array): Float64Array {
  return Float64Array.from(rows, row => values[row]!)
}

function growIntegers(values: Uint32Array, capacity: number): Uint32Array {
  const grown = new Uint32Array(capacity)
  grown.set(values)
  return grown
}

function growFloats(values: Float64Array, capacity: number): Float64Array {
  const grown = new Float64Array(capacity)
  grown.set(values)
  return grown
}
