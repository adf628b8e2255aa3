/** What the server announces, by the state of the session (RFC 3501 §6.1.1). */

import { appendLimit } from './append/limit.ts'
import type { Session } from './session.ts'
import { isLiteralMinus } from './wire/literal-size.ts'

const base = ['ID', 'ENABLE', 'SASL-IR']

/** Where the client can bind its proof to the connection (RFC 5802 §6). */
const bindingMechanisms = ['AUTH=SCRAM-SHA-256-PLUS']

/** SASL mechanisms; without TLS none is offered, SCRAM included, so that no client learns to do without. */
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
  'BINARY',
  'CATENATE',
  'URL-PARTIAL',
  'REPLACE',
  'SAVEDATE',
  'OBJECTID',
  'PREVIEW',
  'UTF8=ACCEPT',
  'UIDBATCHES',
  'QUOTA',
  'QUOTA=RES-STORAGE',
  'QUOTA=RES-MESSAGE',
  'METADATA',
  'LIST-METADATA',
  'CONDSTORE',
  'QRESYNC',
  'SORT',
  'SORT=DISPLAY',
  'THREAD=ORDEREDSUBJECT',
  'THREAD=REFERENCES',
  'THREAD=REFS',
  'I18NLEVEL=1',
  'ESORT',
  'SEARCHRES',
  'WITHIN',
  'PARTIAL',
  'SEARCH=FUZZY',
]

/**
 * Not in an account for reading only: each mailbox that an auditor looks into is opened by itself, and what is shown is
 * asked for first.
 */
const whereWritable = ['MULTISEARCH', 'CONTEXT=SEARCH', 'CONTEXT=SORT']

/** Where sessions can be told of what others do. */
const whereWatched = ['NOTIFY']

/** Of accounts in which there are rights to tell (RFC 4314, RFC 8440); an auditor's has none. */
const withRights = ['ACL', 'RIGHTS=texk', 'LIST-MYRIGHTS']

export function capabilities(
  session: Pick<
    Session,
    'state' | 'secure' | 'connection' | 'modes' | 'backend' | 'limits' | 'account' | 'offers'
  >,
): readonly string[] {
  const { limits } = session
  // RFC 7888 §5: never both.
  const always = ['IMAP4rev1', 'IMAP4rev2', isLiteralMinus(limits) ? 'LITERAL-' : 'LITERAL+', ...base]
  if (session.state !== 'not-authenticated') {
    const { without } = session.modes
    const watched = session.account.watch === undefined ? [] : whereWatched
    const writable = session.account.readOnly ? [] : whereWritable
    const rights = session.account.acl === undefined || without.has('ACL') ? [] : withRights
    const uidOnly = session.offers.uidOnly ? ['UIDONLY'] : []
    // RFC 9738 §3: one of the two.
    const messages = limits.imapCommandMessages
    const bounds = [
      `APPENDLIMIT=${appendLimit(session.account, limits)}`,
      session.offers.messageLimit === 'saves' ? `SAVELIMIT=${messages}` : `MESSAGELIMIT=${messages}`,
    ]
    const all = [...always, ...afterLogin, ...watched, ...writable, ...rights, ...uidOnly, ...bounds]
    return without.size === 0 ? all : all.filter(name => !without.has(name.toUpperCase()))
  }
  if (!session.secure) return [...always, 'STARTTLS', 'LOGINDISABLED']
  const binding = session.connection.tlsExporter === undefined ? [] : bindingMechanisms
  const bearer = session.backend.authenticator.verifyBearer === undefined ? [] : bearerMechanisms
  return [...always, ...binding, ...mechanisms, ...bearer]
}
