/** CREATE, RENAME, DELETE and SUBSCRIBE, and the mailboxes every new box gets. */
import { fail, ok, type Result } from '../../../base/result.ts'
import type { BoxId } from '../../../ports/directory.ts'
import type { Mailbox, MailboxError, MailboxId, MailboxRole } from '../../../ports/mailboxes.ts'
import type { Acting } from '../../../ports/shares.ts'
import type { Statement } from '../connection.ts'
import type { Jobs } from '../protocol.ts'
import { MailboxReader } from '../reads/mailboxes.ts'
import type { WriterSession } from '../session.ts'
import { ExpungedWriter } from './expunged.ts'
import { MailboxCounters } from './mailbox-counters.ts'
import { MessageSelector } from './message-rows.ts'
import { MetadataCopier } from './metadata.ts'
import { OfficeActs } from './office-acts.ts'
import { PersonalFlags } from './personal-flags.ts'
import { Transfer } from './transfer.ts'
import { ViewSweeper } from './views.ts'

const inbox = 'INBOX'
const separator = '/'

export function mailboxJobs(
  session: WriterSession,
): Pick<Jobs, 'createMailbox' | 'renameMailbox' | 'removeMailbox' | 'subscribe'> {
  const names = new MailboxNames(session)
  const remover = new MailboxRemover(session)
  const inboxMover = new InboxMover(session)
  const { db } = session
  const subscribe = db.prepare(
    'INSERT INTO subscriptions (box_id, name) VALUES (?, ?) ON CONFLICT DO NOTHING',
  )
  const unsubscribe = db.prepare('DELETE FROM subscriptions WHERE box_id = ? AND name = ?')
  return {
    createMailbox(box, name, role, subscribes = false) {
      const made = names.missing(box, name)
      const created = names.create(box, name, role)
      if (!created.ok) return created
      if (subscribes) for (const each of made) subscribe.run(box, each)
      session.notify({ kind: 'mailboxes', box, names: made })
      return ok({ ...created.value, subscribed: created.value.subscribed || subscribes })
    },

    renameMailbox(box, from, to) {
      const made = names.missing(box, to).filter(name => name !== to)
      const renamed =
        from === inbox ? inboxMover.moveTo(names.create(box, to, null), box) : names.rename(box, from, to)
      if (renamed.ok) session.notify({ kind: 'mailboxes', box, names: made, renamed: { from, to } })
      return renamed
    },

    removeMailbox(box, name, as) {
      if (name === inbox) return fail({ reason: 'inbox' })
      const mailbox = names.idOf(box, name)
      if (mailbox === undefined) return fail({ reason: 'not-found' })
      if (names.hasChildren(box, name)) return fail({ reason: 'has-children' })
      remover.remove(mailbox, box, as)
      session.notify({ kind: 'mailboxes', box, removed: mailbox, names: [name] })
      return ok(mailbox)
    },

    subscribe(box, name, subscribed) {
      if (subscribed) subscribe.run(box, name)
      else unsubscribe.run(box, name)
      session.notify({ kind: 'mailboxes', box, subscription: name })
    },
  }
}

/** Gives a new box its mailboxes, subscribed because clients list only what is. */
export class BoxMailboxes {
  readonly #names: MailboxNames
  readonly #subscribe: Statement

  constructor(session: WriterSession) {
    this.#names = new MailboxNames(session)
    this.#subscribe = session.db.prepare('INSERT INTO subscriptions (box_id, name) VALUES (?, ?)')
  }

  create(box: BoxId): void {
    for (const [name, role] of [
      [inbox, 'inbox'],
      ['Drafts', 'drafts'],
      ['Sent', 'sent'],
      ['Junk', 'junk'],
      ['Trash', 'trash'],
      ['Archive', 'archive'],
    ] as const) {
      const created = this.#names.insert(box, name, role)
      if (created === undefined) throw new Error(`box ${box} has ${name} already`)
      this.#subscribe.run(box, name)
    }
  }
}

export class MailboxNames {
  readonly #session: WriterSession
  readonly #reader: MailboxReader
  readonly #id: Statement<MailboxId>
  readonly #count: Statement<number>
  readonly #child: Statement<number>
  readonly #uidValidity: Statement<number>
  readonly #insert: Statement
  readonly #inherit: Statement
  readonly #rename: Statement
  readonly #renameChildren: Statement

  constructor(session: WriterSession) {
    this.#session = session
    const { db } = session
    this.#reader = new MailboxReader(db)
    this.#id = db
      .prepare<unknown[], MailboxId>('SELECT id FROM mailboxes WHERE box_id = ? AND name = ?')
      .pluck()
    this.#count = db.prepare<unknown[], number>('SELECT count(*) FROM mailboxes WHERE box_id = ?').pluck()
    // '0' is the character after '/': the range is every name below.
    this.#child = db
      .prepare<unknown[], number>(
        `SELECT 1 FROM mailboxes WHERE box_id = @box AND name > @name || '/' AND name < @name || '0' LIMIT 1`,
      )
      .pluck()
    this.#uidValidity = db
      .prepare<unknown[], number>(
        `UPDATE boxes SET last_uid_validity = max(?, last_uid_validity + 1) WHERE id = ? RETURNING last_uid_validity`,
      )
      .pluck()
    this.#insert = db.prepare(
      `INSERT INTO mailboxes (box_id, name, role, uid_validity, modseq) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT DO NOTHING`,
    )
    // RFC 4314 §4: a new mailbox has the rights of the one above it, or those of the office's box.
    this.#inherit = db.prepare(
      `INSERT INTO shares (person_id, box_id, mailbox_id, rights, denied)
       SELECT person_id, box_id, ?, rights, denied FROM shares WHERE box_id = ? AND mailbox_id = ?`,
    )
    this.#rename = db.prepare('UPDATE mailboxes SET name = ? WHERE id = ?')
    this.#renameChildren = db.prepare(
      `UPDATE mailboxes SET name = @to || substr(name, length(@from) + 1)
       WHERE box_id = @box AND name > @from || '/' AND name < @from || '0'`,
    )
  }

  idOf(box: BoxId, name: string): MailboxId | undefined {
    return this.#id.get(box, name)
  }

  /** The name and those above it, as far as there is no mailbox of it. */
  missing(box: BoxId, name: string): readonly string[] {
    return [...ancestors(name), name].filter(each => this.idOf(box, each) === undefined)
  }

  hasChildren(box: BoxId, name: string): boolean {
    return this.#child.get({ box, name }) !== undefined
  }

  /** undefined when the name, or the role, is taken. */
  insert(box: BoxId, name: string, role: MailboxRole | null): MailboxId | undefined {
    const uidValidity = this.#uidValidity.get(Math.floor(Date.now() / 1000), box)
    if (uidValidity === undefined) throw new Error(`there is no box ${box}`)
    const { changes, lastInsertRowid } = this.#insert.run(
      box,
      name,
      role,
      uidValidity,
      this.#session.nextModseq(),
    )
    if (changes === 0) return undefined
    const id = Number(lastInsertRowid)
    const above = ancestors(name).at(-1)
    this.#inherit.run(id, box, (above === undefined ? undefined : this.idOf(box, above)) ?? 0)
    return id
  }

  create(box: BoxId, name: string, role: MailboxRole | null): Result<Mailbox, MailboxError> {
    if (this.idOf(box, name) !== undefined) return fail({ reason: 'exists' })
    const missing = ancestors(name).filter(ancestor => this.idOf(box, ancestor) === undefined)
    if (this.#count.get(box)! + missing.length >= this.#session.limits.mailboxes)
      return fail({ reason: 'too-many' })
    for (const ancestor of missing) this.insert(box, ancestor, null)
    const id = this.insert(box, name, role)
    if (id === undefined) return fail({ reason: 'exists' })
    return ok(this.#reader.row(id)!)
  }

  rename(box: BoxId, from: string, to: string): Result<void, MailboxError> {
    const id = this.idOf(box, from)
    if (id === undefined) return fail({ reason: 'not-found' })
    // A name below itself would leave no parent to be below.
    if (this.idOf(box, to) !== undefined || to.startsWith(from + separator)) return fail({ reason: 'exists' })
    if (this.hasChildren(box, to)) return fail({ reason: 'exists' })
    for (const ancestor of ancestors(to)) {
      if (this.idOf(box, ancestor) === undefined) this.insert(box, ancestor, null)
    }
    this.#rename.run(to, id)
    this.#renameChildren.run({ box, from, to })
    return ok(undefined)
  }
}

/** RFC 3501 §6.3.3: superior names are created too. `a/b/c` gives `a` and `a/b`. */
function ancestors(name: string): readonly string[] {
  const pieces = name.split(separator)
  return pieces.slice(1).map((_, i) => pieces.slice(0, i + 1).join(separator))
}

class MailboxRemover {
  readonly #views: Statement<number>
  readonly #acts: OfficeActs
  readonly #messages: Statement
  readonly #mailbox: Statement
  readonly #expunged: ExpungedWriter
  readonly #sweeper: ViewSweeper

  constructor(session: WriterSession) {
    const { db } = session
    this.#views = db.prepare<unknown[], number>('SELECT view_id FROM messages WHERE mailbox_id = ?').pluck()
    this.#acts = new OfficeActs(session)
    this.#messages = db.prepare('DELETE FROM messages WHERE mailbox_id = ?')
    this.#mailbox = db.prepare('DELETE FROM mailboxes WHERE id = ?')
    this.#expunged = new ExpungedWriter(session)
    this.#sweeper = new ViewSweeper(session)
  }

  remove(mailbox: MailboxId, box: BoxId, as: Acting | undefined): void {
    const views = this.#views.all(mailbox)
    const letters = views.map(view => ({ view }))
    if (as) this.#acts.note(as, { id: mailbox, box }, letters, 'deleted')
    this.#messages.run(mailbox)
    this.#mailbox.run(mailbox)
    this.#expunged.drop(mailbox)
    this.#sweeper.sweep(views)
  }
}

/** RFC 3501 §6.3.5: renaming INBOX moves its messages and leaves it empty. */
class InboxMover {
  readonly #counters: MailboxCounters
  readonly #selector: MessageSelector
  readonly #transfer: Transfer
  readonly #metadata: MetadataCopier
  readonly #personal: PersonalFlags
  readonly #id: Statement<MailboxId>

  constructor(session: WriterSession) {
    this.#counters = new MailboxCounters(session)
    this.#selector = new MessageSelector(session.db)
    this.#transfer = new Transfer(session)
    this.#metadata = new MetadataCopier(session)
    this.#personal = new PersonalFlags(session)
    this.#id = session.db
      .prepare<unknown[], MailboxId>(`SELECT id FROM mailboxes WHERE box_id = ? AND role = 'inbox'`)
      .pluck()
  }

  moveTo(created: Result<Mailbox, MailboxError>, box: BoxId): Result<void, MailboxError> {
    if (!created.ok) return created
    const from = this.#counters.row(this.#id.get(box)!)!
    const to = this.#counters.row(created.value.id)!
    this.#metadata.copy(box, from.id, to.id)
    const everything = this.#selector.select(from.id, 'all', () => true)
    if (everything.rows.length === 0) return ok(undefined)
    const carried = this.#personal.carry(from, to, everything.rows, undefined)
    const firstUid = this.#transfer.copy(from, everything, to, carried?.rows)
    if (firstUid === undefined) return fail({ reason: 'too-many-keywords' })
    if (carried) this.#personal.land(to, firstUid, carried)
    this.#transfer.remove(from, everything)
    return ok(undefined)
  }
}
