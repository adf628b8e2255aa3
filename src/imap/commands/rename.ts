import { command, no, ok, refusal } from '../command.ts'
import { mailbox, nameProblem } from '../wire/mailbox-name.ts'

/** RFC 3501 §6.3.5: `rename = "RENAME" SP mailbox SP mailbox`. INBOX gives its messages away and stays. */
export const rename = command({
  parse(cursor) {
    cursor.space()
    const from = mailbox(cursor)
    cursor.space()
    return { from, to: mailbox(cursor).replace(/\/$/, '') }
  },
  check(session, { from, to }) {
    const problem = nameProblem(to, session.limits.mailboxNameBytes)
    if (problem !== undefined) return no(problem, 'CANNOT')
    return to.startsWith(`${from}/`) && from !== 'INBOX'
      ? no('A mailbox cannot be put below itself', 'CANNOT')
      : undefined
  },
  async run(session, { from, to }) {
    const renamed = await session.account.rename(from, to)
    return renamed.ok ? ok('RENAME completed') : refusal(renamed.error)
  },
})
