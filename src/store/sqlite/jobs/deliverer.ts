/** Puts a reference into a box: UID and MODSEQ are given here, inside the transaction, and counters kept. */
import type { BoxId } from '../../../ports/directory.ts'
import { flagBits, type MailboxRole, type ViewId } from '../../../ports/mailboxes.ts'
import type { Statement } from '../connection.ts'
import type { WriterSession } from '../session.ts'

export interface Reference {
  readonly viewId: ViewId
  readonly flags: number
  readonly internalDateMs: number
  readonly sizeBytes: number
}

export class Deliverer {
  readonly #session: WriterSession
  readonly #take: Statement<{ mailbox: number; uid: number }>
  readonly #insert: Statement

  constructor(session: WriterSession) {
    this.#session = session
    this.#take = session.db.prepare(
      `UPDATE mailboxes
       SET uid_next = uid_next + 1, modseq = ?, messages = messages + 1, unseen = unseen + ?,
           deleted = deleted + ?, size = size + ?
       WHERE box_id = ? AND role = ?
       RETURNING id AS mailbox, uid_next - 1 AS uid`,
    )
    this.#insert = session.db.prepare(
      `INSERT INTO messages (mailbox_id, uid, flags, modseq, view_id, internal_date, size, saved_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    )
  }

  /** A box without a mailbox of that role gets it in INBOX, which every box has. */
  deliver(box: BoxId, role: MailboxRole, reference: Reference): void {
    const { viewId, flags, internalDateMs, sizeBytes } = reference
    const modseq = this.#session.nextModseq()
    const unseen = flags & flagBits.seen ? 0 : 1
    const deleted = flags & flagBits.deleted ? 1 : 0
    const taken =
      this.#take.get(modseq, unseen, deleted, sizeBytes, box, role) ??
      this.#take.get(modseq, unseen, deleted, sizeBytes, box, 'inbox')
    if (!taken) throw new Error(`box ${box} has no INBOX`)
    const { mailbox, uid } = taken
    this.#insert.run(mailbox, uid, flags, modseq, viewId, internalDateMs, sizeBytes, Date.now())
    this.#session.notify({
      kind: 'arrival',
      mailbox,
      box,
      modseq,
      uid,
      flags,
      view: viewId,
      internalDateMs,
      sizeBytes,
    })
  }
}
