/** Puts changes of flags that were told already (flags/flag-journal.ts) into the tables, each once. */
import { randomInt } from 'node:crypto'
import { flagBits } from '../../../ports/mailboxes.ts'
import type { Db, Statement } from '../connection.ts'
import { failureReason, isDamage } from '../failures.ts'
import type { JournaledChange } from '../flags/flag-journal.ts'
import type { WriterSession } from '../session.ts'
import { changing, FlagUpdate, flagsAfter } from './flag-update.ts'
import { MailboxCounters } from './mailbox-counters.ts'

interface Sums {
  readonly changed: number
  readonly unseen: number
  readonly deleted: number
}

export class KnownFlags {
  readonly #db: Db
  readonly #counters: MailboxCounters
  readonly #sums: Statement<Sums>
  readonly #update: FlagUpdate
  readonly #noted: Statement<number>
  readonly #note: Statement
  readonly #sql: Record<'savepoint' | 'release' | 'undo', Statement>
  /** On a damaged page: passed over from then on. */
  readonly #givenUp = new Set<number>()
  #gaveUp = false
  readonly #faulty: (message: string) => void

  /** `faulty` is told of a change that cannot be stored, ever. */
  constructor(session: WriterSession, faulty: (message: string) => void) {
    const { db } = session
    this.#db = db
    this.#faulty = faulty
    this.#counters = new MailboxCounters(session)
    this.#sums = db.prepare(
      `SELECT count(*) AS changed,
         coalesce(sum((flags & ${flagBits.seen}) - (${flagsAfter} & ${flagBits.seen})), 0)
           / ${flagBits.seen} AS unseen,
         coalesce(sum((${flagsAfter} & ${flagBits.deleted}) - (flags & ${flagBits.deleted})), 0)
           / ${flagBits.deleted} AS deleted
       FROM messages WHERE ${changing}`,
    )
    this.#update = new FlagUpdate(db)
    this.#noted = db.prepare<unknown[], number>('SELECT value FROM meta WHERE name = ?').pluck()
    this.#note = db.prepare('INSERT INTO meta VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value')
    this.#sql = {
      savepoint: db.prepare('SAVEPOINT flags'),
      release: db.prepare('RELEASE flags'),
      undo: db.prepare('ROLLBACK TO flags'),
    }
  }

  /** The number of the last change that the tables have. */
  get stored(): number {
    return this.#noted.get('flags') ?? 0
  }

  /** The name of the journal that belongs to these tables. */
  get journal(): number | undefined {
    return this.#noted.get('journal')
  }

  /** Inside a transaction. Gives the journal that begins empty a name. */
  nameJournal(): void {
    this.#note.run('journal', randomInt(1, 2 ** 48 - 1))
  }

  /** Inside a transaction. Those that the tables have are passed over. */
  store(changes: readonly JournaledChange[]): void {
    const last = changes.at(-1)
    if (last === undefined) return
    const { stored } = this
    for (const number of this.#givenUp) if (number <= stored) this.#givenUp.delete(number)
    for (const change of changes) if (change.number > stored) this.#store(change)
    if (last.number > stored) this.#note.run('flags', last.number)
  }

  /** Whether `store` failed for a change that it now passes over: SQLite writes nothing more in that transaction. */
  gaveUp(): boolean {
    const gaveUp = this.#gaveUp
    this.#gaveUp = false
    return gaveUp
  }

  #store(change: JournaledChange): void {
    if (this.#givenUp.has(change.number)) return
    this.#sql.savepoint.run()
    try {
      this.#change(change)
      this.#sql.release.run()
    } catch (error) {
      const isDamaged = isDamage(error)
      if (!this.#db.inTransaction || (!isDamaged && failureReason(error) !== 'internal')) throw error
      // Kept, it would stand in the way of everything that comes after it.
      this.#faulty(`a change of flags in mailbox ${change.mailbox} was not stored: ${String(error)}`)
      if (isDamaged) {
        this.#givenUp.add(change.number)
        this.#gaveUp = true
        throw error
      }
      this.#sql.undo.run()
      this.#sql.release.run()
    }
  }

  #change(change: JournaledChange): void {
    const { mailbox, keep, set, modseq, runs } = change
    let [changed, unseen, deleted] = [0, 0, 0]
    for (let i = 0; i < runs.length; i += 2) {
      const range = { mailbox, keep, set, first: runs[i]!, last: runs[i + 1]! }
      const sums = this.#sums.get(range)!
      if (sums.changed === 0) continue
      this.#update.run(mailbox, change, modseq, range.first, range.last)
      changed += sums.changed
      unseen += sums.unseen
      deleted += sums.deleted
    }
    if (changed > 0) this.#counters.flagged(mailbox, modseq, unseen, deleted)
  }
}
