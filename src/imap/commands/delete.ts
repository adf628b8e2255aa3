import { command, ok, refusal } from '../command.ts'
import { tellNormalized } from '../listed.ts'
import { givenMailbox } from '../wire/mailbox-name.ts'

/** RFC 3501 §6.3.4: `delete = "DELETE" SP mailbox`. A session that deletes its own mailbox leaves it first. */
export const remove = command({
  parse(cursor) {
    cursor.space()
    return givenMailbox(cursor)
  },
  async run(session, chosen) {
    const { name, given } = chosen
    if (session.state === 'selected' && session.selected.mailbox.name === name) session.unselect()
    const removed = await session.account.remove(name)
    if (!removed.ok) return refusal(removed.error)
    await tellNormalized(session, name, given, chosen)
    return ok('DELETE completed')
  },
})
