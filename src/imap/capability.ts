/** What the server announces, by the state of the session (RFC 3501 §6.1.1). */

import { appendLimit } from './append/limit.ts'
import type { Session } from './session.ts'
import { isLiteralMinus } from './wire/literal-size.ts'

const base = ['ID', 'ENABLE', 'SASL-IR']

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
  'BINARY',
  'CATENATE',
  'URL-PARTIAL',
  'REPLACE',
  'SAVEDATE',
  'OBJECTID',
  'PREVIEW',
  'UTF8=ACCEPT',
  'UIDBATCHES',
]

export function capabilities(
  session: Pick<Session, 'state' | 'secure' | 'limits' | 'account'>,
): readonly string[] {
  const { limits } = session
  // RFC 7888 §5: never both.
  const always = ['IMAP4rev1', isLiteralMinus(limits) ? 'LITERAL-' : 'LITERAL+', ...base]
  if (session.state !== 'not-authenticated')
    return [...always, ...afterLogin, `APPENDLIMIT=${appendLimit(session.account, limits)}`]
  return session.secure ? [...always, ...mechanisms] : [...always, 'STARTTLS', 'LOGINDISABLED']
}
