/**
 * Log-ins of auditors: an operator's name and the password that was shown when a mailbox was opened. A right one is on
 * the trail before the client hears of it. Passwords are random and cannot be guessed; guesses are slowed down all the
 * same. A name that nobody has costs what one costs that somebody has.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { accountTexts } from '../base/texts-account.ts'
import { appPasswordKeys, parseScram } from '../directory/app-password.ts'
import { equalHex } from '../directory/authenticator.ts'
import { LoginThrottle, type ThrottleLimits } from '../directory/throttle.ts'
import type { AuditMailbox, AuditMailboxReads } from '../ports/audit-mailboxes.ts'
import type { Clock } from '../ports/clock.ts'
import type { Authenticator, LoginFailure } from '../ports/credentials.ts'
import type { DirectoryReads } from '../ports/directory.ts'

const badCredentials: LoginFailure = { reason: 'bad-credentials', temporary: false }
const throttled: LoginFailure = { reason: 'throttled', temporary: true }
const unavailable: LoginFailure = { reason: 'unavailable', temporary: true }
export const mailboxEnded: LoginFailure = {
  reason: 'expired',
  temporary: false,
  explanation: accountTexts.auditMailboxEnded,
}

export interface AuditAuthenticatorParts {
  readonly reads: AuditMailboxReads
  readonly directory: Pick<DirectoryReads, 'operator'>
  readonly clock: Clock
  readonly limits: ThrottleLimits
  readonly serverKey: Uint8Array
}

/** `admit` decides on a right password, and writes the trail. */
export function createAuditAuthenticator<Who extends object>(
  parts: AuditAuthenticatorParts,
  admit: (mailbox: AuditMailbox) => Promise<Who | LoginFailure>,
): Authenticator<Who> {
  const { clock } = parts
  const keys = appPasswordKeys(parts.serverKey)
  const throttle = new LoginThrottle(parts.limits)
  const tagKey = randomBytes(32)

  async function mailboxesOf(name: string): Promise<readonly AuditMailbox[]> {
    const operator = await parts.directory.operator(name)
    return operator === undefined ? [] : await parts.reads.mailboxesOf(operator.id)
  }

  function wrong(name: string, source: string, guess: string): LoginFailure {
    return throttle.admit(name, source, guess, clock.now()) ? badCredentials : throttled
  }

  return {
    async verifyPlain(login, password, source) {
      const name = nameOf(login)
      try {
        const lookup = keys.lookup(password)
        const found = (await mailboxesOf(name)).find(mailbox => equalHex(mailbox.lookup, lookup))
        if (found !== undefined) return await admit(found)
        return wrong(
          name,
          source,
          createHmac('sha256', tagKey).update(`${name}\0${password}`).digest('base64'),
        )
      } catch {
        return unavailable
      }
    },

    async scramVerifiers(login) {
      const name = nameOf(login)
      const verifiers = (await mailboxesOf(name)).flatMap(({ scram }) => parseScram(scram) ?? [])
      return verifiers.length > 0 ? verifiers : [keys.decoy(name)]
    },

    async scramDone(login, verifier, source) {
      const name = nameOf(login)
      const proved = verifier === null ? undefined : Buffer.from(verifier.storedKey)
      const found = (await mailboxesOf(name)).find(({ scram }) => {
        const storedKey = parseScram(scram)?.storedKey
        return (
          proved !== undefined && storedKey?.length === proved.length && timingSafeEqual(storedKey, proved)
        )
      })
      return found === undefined
        ? wrong(name, source, randomBytes(12).toString('base64'))
        : await admit(found).catch(() => unavailable)
    },
  }
}

function nameOf(login: string): string {
  return login.trim().toLowerCase()
}
