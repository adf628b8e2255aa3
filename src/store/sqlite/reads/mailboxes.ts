/** Mailboxes, snapshots and views. */

import { breathe, pieces } from '../../../base/breath.ts'
import type { BlobId } from '../../../ports/blobs.ts'
import type { BoxId } from '../../../ports/directory.ts'
import {
  flagBits,
  type Mailbox,
  type MailboxId,
  type MailboxReads,
  type MailboxRole,
  type MailboxSnapshot,
  type SentDate,
  type StoredView,
  type ThreadTexts,
  type UidRange,
  type ViewId,
  type ViewSource,
} from '../../../ports/mailboxes.ts'
import type { Db, Statement } from '../connection.ts'
import type { Read } from '../flags/known-changes.ts'
import { KnownQuotas, type StoredQuota } from '../known-quotas.ts'
import { decodeSlices } from '../slices.ts'

/** Rows read in one turn of the event loop: a few milliseconds. */
const snapshotRows = 8192
const viewRows = 512

export interface MailboxRow {
  readonly id: MailboxId
  readonly box_id: BoxId
  readonly name: string
  readonly role: MailboxRole | null
  readonly subscribed: number
  readonly uid_validity: number
  readonly uid_next: number
  readonly recent_uid: number
  readonly modseq: number
  readonly messages: number
  readonly unseen: number
  readonly deleted: number
  readonly size: number
  readonly keywords: string
}

type SnapshotRow = [
  uid: number,
  flags: number,
  modseq: number,
  view: number,
  internalDateMs: number,
  size: number,
]

const mailboxSql = `
  SELECT m.*, EXISTS (SELECT 1 FROM subscriptions s WHERE s.box_id = m.box_id AND s.name = m.name) AS subscribed
  FROM mailboxes m`

/** Some columns of views, by id, in order of id. */
class ViewRows<Row> {
  readonly #one: Statement<Row>
  readonly #many: Statement<Row>

  constructor(db: Db, columns: string, isRaw = false) {
    const prepare = (where: string) => {
      const statement = db.prepare<unknown[], Row>(`SELECT ${columns} FROM views WHERE ${where}`)
      return isRaw ? statement.raw() : statement
    }
    // A list costs half as much again as the row, and a bare parameter a plan for each of its values.
    this.#one = prepare('id = (SELECT ?)')
    this.#many = prepare('id IN (SELECT value FROM json_each(?)) ORDER BY id')
  }

  all(ids: readonly ViewId[]): Row[] {
    return ids.length === 1 ? this.#one.all(ids[0]) : this.#many.all(JSON.stringify(ids))
  }
}

/** Waited for before flags are read: changes that were told may be on their way to the database. */
export type Settled = (read: Read) => Promise<void> | undefined

export class MailboxReader implements MailboxReads {
  readonly #list: Statement<MailboxRow>
  readonly #byName: Statement<MailboxRow>
  readonly #byId: Statement<MailboxRow>
  readonly #subscriptions: Statement<string>
  readonly #snapshot: Statement<SnapshotRow>
  readonly #savedDates: Statement<[uid: number, savedAt: number | null]>
  readonly #countFrom: Statement<number>
  readonly #deletedBytes: Statement<number>
  readonly #quota: Statement<StoredQuota>
  readonly #forgotten: Statement<number>
  readonly #expunged: Statement<[first: number, last: number]>
  readonly #views: ViewRows<ViewRow>
  readonly #sources: ViewRows<SourceRow>
  readonly #structures: ViewRows<[id: ViewId, envelope: Buffer, bodyStructure: Buffer]>
  readonly #searchTexts: ViewRows<SearchRow>
  readonly #sentDates: ViewRows<[id: ViewId, sentAt: number | null]>
  readonly #threadTexts: ViewRows<ThreadTexts>

  readonly #settled: Settled
  readonly #quotas: KnownQuotas
  readonly #floor: Statement<number>

  constructor(
    db: Db,
    settled: Settled = () => undefined,
    quotas: KnownQuotas = new KnownQuotas(() => false),
  ) {
    this.#settled = settled
    this.#quotas = quotas
    this.#floor = db.prepare<unknown[], number>('SELECT floor_modseq FROM mailboxes WHERE id = ?').pluck()
    this.#list = db.prepare(`${mailboxSql} WHERE box_id = ? ORDER BY name`)
    this.#byName = db.prepare(`${mailboxSql} WHERE box_id = ? AND name = ?`)
    this.#byId = db.prepare(`${mailboxSql} WHERE id = ?`)
    this.#subscriptions = db
      .prepare<unknown[], string>('SELECT name FROM subscriptions WHERE box_id = ? ORDER BY name')
      .pluck()
    this.#snapshot = db
      .prepare<unknown[], SnapshotRow>(
        `SELECT uid, flags, modseq, view_id, internal_date, size FROM messages
         WHERE mailbox_id = ? AND uid > ? ORDER BY uid LIMIT ?`,
      )
      .raw()
    this.#savedDates = db
      .prepare<unknown[], [number, number | null]>(
        'SELECT uid, saved_at FROM messages WHERE mailbox_id = ? AND uid BETWEEN ? AND ? ORDER BY uid LIMIT ?',
      )
      .raw()
    this.#countFrom = db
      .prepare<unknown[], number>('SELECT count(*) FROM messages WHERE mailbox_id = ? AND uid >= ?')
      .pluck()
    this.#deletedBytes = db
      .prepare<unknown[], number>(
        `SELECT coalesce(sum(size), 0) FROM messages WHERE mailbox_id = ? AND flags & ${flagBits.deleted}`,
      )
      .pluck()
    this.#quota = db.prepare(
      `SELECT quota_bytes AS quotaBytes, coalesce(sum(m.size), 0) AS usedBytes,
         coalesce(sum(m.messages), 0) AS messages
       FROM boxes LEFT JOIN mailboxes m ON m.box_id = boxes.id WHERE boxes.id = ? GROUP BY boxes.id`,
    )
    this.#forgotten = db
      .prepare<unknown[], number>('SELECT forgotten_modseq FROM mailboxes WHERE id = ?')
      .pluck()
    this.#expunged = db
      .prepare<unknown[], [number, number]>(
        'SELECT first_uid, last_uid FROM expunged WHERE mailbox_id = ? AND modseq > ? ORDER BY first_uid',
      )
      .raw()
    this.#views = new ViewRows(db, '*')
    // Most have no prefix, and an empty one for each would take longer than the rest of the row.
    this.#sources = new ViewRows(db, "id, blob_id, size, slices, nullif(prefix, x'')", true)
    this.#structures = new ViewRows(db, 'id, envelope, body_structure', true)
    this.#searchTexts = new ViewRows(
      db,
      'id, sent_at AS sentAt, subject, sender, recipients, copies, header_bytes AS headerBytes',
    )
    this.#sentDates = new ViewRows(db, 'id, sent_at', true)
    this.#threadTexts = new ViewRows(db, 'id, sent_at AS sentAt, subject, message_id AS messageId, ancestors')
  }

  /** The row at once, for the writer. */
  row(mailbox: MailboxId): Mailbox | undefined {
    return toMailbox(this.#byId.get(mailbox))
  }

  async list(box: BoxId): Promise<readonly Mailbox[]> {
    await this.#settled({ box })
    return this.#list.all(box).map(row => toMailbox(row)!)
  }

  async byName(box: BoxId, name: string): Promise<Mailbox | undefined> {
    await this.#settled({ box })
    return toMailbox(this.#byName.get(box, name))
  }

  async byId(mailbox: MailboxId): Promise<Mailbox | undefined> {
    await this.#settled({ mailbox })
    return this.row(mailbox)
  }

  async subscriptions(box: BoxId): Promise<readonly string[]> {
    return this.#subscriptions.all(box)
  }

  async snapshot(mailbox: MailboxId): Promise<MailboxSnapshot> {
    await this.#settled({ mailbox })
    const floor = this.#floor.get(mailbox) ?? 0
    const rows: SnapshotRow[] = []
    for (;;) {
      const piece = this.#snapshot.all(mailbox, rows.at(-1)?.[0] ?? 0, snapshotRows)
      for (const row of piece) rows.push(row)
      if (piece.length < snapshotRows) return toSnapshot(rows, floor)
      await breathe()
    }
  }

  async savedDates(mailbox: MailboxId, uids: Uint32Array): Promise<Float64Array> {
    const dates = new Float64Array(uids.length).fill(Number.NaN)
    const last = uids.at(-1) ?? 0
    for (let at = 0; at < uids.length; ) {
      const piece = this.#savedDates.all(mailbox, uids[at]!, last, snapshotRows)
      for (const [uid, savedAt] of piece) {
        while (at < uids.length && uids[at]! < uid) at++
        if (uids[at] === uid && savedAt !== null) dates[at] = savedAt
      }
      if (piece.length < snapshotRows) break
      if (uids[at] === piece.at(-1)?.[0]) at++
      await breathe()
    }
    return dates
  }

  async deletedBytes(mailbox: MailboxId): Promise<number> {
    await this.#settled({ mailbox })
    return this.#deletedBytes.get(mailbox)!
  }

  async quota(box: BoxId): Promise<StoredQuota | undefined> {
    return this.#quotas.of(box, () => this.#quota.get(box))
  }

  async countFrom(mailbox: MailboxId, uid: number): Promise<number> {
    return this.#countFrom.get(mailbox, uid)!
  }

  async expungedSince(mailbox: MailboxId, modseq: number): Promise<readonly UidRange[] | undefined> {
    // What is forgotten between the two reads was remembered in the first of them: rows first.
    const ranges = this.#expunged.all(mailbox, modseq)
    return modseq < (this.#forgotten.get(mailbox) ?? 0) ? undefined : ranges
  }

  async views(ids: readonly ViewId[]): Promise<readonly StoredView[]> {
    return inOrder(ids, this.#views, row => row.id, toView)
  }

  async sources(ids: readonly ViewId[]): Promise<readonly ViewSource[]> {
    return inOrder(
      ids,
      this.#sources,
      row => row[0],
      ([id, blob, sizeBytes, slices, prefix]) => ({
        id,
        blob,
        sizeBytes,
        slices: decodeSlices(slices),
        prefix: prefix ?? noPrefix,
      }),
    )
  }

  async structures(
    ids: readonly ViewId[],
  ): Promise<
    readonly { readonly id: ViewId; readonly envelope: Uint8Array; readonly bodyStructure: Uint8Array }[]
  > {
    return inOrder(
      ids,
      this.#structures,
      row => row[0],
      ([id, envelope, bodyStructure]) => ({ id, envelope, bodyStructure }),
    )
  }

  async searchTexts(ids: readonly ViewId[]) {
    return inOrder(
      ids,
      this.#searchTexts,
      row => row.id,
      ({ id, sentAt, subject, sender, recipients, copies, headerBytes }) => ({
        id,
        sentAt,
        subject,
        from: sender,
        to: recipients,
        cc: copies,
        headerBytes,
      }),
    )
  }

  async sentDates(ids: readonly ViewId[]): Promise<readonly SentDate[]> {
    return inOrder(
      ids,
      this.#sentDates,
      row => row[0],
      ([id, sentAt]) => ({ id, sentAt }),
    )
  }

  async threadTexts(ids: readonly ViewId[]): Promise<readonly ThreadTexts[]> {
    return inOrder(
      ids,
      this.#threadTexts,
      row => row.id,
      row => row,
    )
  }
}

/** Rows by id in the order asked, missing ones left out; read in order of id, which is order on disk. */
async function inOrder<Row, Value>(
  ids: readonly ViewId[],
  rows: ViewRows<Row>,
  idOf: (row: Row) => ViewId,
  convert: (row: Row) => Value,
): Promise<readonly Value[]> {
  // Clients ask in order of arrival, which is that of ids: then rows come as they are wanted.
  if (isAscending(ids)) {
    const values: Value[] = []
    for await (const piece of pieces(ids, viewRows)) {
      for (const row of rows.all(piece)) values.push(convert(row))
    }
    return values
  }
  const found = new Map<ViewId, Value>()
  const sorted = [...new Set(ids)].sort((a, b) => a - b)
  for await (const piece of pieces(sorted, viewRows)) {
    for (const row of rows.all(piece)) found.set(idOf(row), convert(row))
  }
  return ids.map(id => found.get(id)).filter(value => value !== undefined)
}

/** Each above the one before. */
function isAscending(ids: readonly number[]): boolean {
  for (let i = 1; i < ids.length; i++) if (ids[i]! <= ids[i - 1]!) return false
  return true
}

export function toMailbox(row: MailboxRow | undefined): Mailbox | undefined {
  return (
    row && {
      id: row.id,
      boxId: row.box_id,
      name: row.name,
      role: row.role,
      subscribed: row.subscribed === 1,
      uidValidity: row.uid_validity,
      uidNext: row.uid_next,
      recentUid: row.recent_uid,
      modseq: row.modseq,
      messages: row.messages,
      unseen: row.unseen,
      deleted: row.deleted,
      sizeBytes: row.size,
      keywords: JSON.parse(row.keywords) as string[],
    }
  )
}

function toSnapshot(rows: readonly SnapshotRow[], floor: number): MailboxSnapshot {
  const count = rows.length
  const snapshot = {
    uids: new Uint32Array(count),
    flags: new Uint32Array(count),
    modseqs: new Float64Array(count),
    views: new Float64Array(count),
    internalDatesMs: new Float64Array(count),
    sizesBytes: new Uint32Array(count),
  }
  for (let i = 0; i < count; i++) {
    const row = rows[i]!
    snapshot.uids[i] = row[0]
    snapshot.flags[i] = row[1]
    snapshot.modseqs[i] = Math.max(row[2], floor)
    snapshot.views[i] = row[3]
    snapshot.internalDatesMs[i] = row[4]
    snapshot.sizesBytes[i] = row[5]
  }
  return snapshot
}

type SourceRow = [id: ViewId, blob: BlobId, size: number, slices: string, prefix: Buffer | null]

const noPrefix = Buffer.alloc(0)

interface SearchRow {
  readonly id: ViewId
  readonly sentAt: number | null
  readonly subject: string
  readonly sender: string
  readonly recipients: string
  readonly copies: string
  readonly headerBytes: number
}

export interface ViewRow {
  readonly id: ViewId
  readonly blob_id: number
  readonly form: string | null
  readonly size: number
  readonly header_bytes: number
  readonly sent_at: number | null
  readonly subject: string
  readonly sender: string
  readonly recipients: string
  readonly copies: string
  readonly message_id: string
  readonly envelope: Buffer
  readonly body_structure: Buffer
  readonly slices: string
  readonly prefix: Buffer
  readonly parts: string
  readonly ancestors: string | null
}

export function toView(row: ViewRow): StoredView {
  return {
    id: row.id,
    blob: row.blob_id,
    prefix: row.prefix,
    slices: decodeSlices(row.slices),
    sizeBytes: row.size,
    structure: {
      envelope: row.envelope,
      bodyStructure: row.body_structure,
      parts: row.parts,
      headerBytes: row.header_bytes,
      sentAt: row.sent_at,
      messageId: row.message_id,
      subject: row.subject,
      from: row.sender,
      to: row.recipients,
      cc: row.copies,
      ancestors: row.ancestors,
    },
  }
}
