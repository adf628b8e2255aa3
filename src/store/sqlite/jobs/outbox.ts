/** What a message leaves behind besides deliveries: items of the outbound queue, and letters that wait. */
import type { CommitMessage, EntryId, FormKind } from '../../../ports/archive.ts'
import type { BlobId } from '../../../ports/blobs.ts'
import type { ViewId } from '../../../ports/mailboxes.ts'
import type { Statement } from '../connection.ts'
import type { WriterSession } from '../session.ts'

export class Outbox {
  readonly #session: WriterSession
  readonly #queue: Statement
  readonly #held: Statement

  constructor(session: WriterSession) {
    this.#session = session
    this.#queue = session.db.prepare(
      `INSERT INTO queue (entry_id, form, address, notify, orcpt, created_at, next_attempt_at)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
    )
    this.#held = session.db.prepare(
      `INSERT INTO held (entry_id, at, rule, address, agency_id, expires_at, box_id, role, flags, view_id, form,
         notify, orcpt)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
  }

  enqueue(message: CommitMessage, entry: EntryId, blobs: ReadonlyMap<FormKind, BlobId>): void {
    const at = message.entry.receivedAt
    for (const { address, form, notify, orcpt } of message.outbox) {
      if (!blobs.has(form)) throw new Error(`the form ${form} is to go out and is not there`)
      this.#queue.run(entry, form, address, notify, orcpt, at, at)
    }
    if (message.outbox.length > 0) this.#session.notify({ kind: 'queue' })
  }

  /** What a held letter becomes when it is released waits in its row. */
  hold(message: CommitMessage, entry: EntryId, views: readonly ViewId[]): void {
    for (const { address, rule, agencyId, expiresAt, becomes } of message.held) {
      const delivery = becomes.kind === 'delivery' ? becomes.delivery : null
      const item = becomes.kind === 'outbox' ? becomes.item : null
      this.#held.run(
        entry,
        message.entry.receivedAt,
        rule,
        address,
        agencyId,
        expiresAt,
        delivery?.boxId ?? null,
        delivery?.role ?? null,
        delivery?.flags ?? null,
        delivery === null ? null : viewAt(views, delivery.view),
        item?.form ?? null,
        item?.notify ?? null,
        item?.orcpt ?? null,
      )
    }
  }
}

/** The view that a delivery names by its index in the message. */
export function viewAt(views: readonly ViewId[], index: number): ViewId {
  const view = views[index]
  if (view === undefined) throw new Error(`there is no view ${index} to deliver`)
  return view
}
