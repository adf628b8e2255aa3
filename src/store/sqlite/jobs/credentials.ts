/** Passwords, app passwords, and the operators of the command line with their sessions. */
import { fail, ok } from '../../../base/result.ts'
import type { Appointment } from '../../../ports/directory.ts'
import type { Jobs } from '../protocol.ts'
import type { WriterSession } from '../session.ts'
import { approvalLapse } from './approvals.ts'
import { exportsEnd } from './exports.ts'

type CredentialJobs = Pick<
  Jobs,
  'setPassword' | 'recordLogin' | 'addAppPassword' | 'removeAppPassword' | 'useAppPassword' | OperatorJobName
>

type OperatorJobName =
  | 'putOperator'
  | 'setAppointment'
  | 'removeOperator'
  | 'putOperatorSession'
  | 'removeOperatorSession'
  | 'touchOperatorSession'
  | 'useOperatorStep'

export function credentialJobs(session: WriterSession): CredentialJobs {
  return { ...passwordJobs(session), ...operatorJobs(session) }
}

function passwordJobs(
  session: WriterSession,
): Pick<Jobs, 'setPassword' | 'recordLogin' | 'addAppPassword' | 'removeAppPassword' | 'useAppPassword'> {
  const { db, limits } = session
  const setPassword = db.prepare(
    `UPDATE boxes SET password_hash = @hash, initial_password = @initial, password_changed_at = @at,
       password_issued_at = iif(@initial, @at, NULL)
     WHERE id = @box`,
  )
  const keepEarlier = db.prepare(
    `INSERT INTO password_history (box_id, password_hash)
     SELECT id, password_hash FROM boxes WHERE id = ? AND password_hash IS NOT NULL`,
  )
  const forgetOldest = db.prepare(
    `DELETE FROM password_history WHERE box_id = @box AND id NOT IN
       (SELECT id FROM password_history WHERE box_id = @box ORDER BY id DESC LIMIT @kept)`,
  )
  const unlock = db.prepare(
    `UPDATE boxes SET status = 'active', status_since = ?, lock_reason = NULL WHERE id = ? AND status = 'locked'`,
  )
  const recordLogin = db.prepare(
    'UPDATE boxes SET first_login_at = coalesce(first_login_at, @at), last_login_at = @at WHERE id = @box',
  )
  const add = db.prepare(
    'INSERT INTO app_passwords (box_id, label, lookup, scram, created_at) VALUES (?, ?, ?, ?, ?)',
  )
  const remove = db.prepare('DELETE FROM app_passwords WHERE box_id = ? AND id = ?')
  const use = db.prepare('UPDATE app_passwords SET last_used_at = ? WHERE id = ?')
  return {
    setPassword(box, hash, initial, at) {
      keepEarlier.run(box)
      forgetOldest.run({ box, kept: limits.passwordHistory })
      setPassword.run({ hash, initial: initial ? 1 : 0, at, box })
      if (unlock.run(at, box).changes > 0) session.notify({ kind: 'directory' })
      session.notify({ kind: 'logged-out', box })
    },
    recordLogin(box, at) {
      recordLogin.run({ at, box })
    },
    addAppPassword({ boxId, label, lookup, scram, createdAt }) {
      return Number(add.run(boxId, label, lookup, scram, createdAt).lastInsertRowid)
    },
    removeAppPassword(box, id) {
      if (remove.run(box, id).changes === 0) return fail({ reason: 'not-found', what: `app password ${id}` })
      session.notify({ kind: 'logged-out', box })
      return ok(undefined)
    },
    useAppPassword(id, at) {
      use.run(at, id)
    },
  }
}

function operatorJobs(session: WriterSession): Pick<Jobs, OperatorJobName> {
  const { db } = session
  const put = db
    .prepare<unknown[], number>(
      `INSERT INTO operators (name, role, agency_id, password_hash, totp_secret, created_at, scope_agencies,
         letters_from, letters_before, ends_at, decision)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (name) DO UPDATE SET role = excluded.role, agency_id = excluded.agency_id,
         password_hash = excluded.password_hash, totp_secret = excluded.totp_secret,
         scope_agencies = excluded.scope_agencies, letters_from = excluded.letters_from,
         letters_before = excluded.letters_before, ends_at = excluded.ends_at, decision = excluded.decision
       RETURNING id`,
    )
    .pluck()
  const appoint = db.prepare(
    `UPDATE operators SET scope_agencies = ?, letters_from = ?, letters_before = ?, ends_at = ?, decision = ?
     WHERE name = ? AND role = 'auditor'`,
  )
  const endSessions = db.prepare(
    'DELETE FROM operator_sessions WHERE operator_id = (SELECT id FROM operators WHERE name = ?)',
  )
  const lapse = approvalLapse(db)
  const endExports = exportsEnd(db)
  const remove = db.prepare('DELETE FROM operators WHERE name = ?')
  const putSession = db.prepare(
    `INSERT INTO operator_sessions (token_hash, operator_id, created_at, expires_at, last_used_at)
     VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET expires_at = excluded.expires_at`,
  )
  const touchSession = db.prepare('UPDATE operator_sessions SET last_used_at = ? WHERE token_hash = ?')
  const removeSession = db.prepare('DELETE FROM operator_sessions WHERE token_hash = ?')
  const useStep = db.prepare(
    `INSERT INTO operator_codes (operator_id, last_step) VALUES (?, ?)
     ON CONFLICT DO UPDATE SET last_step = excluded.last_step WHERE last_step < excluded.last_step`,
  )
  return {
    putOperator({ name, role, agencyId, passwordHash, totpSecret, createdAt, appointment }) {
      const terms = appointmentColumns(appointment)
      const id = put.get(name, role, agencyId, passwordHash, totpSecret, createdAt, ...terms)!
      session.notify({ kind: 'operators' })
      return id
    },
    setAppointment(name, appointment) {
      if (appoint.run(...appointmentColumns(appointment), name).changes === 0)
        return fail({ reason: 'not-found', what: `auditor ${name}` })
      endSessions.run(name)
      lapse.run(name)
      endExports.run(name)
      session.notify({ kind: 'operators' })
      return ok(undefined)
    },
    removeOperator(name) {
      // Its sessions go with the row.
      if (remove.run(name).changes === 0) return fail({ reason: 'not-found', what: name })
      lapse.run(name)
      endExports.run(name)
      session.notify({ kind: 'operators' })
      return ok(undefined)
    },
    putOperatorSession({ tokenHash, operatorId, createdAt, expiresAt, lastUsedAt }) {
      putSession.run(tokenHash, operatorId, createdAt, expiresAt, lastUsedAt)
    },
    touchOperatorSession(tokenHash, at) {
      touchSession.run(at, tokenHash)
    },
    removeOperatorSession(tokenHash) {
      removeSession.run(tokenHash)
    },
    useOperatorStep(operator, step) {
      return useStep.run(operator, step).changes > 0
    },
  }
}

/** In the order of the statements above. */
function appointmentColumns(appointment: Appointment | null) {
  if (appointment === null) return [null, null, null, null, ''] as const
  const { scope, endsAt, decision } = appointment
  const agencies = scope.agencies === null ? null : JSON.stringify(scope.agencies)
  return [agencies, scope.fromMs, scope.beforeMs, endsAt, decision] as const
}
