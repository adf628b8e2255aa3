/** Who saw, flagged, brought, copied, moved or deleted letters of the archive in an office's box, for their custody. */
import type { OfficeAct } from '../../../ports/custody.ts'
import type { BoxId } from '../../../ports/directory.ts'
import type { MailboxId } from '../../../ports/mailboxes.ts'
import type { Acting } from '../../../ports/shares.ts'
import type { Statement } from '../connection.ts'
import type { WriterSession } from '../session.ts'
import type { MessageRow } from './message-rows.ts'

export class OfficeActs {
  readonly #insert: Statement
  readonly #first: Statement
  readonly #place: Statement<string>

  constructor({ db }: WriterSession) {
    const values = `@box, b.id, b.address, @at, @act, (SELECT name FROM mailboxes WHERE id = @mailbox), @detail
      FROM views v JOIN boxes b ON b.id = @person WHERE v.id = @view AND v.entry_id IS NOT NULL`
    const into = 'INSERT INTO office_acts (entry_id, box_id, person_id, person, at, act, mailbox, detail)'
    this.#insert = db.prepare(`${into} SELECT v.entry_id, ${values}`)
    this.#first = db.prepare(
      `${into} SELECT v.entry_id, ${values} AND NOT EXISTS (
         SELECT 1 FROM office_acts o
         WHERE o.entry_id = v.entry_id AND o.box_id = @box AND o.act = @act AND o.person_id = @person)`,
    )
    this.#place = db
      .prepare<unknown[], string>(
        `SELECT b.address || ' ' || m.name FROM mailboxes m JOIN boxes b ON b.id = m.box_id WHERE m.id = ?`,
      )
      .pluck()
  }

  /** Mailbox and box that a letter went to, or came from. */
  place(mailbox: MailboxId): string {
    return this.#place.get(mailbox) ?? ''
  }

  /** Letters that somebody has seen are noted with the first time. */
  note(
    { person, at }: Acting,
    source: { readonly id: MailboxId; readonly box: BoxId },
    rows: readonly Pick<MessageRow, 'view'>[],
    act: OfficeAct['act'],
    detail = '',
  ): void {
    if (source.box === person) return
    const statement = act === 'read' ? this.#first : this.#insert
    const { id: mailbox, box } = source
    for (const { view } of rows) statement.run({ box, person, at, act, mailbox, detail, view })
  }
}
