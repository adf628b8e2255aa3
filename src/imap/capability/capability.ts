/**
 * imap/capability/ — what the server announces, by the state of the session (RFC 3501 §6.1.1), by the account and by
 * what an administrator chose; and the table of the extensions for README (`support.ts`).
 *
 * Invariants: all that is announced has a line with its proof in the table, and the table no more; what an account is
 * without is neither announced nor accepted (`optional.ts`); no password is asked for before TLS; LITERAL+ and
 * LITERAL- never stand together (RFC 7888 §5).
 *
 * Deliberately absent: UIDONLY (RFC 9586) unless somebody asks for it, and JMAPACCESS.
 */

import { type AccountCapability, accountCapabilities } from '../../ports/imap-capabilities.ts'
import { appendLimit } from '../append/limit.ts'
import type { Session } from '../session.ts'
import { isLiteralMinus } from '../wire/literal-size.ts'

/** Where the client can bind its proof to the connection (RFC 5802 §6). */
const bindingMechanisms = ['AUTH=SCRAM-SHA-256-PLUS']

/** SASL mechanisms; without TLS none is offered, SCRAM included, so that no client learns to do without. */
const mechanisms = ['AUTH=SCRAM-SHA-256', 'AUTH=PLAIN', 'AUTH=LOGIN']

/** Only where an identity provider is configured (RFC 7628). */
const bearerMechanisms = ['AUTH=OAUTHBEARER', 'AUTH=XOAUTH2']

const early = accountCapabilities
  .filter(row => 'early' in row && row.name !== 'IMAP4rev2')
  .map(({ name }) => name)
const afterLogin = accountCapabilities.filter(row => !('early' in row)).map(({ name }) => name)

type Announcing = Pick<
  Session,
  'state' | 'secure' | 'connection' | 'modes' | 'backend' | 'limits' | 'account' | 'offers'
>
type Condition = (session: Announcing) => boolean

/**
 * Not in an account for reading only: each mailbox that an auditor looks into is opened by itself, and what is shown is
 * asked for first.
 */
const whereWritable: Condition = ({ account }) => !account.readOnly

/** Of accounts in which there are rights to tell (RFC 4314, RFC 8440); an auditor's has none. */
const withRights: Condition = ({ account }) => account.acl !== undefined

const conditions: ReadonlyMap<AccountCapability, Condition> = new Map<AccountCapability, Condition>([
  ['MULTISEARCH', whereWritable],
  ['CONTEXT=SEARCH', whereWritable],
  ['CONTEXT=SORT', whereWritable],
  // Where sessions can be told of what others do.
  ['NOTIFY', ({ account }) => account.watch !== undefined],
  ['ACL', withRights],
  ['RIGHTS=texk', withRights],
  ['LIST-MYRIGHTS', withRights],
  ['UIDONLY', ({ offers }) => offers.uidOnly],
])

export function capabilities(session: Announcing): readonly string[] {
  const { limits, offers } = session
  // RFC 7888 §5: never both.
  const always = [
    'IMAP4rev1',
    'IMAP4rev2',
    isLiteralMinus(limits) ? 'LITERAL-' : 'LITERAL+',
    ...early,
    'SASL-IR',
  ]
  if (session.state !== 'not-authenticated') {
    const { without } = session.modes
    const offered = afterLogin.filter(name => conditions.get(name)?.(session) ?? true)
    const messages = limits.imapCommandMessages
    const bounds = [
      `APPENDLIMIT=${appendLimit(session.account, limits)}`,
      // RFC 9738 §3: one of the two.
      offers.messageLimit === 'saves' ? `SAVELIMIT=${messages}` : `MESSAGELIMIT=${messages}`,
    ]
    const all = [...always, ...offered, ...bounds]
    return without.size === 0 ? all : all.filter(name => !without.has(name.toUpperCase()))
  }
  if (!session.secure) return [...always, 'STARTTLS', 'LOGINDISABLED']
  const binding = session.connection.tlsExporter === undefined ? [] : bindingMechanisms
  const bearer = session.backend.authenticator.verifyBearer === undefined ? [] : bearerMechanisms
  return [...always, ...binding, ...mechanisms, ...bearer]
}
