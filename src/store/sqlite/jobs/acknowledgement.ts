/** The clocks of acknowledgement: begun with a delivery, stopped when a letter was read, found late once. */
import type { Delivery, EntryId } from '../../../ports/archive.ts'
import type { Db, Statement } from '../connection.ts'
import type { Jobs } from '../protocol.ts'
import { readSql } from '../reads/acknowledgement.ts'
import type { WriterSession } from '../session.ts'
import { LedgerWriter } from './findings.ts'

export class AcknowledgementWriter {
  readonly #insert: Statement

  constructor(db: Db) {
    // An office does not acknowledge what it sent to itself.
    this.#insert = db.prepare(
      `INSERT INTO acknowledgements (entry_id, box_id, agency_id, received_at, due_at)
       SELECT @entryId, id, agency_id, @receivedAt, @dueAt FROM boxes
       WHERE id = @boxId AND kind = 'office' AND id IS NOT (SELECT box_id FROM entries WHERE id = @entryId)
       ON CONFLICT DO NOTHING`,
    )
  }

  /** Begins the clock in each office that finds the letter in its INBOX. */
  begin(
    entryId: EntryId,
    deliveries: readonly Pick<Delivery, 'boxId' | 'role'>[],
    dueAt: number | null,
    receivedAt: number,
  ): void {
    if (dueAt === null) return
    for (const { boxId, role } of deliveries)
      if (role === 'inbox') this.#insert.run({ entryId, boxId, receivedAt, dueAt })
  }
}

export function acknowledgementJobs({ db }: WriterSession): Pick<Jobs, 'acknowledge' | 'recordLate'> {
  const see = db.prepare(
    'UPDATE acknowledgements SET seen_at = ? WHERE entry_id = ? AND box_id = ? AND seen_at IS NULL',
  )
  // Of what was told before, all is stored by now, also what was not when the letter was found unread.
  const late = db.prepare(
    `UPDATE acknowledgements AS a SET late_at = ?
     WHERE entry_id = ? AND box_id = ? AND seen_at IS NULL AND late_at IS NULL AND NOT ${readSql}`,
  )
  const ledger = new LedgerWriter(db)
  return {
    acknowledge(letters, at) {
      for (const { entryId, boxId } of letters) see.run(at, entryId, boxId)
    },

    recordLate({ entryId, boxId }, violation, at) {
      if (late.run(at, entryId, boxId).changes === 0) return false
      if (violation !== null) ledger.insert([violation], entryId, at)
      return true
    },
  }
}
