/**
 * The messages of a mailbox as one person sees them: the mirror that all share, with flags and MODSEQs of which \Seen
 * is the person's own. Twelve bytes a message, for all sessions of the person; brought up to date when somebody looks.
 */

import { lowerBound } from '../base/lower-bound.ts'
import type { LiveMessages } from '../imap/backend.ts'
import { changeableFlags } from '../imap/wire/rights.ts'
import { flagBits } from '../ports/mailboxes.ts'
import type { SeenRuns } from '../ports/shares.ts'
import type { Mirror } from './mirror.ts'

const { seen: seenBit } = flagBits

export class PersonalMessages implements LiveMessages {
  rights = 0
  readonly #base: Mirror
  #version = -1
  #epoch: number
  /** As they were when the arrays were last brought up to date. */
  #uids: Uint32Array
  #count = 0
  #flags = new Uint32Array(0)
  #modseqs = new Float64Array(0)
  /** Of what the person alone has changed. */
  #highestModseq = 0
  #countsFrom = 0

  constructor(base: Mirror) {
    this.#base = base
    this.#epoch = base.epoch
    this.#uids = base.uids
  }

  get changeable(): number {
    return changeableFlags(this.rights)
  }

  get epoch(): number {
    return this.#base.epoch
  }

  get count(): number {
    return this.#base.count
  }

  get uids(): Uint32Array {
    return this.#base.uids
  }

  get flags(): Uint32Array {
    this.#follow()
    return this.#flags
  }

  get modseqs(): Float64Array {
    this.#follow()
    return this.#modseqs
  }

  get views(): Float64Array {
    return this.#base.views
  }

  get internalDatesMs(): Float64Array {
    return this.#base.internalDatesMs
  }

  get sizesBytes(): Uint32Array {
    return this.#base.sizesBytes
  }

  get columns(): LiveMessages['columns'] {
    return this.#base.columns
  }

  get keywords(): readonly string[] {
    return this.#base.keywords
  }

  get uidNext(): number {
    return this.#base.uidNext
  }

  get recentUid(): number {
    return this.#base.recentUid
  }

  get storedRecentUid(): number {
    return this.#base.storedRecentUid
  }

  set storedRecentUid(uid: number) {
    this.#base.storedRecentUid = uid
  }

  claimRecent(end: number): void {
    this.#base.claimRecent(end)
  }

  takeKeywords(keywords: readonly string[]): void {
    this.#base.takeKeywords(keywords)
  }

  expunge(uids: Uint32Array): void {
    this.#base.expunge(uids)
  }

  /** Own changes: the store has told of them before it answered, each part to those whom it concerns. */
  setFlags(): void {}

  /**
   * Of the person and of the mailbox as they were stored. The person's counts once the mailbox's shows: a change in
   * between may still be on its way here.
   */
  startModseqs(personal: number, mailbox: number): void {
    this.#highestModseq = personal
    this.#countsFrom = mailbox
  }

  get highestModseq(): number {
    const { highestModseq } = this.#base
    return highestModseq < this.#countsFrom ? highestModseq : Math.max(highestModseq, this.#highestModseq)
  }

  /** Runs as they are stored. */
  takeRuns({ first, last, seen, modseqs }: SeenRuns): void {
    this.#follow()
    for (let run = 0; run < first.length; run++) {
      let row = lowerBound(this.#uids, this.#count, first[run]!)
      for (; row < this.#count && this.#uids[row]! <= last[run]!; row++)
        this.#take(row, seen[run]!, modseqs[run]!)
    }
  }

  /** In the order of commits. */
  hear(uids: Uint32Array, seen: Uint8Array, modseq: number): void {
    this.#follow()
    this.#highestModseq = Math.max(this.#highestModseq, modseq)
    for (let i = 0; i < uids.length; i++) {
      const row = lowerBound(this.#uids, this.#count, uids[i]!)
      if (row < this.#count && this.#uids[row] === uids[i]) this.#take(row, seen[i]!, modseq)
    }
  }

  #take(row: number, seen: number, modseq: number): void {
    this.#flags[row] = (this.#flags[row]! & ~seenBit) | seen
    if (this.#modseqs[row]! < modseq) this.#modseqs[row] = modseq
  }

  #follow(): void {
    const base = this.#base
    if (base.version === this.#version) return
    if (base.epoch !== this.#epoch) this.#drop()
    this.#reserve(base.count)
    for (let row = 0; row < base.count; row++) {
      const isKnown = row < this.#count
      const seen = isKnown ? this.#flags[row]! & seenBit : 0
      this.#flags[row] = (base.flags[row]! & ~seenBit) | seen
      this.#modseqs[row] = isKnown ? Math.max(this.#modseqs[row]!, base.modseqs[row]!) : base.modseqs[row]!
    }
    this.#uids = base.uids
    this.#count = base.count
    this.#version = base.version
  }

  /** Messages went: what is kept of those that stay moves up. Arrays that somebody holds are left as they are. */
  #drop(): void {
    const { uids, count, epoch } = this.#base
    const flags = new Uint32Array(count)
    const modseqs = new Float64Array(count)
    let kept = 0
    for (let row = 0; row < this.#count && kept < count; row++) {
      if (this.#uids[row] !== uids[kept]) continue
      flags[kept] = this.#flags[row]!
      modseqs[kept] = this.#modseqs[row]!
      kept++
    }
    this.#flags = flags
    this.#modseqs = modseqs
    this.#count = kept
    this.#epoch = epoch
  }

  #reserve(count: number): void {
    if (count <= this.#flags.length) return
    const capacity = Math.max(count, Math.ceil(this.#flags.length * 1.5))
    const flags = new Uint32Array(capacity)
    const modseqs = new Float64Array(capacity)
    flags.set(this.#flags)
    modseqs.set(this.#modseqs)
    this.#flags = flags
    this.#modseqs = modseqs
  }
}
