/** keepTexts: what searches compare of letters. A view that is gone meanwhile gets nothing. */
import type { Jobs } from '../protocol.ts'
import type { WriterSession } from '../session.ts'

export function keptTextJobs({ db, textSeal }: WriterSession): Pick<Jobs, 'keepTexts'> {
  const isThere = db.prepare<unknown[], number>('SELECT 1 FROM views WHERE id = ?').pluck()
  const putFilter = db.prepare(
    'INSERT OR REPLACE INTO text_filters (view_id, recipe, sealed) VALUES (?, ?, ?)',
  )
  const putText = db.prepare('INSERT OR REPLACE INTO kept_texts (view_id, recipe, sealed) VALUES (?, ?, ?)')
  const dropText = db.prepare('DELETE FROM kept_texts WHERE view_id = ?')
  const forgetProgress = db.prepare('DELETE FROM kept_to WHERE recipe <> ?')
  const putProgress = db.prepare(
    `INSERT INTO kept_to (recipe, view_id) VALUES (?, ?)
     ON CONFLICT DO UPDATE SET view_id = max(view_id, excluded.view_id)`,
  )
  return {
    keepTexts(recipe, kept, keptTo) {
      for (const { id, filter, text } of kept) {
        if (isThere.get(id) === undefined) continue
        putFilter.run(id, recipe, textSeal.sealFilter(recipe, id, filter))
        if (text === null) dropText.run(id)
        else putText.run(id, recipe, textSeal.seal(id, text))
      }
      if (keptTo === undefined) return
      forgetProgress.run(recipe)
      putProgress.run(recipe, keptTo)
    },
  }
}
