import { allRights, rightBits } from '../../ports/shares.ts'
import { command, nothing, ok } from '../command.ts'
import { hasRights } from '../wire/rights.ts'

/** RFC 3501 §6.4.2: removes what is marked deleted, tells nothing of it (RFC 7162 §3.2.8), and closes the mailbox. */
export const close = command({
  parse: nothing,
  async run(session) {
    const { mailbox, readOnly } = session.selected
    // Without the right to expunge it only closes (RFC 4314 §4).
    if (!readOnly && hasRights(mailbox.rights ?? allRights, rightBits.e)) await mailbox.expunge('all')
    session.unselect()
    return ok('CLOSE completed')
  },
})
