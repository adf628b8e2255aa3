import { command, ok } from '../command.ts'
import { hierarchy } from '../mailboxes/attributes.ts'
import { nameMatcher } from '../wire/mailbox-name.ts'

/**
 * RFC 3501 §6.3.9: `lsub = "LSUB" SP mailbox SP list-mailbox`. A level that is not subscribed to itself shows for
 * `%` when something below it is, as \Noselect.
 */
export const lsub = command({
  parse(cursor) {
    cursor.space()
    const reference = cursor.astring()
    cursor.space()
    return { reference, pattern: cursor.listMailbox() }
  },
  about: () => ({ mailbox: null }),
  async run(session, { reference, pattern }) {
    const matches = nameMatcher(reference, pattern, session.modes.utf8Names)
    const showsLevels = pattern.endsWith('%')
    for (const node of hierarchy([], await session.account.subscriptions())) {
      if (!matches(node.name) || !(node.subscribed || showsLevels)) continue
      session.writer.text(`* LSUB (${node.subscribed ? '' : '\\Noselect'}) "/" `).mailbox(node.name)
      session.writer.text('\r\n')
    }
    return ok('LSUB completed')
  },
})
