import { allRights, rightBits } from '../../ports/shares.ts'
import { command, ok, refusal } from '../command.ts'
import type { Session } from '../session.ts'
import { mailbox } from '../wire/mailbox-name.ts'
import { hasRights } from '../wire/rights.ts'

/** RFC 3501 §6.3.4: `delete = "DELETE" SP mailbox`. A session that deletes its own mailbox leaves it first. */
export const remove = command({
  parse(cursor) {
    cursor.space()
    return mailbox(cursor)
  },
  async run(session, name) {
    if (deletesSelected(session, name)) session.unselect()
    const removed = await session.account.remove(name)
    return removed.ok ? ok('DELETE completed') : refusal(removed.error)
  },
})

/** Whoever has no right to stays in it. */
function deletesSelected(session: Session, name: string): boolean {
  if (session.state !== 'selected') return false
  const { mailbox } = session.selected
  return mailbox.name === name && hasRights(mailbox.rights ?? allRights, rightBits.x)
}
