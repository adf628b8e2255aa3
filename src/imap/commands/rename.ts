import { command, no, ok, refusal } from '../command.ts'
import { tellNormalized } from '../mailboxes/listed.ts'
import { givenMailbox, nameProblem } from '../wire/mailbox-name.ts'

/** RFC 3501 §6.3.5: `rename = "RENAME" SP mailbox SP mailbox`. INBOX gives its messages away and stays. */
export const rename = command({
  parse(cursor) {
    cursor.space()
    const old = givenMailbox(cursor)
    cursor.space()
    const wanted = givenMailbox(cursor)
    return { from: old.name, to: wanted.name.replace(/\/$/, ''), old, wanted }
  },
  check(session, { from, to }) {
    const problem = nameProblem(to, session.limits.mailboxNameBytes)
    if (problem !== undefined) return no(problem, 'CANNOT')
    return to.startsWith(`${from}/`) && from !== 'INBOX'
      ? no('A mailbox cannot be put below itself', 'CANNOT')
      : undefined
  },
  async run(session, { from, to, old, wanted }) {
    const renamed = await session.account.rename(from, to)
    if (!renamed.ok) return refusal(renamed.error)
    await tellNormalized(session, to, old.given, old, wanted)
    return ok('RENAME completed')
  },
})
