/** What each person has seen of a mailbox that is shared: runs of UIDs, and the count that STATUS tells. */
import type { BoxId } from '../../../ports/directory.ts'
import { flagBits, type MailboxId } from '../../../ports/mailboxes.ts'
import type { Statement } from '../connection.ts'
import type { WriterSession } from '../session.ts'
import type { MessageRow } from './message-rows.ts'

interface Run {
  readonly first: number
  readonly last: number
  readonly seen: number
  readonly modseq: number
}

export class PersonalSeen {
  readonly #touching: Statement<Run>
  readonly #delete: Statement
  readonly #insert: Statement
  readonly #count: Statement
  readonly #people: Statement<BoxId>

  constructor({ db }: WriterSession) {
    // The last run that begins at or before the first UID, and those after it up to the last.
    this.#touching = db.prepare(
      `SELECT first_uid AS first, last_uid AS last, seen, modseq FROM seen_runs
       WHERE mailbox_id = @mailbox AND person_id = @person AND first_uid <= @last AND first_uid >= coalesce(
         (SELECT max(first_uid) FROM seen_runs
          WHERE mailbox_id = @mailbox AND person_id = @person AND first_uid <= @first), 0)
       ORDER BY first_uid`,
    )
    this.#delete = db.prepare(
      'DELETE FROM seen_runs WHERE mailbox_id = ? AND person_id = ? AND first_uid = ?',
    )
    this.#insert = db.prepare('INSERT INTO seen_runs VALUES (?, ?, ?, ?, ?, ?)')
    this.#count = db.prepare(
      `INSERT INTO personal_mailboxes (mailbox_id, person_id, seen, modseq) VALUES (?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET seen = seen + excluded.seen, modseq = max(modseq, excluded.modseq)`,
    )
    this.#people = db
      .prepare<unknown[], BoxId>('SELECT person_id FROM personal_mailboxes WHERE mailbox_id = ?')
      .pluck()
  }

  /** Who has ever had rights in a mailbox. */
  people(mailbox: MailboxId): readonly BoxId[] {
    return this.#people.all(mailbox)
  }

  /** For each of the rows, which ascend by UID: 1 when the person has seen it. */
  of(person: BoxId, mailbox: MailboxId, rows: readonly Pick<MessageRow, 'uid'>[]): Uint8Array {
    const seen = new Uint8Array(rows.length)
    if (rows.length === 0) return seen
    const runs = this.#touching.all({ mailbox, person, first: rows[0]!.uid, last: rows.at(-1)!.uid })
    let at = 0
    for (const [i, { uid }] of rows.entries()) {
      while (at < runs.length && runs[at]!.last < uid) at++
      const run = runs[at]
      if (run !== undefined && run.first <= uid) seen[i] = run.seen
    }
    return seen
  }

  /** The MODSEQ of the run that a UID is in, 0 without one; asked in ascending order. */
  modseqs(person: BoxId, mailbox: MailboxId, uids: Uint32Array): (uid: number) => number {
    const first = uids.reduce((least, uid) => Math.min(least, uid), 0xffff_ffff)
    const last = uids.reduce((most, uid) => Math.max(most, uid), 0)
    const runs = this.#touching.all({ mailbox, person, first, last })
    let at = 0
    return uid => {
      while (at < runs.length && runs[at]!.last < uid) at++
      const run = runs[at]
      return run !== undefined && run.first <= uid ? run.modseq : 0
    }
  }

  /**
   * `uids` ascend and are of messages that are there; each is the other way so far. With none, the person is only
   * counted among those of the mailbox.
   */
  set(person: BoxId, mailbox: MailboxId, uids: readonly number[], seen: 0 | 1, modseq: number): void {
    for (let i = 0; i < uids.length; ) {
      const first = uids[i]!
      let last = first
      while (uids[++i] === last + 1) last++
      this.#put(mailbox, person, { first, last, seen, modseq })
    }
    this.#count.run(mailbox, person, seen === 1 ? uids.length : -uids.length, uids.length > 0 ? modseq : 0)
  }

  #put(mailbox: MailboxId, person: BoxId, run: Run): void {
    const { first, last } = run
    for (const old of this.#touching.all({ mailbox, person, first, last })) {
      if (old.last < first) continue
      this.#delete.run(mailbox, person, old.first)
      if (old.first < first) this.#write(mailbox, person, { ...old, last: first - 1 })
      if (old.last > last) this.#write(mailbox, person, { ...old, first: last + 1 })
    }
    this.#write(mailbox, person, run)
  }

  #write(mailbox: MailboxId, person: BoxId, { first, last, seen, modseq }: Run): void {
    this.#insert.run(mailbox, person, first, last, seen, modseq)
  }
}

/** Flags as somebody sees them who has a \Seen of his own. */
export function withSeen(flags: number, seen: number): number {
  return ((flags & ~flagBits.seen) | seen) >>> 0
}
