/** Copies references between mailboxes, and removes them: COPY, MOVE, EXPUNGE and renaming INBOX are made of it. */
import { firstKeywordBit } from '../../../ports/mailboxes.ts'
import type { Statement } from '../connection.ts'
import type { WriterSession } from '../session.ts'
import { ExpungedWriter } from './expunged.ts'
import { MailboxCounters, type MailboxRow } from './mailbox-counters.ts'
import type { MessageRow, Run, Selection } from './message-rows.ts'

interface Translated {
  readonly rows: readonly MessageRow[]
  /** The target's new list of keywords, when it grew. */
  readonly grown?: readonly string[]
}

export class Transfer {
  readonly #session: WriterSession
  readonly #counters: MailboxCounters
  readonly #expunged: ExpungedWriter
  readonly #copyRun: Statement
  readonly #copyOne: Statement
  readonly #delete: Statement

  constructor(session: WriterSession) {
    this.#session = session
    this.#counters = new MailboxCounters(session)
    this.#expunged = new ExpungedWriter(session)
    this.#copyRun = session.db.prepare(
      `INSERT INTO messages (mailbox_id, uid, flags, modseq, view_id, internal_date, size, saved_at)
       SELECT ?, ? - 1 + row_number() OVER (ORDER BY uid), flags, ?, view_id, internal_date, size, ?
       FROM messages WHERE mailbox_id = ? AND uid BETWEEN ? AND ?`,
    )
    this.#copyOne = session.db.prepare(
      `INSERT INTO messages (mailbox_id, uid, flags, modseq, view_id, internal_date, size, saved_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    this.#delete = session.db.prepare('DELETE FROM messages WHERE mailbox_id = ? AND uid BETWEEN ? AND ?')
  }

  /**
   * Answers the first of the new UIDs, which follow each other; undefined when the target has too many keywords.
   * `carried`: the rows with the flags that go along.
   */
  copy(
    from: MailboxRow,
    { rows, runs }: Selection,
    to: MailboxRow,
    carried: readonly MessageRow[] = rows,
  ): number | undefined {
    const translated = this.#translateKeywords(from, carried, to)
    if (!translated) return undefined
    const modseq = this.#session.nextModseq()
    const firstUid = this.#counters.arrive(to.id, modseq, translated.rows)
    if (translated.rows === rows) this.#copyRuns(from, runs, to, firstUid, modseq)
    else this.#copyRows(translated.rows, to, firstUid, modseq)
    this.#session.notify({
      kind: 'arrived',
      mailbox: to.id,
      box: to.box,
      modseq,
      uids: Uint32Array.from(rows, (_, i) => firstUid + i),
      flags: Uint32Array.from(translated.rows, row => row.flags),
      views: Float64Array.from(rows, row => row.view),
      internalDatesMs: Float64Array.from(rows, row => row.internalDateMs),
      sizesBytes: Uint32Array.from(rows, row => row.sizeBytes),
      ...(translated.grown && { keywords: translated.grown }),
    })
    return firstUid
  }

  #copyRuns(from: MailboxRow, runs: readonly Run[], to: MailboxRow, firstUid: number, modseq: number): void {
    const savedAt = Date.now()
    let uid = firstUid
    for (const [first, last] of runs) {
      uid += this.#copyRun.run(to.id, uid, modseq, savedAt, from.id, first, last).changes
    }
  }

  #copyRows(rows: readonly MessageRow[], to: MailboxRow, firstUid: number, modseq: number): void {
    const savedAt = Date.now()
    for (const [i, { flags, view, internalDateMs, sizeBytes }] of rows.entries()) {
      this.#copyOne.run(to.id, firstUid + i, flags, modseq, view, internalDateMs, sizeBytes, savedAt)
    }
  }

  /** The same rows when flags need no change: keywords are bits by position, and each mailbox has its own list. */
  #translateKeywords(from: MailboxRow, rows: readonly MessageRow[], to: MailboxRow): Translated | undefined {
    const used = rows.reduce((bits, row) => bits | row.flags, 0) >>> firstKeywordBit
    const names = from.keywords.filter((_, i) => (used >>> i) & 1)
    if (names.every(name => from.keywords.indexOf(name) === to.keywords.indexOf(name))) return { rows }
    const resolved = this.#counters.keywords(to, names, true)
    if (!resolved) return undefined
    const known = { ...to, keywords: resolved.grown ?? to.keywords }
    const bits = from.keywords.map(name =>
      names.includes(name) ? this.#counters.keywords(known, [name], false)!.mask : 0,
    )
    const translated = rows.map(row => {
      let flags = row.flags & ((1 << firstKeywordBit) - 1)
      for (const [i, bit] of bits.entries()) if ((row.flags >>> (firstKeywordBit + i)) & 1) flags |= bit
      return { ...row, flags: flags >>> 0 }
    })
    return { rows: translated, ...(resolved.grown && { grown: resolved.grown }) }
  }

  /** Removes references, and remembers when they went; the views stay. */
  remove(from: MailboxRow, { rows, runs }: Selection): number {
    const modseq = this.#session.nextModseq()
    for (const [first, last] of runs) this.#delete.run(from.id, first, last)
    this.#counters.leave(from.id, modseq, rows)
    this.#expunged.remember(from.id, modseq, runs)
    this.#session.notify({
      kind: 'expunged',
      mailbox: from.id,
      box: from.box,
      modseq,
      uids: Uint32Array.from(rows, row => row.uid),
    })
    return modseq
  }
}
