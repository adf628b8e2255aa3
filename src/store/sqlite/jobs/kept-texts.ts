/** keepTexts, keepSlab, sweepSlabs: what searches compare of letters. A view that is gone meanwhile gets nothing. */
import { isDamage } from '../failures.ts'
import type { Jobs } from '../protocol.ts'
import { recordId } from '../reads/slabs.ts'
import type { WriterSession } from '../session.ts'

export function keptTextJobs({
  db,
  textSeal,
}: WriterSession): Pick<Jobs, 'keepTexts' | 'keepSlab' | 'sweepSlabs'> {
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
  const dropSlab = db.prepare('DELETE FROM filter_slabs WHERE id = ?')
  const thereOf = db
    .prepare<unknown[], number>('SELECT count(*) FROM json_each(?) JOIN views ON views.id = value')
    .pluck()
  const putSlab = db
    .prepare<unknown[], number>(
      `INSERT INTO filter_slabs (mailbox_id, recipe, first_uid, last_uid, letters, records, keys, shape)
       SELECT @mailbox, @recipe, @firstUid, @lastUid, @letters, @records, @keys, @shape
       WHERE EXISTS (SELECT 1 FROM mailboxes WHERE id = @mailbox) RETURNING id`,
    )
    .pluck()
  const putRecord = db.prepare('INSERT INTO slab_records (id, sealed) VALUES (?, ?)')
  const putViews = db.prepare(
    'INSERT OR IGNORE INTO slab_views (slab_id, view_id) SELECT ?, value FROM json_each(?)',
  )
  const dropped = db.prepare<unknown[], number>('SELECT id FROM dropped_slabs ORDER BY id LIMIT 1').pluck()
  const sweepRecords = db.prepare(
    `DELETE FROM slab_records WHERE id IN
       (SELECT id FROM slab_records WHERE id >= @first AND id < @end ORDER BY id LIMIT @limit)`,
  )
  const sweepViews = db.prepare(
    `DELETE FROM slab_views WHERE slab_id = @id AND view_id IN
       (SELECT view_id FROM slab_views WHERE slab_id = @id ORDER BY view_id LIMIT @limit)`,
  )
  const isSwept = db.prepare('DELETE FROM dropped_slabs WHERE id = ?')
  return {
    sweepSlabs(limit) {
      let left = limit
      for (let id = dropped.get(); id !== undefined; id = dropped.get()) {
        try {
          left -= sweepRecords.run({ first: recordId(id, 0), end: recordId(id + 1, 0), limit: left }).changes
          left -= sweepViews.run({ id, limit: left }).changes
        } catch (error) {
          // What lies on damaged pages cannot be opened without the keys that are gone, and keeps nothing else waiting.
          if (!isDamage(error)) throw error
        }
        if (left <= 0) return false
        isSwept.run(id)
      }
      return true
    },
    keepSlab(outdated, slab) {
      for (const id of outdated) dropSlab.run(id)
      if (slab === null) return
      const { views, records, ...row } = slab
      const ids = JSON.stringify(views)
      if (thereOf.get(ids) !== views.length) return
      const id = putSlab.get({ ...row, letters: views.length, records: records.length })
      if (id === undefined) return
      putViews.run(id, ids)
      for (const [number, sealed] of records.entries()) putRecord.run(recordId(id, number), sealed)
    },
    keepTexts(recipe, kept, progress) {
      for (const { id, filter, text } of kept) {
        if (isThere.get(id) === undefined) continue
        putFilter.run(id, recipe, textSeal.sealFilter(recipe, id, filter))
        if (text === null) dropText.run(id)
        else putText.run(id, recipe, textSeal.seal(id, text))
      }
      if (progress === undefined) return
      forgetProgress.run(progress.recipe)
      putProgress.run(progress.recipe, progress.keptTo)
    },
  }
}
