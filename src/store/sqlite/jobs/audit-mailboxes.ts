/** Auditors' mailboxes and their saved queries. */
import { fail, ok } from '../../../base/result.ts'
import type { Jobs } from '../protocol.ts'
import type { WriterSession } from '../session.ts'

type AuditMailboxJobs = Pick<
  Jobs,
  'openAuditMailbox' | 'closeAuditMailbox' | 'addSavedQuery' | 'removeSavedQuery'
>

export function auditMailboxJobs(session: WriterSession): AuditMailboxJobs {
  const { db } = session
  const forgetExpired = db.prepare('DELETE FROM audit_mailboxes WHERE operator_id = ? AND expires_at <= ?')
  const countOpen = db
    .prepare<unknown[], number>('SELECT count(*) FROM audit_mailboxes WHERE operator_id = ?')
    .pluck()
  const open = db.prepare(
    `INSERT INTO audit_mailboxes (operator_id, reason, scope, queries, lookup, scram, created_at, expires_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const close = db.prepare('DELETE FROM audit_mailboxes WHERE operator_id = ? AND id = ?')
  const countQueries = db
    .prepare<unknown[], number>('SELECT count(*) FROM saved_queries WHERE operator_id = ?')
    .pluck()
  const addQuery = db.prepare(
    'INSERT INTO saved_queries (operator_id, name, query) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  )
  const removeQuery = db.prepare('DELETE FROM saved_queries WHERE operator_id = ? AND name = ?')
  return {
    openAuditMailbox({ operatorId, reason, scope, queries, lookup, scram, createdAt, expiresAt }, most) {
      forgetExpired.run(operatorId, createdAt)
      if (countOpen.get(operatorId)! >= most) return fail({ reason: 'too-many' })
      const { lastInsertRowid } = open.run(
        operatorId,
        reason,
        JSON.stringify(scope),
        JSON.stringify(queries),
        lookup,
        scram,
        createdAt,
        expiresAt,
      )
      return ok(Number(lastInsertRowid))
    },

    closeAuditMailbox(operator, id) {
      if (close.run(operator, id).changes === 0) return fail({ reason: 'not-found', what: `mailbox ${id}` })
      session.notify({ kind: 'operators' })
      return ok(undefined)
    },

    addSavedQuery(operator, { name, query }, most) {
      if (countQueries.get(operator)! >= most) return fail({ reason: 'too-many' })
      return addQuery.run(operator, name, query).changes === 0 ? fail({ reason: 'exists' }) : ok(undefined)
    },

    removeSavedQuery(operator, name) {
      if (removeQuery.run(operator, name).changes === 0) return fail({ reason: 'not-found', what: name })
      return ok(undefined)
    },
  }
}
