import type { OptionalCapability } from '../../ports/imap-capabilities.ts'
import type { Mailbox } from '../../ports/mailboxes.ts'
import { appendLimit } from '../append/limit.ts'
import { command, ok, refusal } from '../command.ts'
import { mailboxObjectId } from '../mailboxes/object-id.ts'
import type { Session } from '../session.ts'
import { type Cursor, ParseError } from '../wire/cursor.ts'
import { mailbox } from '../wire/mailbox-name.ts'

type Value = (mailbox: Mailbox, session: Session) => number | string | Promise<number>

const values = new Map<string, Value>([
  ['MESSAGES', mailbox => mailbox.messages],
  ['RECENT', recentOf],
  ['UIDNEXT', mailbox => mailbox.uidNext],
  ['UIDVALIDITY', mailbox => mailbox.uidValidity],
  ['UNSEEN', mailbox => mailbox.unseen],
  ['DELETED', mailbox => mailbox.deleted],
  // RFC 9208 §4.1.4
  ['DELETED-STORAGE', async (mailbox, { account }) => (await account.deletedBytes?.(mailbox)) ?? 0],
  // RFC 8438
  ['SIZE', mailbox => mailbox.sizeBytes],
  // RFC 8474 §4.3
  ['MAILBOXID', mailbox => `(${mailboxObjectId(mailbox)})`],
  // RFC 7889 §3.1
  ['APPENDLIMIT', (_, { account, limits }) => appendLimit(account, limits)],
  // RFC 7162 §3.1.7
  ['HIGHESTMODSEQ', mailbox => mailbox.modseq],
])

const needed: ReadonlyMap<string, OptionalCapability> = new Map([
  ['SIZE', 'STATUS=SIZE'],
  ['DELETED-STORAGE', 'QUOTA'],
  ['MAILBOXID', 'OBJECTID'],
  ['HIGHESTMODSEQ', 'CONDSTORE'],
])

/** RFC 3501 §6.3.10: `status = "STATUS" SP mailbox SP "(" status-att *(SP status-att) ")"` */
export const status = command({
  parse(cursor) {
    cursor.space()
    const name = mailbox(cursor)
    cursor.space()
    return { name, items: statusItems(cursor) }
  },
  about: (_, { name }) => ({ mailbox: name }),
  async run(session, { name, items }) {
    let found = await session.account.status(name)
    if (found !== undefined && isSelected(found, session)) {
      await session.telling.all(true)
      found = await session.account.status(name)
    }
    if (found === undefined) return refusal({ reason: 'not-found' })
    await writeStatus(session, found, items)
    return ok('STATUS completed')
  },
})

/** Of the selected mailbox what is \Recent in this session, which only it knows (RFC 3501 §2.3.2). */
function recentOf(mailbox: Mailbox, session: Session): number | Promise<number> {
  return isSelected(mailbox, session) ? session.selected.view.recent : session.account.recent(mailbox)
}

function isSelected({ id }: Mailbox, session: Session): boolean {
  return session.state === 'selected' && session.selected.mailbox.id === id
}

export function statusItems(cursor: Cursor): readonly string[] {
  const items = cursor.list(() => cursor.keyword())
  if (items.length === 0) throw new ParseError('A status item is missing')
  for (const item of items) {
    const capability = needed.get(item)
    if (capability !== undefined) cursor.needs(capability)
    // RFC 9051 Appendix E: IMAP4rev2 has no RECENT.
    if (!values.has(item) || (item === 'RECENT' && cursor.modes.rev2))
      throw new ParseError('Unknown status item')
  }
  return items
}

export async function writeStatus(
  session: Session,
  mailbox: Mailbox,
  items: readonly string[],
): Promise<void> {
  const { writer } = session
  if (items.includes('HIGHESTMODSEQ')) session.enableCondstore()
  const told: string[] = []
  for (const item of items) told.push(`${item} ${await values.get(item)?.(mailbox, session)}`)
  writer
    .text('* STATUS ')
    .mailbox(mailbox.name)
    .text(` (${told.join(' ')})\r\n`)
}
