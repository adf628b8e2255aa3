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

export function capabilities(session: Session): readonly string[] {
  if (session.state !== 'not-authenticated') {
    return [...always, ...afterLogin, ...(session.account.readOnly ? [] : whereWritable)]
  }
  return session.secure ? [...always, ...mechanisms] : [...always, 'STARTTLS', 'LOGINDISABLED']
}
