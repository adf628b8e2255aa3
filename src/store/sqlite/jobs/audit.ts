import type { Jobs } from '../protocol.ts'
import type { WriterSession } from '../session.ts'

export function auditJobs(session: WriterSession): Pick<Jobs, 'audit'> {
  const insert = session.db.prepare(
    'INSERT INTO audit (at, operator, role, operation, detail) VALUES (?, ?, ?, ?, ?)',
  )
  return {
    audit({ at, operator, role, operation, detail }) {
      insert.run(at, operator, role, operation, detail)
    },
  }
}
