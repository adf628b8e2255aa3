/** Rights of officials in offices' mailboxes. */
import { fail, ok } from '../../../base/result.ts'
import type { BoxId } from '../../../ports/directory.ts'
import { flagBits, type MailboxId } from '../../../ports/mailboxes.ts'
import type { ShareChange } from '../../../ports/shares.ts'
import type { Jobs } from '../protocol.ts'
import type { WriterSession } from '../session.ts'
import { ActWriter } from './audit.ts'
import { MessageSelector } from './message-rows.ts'
import { PersonalSeen } from './personal-seen.ts'

interface Held {
  readonly rights: number
  readonly denied: number
}

/** Of mailboxes that will be made at the top of the box. */
const toCome = 0

export function shareJobs(session: WriterSession): Pick<Jobs, 'changeShare'> {
  const { db } = session
  const selector = new MessageSelector(db)
  const seen = new PersonalSeen(session)
  const acts = new ActWriter(session)
  const isOffice = db.prepare(`SELECT 1 FROM boxes WHERE id = ? AND kind = 'office'`).pluck()
  const mailboxes = db.prepare<unknown[], MailboxId>('SELECT id FROM mailboxes WHERE box_id = ?').pluck()
  const held = db.prepare<unknown[], Held>(
    'SELECT rights, denied FROM shares WHERE person_id = ? AND box_id = ? AND mailbox_id = ?',
  )
  const people = db
    .prepare<unknown[], number>(
      'SELECT count(DISTINCT person_id) FROM shares WHERE box_id = ? AND person_id <> ?',
    )
    .pluck()
  const put = db.prepare(
    `INSERT INTO shares (person_id, box_id, mailbox_id, rights, denied) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET rights = excluded.rights, denied = excluded.denied`,
  )
  const drop = db.prepare('DELETE FROM shares WHERE person_id = ? AND box_id = ? AND mailbox_id = ?')

  function begin(person: BoxId, mailbox: MailboxId): void {
    if (seen.people(mailbox).includes(person)) return
    const { rows } = selector.select(mailbox, 'all', flags => (flags & flagBits.seen) !== 0)
    const uids = rows.map(({ uid }) => uid)
    seen.set(person, mailbox, uids, 1, session.nextModseq())
  }

  function apply({ office, person, ...change }: ShareChange, mailbox: MailboxId): void {
    const before = held.get(person, office, mailbox) ?? { rights: 0, denied: 0 }
    const after = changed(before, change)
    if (after.rights === 0 && after.denied === 0) drop.run(person, office, mailbox)
    else put.run(person, office, mailbox, after.rights, after.denied)
    if (before.rights === 0 && after.rights !== 0 && mailbox !== toCome) begin(person, mailbox)
  }

  return {
    changeShare(change, act) {
      const { office, person } = change
      if (isOffice.get(office) === undefined) return fail({ reason: 'not-office' })
      const all = mailboxes.all(office)
      if (change.mailbox !== null && !all.includes(change.mailbox)) return fail({ reason: 'not-found' })
      if (lets(change) && people.get(office, person)! >= session.limits.sharePersons)
        return fail({ reason: 'too-many' })
      if (act !== undefined) acts.write(act)
      for (const mailbox of change.mailbox === null ? [toCome, ...all] : [change.mailbox])
        apply(change, mailbox)
      session.notify({ kind: 'rights', box: office, person })
      return ok(undefined)
    },
  }
}

/** Whether somebody may get in by it who was not in before. */
function lets({ rights, mode, negative }: ShareChange): boolean {
  return rights !== 0 && mode !== 'remove' && !negative
}

function changed(held: Held, { mode, negative, rights }: Omit<ShareChange, 'office' | 'person'>): Held {
  const before = negative ? held.denied : held.rights
  const after = mode === 'replace' ? rights : mode === 'add' ? before | rights : before & ~rights
  return negative ? { ...held, denied: after } : { ...held, rights: after }
}
