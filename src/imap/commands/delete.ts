import { allRights, rightBits } from '../../ports/shares.ts'
import { command, ok, refusal } from '../command.ts'
import { tellNormalized } from '../mailboxes/listed.ts'
import type { Session } from '../session.ts'
import { givenMailbox } from '../wire/mailbox-name.ts'
import { hasRights } from '../wire/rights.ts'

/** RFC 3501 §6.3.4: `delete = "DELETE" SP mailbox`. A session that deletes its own mailbox leaves it first. */
export const remove = command({
  parse(cursor) {
    cursor.space()
    return givenMailbox(cursor)
  },
  async run(session, chosen) {
    const { name, given } = chosen
    if (deletesSelected(session, name)) session.unselect()
    const removed = await session.account.remove(name)
    if (!removed.ok) return refusal(removed.error)
    await tellNormalized(session, name, given, chosen)
    return ok('DELETE completed')
  },
})

/** Whoever has no right to stays in it. */
function deletesSelected(session: Session, name: string): boolean {
  if (session.state !== 'selected') return false
  const { mailbox } = session.selected
  return mailbox.name === name && hasRights(mailbox.rights ?? allRights, rightBits.x)
}
