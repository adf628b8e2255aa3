/** The outbound queue's state changes, and decisions on held letters. */
import { fail, ok } from '../../../base/result.ts'
import type { EntryId, FormKind } from '../../../ports/archive.ts'
import type { BoxId } from '../../../ports/directory.ts'
import type { MailboxRole, ViewId } from '../../../ports/mailboxes.ts'
import type { Jobs } from '../protocol.ts'
import type { WriterSession } from '../session.ts'
import { AcknowledgementWriter } from './acknowledgement.ts'
import { Deliverer } from './deliverer.ts'
import { DeliveryWriter } from './restore.ts'
import { ViewSweeper } from './views.ts'

interface HeldRow {
  readonly entry_id: EntryId
  readonly address: string
  readonly box_id: BoxId | null
  readonly role: MailboxRole
  readonly flags: number
  readonly view_id: ViewId | null
  readonly form: FormKind
  readonly notify: string
  readonly orcpt: string
}

export function queueJobs(session: WriterSession): Pick<Jobs, 'changeQueue' | 'decideHeld'> {
  const { db } = session
  const change = db.prepare(
    'UPDATE queue SET state = ?, attempts = ?, next_attempt_at = ?, last_reply = ? WHERE id = ?',
  )
  const decide = db.prepare<unknown[], HeldRow>(
    `UPDATE held SET state = ?, decided_by = ?, reason = ?, decided_at = ?
     WHERE id = ? AND state = 'held' RETURNING *`,
  )
  const enqueue = db.prepare(
    `INSERT INTO queue (entry_id, form, address, notify, orcpt, created_at, next_attempt_at)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  )
  const viewOf = db.prepare<unknown[], { size: number; received_at: number }>(
    `SELECT views.size, entries.received_at FROM views JOIN entries ON entries.id = views.entry_id
     WHERE views.id = ?`,
  )
  const deliverer = new Deliverer(session)
  const delivered = new DeliveryWriter(session)
  const acknowledgements = new AcknowledgementWriter(db)
  const sweeper = new ViewSweeper(session)

  function release(held: HeldRow, now: number, acknowledgeBy: number | null): void {
    const view = held.view_id === null ? undefined : viewOf.get(held.view_id)
    if (held.box_id === null) {
      enqueue.run(held.entry_id, held.form, held.address, held.notify, held.orcpt, now, now)
      session.notify({ kind: 'queue' })
    } else if (view && held.view_id !== null) {
      deliverer.deliver(held.box_id, held.role, {
        viewId: held.view_id,
        flags: held.flags,
        internalDateMs: view.received_at,
        sizeBytes: view.size,
      })
      delivered.insert(held.entry_id, held.box_id, held.view_id, now)
      const delivery = { boxId: held.box_id, role: held.role }
      acknowledgements.begin(held.entry_id, [delivery], acknowledgeBy, now)
    } else {
      throw new Error(`the held letter of entry ${held.entry_id} has no view to deliver`)
    }
  }

  return {
    changeQueue(changes) {
      for (const { id, state, attempts, nextAttemptAt, lastReply } of changes) {
        change.run(state, attempts, nextAttemptAt, lastReply, id)
      }
      if (changes.some(({ state }) => state === 'waiting')) session.notify({ kind: 'queue' })
    },

    decideHeld(id, decision, by, reason, at, acknowledgeBy = null) {
      const held = decide.get(decision, by, reason, at, id)
      if (!held) return fail({ reason: 'not-found', what: `held letter ${id}` })
      if (decision === 'released') release(held, at, acknowledgeBy)
      else if (held.view_id !== null) sweeper.sweep([held.view_id])
      return ok(undefined)
    },
  }
}
