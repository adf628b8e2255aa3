import { randomBytes } from '../frames.ts'
import { actLeafData, saltBytes } from '../leaf.ts'
import type { Jobs } from '../protocol.ts'
import type { WriterSession } from '../session.ts'

/** A line of the trail and its leaf in the log, committed as one. */
export function auditJobs(session: WriterSession): Pick<Jobs, 'audit'> {
  const insert = session.db.prepare(
    `INSERT INTO audit (at, operator, role, operation, detail, leaf_index, leaf_salt)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  )
  const about = session.db.prepare(
    'INSERT INTO entry_acts (entry_id, audit_id) VALUES (?, ?) ON CONFLICT DO NOTHING',
  )
  return {
    audit(act) {
      const { at, operator, role, operation, detail, entries = [] } = act
      const salt = randomBytes(saltBytes)
      const { leafIndex } = session
      session.appendLeaf(actLeafData(act, leafIndex, salt))
      const { lastInsertRowid } = insert.run(at, operator, role, operation, detail, leafIndex, salt)
      for (const entry of entries) about.run(entry, lastInsertRowid)
    },
  }
}
