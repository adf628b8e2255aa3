/** setMetadata: SETMETADATA, and what RENAME of INBOX copies. */
import { fail, ok, type Result } from '../../../base/result.ts'
import type { BoxId } from '../../../ports/directory.ts'
import type { MailboxId, MailboxRole } from '../../../ports/mailboxes.ts'
import type { MetadataError } from '../../../ports/metadata.ts'
import type { Statement } from '../connection.ts'
import type { Jobs } from '../protocol.ts'
import type { WriterSession } from '../session.ts'

export function metadataJobs(session: WriterSession): Pick<Jobs, 'setMetadata'> {
  const { db, limits } = session
  const put = db.prepare(
    `INSERT INTO metadata (box_id, mailbox_id, entry, value) VALUES (?, ?, ?, ?)
     ON CONFLICT (box_id, coalesce(mailbox_id, 0), entry) DO UPDATE SET value = excluded.value`,
  )
  const remove = db.prepare(
    'DELETE FROM metadata WHERE box_id = ? AND coalesce(mailbox_id, 0) = ? AND entry = ?',
  )
  const count = countOf(session)
  const mailboxName = db
    .prepare<unknown[], string>('SELECT name FROM mailboxes WHERE id = ? AND box_id = ?')
    .pluck()
  const withRole = db
    .prepare<unknown[], MailboxId>('SELECT id FROM mailboxes WHERE box_id = ? AND role = ?')
    .pluck()
  const setRole = db.prepare('UPDATE mailboxes SET role = ? WHERE id = ?')

  function use(box: BoxId, mailbox: MailboxId, role: MailboxRole | null): Result<void, MetadataError> {
    if (withRole.get(box, 'inbox') === mailbox) return fail({ reason: 'use' })
    const holder = role === null ? undefined : withRole.get(box, role)
    if (holder !== undefined && holder !== mailbox) return fail({ reason: 'use' })
    setRole.run(role, mailbox)
    return ok(undefined)
  }

  return {
    setMetadata({ box, mailbox, entries, role, person = box, by }) {
      const name = mailbox === null ? '' : mailboxName.get(mailbox, box)
      if (name === undefined) return fail({ reason: 'not-found' })
      const owners = new Map<BoxId, string[]>()
      let grows = false
      for (const { name, value } of entries) {
        const owner = name.startsWith('/private/') ? person : box
        owners.set(owner, [...(owners.get(owner) ?? []), name])
        if (value === null) remove.run(owner, mailbox ?? 0, name)
        else put.run(owner, mailbox, name, value)
        grows ||= value !== null
      }
      if (grows && [...owners.keys()].some(owner => count.get(owner)! > limits.metadataEntries))
        return fail({ reason: 'too-many' })
      if (role !== undefined && mailbox !== null) {
        const used = use(box, mailbox, role)
        if (!used.ok) return used
        session.notify({ kind: 'mailboxes', box })
      }
      if (owners.size === 0) owners.set(box, [])
      for (const [owner, names] of owners)
        session.notify({ kind: 'metadata', box: owner, mailbox, entries: names, by })
      return ok(undefined)
    },
  }
}

/** RFC 5464 §4.1: INBOX keeps its annotations when it is renamed, and the new mailbox gets them too. */
export class MetadataCopier {
  readonly #limit: number
  readonly #count: Statement<number>
  readonly #copy: Statement

  constructor(session: WriterSession) {
    this.#limit = session.limits.metadataEntries
    this.#count = countOf(session)
    this.#copy = session.db.prepare(
      `INSERT INTO metadata (box_id, mailbox_id, entry, value)
       SELECT box_id, @to, entry, value FROM metadata WHERE mailbox_id = @from ORDER BY entry LIMIT @room`,
    )
  }

  /** As many as the box has room for. */
  copy(box: BoxId, from: MailboxId, to: MailboxId): void {
    this.#copy.run({ from, to, room: Math.max(0, this.#limit - this.#count.get(box)!) })
  }
}

function countOf({ db }: WriterSession): Statement<number> {
  return db.prepare<unknown[], number>('SELECT count(*) FROM metadata WHERE box_id = ?').pluck()
}
