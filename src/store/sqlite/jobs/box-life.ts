/** The life of a box after it was issued: locks, warnings, reviews, and its end. */
import type { BoxId } from '../../../ports/directory.ts'
import type { MailboxId, ViewId } from '../../../ports/mailboxes.ts'
import type { Statement } from '../connection.ts'
import type { Jobs } from '../protocol.ts'
import type { WriterSession } from '../session.ts'
import { ExpungedWriter } from './expunged.ts'
import { ViewSweeper } from './views.ts'

export function boxLifeJobs(
  session: WriterSession,
): Pick<Jobs, 'setBoxStatus' | 'lockBox' | 'setBoxWarning' | 'deleteBox' | 'recordBoxReviews'> {
  const { db } = session
  const setStatus = db.prepare(
    `UPDATE boxes SET status = @status, status_since = @at, lock_reason = NULL,
       disabled_by = iif(@status = 'disabled', @by, NULL)
     WHERE id = @box`,
  )
  const lock = db.prepare(
    `UPDATE boxes SET status = 'locked', status_since = @at, lock_reason = @reason
     WHERE id = @id AND status = 'active' AND status_since IS @statusSince
       AND initial_password = @initialPassword AND password_issued_at IS @passwordIssuedAt
       AND password_changed_at IS @passwordChangedAt
       AND last_login_at IS @lastLoginAt`,
  )
  const warn = db.prepare(
    `INSERT INTO box_warnings (box_id, about, at) VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET at = excluded.at`,
  )
  const calm = db.prepare('DELETE FROM box_warnings WHERE box_id = ? AND about = ?')
  const review = db.prepare('INSERT INTO box_reviews (agency_id, at, operator) VALUES (?, ?, ?)')
  const remover = new BoxRemover(session)
  return {
    setBoxStatus(box, status, at, by = 'province') {
      setStatus.run({ status, at, box, by })
      session.notify({ kind: 'directory' })
      if (status !== 'active') session.notify({ kind: 'logged-out', box })
    },

    lockBox(box, reason, at) {
      const { id, statusSince, passwordIssuedAt, passwordChangedAt, lastLoginAt } = box
      const initialPassword = box.initialPassword ? 1 : 0
      const seen = { id, statusSince, initialPassword, passwordIssuedAt, passwordChangedAt, lastLoginAt }
      if (lock.run({ ...seen, reason, at }).changes === 0) return false
      session.notify({ kind: 'directory' })
      session.notify({ kind: 'logged-out', box: id })
      return true
    },

    setBoxWarning(box, about, at) {
      if (at === null) calm.run(box, about)
      else warn.run(box, about, at)
    },

    deleteBox: (box, at) => remover.remove(box, at),

    recordBoxReviews(reviews) {
      for (const { agencyId, at, operator } of reviews) review.run(agencyId, at, operator)
    },
  }
}

/** Messages that one call takes out: letters must not wait for a leaver's hundred thousand. */
const sliceMessages = 5000

interface MessageKey {
  readonly mailbox: MailboxId
  readonly uid: number
  readonly view: ViewId
}

class BoxRemover {
  readonly #session: WriterSession
  readonly #sweeper: ViewSweeper
  readonly #expunged: ExpungedWriter
  readonly #address: Statement<string>
  readonly #messages: Statement<MessageKey>
  readonly #deleteMessage: Statement
  readonly #giveUpHeld: Statement<ViewId | null>
  readonly #deleteMailboxes: Statement<MailboxId>
  readonly #revokeCertificates: Statement
  readonly #leaveAliases: Statement
  readonly #deleteRest: readonly Statement[]

  constructor(session: WriterSession) {
    this.#session = session
    this.#sweeper = new ViewSweeper(session)
    this.#expunged = new ExpungedWriter(session)
    const { db } = session
    this.#address = db
      .prepare<unknown[], string>(`SELECT address FROM boxes WHERE id = ? AND status = 'removed'`)
      .pluck()
    this.#messages = db.prepare(
      `SELECT mailbox_id AS mailbox, uid, view_id AS view FROM messages
       WHERE mailbox_id IN (SELECT id FROM mailboxes WHERE box_id = ?) LIMIT ?`,
    )
    this.#deleteMessage = db.prepare('DELETE FROM messages WHERE mailbox_id = ? AND uid = ?')
    this.#giveUpHeld = db
      .prepare<unknown[], ViewId | null>(
        `UPDATE held SET state = 'rejected', decided_by = 'clock', decided_at = ?
         WHERE box_id = ? AND state = 'held' RETURNING view_id`,
      )
      .pluck()
    this.#deleteMailboxes = db
      .prepare<unknown[], MailboxId>('DELETE FROM mailboxes WHERE box_id = ? RETURNING id')
      .pluck()
    this.#revokeCertificates = db.prepare(
      `UPDATE certificates SET status = 'revoked', revoked_at = @at, reason = 'cessation-of-operation'
       WHERE box_id = @box AND status <> 'revoked'`,
    )
    // Whoever is given the address next must not inherit what it was part of.
    this.#leaveAliases = db.prepare(
      `UPDATE aliases
       SET targets = (SELECT json_group_array(value) FROM json_each(targets) WHERE value <> @address)
       WHERE EXISTS (SELECT 1 FROM json_each(targets) WHERE value = @address)`,
    )
    this.#deleteRest = [
      'DELETE FROM subscriptions WHERE box_id = ?',
      'DELETE FROM app_passwords WHERE box_id = ?',
      'DELETE FROM box_warnings WHERE box_id = ?',
      'DELETE FROM policy_alternates WHERE box_id = ?',
      'DELETE FROM boxes WHERE id = ?',
    ].map(sql => db.prepare(sql))
  }

  remove(box: BoxId, at: number): 'deleted' | 'more' | 'in-service' {
    const address = this.#address.get(box)
    if (address === undefined) return 'in-service'
    const messages = this.#messages.all(box, sliceMessages)
    for (const { mailbox, uid } of messages) this.#deleteMessage.run(mailbox, uid)
    this.#sweeper.sweep(messages.map(({ view }) => view))
    if (messages.length === sliceMessages) return 'more'
    this.#sweeper.sweep(this.#giveUpHeld.all(at, box).filter(view => view !== null))
    for (const removed of this.#deleteMailboxes.all(box)) {
      this.#expunged.drop(removed)
      this.#session.notify({ kind: 'mailboxes', box, removed })
    }
    this.#revokeCertificates.run({ box, at })
    this.#leaveAliases.run({ address })
    for (const statement of this.#deleteRest) statement.run(box)
    this.#session.notify({ kind: 'directory' })
    this.#session.notify({ kind: 'policy' })
    return 'deleted'
  }
}
