import { fail, ok } from '../../../base/result.ts'
import type { Jobs } from '../protocol.ts'
import type { WriterSession } from '../session.ts'

const hourMs = 3_600_000
/** What is looked at of the past when a checkpoint comes: enough for any pause between two. */
const thinnedHours = 31 * 24

export function tlogJobs({
  db,
  limits,
}: WriterSession): Pick<Jobs, 'addCheckpoint' | 'addTimestamp' | 'addCosignatures' | 'witnessHead'> {
  const insert = db.prepare('INSERT INTO checkpoints (size, root, at, note) VALUES (?, ?, ?, ?)')
  const newest = db.prepare<unknown[], number>('SELECT coalesce(max(size), -1) FROM checkpoints').pluck()
  const thinned = `SELECT size FROM checkpoints AS old WHERE at >= @from AND at < @to
    AND size NOT IN (SELECT size FROM checkpoint_tokens) AND EXISTS (
    SELECT 1 FROM checkpoints AS later
    WHERE later.at >= old.at AND later.at < (old.at / ${hourMs} + 1) * ${hourMs} AND later.size > old.size)`
  const thinCosignatures = db.prepare(`DELETE FROM cosignatures WHERE size IN (${thinned})`)
  const thin = db.prepare(`DELETE FROM checkpoints WHERE size IN (${thinned})`)
  const stamp = db.prepare(
    'INSERT INTO checkpoint_tokens (size, token, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  )
  const cosign = db.prepare(
    `INSERT INTO cosignatures (size, witness, lines, at) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET lines = excluded.lines, at = excluded.at`,
  )
  const known = db.prepare<unknown[], number>('SELECT size FROM witnessed_logs WHERE origin = ?').pluck()
  const witness = db.prepare(
    `INSERT INTO witnessed_logs (origin, size, root, at, note) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET size = excluded.size, root = excluded.root, at = excluded.at, note = excluded.note`,
  )
  return {
    addCheckpoint({ size, root, at, note }) {
      if (size <= newest.get()!) return false
      insert.run(size, root, at, note)
      const to = Math.floor((at - limits.checkpointKeepMs) / hourMs) * hourMs
      const span = { from: to - thinnedHours * hourMs, to }
      thinCosignatures.run(span)
      thin.run(span)
      return true
    },

    addTimestamp(size, token, at) {
      stamp.run(size, token, at)
    },

    addCosignatures(size, name, lines, at) {
      cosign.run(size, name, lines, at)
    },

    witnessHead(origin, oldSize, { size, root, note, at }) {
      const now = known.get(origin) ?? 0
      if (now !== oldSize || size < oldSize) return fail({ size: now })
      witness.run(origin, size, root, at, note)
      return ok(undefined)
    },
  }
}
