/** What the server announces, by the state of the session (RFC 3501 §6.1.1). */
import type { Session } from './session.ts'

const always = ['IMAP4rev1', 'LITERAL+', 'ID', 'ENABLE', 'SASL-IR']

/** SASL mechanisms; without TLS none is offered, SCRAM included, so that no client learns to do without. */
const mechanisms = ['AUTH=SCRAM-SHA-256', 'AUTH=PLAIN', 'AUTH=LOGIN']

const afterLogin = [
  'IDLE',
  'NAMESPACE',
  'CHILDREN',
  'UIDPLUS',
  'MOVE',
  'UNSELECT',
  'SPECIAL-USE',
  'CREATE-SPECIAL-USE',
  'LIST-EXTENDED',
  'LIST-STATUS',
  'STATUS=SIZE',
  'ESEARCH',
  'MULTIAPPEND',
]

/** Of accounts in which there are rights to tell (RFC 4314, RFC 8440); an auditor's has none. */
const withRights = ['ACL', 'RIGHTS=texk', 'LIST-MYRIGHTS']

export function capabilities(session: Pick<Session, 'state' | 'secure' | 'account'>): readonly string[] {
  if (session.state !== 'not-authenticated')
    return [...always, ...afterLogin, ...(session.account.acl === undefined ? [] : withRights)]
  return session.secure ? [...always, ...mechanisms] : [...always, 'STARTTLS', 'LOGINDISABLED']
}
