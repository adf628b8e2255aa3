import type { EntryId } from '../../../ports/archive.ts'
import { type ExportId, listedIdBytes } from '../../../ports/exports.ts'
import type { Db, Statement } from '../connection.ts'
import type { Jobs } from '../protocol.ts'
import type { WriterSession } from '../session.ts'
import { auditJobs } from './audit.ts'

/** Entries' numbers in one row. */
export const listedInRow = 4096

/** Each act is committed with what it tells of. */
export function exportJobs(session: WriterSession): Pick<Jobs, 'beginExport' | 'endExport' | 'sealExport'> {
  const { db } = session
  const { audit } = auditJobs(session)
  const forgetLists = db.prepare(
    'DELETE FROM export_entries WHERE export_id IN (SELECT id FROM exports WHERE expires_at <= ?)',
  )
  const forget = db.prepare('DELETE FROM exports WHERE expires_at <= ?')
  const insert = db.prepare(
    `INSERT INTO exports (id, operator, approval, query, format, scope, entries, through, at, expires_at, begun_leaf)
     VALUES (@id, @operator, @approval, @query, @format, @scope, @entries, @through, @at, @expiresAt, @begunLeaf)`,
  )
  const list = db.prepare('INSERT INTO export_entries (export_id, part, ids) VALUES (?, ?, ?)')
  const ended = db.prepare<[ExportId], number | null>('SELECT ended_leaf FROM exports WHERE id = ?').pluck()
  const end = db.prepare('UPDATE exports SET ended_leaf = ? WHERE id = ?')
  const seal = db.prepare(
    `UPDATE exports SET seal_size = @size, seal_note = @note, seal_token = @token, seal_keys = @keys
     WHERE id = @id AND seal_size IS NULL`,
  )
  return {
    beginExport({ list: ids, scope, ...facts }, act) {
      forgetLists.run(facts.at)
      forget.run(facts.at)
      const begunLeaf = session.leafIndex
      // Of each letter it is known for good that it left; the list itself is kept for a while.
      audit({ ...act, entries: entriesOf(ids) })
      insert.run({ ...facts, scope: JSON.stringify(scope), begunLeaf })
      const step = listedInRow * listedIdBytes
      for (let part = 0; part * step < ids.length; part++)
        list.run(facts.id, part, ids.subarray(part * step, (part + 1) * step))
    },

    endExport(id, act) {
      // Asked again after a lost answer: it ends once.
      if (ended.get(id) !== null) return
      end.run(session.leafIndex, id)
      audit(act)
    },

    sealExport(id, { size, note, token, keys }) {
      seal.run({ id, size, note, token, keys })
    },
  }
}

/** What an operator was exporting ends with the appointment that it was begun under, like the approval for it. */
export function exportsEnd(db: Db): Statement {
  return db.prepare('UPDATE exports SET expires_at = 0 WHERE operator = ?')
}

function entriesOf(ids: Uint8Array): readonly EntryId[] {
  const view = new DataView(ids.buffer, ids.byteOffset, ids.byteLength)
  return Array.from({ length: ids.length / listedIdBytes }, (_, i) =>
    Number(view.getBigUint64(i * listedIdBytes)),
  )
}
