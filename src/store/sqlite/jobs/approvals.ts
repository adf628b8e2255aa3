/** Requests of the rule of two and what became of them. That nobody grants his own is decided here, too. */
import { fail, ok } from '../../../base/result.ts'
import type { Db, Statement } from '../connection.ts'
import type { Jobs } from '../protocol.ts'
import type { WriterSession } from '../session.ts'

export function approvalJobs({ db }: WriterSession): Pick<Jobs, 'requestApproval' | 'decideApproval'> {
  const request = db.prepare(
    `INSERT INTO approvals (purpose, subject, scope, reason, requested_by, requested_at, expires_at)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  )
  const waiting = db.prepare<unknown[], { requestedBy: string; expiresAt: number }>(
    `SELECT requested_by AS requestedBy, expires_at AS expiresAt FROM approvals
     WHERE id = ? AND state = 'requested'`,
  )
  const decide = db.prepare(
    'UPDATE approvals SET state = ?, decided_by = ?, decided_at = ?, note = ?, expires_at = ? WHERE id = ?',
  )
  return {
    requestApproval({ purpose, subject, scope, reason, requestedBy, requestedAt, expiresAt }) {
      const { lastInsertRowid } = request.run(
        purpose,
        subject,
        JSON.stringify(scope),
        reason,
        requestedBy,
        requestedAt,
        expiresAt,
      )
      return Number(lastInsertRowid)
    },

    decideApproval(id, { state, by, note, at, expiresAt }) {
      const found = waiting.get(id)
      if (found === undefined) return fail({ reason: 'not-waiting' })
      if (found.expiresAt <= at) return fail({ reason: 'expired' })
      if (state === 'granted' && found.requestedBy === by) return fail({ reason: 'own' })
      decide.run(state, by, at, note, state === 'granted' ? expiresAt : found.expiresAt, id)
      return ok(undefined)
    },
  }
}

/** What an operator asked for, or was granted, is void with the appointment it was asked under. */
export function approvalLapse(db: Db): Statement {
  return db.prepare(
    `UPDATE approvals SET state = 'lapsed' WHERE requested_by = ? AND state IN ('requested', 'granted')`,
  )
}
