import type { EntryId } from '../../../ports/archive.ts'
import type {
  CustodyAcknowledgement,
  CustodyAct,
  CustodyDelivery,
  CustodyHold,
  CustodyReads,
  CustodyReference,
  OfficeAct,
} from '../../../ports/custody.ts'
import type { Db, Statement } from '../connection.ts'

export class CustodyReader implements CustodyReads {
  readonly #deliveries: Statement<CustodyDelivery>
  readonly #references: Statement<CustodyReference>
  readonly #acknowledgements: Statement<CustodyAcknowledgement>
  readonly #acts: Statement<CustodyAct>
  readonly #holds: Statement<CustodyHold>
  readonly #officeActs: Statement<OfficeAct>

  constructor(db: Db) {
    this.#deliveries = db.prepare(
      `SELECT d.box_id AS boxId, b.address, v.form, d.at
       FROM deliveries d LEFT JOIN views v ON v.id = d.view_id LEFT JOIN boxes b ON b.id = d.box_id
       WHERE d.entry_id = ? ORDER BY d.at, d.box_id, d.view_id`,
    )
    // CROSS JOIN: from the few views of the letter to their references, never through all messages.
    this.#references = db.prepare(
      `SELECT f.box_id AS boxId, b.address, f.name AS mailbox, m.uid, m.flags & 31 AS flags, v.form
       FROM views v CROSS JOIN messages m ON m.view_id = v.id
       JOIN mailboxes f ON f.id = m.mailbox_id JOIN boxes b ON b.id = f.box_id
       WHERE v.entry_id = ? ORDER BY b.address, f.name, m.uid`,
    )
    this.#acknowledgements = db.prepare(
      `SELECT a.box_id AS boxId, b.address, a.received_at AS receivedAt, a.due_at AS dueAt, a.seen_at AS seenAt,
         a.late_at AS lateAt,
         (SELECT o.person FROM office_acts o WHERE o.entry_id = a.entry_id AND o.box_id = a.box_id AND o.act = 'read'
          ORDER BY o.id LIMIT 1) AS seenBy
       FROM acknowledgements a LEFT JOIN boxes b ON b.id = a.box_id WHERE a.entry_id = ? ORDER BY a.box_id`,
    )
    this.#holds = db.prepare(
      `SELECT h.name, h.author, h.reason, h.added_at AS addedAt, h.removed_at AS removedAt, h.removed_by AS removedBy
       FROM hold_entries e JOIN holds h ON h.id = e.hold_id WHERE e.entry_id = ? ORDER BY h.id`,
    )
    this.#officeActs = db.prepare(
      `SELECT b.address AS office, o.person, o.at, o.act, o.mailbox, o.detail
       FROM office_acts o LEFT JOIN boxes b ON b.id = o.box_id WHERE o.entry_id = ? ORDER BY o.id LIMIT ?`,
    )
    this.#acts = db.prepare(
      `SELECT t.at, t.operator, t.role, t.operation, t.detail, t.leaf_index AS leafIndex
       FROM entry_acts a JOIN audit t ON t.id = a.audit_id WHERE a.entry_id = ? ORDER BY a.audit_id LIMIT ?`,
    )
  }

  async deliveries(entry: EntryId): Promise<readonly CustodyDelivery[]> {
    return this.#deliveries.all(entry)
  }

  async references(entry: EntryId): Promise<readonly CustodyReference[]> {
    return this.#references.all(entry)
  }

  async acknowledgements(entry: EntryId): Promise<readonly CustodyAcknowledgement[]> {
    return this.#acknowledgements.all(entry)
  }

  async holds(entry: EntryId): Promise<readonly CustodyHold[]> {
    return this.#holds.all(entry)
  }

  async officeActs(entry: EntryId, limit: number): Promise<readonly OfficeAct[]> {
    return this.#officeActs.all(entry, limit)
  }

  async acts(entry: EntryId, limit: number): Promise<readonly CustodyAct[]> {
    return this.#acts.all(entry, limit)
  }
}
