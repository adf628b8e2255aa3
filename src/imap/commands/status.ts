import type { Mailbox } from '../../ports/mailboxes.ts'
import { command, ok, refusal } from '../command.ts'
import { type Cursor, ParseError } from '../wire/cursor.ts'
import { mailbox } from '../wire/mailbox-name.ts'
import type { ResponseWriter } from '../wire/writer.ts'

const values = new Map<string, (mailbox: Mailbox) => number>([
  ['MESSAGES', mailbox => mailbox.messages],
  ['RECENT', () => 0],
  ['UIDNEXT', mailbox => mailbox.uidNext],
  ['UIDVALIDITY', mailbox => mailbox.uidValidity],
  ['UNSEEN', mailbox => mailbox.unseen],
  ['DELETED', mailbox => mailbox.deleted],
  // RFC 8438
  ['SIZE', mailbox => mailbox.sizeBytes],
])

/** RFC 3501 §6.3.10: `status = "STATUS" SP mailbox SP "(" status-att *(SP status-att) ")"` */
export const status = command({
  parse(cursor) {
    cursor.space()
    const name = mailbox(cursor)
    cursor.space()
    return { name, items: statusItems(cursor) }
  },
  async run(session, { name, items }) {
    const found = await session.account.status(name)
    if (found === undefined) return refusal({ reason: 'not-found' })
    writeStatus(session.writer, found, items)
    return ok('STATUS completed')
  },
})

export function statusItems(cursor: Cursor): readonly string[] {
  const items = cursor.list(() => cursor.keyword())
  if (items.length === 0) throw new ParseError('A status item is missing')
  for (const item of items) if (!values.has(item)) throw new ParseError('Unknown status item')
  return items
}

export function writeStatus(writer: ResponseWriter, mailbox: Mailbox, items: readonly string[]): void {
  const told = items.map(item => `${item} ${values.get(item)?.(mailbox)}`)
  writer
    .text('* STATUS ')
    .mailbox(mailbox.name)
    .text(` (${told.join(' ')})\r\n`)
}
