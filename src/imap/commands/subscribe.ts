import { command, type Handler, no, ok, refusal } from '../command.ts'
import { mailbox, nameProblem } from '../wire/mailbox-name.ts'

/** RFC 3501 §6.3.6: `subscribe = "SUBSCRIBE" SP mailbox` */
export const subscribe = subscription(true)

/** RFC 3501 §6.3.7: `unsubscribe = "UNSUBSCRIBE" SP mailbox` */
export const unsubscribe = subscription(false)

function subscription(subscribed: boolean): Handler {
  return command({
    parse(cursor) {
      cursor.space()
      return mailbox(cursor)
    },
    check(session, name) {
      const problem = nameProblem(name, session.limits.mailboxNameBytes)
      return problem === undefined ? undefined : no(problem, 'CANNOT')
    },
    async run(session, name) {
      const { account } = session
      // Names need not exist (RFC 3501 §6.3.6), but they are counted like mailboxes.
      if (subscribed && (await account.subscriptions()).length >= session.limits.mailboxes) {
        return no('There are too many subscriptions', 'LIMIT')
      }
      const done = await account.subscribe(name, subscribed)
      return done.ok ? ok('Done') : refusal(done.error)
    },
  })
}
