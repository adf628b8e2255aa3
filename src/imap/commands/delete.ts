import { command, ok, refusal } from '../command.ts'
import { tellNormalized } from '../mailboxes/listed.ts'
import { givenMailbox } from '../wire/mailbox-name.ts'

/** RFC 3501 §6.3.4: `delete = "DELETE" SP mailbox`. A session that deletes its own mailbox leaves it. */
export const remove = command({
  parse(cursor) {
    cursor.space()
    return givenMailbox(cursor)
  },
  async run(session, chosen) {
    const { name, given } = chosen
    const removed = await session.account.remove(name)
    if (!removed.ok) return refusal(removed.error)
    // By its id: it may have got another name since it was selected, and another mailbox its name.
    if (session.state === 'selected' && session.selected.mailbox.id === removed.value) session.unselect()
    await tellNormalized(session, name, given, chosen)
    return ok('DELETE completed')
  },
})
