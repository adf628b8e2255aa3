import type { MailboxError, MailboxRole } from '../../ports/mailboxes.ts'
import { command, no, type Outcome, ok, refusal } from '../command.ts'
import { roleOfUse } from '../mailboxes/attributes.ts'
import { tellNormalized } from '../mailboxes/listed.ts'
import { mailboxObjectId } from '../mailboxes/object-id.ts'
import type { Session } from '../session.ts'
import type { Cursor } from '../wire/cursor.ts'
import { ParseError } from '../wire/cursor.ts'
import { type GivenName, givenMailbox, nameProblem } from '../wire/mailbox-name.ts'

interface Arguments {
  readonly name: string
  readonly chosen: GivenName
  readonly uses: readonly string[]
}

/**
 * RFC 3501 §6.3.3, with the special use of RFC 6154 §3:
 *
 *     create       = "CREATE" SP mailbox [SP "(" create-param *(SP create-param) ")"]
 *     create-param = "USE" SP "(" [use-attr *(SP use-attr)] ")"
 */
export const create = command({
  parse(cursor): Arguments {
    cursor.space()
    // A separator at the end only says that mailboxes will follow below.
    const chosen = givenMailbox(cursor)
    const name = chosen.name.replace(/\/$/, '')
    return { name, chosen, uses: cursor.takes(' ') ? cursor.list(() => uses(cursor)).flat() : [] }
  },
  check(session, { name, uses }) {
    const problem = nameProblem(name, session.limits.mailboxNameBytes)
    if (problem !== undefined) return no(problem, 'CANNOT')
    const supported = uses.length === 0 || (uses.length === 1 && roleOfUse.has(uses[0]!))
    return supported ? undefined : no('This use is not supported', 'USEATTR')
  },
  async run(session, { name, chosen, uses }) {
    const role: MailboxRole | null = roleOfUse.get(uses[0] ?? '') ?? null
    const created = await session.account.create(name, role)
    if (!created.ok) return await refusedFor(session, name, role, created.error)
    await tellNormalized(session, name, chosen.given, chosen)
    // RFC 8474 §4.1
    if (session.modes.without.has('OBJECTID')) return ok('CREATE completed')
    return ok('CREATE completed', `MAILBOXID (${mailboxObjectId(created.value)})`)
  },
})

/** RFC 6154 §6: that another mailbox has the use is no word about the name. */
async function refusedFor(
  { account }: Session,
  name: string,
  role: MailboxRole | null,
  error: MailboxError,
): Promise<Outcome> {
  const isFree = error.reason === 'exists' && role !== null && (await account.status(name)) === undefined
  return isFree ? no('Another mailbox has this use', 'USEATTR') : refusal(error)
}

function uses(cursor: Cursor): string[] {
  cursor.needs('CREATE-SPECIAL-USE')
  if (cursor.keyword() !== 'USE') throw new ParseError('Unknown parameter of CREATE')
  cursor.space()
  return cursor.list(() => {
    cursor.expect('\\')
    return cursor.keyword()
  })
}
