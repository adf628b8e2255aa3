import { command, ok, refusal } from '../command.ts'
import { tellNormalized } from '../mailboxes/listed.ts'
import type { Session } from '../session.ts'
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
    if (isSelected(session, name)) session.unselect()
    await tellNormalized(session, name, given, chosen)
    return ok('DELETE completed')
  },
})

/** It may have got another name since it was selected. */
function isSelected(session: Session, name: string): boolean {
  if (session.state !== 'selected') return false
  return session.selected.mailbox.name === name || session.telling.isRemoved
}
