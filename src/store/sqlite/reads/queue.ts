/** The outbound queue, and held letters. */
import type { EntryId } from '../../../ports/archive.ts'
import type { Held, QueueItem, QueueReads } from '../../../ports/queue.ts'
import type { Db, Statement } from '../connection.ts'
import { scopedSql, scopeValues } from '../scope.ts'

const itemSql = `
  SELECT q.id, q.entry_id AS entryId, q.form,
    CASE q.form WHEN 'sent' THEN e.sent_blob WHEN 'encrypted' THEN e.encrypted_blob WHEN 'decrypted' THEN e.decrypted_blob
      ELSE e.received_blob END AS blob,
    e.mail_from AS mailFrom, q.address, q.notify, q.orcpt, q.state, q.attempts, q.created_at AS createdAt,
    q.next_attempt_at AS nextAttemptAt, q.last_reply AS lastReply
  FROM queue q JOIN entries e ON e.id = q.entry_id`

const heldSql = `
  SELECT h.id, h.entry_id AS entryId, h.address, a.code AS agencyCode, h.rule, h.at, h.expires_at AS expiresAt,
    h.state, h.decided_by AS decidedBy, h.decided_at AS decidedAt, h.reason
  FROM held h LEFT JOIN agencies a ON a.id = h.agency_id`

export class QueueReader implements QueueReads {
  readonly #list: Statement<QueueItem>
  readonly #ofEntry: Statement<QueueItem>
  readonly #item: Statement<QueueItem>
  readonly #due: Statement<QueueItem>
  readonly #nextDue: Statement<number | null>
  readonly #held: Statement<Held>
  readonly #heldOf: Statement<Held>
  readonly #heldById: Statement<Held>
  readonly #heldDue: Statement<Held>

  constructor(db: Db) {
    this.#list = db.prepare(
      `${itemSql} WHERE (@state IS NULL OR q.state = @state) AND ${scopedSql('q.entry_id')}
       ORDER BY q.id DESC LIMIT @limit`,
    )
    // By its index: years of letters stay in the queue's table.
    this.#ofEntry = db.prepare(
      `${itemSql} WHERE q.entry_id = @entryId AND (@state IS NULL OR q.state = @state)
         AND ${scopedSql('q.entry_id')}
       ORDER BY q.id DESC LIMIT @limit`,
    )
    this.#item = db.prepare(`${itemSql} WHERE q.id = ?`)
    this.#due = db.prepare(
      `${itemSql} WHERE q.state = 'waiting' AND q.next_attempt_at <= ? ORDER BY q.next_attempt_at, q.id LIMIT ?`,
    )
    this.#nextDue = db
      .prepare<unknown[], number | null>(`SELECT min(next_attempt_at) FROM queue WHERE state = 'waiting'`)
      .pluck()
    this.#held = db.prepare(
      `${heldSql}
       WHERE h.state = 'held' AND (@agency IS NULL OR a.code = @agency) AND ${scopedSql('h.entry_id')}
       ORDER BY h.id DESC LIMIT @limit`,
    )
    this.#heldOf = db.prepare(`${heldSql} WHERE h.entry_id = ? ORDER BY h.id`)
    this.#heldById = db.prepare(`${heldSql} WHERE h.id = ?`)
    this.#heldDue = db.prepare(
      `${heldSql} WHERE h.state = 'held' AND h.expires_at <= ? ORDER BY h.expires_at, h.id LIMIT ?`,
    )
  }

  async list(filter: Parameters<QueueReads['list']>[0]): Promise<readonly QueueItem[]> {
    const { scope, ...rest } = filter
    const statement = filter.entryId === undefined ? this.#list : this.#ofEntry
    return statement.all({ state: null, ...rest, ...scopeValues(scope) })
  }

  async item(id: number): Promise<QueueItem | undefined> {
    return this.#item.get(id)
  }

  async due(now: number, limit: number): Promise<readonly QueueItem[]> {
    return this.#due.all(now, limit)
  }

  async nextDue(): Promise<number | null> {
    return this.#nextDue.get() ?? null
  }

  async held({ scope, ...filter }: Parameters<QueueReads['held']>[0]): Promise<readonly Held[]> {
    return this.#held.all({ agency: null, ...filter, ...scopeValues(scope) })
  }

  async heldOf(entryId: EntryId): Promise<readonly Held[]> {
    return this.#heldOf.all(entryId)
  }

  async heldById(id: number): Promise<Held | undefined> {
    return this.#heldById.get(id)
  }

  async heldDue(now: number, limit: number): Promise<readonly Held[]> {
    return this.#heldDue.all(now, limit)
  }
}
