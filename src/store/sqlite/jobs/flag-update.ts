/** The change of flags in the tables, of which STORE in one's own box, in an office's, and from the journal are made. */
import type { FlagMask } from '../../../base/flag-mask.ts'
import type { MailboxId } from '../../../ports/mailboxes.ts'
import type { Db, Statement } from '../connection.ts'

/** Names `@mailbox`, `@first`, `@last`, `@keep` and `@set`. */
export const flagsAfter = '((flags & @keep) | @set)'
export const changing = `mailbox_id = @mailbox AND uid BETWEEN @first AND @last AND ${flagsAfter} <> flags`

export class FlagUpdate {
  readonly #update: Statement

  constructor(db: Db) {
    this.#update = db.prepare(`UPDATE messages SET flags = ${flagsAfter}, modseq = @modseq WHERE ${changing}`)
  }

  /** What is so already keeps its MODSEQ. */
  run(mailbox: MailboxId, { keep, set }: FlagMask, modseq: number, first: number, last: number): void {
    this.#update.run({ mailbox, keep, set, modseq, first, last })
  }
}
