/** What the server announces, by the state of the session (RFC 3501 §6.1.1). */
import type { Session } from './session.ts'

const always = ['IMAP4rev1', 'IMAP4rev2', 'LITERAL+', 'ID', 'ENABLE', 'SASL-IR']

/** SASL mechanisms; without TLS none is offered, SCRAM included, so that no client learns to do without. */
/** Where the client can bind its proof to the connection (RFC 5802 §6). */
const bindingMechanisms = ['AUTH=SCRAM-SHA-256-PLUS']

const mechanisms = ['AUTH=SCRAM-SHA-256', 'AUTH=PLAIN', 'AUTH=LOGIN']

/** Only where an identity provider is configured (RFC 7628). */
const bearerMechanisms = ['AUTH=OAUTHBEARER', 'AUTH=XOAUTH2']

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
  'COMPRESS=DEFLATE',
  'UNAUTHENTICATE',
  'INPROGRESS',
]

export function capabilities(
  session: Pick<Session, 'state' | 'secure' | 'connection' | 'modes' | 'backend'>,
): readonly string[] {
  const { without } = session.modes
  if (session.state !== 'not-authenticated') {
    const all = [...always, ...afterLogin]
    return without.size === 0 ? all : all.filter(name => !without.has(name.toUpperCase()))
  }
  if (!session.secure) return [...always, 'STARTTLS', 'LOGINDISABLED']
  const binding = session.connection.tlsExporter === undefined ? [] : bindingMechanisms
  const bearer = session.backend.authenticator.verifyBearer === undefined ? [] : bearerMechanisms
  return [...always, ...binding, ...mechanisms, ...bearer]
}
