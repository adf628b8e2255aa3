import { command, ok, refusal } from '../command.ts'
import { mailbox } from '../wire/mailbox-name.ts'

/** RFC 3501 §6.3.4: `delete = "DELETE" SP mailbox`. A session that deletes its own mailbox leaves it first. */
export const remove = command({
  parse(cursor) {
    cursor.space()
    return mailbox(cursor)
  },
  async run(session, name) {
    if (session.state === 'selected' && session.selected.mailbox.name === name) session.unselect()
    const removed = await session.account.remove(name)
    return removed.ok ? ok('DELETE completed') : refusal(removed.error)
  },
})
