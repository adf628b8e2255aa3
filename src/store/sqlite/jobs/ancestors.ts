/** setAncestors: what was read of views that are older than the column. */
import type { Jobs } from '../protocol.ts'
import type { WriterSession } from '../session.ts'

export function ancestorJobs({ db }: WriterSession): Pick<Jobs, 'setAncestors'> {
  const update = db.prepare('UPDATE views SET ancestors = @ancestors WHERE id = @id AND ancestors IS NULL')
  return {
    setAncestors(found) {
      for (const { id, ancestors } of found) update.run({ id, ancestors })
    },
  }
}
