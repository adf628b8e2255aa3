/** keepHeaders: what FETCH shows of letters. A view that is gone meanwhile gets nothing. */
import { packHeader } from '../packed-header.ts'
import type { Jobs } from '../protocol.ts'
import type { WriterSession } from '../session.ts'

export function keptHeaderJobs({ db, headerSeal }: WriterSession): Pick<Jobs, 'keepHeaders'> {
  const isThere = db.prepare<unknown[], number>('SELECT 1 FROM views WHERE id = ?').pluck()
  const put = db.prepare(
    'INSERT OR REPLACE INTO kept_headers (view_id, recipe, listed, whole) VALUES (?, ?, ?, ?)',
  )
  return {
    keepHeaders(recipe, kept) {
      for (const { id, listed, whole } of kept) {
        if (isThere.get(id) === undefined) continue
        const [fields, header] = [packHeader(recipe, listed), packHeader(recipe, whole)]
        put.run(id, recipe, headerSeal.sealFilter(recipe, id, fields), headerSeal.seal(id, header))
      }
    },
  }
}
