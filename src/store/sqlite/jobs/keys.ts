import type { KeyUse } from '../../../ports/keys.ts'
import type { Jobs } from '../protocol.ts'
import type { WriterSession } from '../session.ts'

export function keyJobs({ db }: WriterSession): Pick<Jobs, 'countKeyUses'> {
  const count = db.prepare<KeyUse, unknown>(
    `INSERT INTO key_uses (key, day, signatures, decryptions, failures)
     VALUES (@key, @day, @signatures, @decryptions, @failures)
     ON CONFLICT DO UPDATE SET signatures = signatures + excluded.signatures,
       decryptions = decryptions + excluded.decryptions, failures = failures + excluded.failures`,
  )
  return {
    countKeyUses(uses) {
      for (const use of uses) count.run(use)
    },
  }
}
