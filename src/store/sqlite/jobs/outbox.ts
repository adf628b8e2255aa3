/** What a message leaves behind besides deliveries: items of the outbound queue, and letters that wait. */
import type { CommitMessage, EntryId, FormKind } from '../../../ports/archive.ts'
import type { BlobId } from '../../../ports/blobs.ts'
import type { BoxId } from '../../../ports/directory.ts'
import type { ViewId } from '../../../ports/mailboxes.ts'
import type { Statement } from '../connection.ts'
import type { WriterSession } from '../session.ts'

export interface HeldParties {
  readonly boxes: ReadonlySet<BoxId>
  readonly addresses: ReadonlySet<string>
}

const nobody: HeldParties = { boxes: new Set(), addresses: new Set() }

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
      `INSERT INTO held (entry_id, at, rule, address, agency_id, box_id, role, flags, view_id, form, notify, orcpt)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
  }

  enqueue(
    message: CommitMessage,
    entry: EntryId,
    held: ReadonlySet<string>,
    blobs: ReadonlyMap<FormKind, BlobId>,
  ): void {
    const at = message.entry.receivedAt
    let queued = false
    for (const { address, form, notify, orcpt } of message.outbox) {
      if (held.has(address)) continue
      if (!blobs.has(form)) throw new Error(`the form ${form} is to go out and is not there`)
      this.#queue.run(entry, form, address, notify, orcpt, at, at)
      queued = true
    }
    if (queued) this.#session.notify({ kind: 'queue' })
  }

  /**
   * One row for every recipient with the outcome `held`. Its delivery or outbox item waits in the row; where the
   * message has none, releasing delivers the entry's first view, or sends the final form.
   */
  hold(message: CommitMessage, entry: EntryId, views: readonly ViewId[]): HeldParties {
    const held = message.entry.recipients.filter(recipient => recipient.outcome === 'held')
    if (held.length === 0) return nobody
    for (const { address, boxId, agencyId } of held) {
      const delivery = message.deliveries.find(candidate => candidate.boxId === boxId)
      const item = message.outbox.find(candidate => candidate.address === address)
      const form = item?.form ?? (message.forms.some(({ kind }) => kind === 'sent') ? 'sent' : 'received')
      this.#held.run(
        entry,
        message.entry.receivedAt,
        ruleFor(message, address),
        address,
        agencyId,
        boxId,
        delivery?.role ?? 'inbox',
        delivery?.flags ?? 0,
        boxId === null ? null : (views[delivery?.view ?? 0] ?? null),
        boxId === null ? form : null,
        item?.notify ?? '',
        item?.orcpt ?? '',
      )
    }
    return {
      boxes: new Set(held.map(recipient => recipient.boxId).filter(box => box !== null)),
      addresses: new Set(held.map(recipient => recipient.address)),
    }
  }
}

function ruleFor(message: CommitMessage, address: string): string {
  const holding = message.violations.filter(violation => violation.action === 'hold')
  return (holding.find(violation => violation.address === address) ?? holding[0])?.rule ?? ''
}
