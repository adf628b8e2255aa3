import { flagBits } from '../../ports/mailboxes.ts'
import { accessCode } from '../access-code.ts'
import type { LiveMessages } from '../backend.ts'
import { command, type Handler, ok, refusal } from '../command.ts'
import { mailbox } from '../wire/mailbox-name.ts'

/** RFC 3501 §6.3.1: `select = "SELECT" SP mailbox` */
export const select = opening(false)

/** RFC 3501 §6.3.2: `examine = "EXAMINE" SP mailbox` */
export const examine = opening(true)

function opening(readOnly: boolean): Handler {
  return command({
    parse(cursor) {
      cursor.space()
      return mailbox(cursor)
    },
    about: (_, name) => ({ mailbox: name }),
    async run(session, name) {
      // A mailbox selected before is closed even when this fails (RFC 3501 §6.3.1).
      const selected = await session.select(name, readOnly)
      if (selected === undefined) return refusal({ reason: 'not-found' })
      const { messages, uidValidity } = selected.mailbox
      const { writer } = session
      selected.view.writeFlags(writer)
      writer.text(`* ${selected.view.exists} EXISTS\r\n* ${selected.view.recent} RECENT\r\n`)
      const unseen = firstUnseen(messages)
      if (unseen > 0) writer.text(`* OK [UNSEEN ${unseen}] First unseen message\r\n`)
      writer.text(`* OK [UIDVALIDITY ${uidValidity}] UIDs valid\r\n`)
      writer.text(`* OK [UIDNEXT ${messages.uidNext}] Predicted next UID\r\n`)
      const done = readOnly ? 'EXAMINE completed' : 'SELECT completed'
      return ok(done, accessCode(selected))
    },
  })
}

/** The sequence number of the first unseen message, 0 when all are seen. */
function firstUnseen({ flags, count }: LiveMessages): number {
  for (let row = 0; row < count; row++) if ((flags[row]! & flagBits.seen) === 0) return row + 1
  return 0
}
