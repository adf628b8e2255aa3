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
    const isSelected = await leadsToSelected(session, name)
    const removed = await session.account.remove(name)
    if (!removed.ok) return refusal(removed.error)
    if (isSelected && session.telling.isRemoved) session.unselect()
    await tellNormalized(session, name, given, chosen)
    return ok('DELETE completed')
  },
})

/** By its id: since it was selected it may have got another name, and another mailbox its name. */
async function leadsToSelected(session: Session, name: string): Promise<boolean> {
  if (session.state !== 'selected') return false
  const found = await session.account.status(name)
  return found !== undefined && found.id === session.selected.mailbox.id
}
