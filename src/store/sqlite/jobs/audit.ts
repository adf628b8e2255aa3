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
  return {
    audit(act) {
      const { at, operator, role, operation, detail } = act
      const salt = randomBytes(saltBytes)
      const { leafIndex } = session
      session.appendLeaf(actLeafData(act, leafIndex, salt))
      insert.run(at, operator, role, operation, detail, leafIndex, salt)
    },
  }
}
