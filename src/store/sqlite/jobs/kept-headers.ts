/** keepHeaders: what FETCH shows of letters. A view that is gone meanwhile gets nothing. */
import { packHeader } from '../packed-header.ts'
import type { Jobs } from '../protocol.ts'
import type { WriterSession } from '../session.ts'

export function keptHeaderJobs({ db, headerSeal }: WriterSession): Pick<Jobs, 'keepHeaders'> {
  const isThere = db.prepare<unknown[], number>('SELECT 1 FROM views WHERE id = ?').pluck()
  const put = db.prepare('INSERT OR REPLACE INTO kept_headers (view_id, listed, whole) VALUES (?, ?, ?)')
  return {
    keepHeaders(recipe, kept) {
      const seal = (id: number, header: Uint8Array) => headerSeal.seal(id, packHeader(recipe, header))
      for (const { id, listed, whole } of kept) {
        if (isThere.get(id) !== undefined) put.run(id, seal(id, listed), seal(id, whole))
      }
    },
  }
}
