import type { KeyUse } from '../../../ports/keys.ts'
import type { Jobs } from '../protocol.ts'
import type { WriterSession } from '../session.ts'

export function keyJobs({ db }: WriterSession): Pick<Jobs, 'countKeyUses'> {
  const count = db.prepare<KeyUse, unknown>(
    `INSERT INTO key_uses (key, day, signatures, failures) VALUES (@key, @day, @signatures, @failures)
     ON CONFLICT DO UPDATE SET signatures = signatures + excluded.signatures,
       failures = failures + excluded.failures`,
  )
  return {
    countKeyUses(uses) {
      for (const use of uses) count.run(use)
    },
  }
}
