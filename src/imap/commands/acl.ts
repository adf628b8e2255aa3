/** RFC 4314 §3: SETACL, DELETEACL, GETACL, LISTRIGHTS and MYRIGHTS. */
import { saslprep } from '@mongodb-js/saslprep'
import type { MailboxError } from '../../ports/mailboxes.ts'
import type { AclRefusal, MailboxAcls } from '../backend.ts'
import { bad, command, no, type Outcome, ok, refusal } from '../command.ts'
import type { Session } from '../session.ts'
import { type Cursor, ParseError } from '../wire/cursor.ts'
import { mailbox } from '../wire/mailbox-name.ts'
import { formatRights, rightsChange, separateRights } from '../wire/rights.ts'

/** `setacl = "SETACL" SP mailbox SP identifier SP mod-rights`, an identifier an astring */
export const setAcl = command({
  parse(cursor) {
    return { ...nameAndIdentifier(cursor), ...rightsOf(cursor) }
  },
  check: announced,
  async run(session, { name, given: _, ...change }) {
    const changed = await acls(session).change(name, change)
    return changed.ok ? ok('SETACL completed') : refused(changed.error)
  },
})

/** `deleteacl = "DELETEACL" SP mailbox SP identifier` */
export const deleteAcl = command({
  parse: nameAndIdentifier,
  check: announced,
  async run(session, { name, identifier }) {
    const changed = await acls(session).change(name, { identifier, mode: 'replace', rights: 0 })
    return changed.ok ? ok('DELETEACL completed') : refused(changed.error)
  },
})

/** `getacl = "GETACL" SP mailbox` */
export const getAcl = command({
  parse: onlyName,
  check: announced,
  async run(session, name) {
    const entries = await acls(session).entries(name)
    if (!entries.ok) return refused(entries.error)
    const { writer } = session
    writer.text('* ACL ').mailbox(name)
    for (const { identifier, rights } of entries.value)
      writer
        .text(' ')
        .string(identifier)
        .text(` ${formatRights(rights)}`)
    writer.text('\r\n')
    return ok('GETACL completed')
  },
})

/** `listrights = "LISTRIGHTS" SP mailbox SP identifier` */
export const listRights = command({
  parse: nameAndIdentifier,
  check: announced,
  async run(session, { name, identifier, given }) {
    const grantable = await acls(session).grantable(name, identifier)
    if (!grantable.ok) return refused(grantable.error)
    const { always, optional } = grantable.value
    const { writer } = session
    writer.text('* LISTRIGHTS ').mailbox(name).text(' ').string(given)
    writer.text(always === 0 ? ' ""' : ` ${formatRights(always)}`)
    for (const right of separateRights(optional)) writer.text(` ${right}`)
    writer.text('\r\n')
    return ok('LISTRIGHTS completed')
  },
})

/** `myrights = "MYRIGHTS" SP mailbox` */
export const myRights = command({
  parse: onlyName,
  check: announced,
  async run(session, name) {
    const isKnown = await writeMyRights(session, name)
    return isKnown ? ok('MYRIGHTS completed') : refusal({ reason: 'not-found' })
  },
})

/** False when they may not be told. */
export async function writeMyRights(session: Session, name: string): Promise<boolean> {
  const rights = await session.account.acl?.rights(name)
  if (rights === undefined) return false
  const letters = formatRights(rights)
  session.writer
    .text('* MYRIGHTS ')
    .mailbox(name)
    .text(` ${letters === '' ? '""' : letters}\r\n`)
  return true
}

function onlyName(cursor: Cursor): string {
  cursor.space()
  return mailbox(cursor)
}

/** `given`: as the client wrote the identifier, which LISTRIGHTS tells again (RFC 4314 §3.4). */
function nameAndIdentifier(cursor: Cursor): { name: string; identifier: string; given: string } {
  const name = onlyName(cursor)
  cursor.space()
  const given = cursor.astring()
  return { name, identifier: prepared(given), given }
}

/** RFC 4314 §3: what SASLprep refuses, or leaves nothing of, is a bad argument. */
function prepared(given: string): string {
  try {
    const identifier = saslprep(given)
    if (identifier !== '') return identifier
  } catch {
    // Told below.
  }
  throw new ParseError('The identifier is no name')
}

function rightsOf(cursor: Cursor): ReturnType<typeof rightsChange> {
  cursor.space()
  return rightsChange(cursor)
}

/** To whom ACL was not announced it is not known. */
function announced(session: Session): Outcome | undefined {
  return session.account.acl === undefined ? bad('Unknown command') : undefined
}

function acls(session: Session): MailboxAcls {
  const { acl } = session.account
  if (acl === undefined) throw new Error('a command about rights was let through without them')
  return acl
}

function refused(error: MailboxError | AclRefusal): Outcome {
  return error.reason === 'refused' ? no(error.text, 'CANNOT') : refusal(error)
}
