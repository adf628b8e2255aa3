import { accountTexts } from '../../base/texts-account.ts'
import { isBox, type LoginFailure } from '../../ports/credentials.ts'
import { command, no, type Outcome } from '../command.ts'

/** RFC 3501 §6.2.3: `login = "LOGIN" SP userid SP password` */
export const login = command({
  parse(cursor) {
    cursor.space()
    const address = cursor.astring()
    cursor.space()
    return { address, password: cursor.astring() }
  },
  async run(session, { address, password }) {
    const outcome = await session.backend.authenticator.verifyPlain(
      address,
      password,
      session.connection.address,
    )
    return isBox(outcome) ? session.logIn(outcome) : session.loginFailed(loginRefusal(outcome))
  },
})

/** What the client is told of a failed log-in (RFC 5530 §3). */
export function loginRefusal({ reason }: LoginFailure): Outcome {
  switch (reason) {
    case 'bad-credentials':
      return no('Wrong address or password', 'AUTHENTICATIONFAILED')
    case 'disabled':
      return no('The account is disabled', 'CONTACTADMIN')
    case 'app-password-needed':
      // RFC 3501 §7.1: an alert is what a program must show, and nothing else tells its user what to do.
      return no(`${accountTexts.appPasswordNeeded.vi} / ${accountTexts.appPasswordNeeded.en}`, 'ALERT')
    case 'throttled':
      return no('Too many failed log-ins, try again later', 'LIMIT')
    case 'unavailable':
      return no('Try again later', 'UNAVAILABLE')
  }
}
