import { capabilities } from '../capability/capability.ts'
import { command, nothing, ok } from '../command.ts'

/**
 * RFC 8437 §3: `unauthenticate = "UNAUTHENTICATE"`. Back to the state before log-in: nothing is expunged, what was
 * enabled is not any more, compression ends after the answer, and TLS stays. It never fails: another log-in may follow
 * in the same packet. Compressed, it may not: where the compressed octets end is then nobody's knowledge, and the
 * connection ends instead.
 */
export const unauthenticate = command({
  parse: nothing,
  async run(session) {
    const { compressed } = session.connection
    const isMixed = compressed && session.hasUnread
    session.logOut()
    const done = ok('Log in again', `CAPABILITY ${capabilities(session).join(' ')}`)
    if (isMixed) return { ...done, after: 'close' }
    return compressed ? { ...done, after: 'uncompress' } : done
  },
})
