/**
 * Remembers which UIDs left a mailbox and when, for clients that come back (RFC 7162 §5.3): a queue of ranges by
 * MODSEQ, of which the oldest go once there are too many, and with the mailbox all of them.
 */
import type { MailboxId } from '../../../ports/mailboxes.ts'
import type { Statement } from '../connection.ts'
import type { WriterSession } from '../session.ts'
import type { Run } from './message-rows.ts'

export class ExpungedWriter {
  readonly #maxRanges: number
  readonly #insert: Statement
  readonly #beyond: Statement<number>
  readonly #forget: Statement
  readonly #raise: Statement
  readonly #drop: Statement

  constructor({ db, limits }: WriterSession) {
    this.#maxRanges = limits.expungedRanges
    this.#insert = db.prepare(
      'INSERT INTO expunged (mailbox_id, modseq, first_uid, last_uid) VALUES (?, ?, ?, ?)',
    )
    this.#beyond = db
      .prepare<unknown[], number>(
        `SELECT modseq FROM expunged WHERE mailbox_id = ? ORDER BY modseq DESC, first_uid DESC LIMIT 1 OFFSET ?`,
      )
      .pluck()
    this.#forget = db.prepare('DELETE FROM expunged WHERE mailbox_id = ? AND modseq <= ?')
    this.#raise = db.prepare('UPDATE mailboxes SET forgotten_modseq = ? WHERE id = ?')
    this.#drop = db.prepare('DELETE FROM expunged WHERE mailbox_id = ?')
  }

  /** `runs` ascend. One may span UIDs without a message, which left before. */
  remember(mailbox: MailboxId, modseq: number, runs: readonly Run[]): void {
    for (const [first, last] of joined(runs)) this.#insert.run(mailbox, modseq, first, last)
    // All ranges of one removal or none: a client knows only its MODSEQ.
    const oldest = this.#beyond.get(mailbox, this.#maxRanges)
    if (oldest === undefined) return
    this.#forget.run(mailbox, oldest)
    this.#raise.run(oldest, mailbox)
  }

  /** The mailbox itself goes. */
  drop(mailbox: MailboxId): void {
    this.#drop.run(mailbox)
  }
}

/** Runs that follow each other without a gap, as one. */
function joined(runs: readonly Run[]): readonly Run[] {
  const all: [number, number][] = []
  for (const [first, last] of runs) {
    const before = all.at(-1)
    if (before !== undefined && first === before[1] + 1) before[1] = last
    else all.push([first, last])
  }
  return all
}
