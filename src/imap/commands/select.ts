import { flagBits } from '../../ports/mailboxes.ts'
import type { LiveMessages } from '../backend.ts'
import { bad, command, type Handler, ok, refusal } from '../command.ts'
import { resynchronize } from '../resync.ts'
import { selectParameters } from '../select-parameters.ts'
import { mailbox } from '../wire/mailbox-name.ts'

/** RFC 3501 §6.3.1 with RFC 4466 §2.1: `select = "SELECT" SP mailbox [select-params]` */
export const select = opening(false)

/** RFC 3501 §6.3.2: `examine = "EXAMINE" SP mailbox [select-params]` */
export const examine = opening(true)

function opening(readOnly: boolean): Handler {
  return command({
    parse(cursor) {
      cursor.space()
      return { name: mailbox(cursor), parameters: selectParameters(cursor) }
    },
    check: ({ awareness }, { parameters }) =>
      parameters.qresync !== undefined && !awareness.qresync ? bad('Enable QRESYNC first') : undefined,
    about: (_, { name }) => ({ mailbox: name }),
    async run(session, { name, parameters: { condstore, qresync } }) {
      // RFC 7162 §3.2.11
      if (session.state === 'selected') session.writer.text('* OK [CLOSED] The mailbox before is closed\r\n')
      // A mailbox selected before is closed even when this fails (RFC 3501 §6.3.1).
      const selected = await session.select(name, readOnly)
      if (condstore) session.awareness.condstore = true
      if (selected === undefined) return refusal({ reason: 'not-found' })
      const { messages, uidValidity } = selected.mailbox
      const { writer } = session
      selected.view.writeFlags(writer)
      writer.text(`* ${selected.view.exists} EXISTS\r\n* ${selected.view.recent} RECENT\r\n`)
      const unseen = firstUnseen(messages)
      if (unseen > 0) writer.text(`* OK [UNSEEN ${unseen}] First unseen message\r\n`)
      writer.text(`* OK [UIDVALIDITY ${uidValidity}] UIDs valid\r\n`)
      writer.text(`* OK [UIDNEXT ${messages.uidNext}] Predicted next UID\r\n`)
      // RFC 7162 §3.1.2
      if (selected.view.hasModseqs) selected.view.writeHighestModseq(writer)
      else writer.text('* OK [NOMODSEQ] No mod-sequences are kept\r\n')
      if (qresync !== undefined) await resynchronize(session, qresync)
      const done = readOnly ? 'EXAMINE completed' : 'SELECT completed'
      return ok(done, selected.readOnly ? 'READ-ONLY' : 'READ-WRITE')
    },
  })
}

/** The sequence number of the first unseen message, 0 when all are seen. */
function firstUnseen({ flags, count }: LiveMessages): number {
  for (let row = 0; row < count; row++) if ((flags[row]! & flagBits.seen) === 0) return row + 1
  return 0
}
