/** What becomes of the ledger's rows: a person's word on one, and the steps of a secret's case. */
import { fail, ok } from '../../../base/result.ts'
import { type CaseStep, caseSteps } from '../../../ports/policy.ts'
import type { Jobs } from '../protocol.ts'
import type { WriterSession } from '../session.ts'

export function ledgerJobs({ db }: WriterSession): Pick<Jobs, 'decideViolation' | 'stepCase'> {
  const decide = db.prepare(
    `UPDATE violations SET state = ?, decided_by = ?, decided_at = ?, note = ?
     WHERE ref = ? AND state IN ('recorded', 'suspected')`,
  )
  const stepOf = db.prepare<unknown[], CaseStep>('SELECT step FROM cases WHERE id = ?').pluck()
  const advance = db.prepare('UPDATE cases SET step = ? WHERE id = ?')
  const record = db.prepare('INSERT INTO case_steps (case_id, step, at, author, note) VALUES (?, ?, ?, ?, ?)')
  return {
    decideViolation(ref, state, by, note, at) {
      const { changes } = decide.run(state, by, at, note, ref)
      return changes === 0 ? fail({ reason: 'not-found', what: `undecided violation ${ref}` }) : ok(undefined)
    },

    stepCase(id, step, by, note, at) {
      const current = stepOf.get(id)
      if (current === undefined) return fail({ reason: 'not-found' })
      const next = caseSteps[caseSteps.indexOf(current) + 1] ?? null
      if (step !== next) return fail({ reason: 'out-of-order', next })
      advance.run(step, id)
      record.run(id, step, at, by, note)
      return ok(undefined)
    },
  }
}
