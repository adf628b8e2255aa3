/** Retention: classes, what is due, holds, and erasures under way. */
import type { EntryId } from '../../../ports/archive.ts'
import type { DueEntry, ErasureAct, Hold, RetentionClass, RetentionReads } from '../../../ports/retention.ts'
import type { Query } from '../../../ports/search.ts'
import type { Db, Statement } from '../connection.ts'
import { Blocks, DueEntries, readClasses, toClass } from '../due.ts'

interface HoldRow extends Omit<Hold, 'tree' | 'removed'> {
  readonly tree: string
  readonly removedAt: number | null
  readonly removedBy: string | null
  readonly removedReason: string | null
}

type FactRow = Pick<DueEntry, 'id' | 'direction' | 'sizeBytes'> & {
  readonly agencies: string
  readonly documentKinds: string
}

export class RetentionReader implements RetentionReads {
  readonly #window: number
  readonly #classes: ReturnType<typeof readClasses>
  readonly #due: DueEntries
  readonly #blocks: Blocks
  readonly #facts: Statement<FactRow>
  readonly #lastEntry: Statement<number>
  readonly #holds: Statement<HoldRow>
  readonly #heldBy: Statement<EntryId>
  readonly #condemned: Statement<EntryId>
  readonly #survivors: Statement<{ leafIndex: number; entries: string }>
  readonly #act: Statement<Omit<ErasureAct, 'rule'> & { detail: string }>

  constructor(db: Db, window: number) {
    this.#window = window
    this.#classes = readClasses(db)
    this.#due = new DueEntries(db)
    this.#blocks = new Blocks(db)
    this.#facts = db.prepare(
      `SELECT e.id, e.direction,
         (SELECT coalesce(sum(size), 0) FROM blobs
          WHERE id IN (e.received_blob, e.sent_blob, e.encrypted_blob, e.decrypted_blob)) AS sizeBytes,
         (SELECT json_group_array(coalesce(a.code, '' || r.value)) FROM (
            SELECT e.sender_agency_id AS value WHERE e.sender_agency_id IS NOT NULL
            UNION SELECT value ->> 'agencyId' FROM json_each(e.recipients) WHERE value ->> 'agencyId' IS NOT NULL) AS r
          LEFT JOIN agencies AS a ON a.id = r.value) AS agencies,
         (SELECT json_group_array(kind) FROM (
            SELECT DISTINCT kind FROM documents WHERE entry_id = e.id AND kind IS NOT NULL)) AS documentKinds
       FROM entries AS e WHERE e.id IN (SELECT value FROM json_each(?)) ORDER BY e.id`,
    )
    this.#lastEntry = db.prepare<unknown[], number>('SELECT coalesce(max(id), 0) FROM entries').pluck()
    this.#holds = db.prepare(
      `SELECT id, name, query, tree, reason, author, added_at AS addedAt, evaluated_to AS evaluatedTo, matches,
         removed_at AS removedAt, removed_by AS removedBy, removed_reason AS removedReason
       FROM holds WHERE ? OR removed_at IS NULL ORDER BY name, id`,
    )
    this.#heldBy = db
      .prepare<unknown[], EntryId>(
        'SELECT entry_id FROM hold_entries WHERE hold_id = ? AND entry_id > ? ORDER BY entry_id LIMIT ?',
      )
      .pluck()
    this.#condemned = db
      .prepare<unknown[], EntryId>(
        'SELECT entry_id FROM erasures WHERE destroyed = ? ORDER BY entry_id LIMIT ?',
      )
      .pluck()
    this.#survivors = db.prepare(
      `SELECT leaf_index AS leafIndex,
         (SELECT json_group_array(e.id) FROM json_each(audit.detail, '$.entries') AS named
          JOIN entries AS e ON e.id = named.value
          WHERE NOT EXISTS (SELECT 1 FROM erasures WHERE entry_id = e.id)
            AND (e.erased_at IS NULL
              OR EXISTS (SELECT 1 FROM hot
                         WHERE blob_id IN (e.received_blob, e.sent_blob, e.encrypted_blob, e.decrypted_blob))
              OR EXISTS (SELECT 1 FROM cold
                         WHERE blob_id IN (e.received_blob, e.sent_blob, e.encrypted_blob, e.decrypted_blob)))
         ) AS entries
       FROM audit WHERE operation = 'retention.erase' AND leaf_index > ? ORDER BY leaf_index LIMIT ?`,
    )
    this.#act = db.prepare(
      `SELECT leaf_index AS leafIndex, at, operator, detail FROM audit
       WHERE operation = 'retention.erase' AND leaf_index = ?`,
    )
  }

  async classes(): Promise<readonly RetentionClass[]> {
    return this.#classes.all().map(toClass)
  }

  async due(now: number, after: EntryId) {
    const to = after + this.#window
    const rows = this.#due.inWindow(now, after, to)
    const next = to < this.#lastEntry.get()! ? to : null
    if (rows.length === 0) return { entries: [], next }
    const ids = rows.map(({ id }) => id)
    const blocked = this.#blocks.of(ids)
    const facts = new Map(this.#facts.all(JSON.stringify(ids)).map(row => [row.id, row]))
    const entries = rows.map((row): DueEntry => {
      const { agencies, documentKinds, ...fact } = facts.get(row.id)!
      return {
        ...row,
        ...fact,
        agencies: JSON.parse(agencies) as string[],
        documentKinds: JSON.parse(documentKinds) as string[],
        blocked: blocked.get(row.id) ?? null,
      }
    })
    return { entries, next }
  }

  async holds(all: boolean): Promise<readonly Hold[]> {
    return this.#holds.all(all ? 1 : 0).map(toHold)
  }

  async heldBy(hold: number, after: EntryId, limit: number): Promise<readonly EntryId[]> {
    return this.#heldBy.all(hold, after, limit)
  }

  async condemned(destroyed: boolean, limit: number): Promise<readonly EntryId[]> {
    return this.#condemned.all(destroyed ? 1 : 0, limit)
  }

  async survivors(afterLeaf: number, limit: number) {
    return this.#survivors
      .all(afterLeaf, limit)
      .map(({ leafIndex, entries }) => ({ leafIndex, entries: JSON.parse(entries) as EntryId[] }))
  }

  async act(leafIndex: number): Promise<ErasureAct | undefined> {
    const row = this.#act.get(leafIndex)
    if (row === undefined) return undefined
    const { detail, ...act } = row
    return { ...act, rule: (JSON.parse(detail) as { readonly rule: string }).rule }
  }
}

function toHold({ tree, removedAt, removedBy, removedReason, ...row }: HoldRow): Hold {
  return {
    ...row,
    tree: JSON.parse(tree) as Query,
    removed: removedAt === null ? null : { at: removedAt, by: removedBy ?? '', reason: removedReason ?? '' },
  }
}
