/** Passwords, app passwords, and the operators of the command line with their sessions. */
import { fail, ok } from '../../../base/result.ts'
import type { Jobs } from '../protocol.ts'
import type { WriterSession } from '../session.ts'

type CredentialJobs = Pick<
  Jobs,
  | 'setPassword'
  | 'recordLogin'
  | 'addAppPassword'
  | 'removeAppPassword'
  | 'useAppPassword'
  | 'putOperator'
  | 'removeOperator'
  | 'putOperatorSession'
  | 'removeOperatorSession'
>

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

function operatorJobs(
  session: WriterSession,
): Pick<Jobs, 'putOperator' | 'removeOperator' | 'putOperatorSession' | 'removeOperatorSession'> {
  const { db } = session
  const put = db
    .prepare<unknown[], number>(
      `INSERT INTO operators (name, role, agency_id, password_hash, totp_secret, created_at)
       VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (name) DO UPDATE SET role = excluded.role, agency_id = excluded.agency_id,
         password_hash = excluded.password_hash, totp_secret = excluded.totp_secret
       RETURNING id`,
    )
    .pluck()
  const remove = db.prepare('DELETE FROM operators WHERE name = ?')
  const putSession = db.prepare(
    `INSERT INTO operator_sessions (token_hash, operator_id, created_at, expires_at) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET expires_at = excluded.expires_at`,
  )
  const removeSession = db.prepare('DELETE FROM operator_sessions WHERE token_hash = ?')
  return {
    putOperator({ name, role, agencyId, passwordHash, totpSecret, createdAt }) {
      const id = put.get(name, role, agencyId, passwordHash, totpSecret, createdAt)!
      session.notify({ kind: 'operators' })
      return id
    },
    removeOperator(name) {
      if (remove.run(name).changes === 0) return fail({ reason: 'not-found', what: name })
      session.notify({ kind: 'operators' })
      return ok(undefined)
    },
    putOperatorSession({ tokenHash, operatorId, createdAt, expiresAt }) {
      putSession.run(tokenHash, operatorId, createdAt, expiresAt)
    },
    removeOperatorSession(tokenHash) {
      removeSession.run(tokenHash)
    },
  }
}
