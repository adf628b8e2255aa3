/** Puts a letter back into a box that had it: the same view under a new UID. No other box can be given it. */
import { fail, ok, type Result } from '../../../base/result.ts'
import type { EntryId } from '../../../ports/archive.ts'
import type { RestoreError } from '../../../ports/custody.ts'
import type { BoxId } from '../../../ports/directory.ts'
import type { MailboxId, ViewId } from '../../../ports/mailboxes.ts'
import type { Jobs } from '../protocol.ts'
import type { WriterSession } from '../session.ts'
import { MailboxCounters } from './mailbox-counters.ts'
import { MailboxNames } from './mailboxes.ts'

interface LostView {
  readonly view: ViewId
  readonly sizeBytes: number
  readonly internalDateMs: number
  readonly hasBytes: 0 | 1
  readonly lies: 0 | 1
}

/** A view that came into a box. Written where one is delivered. */
export class DeliveryWriter {
  readonly #insert

  constructor({ db }: WriterSession) {
    this.#insert = db.prepare(
      `INSERT INTO deliveries (entry_id, box_id, view_id, at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`,
    )
  }

  insert(entry: EntryId, box: BoxId, view: ViewId, at: number): void {
    this.#insert.run(entry, box, view, at)
  }
}

export function restoreJobs(session: WriterSession): Pick<Jobs, 'restoreEntry'> {
  const { db } = session
  const viewsOf = db.prepare<unknown[], LostView>(
    `SELECT d.view_id AS view, coalesce(v.size, 0) AS sizeBytes, e.received_at AS internalDateMs,
       EXISTS (SELECT 1 FROM hot WHERE blob_id = v.blob_id)
         OR EXISTS (SELECT 1 FROM cold WHERE blob_id = v.blob_id) AS hasBytes,
       EXISTS (SELECT 1 FROM messages m JOIN mailboxes f ON f.id = m.mailbox_id
               WHERE m.view_id = v.id AND f.box_id = d.box_id) AS lies
     FROM deliveries d LEFT JOIN views v ON v.id = d.view_id JOIN entries e ON e.id = d.entry_id
     WHERE d.entry_id = ? AND d.box_id = ? ORDER BY d.view_id`,
  )
  const insert = db.prepare(
    `INSERT INTO messages (mailbox_id, uid, flags, modseq, view_id, internal_date, size, saved_at)
     VALUES (?, ?, 0, ?, ?, ?, ?, ?)`,
  )
  const subscribe = db.prepare(
    'INSERT INTO subscriptions (box_id, name) VALUES (?, ?) ON CONFLICT DO NOTHING',
  )
  const counters = new MailboxCounters(session)
  const names = new MailboxNames(session)

  function place(box: BoxId, name: string): Result<MailboxId, RestoreError> {
    const known = names.idOf(box, name)
    if (known !== undefined) return ok(known)
    const made = names.missing(box, name)
    const created = names.create(box, name, null)
    if (!created.ok) return fail({ reason: 'too-many' })
    // Programs list only what is subscribed.
    subscribe.run(box, name)
    session.notify({ kind: 'mailboxes', box, names: made })
    return ok(created.value.id)
  }

  function put(box: BoxId, mailbox: MailboxId, { view, sizeBytes, internalDateMs }: LostView): number {
    const modseq = session.nextModseq()
    const uid = counters.arrive(mailbox, modseq, [{ flags: 0, sizeBytes }])
    insert.run(mailbox, uid, modseq, view, internalDateMs, sizeBytes, Date.now())
    const arrival = { mailbox, box, modseq, uid, flags: 0, view, internalDateMs, sizeBytes }
    session.notify({ kind: 'arrival', ...arrival })
    return uid
  }

  return {
    restoreEntry(entry, box, mailbox) {
      const views = viewsOf.all(entry, box)
      if (views.length === 0) return fail({ reason: 'not-theirs' })
      const lost = views.filter(({ lies }) => lies === 0)
      if (lost.length === 0) return fail({ reason: 'still-there' })
      if (lost.some(({ hasBytes }) => hasBytes === 0)) return fail({ reason: 'no-bytes' })
      const bytes = lost.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
      if (bytes > counters.room(box)) return fail({ reason: 'over-quota' })
      const target = place(box, mailbox)
      if (!target.ok) return target
      return ok({ mailbox, uids: lost.map(view => put(box, target.value, view)) })
    },
  }
}
