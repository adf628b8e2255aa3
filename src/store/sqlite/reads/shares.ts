/** Rights in offices' mailboxes, and what is each person's own there. */
import type { BoxId } from '../../../ports/directory.ts'
import type { MailboxId } from '../../../ports/mailboxes.ts'
import type { SeenRuns, SharedMailbox, ShareEntry, ShareReads } from '../../../ports/shares.ts'
import type { Db, Statement } from '../connection.ts'
import { type MailboxRow, type Settled, toMailbox } from './mailboxes.ts'

type SharedRow = MailboxRow & {
  readonly office: BoxId
  readonly address: string
  readonly rights: number
  readonly personal_seen: number | null
  readonly personal_modseq: number | null
}

type EntryRow = Omit<ShareEntry, 'mailbox'> & { readonly office: BoxId; readonly mailbox: number }

const offices = `boxes b ON b.id = s.box_id AND b.kind = 'office' AND b.status IN ('active', 'locked')`

const sharedSql = `
  SELECT m.*, 0 AS subscribed, b.id AS office, b.address, s.rights & ~s.denied AS rights,
    p.seen AS personal_seen, p.modseq AS personal_modseq
  FROM shares s JOIN ${offices}
  JOIN mailboxes m ON m.id = s.mailbox_id
  LEFT JOIN personal_mailboxes p ON p.mailbox_id = s.mailbox_id AND p.person_id = s.person_id
  WHERE s.person_id = @person AND s.rights & ~s.denied <> 0`

export class ShareReader implements ShareReads {
  readonly #settled: Settled
  readonly #all: Statement<SharedRow>
  readonly #one: Statement<SharedRow>
  readonly #byId: Statement<SharedRow>
  readonly #modseq: Statement<number>
  readonly #office: Statement<{ readonly id: BoxId; readonly rights: number }>
  readonly #rights: Statement<number>
  readonly #entries: Statement<EntryRow>
  readonly #person: Statement<BoxId>
  readonly #runs: Statement<[first: number, last: number, seen: number, modseq: number]>

  constructor(db: Db, settled: Settled = () => undefined) {
    this.#settled = settled
    this.#all = db.prepare(`${sharedSql} ORDER BY b.address, m.name`)
    this.#one = db.prepare(`${sharedSql} AND b.address = @office AND m.name = @name`)
    this.#byId = db.prepare(`${sharedSql} AND m.id = @mailbox`)
    this.#modseq = db
      .prepare<unknown[], number>(
        'SELECT modseq FROM personal_mailboxes WHERE mailbox_id = ? AND person_id = ?',
      )
      .pluck()
    this.#office = db.prepare(
      `SELECT b.id, max(iif(s.mailbox_id = 0, s.rights & ~s.denied, 0)) AS rights
       FROM shares s JOIN ${offices}
       WHERE s.person_id = ? AND b.address = ? AND s.rights & ~s.denied <> 0 GROUP BY b.id`,
    )
    this.#rights = db
      .prepare<unknown[], number>(
        `SELECT s.rights & ~s.denied FROM mailboxes m
         JOIN shares s ON s.box_id = m.box_id AND s.mailbox_id = m.id AND s.person_id = ?
         JOIN ${offices} WHERE m.id = ?`,
      )
      .pluck()
    this.#entries = db.prepare(
      `SELECT s.box_id AS office, s.mailbox_id AS mailbox, m.name, s.person_id AS person, b.address, s.rights, s.denied
       FROM shares s JOIN boxes b ON b.id = s.person_id LEFT JOIN mailboxes m ON m.id = s.mailbox_id
       WHERE @office IS NULL OR s.box_id = @office ORDER BY s.box_id, b.address, s.mailbox_id`,
    )
    this.#person = db
      .prepare<unknown[], BoxId>(
        `SELECT id FROM boxes WHERE address = ? AND kind = 'person' AND status <> 'removed'`,
      )
      .pluck()
    this.#runs = db
      .prepare<unknown[], [number, number, number, number]>(
        `SELECT first_uid, last_uid, seen, modseq FROM seen_runs
         WHERE mailbox_id = ? AND person_id = ? AND first_uid > ? ORDER BY first_uid LIMIT ?`,
      )
      .raw()
  }

  async mailboxesFor(person: BoxId): Promise<readonly SharedMailbox[]> {
    return (await this.#settledRows(() => this.#all.all({ person }))).map(toShared)
  }

  async mailboxFor(person: BoxId, office: string, name: string): Promise<SharedMailbox | undefined> {
    const [row] = await this.#settledRows(() => this.#one.all({ person, office, name }))
    return row && toShared(row)
  }

  async mailboxById(person: BoxId, mailbox: MailboxId): Promise<SharedMailbox | undefined> {
    const [row] = await this.#settledRows(() => this.#byId.all({ person, mailbox }))
    return row && toShared(row)
  }

  /** Read once more when flags of one of them were on their way. */
  async #settledRows(read: () => readonly SharedRow[]): Promise<readonly SharedRow[]> {
    const rows = read()
    for (const { id } of rows) {
      const settled = this.#settled({ mailbox: id })
      if (settled === undefined) continue
      // All that were told so far, whatever their mailbox.
      await settled
      return read()
    }
    return rows
  }

  async modseq(person: BoxId, mailbox: MailboxId): Promise<number> {
    return this.#modseq.get(mailbox, person) ?? 0
  }

  async officeFor(person: BoxId, office: string) {
    return this.#office.get(person, office)
  }

  async rights(person: BoxId, mailbox: MailboxId): Promise<number> {
    return this.#rights.get(person, mailbox) ?? 0
  }

  async entries(office: BoxId | null): Promise<readonly (ShareEntry & { readonly office: BoxId })[]> {
    return this.#entries
      .all({ office })
      .map(row => ({ ...row, mailbox: row.mailbox === 0 ? null : row.mailbox }))
  }

  async person(address: string): Promise<BoxId | undefined> {
    return this.#person.get(address)
  }

  async seenRuns(person: BoxId, mailbox: MailboxId, after: number, limit: number): Promise<SeenRuns> {
    const rows = this.#runs.all(mailbox, person, after, limit)
    return {
      first: Uint32Array.from(rows, row => row[0]),
      last: Uint32Array.from(rows, row => row[1]),
      seen: Uint8Array.from(rows, row => row[2]),
      modseqs: Float64Array.from(rows, row => row[3]),
    }
  }
}

function toShared(row: SharedRow): SharedMailbox {
  const mailbox = toMailbox(row)!
  return {
    office: row.office,
    address: row.address,
    rights: row.rights,
    mailbox: {
      ...mailbox,
      unseen: mailbox.messages - (row.personal_seen ?? 0),
      modseq: Math.max(mailbox.modseq, row.personal_modseq ?? 0),
    },
  }
}
