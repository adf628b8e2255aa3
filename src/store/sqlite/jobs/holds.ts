/**
 * Legal holds. No letter can slip past one, because of the order of commits alone: a hold begins evaluated to entry 0,
 * and the job that condemns letters asks, in its own transaction, that every standing hold was evaluated to there.
 */
import { fail, ok } from '../../../base/result.ts'
import type { Jobs } from '../protocol.ts'
import type { WriterSession } from '../session.ts'

export function holdJobs({ db }: WriterSession): Pick<Jobs, 'addHold' | 'removeHold' | 'advanceHold'> {
  const add = db.prepare(
    `INSERT INTO holds (name, query, tree, reason, author, added_at) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT DO NOTHING`,
  )
  const remove = db.prepare(
    `UPDATE holds SET removed_at = ?, removed_by = ?, removed_reason = ? WHERE name = ? AND removed_at IS NULL`,
  )
  const advance = db.prepare(
    `UPDATE holds SET evaluated_to = @to WHERE id = @hold AND evaluated_to >= @from AND evaluated_to < @to
       AND removed_at IS NULL`,
  )
  const match = db.prepare(
    `INSERT INTO hold_entries (entry_id, hold_id) SELECT value, @hold FROM json_each(@entries) WHERE true
     ON CONFLICT DO NOTHING`,
  )
  const count = db.prepare('UPDATE holds SET matches = matches + ? WHERE id = ?')
  return {
    addHold({ name, query, tree, reason, author, addedAt }) {
      const added = add.run(name, query, JSON.stringify(tree), reason, author, addedAt)
      return added.changes === 0
        ? fail({ reason: 'exists', what: `hold ${name}` })
        : ok({ id: Number(added.lastInsertRowid) })
    },

    removeHold(name, by, reason, at) {
      const { changes } = remove.run(at, by, reason, name)
      return changes === 0 ? fail({ reason: 'not-found', what: `hold ${name}` }) : ok(undefined)
    },

    advanceHold(hold, from, to, entries) {
      if (advance.run({ hold, from, to }).changes === 0) return
      const { changes } = match.run({ hold, entries: JSON.stringify(entries) })
      if (changes > 0) count.run(changes, hold)
    },
  }
}
