/** The clocks of acknowledgement that run, and what became of those that ran. */

import { breathe } from '../../../base/breath.ts'
import { localInstant } from '../../../base/local-time.ts'
import type {
  AcknowledgementCount,
  AcknowledgementReads,
  OpenAcknowledgement,
} from '../../../ports/acknowledgement.ts'
import { flagBits } from '../../../ports/mailboxes.ts'
import type { Db, Statement } from '../connection.ts'

type OpenRow = Omit<OpenAcknowledgement, 'read'> & { readonly read: number }
type OpenFilter = Parameters<AcknowledgementReads['open']>[0]
type CountsFilter = Parameters<AcknowledgementReads['counts']>[0]

const dayMs = 86_400_000

/** Copies of the letter in the box: a few looks into `messages_by_view`, however many boxes show the same view. */
const copiesSql = `
  SELECT 1 FROM mailboxes f CROSS JOIN views v CROSS JOIN messages m
  WHERE f.box_id = a.box_id AND v.entry_id = a.entry_id AND m.view_id = v.id AND m.mailbox_id = f.id`

/** A client that knows no MOVE copies, marks the old one \Deleted, and may expunge it much later. */
const lookedAt = flagBits.seen | flagBits.deleted

/** An official has seen it who works the office's box by rights of his own. */
const officialSql = `
  SELECT 1 FROM office_acts o WHERE o.entry_id = a.entry_id AND o.box_id = a.box_id AND o.act = 'read'`

/** Whether the letter of the clock `a` was read, or is the office's no more. */
export const readSql = `(EXISTS (${copiesSql} AND m.flags & ${lookedAt} <> 0) OR EXISTS (${officialSql})
  OR NOT EXISTS (${copiesSql} AND f.role = 'inbox'))`

const openSql = (late: string) => `
  SELECT a.entry_id AS entryId, a.box_id AS boxId, a.agency_id AS agencyId, g.code AS agencyCode, b.address,
    a.received_at AS receivedAt, a.due_at AS dueAt, iif(e.channel = 'mx', 'inbound', 'internal') AS direction,
    ${readSql} AS read
  FROM acknowledgements a
  JOIN boxes b ON b.id = a.box_id AND b.status <> 'removed'
  JOIN entries e ON e.id = a.entry_id
  LEFT JOIN agencies g ON g.id = a.agency_id
  WHERE a.seen_at IS NULL AND a.late_at ${late}
    AND (a.due_at, a.entry_id, a.box_id) > (@dueAt, @entryId, @boxId)
  ORDER BY a.due_at, a.entry_id, a.box_id LIMIT @limit`

const beforeAll = { dueAt: 0, entryId: 0, boxId: 0 }

export class AcknowledgementReader implements AcknowledgementReads {
  readonly #running: Statement<OpenRow>
  readonly #late: Statement<OpenRow>
  readonly #span: Statement<{ readonly first: number | null; readonly last: number | null }>
  readonly #counts: Statement<AcknowledgementCount>

  constructor(db: Db) {
    this.#running = db.prepare(openSql('IS NULL'))
    this.#late = db.prepare(openSql('IS NOT NULL'))
    this.#span = db.prepare(
      'SELECT min(received_at) AS first, max(received_at) AS last FROM acknowledgements',
    )
    this.#counts = db.prepare(
      `SELECT a.agency_id AS agencyId, g.code AS agencyCode, g.name AS agencyName, a.box_id AS boxId, b.address,
         count(*) AS received,
         count(*) FILTER (WHERE a.late_at IS NULL AND a.seen_at IS NOT NULL) AS inTime,
         count(*) FILTER (WHERE a.late_at IS NOT NULL) AS late,
         count(*) FILTER (WHERE a.late_at IS NULL AND a.seen_at IS NULL) AS open,
         count(*) FILTER (WHERE a.late_at IS NOT NULL AND a.seen_at IS NULL) AS unread
       FROM acknowledgements a
       LEFT JOIN agencies g ON g.id = a.agency_id
       LEFT JOIN boxes b ON b.id = a.box_id
       WHERE a.received_at >= @from AND a.received_at < @before AND (@agency IS NULL OR g.code = @agency)
       GROUP BY a.agency_id, a.box_id`,
    )
  }

  async open({ late, after, limit }: OpenFilter): Promise<readonly OpenAcknowledgement[]> {
    const { dueAt, entryId, boxId } = after ?? beforeAll
    const rows = (late ? this.#late : this.#running).all({ dueAt, entryId, boxId, limit })
    return rows.map(row => ({ ...row, read: row.read === 1 }))
  }

  /** Day by day, so that a year of a province never keeps the event loop. */
  async counts({ agency, fromDay, toDay }: CountsFilter): Promise<readonly AcknowledgementCount[]> {
    const { first, last } = this.#span.get()!
    if (first === null || last === null) return []
    const before = Math.min(localInstant(toDay) + dayMs, last + 1)
    const sums = new Map<string, AcknowledgementCount>()
    for (let from = Math.max(localInstant(fromDay), first); from < before; from += dayMs) {
      const day = { agency: agency ?? null, from, before: Math.min(from + dayMs, before) }
      for (const row of this.#counts.all(day)) {
        const key = `${row.agencyId} ${row.boxId}`
        const others = sums.get(key)
        sums.set(key, others === undefined ? row : sum(row, others))
      }
      await breathe()
    }
    return [...sums.values()].sort(byOffice)
  }
}

function sum(row: AcknowledgementCount, others: AcknowledgementCount): AcknowledgementCount {
  return {
    ...row,
    received: row.received + others.received,
    inTime: row.inTime + others.inTime,
    late: row.late + others.late,
    open: row.open + others.open,
    unread: row.unread + others.unread,
  }
}

function byOffice(a: AcknowledgementCount, b: AcknowledgementCount): number {
  const order = (count: AcknowledgementCount) => [count.agencyCode, count.address, count.boxId].join(' ')
  return order(a) < order(b) ? -1 : 1
}
