import type { Auditor } from '../audit-mailbox/backend.ts'
import type { ImapBackend } from '../imap/backend.ts'
import type { Authenticator } from '../ports/credentials.ts'
import type { Box } from '../ports/directory.ts'

/** One IMAP for officials and auditors. An official logs in by an address; an operator's name never has an `@`. */
export function byUserName(
  officials: ImapBackend<Box>,
  auditors: ImapBackend<Auditor>,
): ImapBackend<Box | Auditor> {
  const of = (login: string): Authenticator<Box | Auditor> =>
    login.includes('@') ? officials.authenticator : auditors.authenticator
  const { verifyBearer } = officials.authenticator
  return {
    authenticator: {
      ...(verifyBearer === undefined ? {} : { verifyBearer }),
      verifyPlain: (login, password, source) => of(login).verifyPlain(login, password, source),
      scramVerifiers: (login, source) => of(login).scramVerifiers(login, source),
      scramDone: (login, verifier, source) => of(login).scramDone(login, verifier, source),
    },
    account: who => ('standing' in who ? auditors.account(who) : officials.account(who)),
    onLoggedOut(listener) {
      const stops = [officials.onLoggedOut(listener), auditors.onLoggedOut(listener)]
      return () => {
        for (const stop of stops) stop()
      }
    },
  }
}
