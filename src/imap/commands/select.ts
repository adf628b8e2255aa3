import { flagBits } from '../../ports/mailboxes.ts'
import type { LiveMessages } from '../backend.ts'
import { bad, command, type Handler, ok, refusal } from '../command.ts'
import { isNormalized, tellListed } from '../mailboxes/listed.ts'
import { warnOfQuota } from '../mailboxes/quota.ts'
import { accessCode } from '../select/access-code.ts'
import { selectParameters } from '../select/parameters.ts'
import { resynchronize } from '../select/resync.ts'
import { givenMailbox } from '../wire/mailbox-name.ts'

/** RFC 3501 §6.3.1, RFC 9051 §6.3.2, with RFC 4466 §2.1: `select = "SELECT" SP mailbox [select-params]` */
export const select = opening(false)

/** RFC 3501 §6.3.2: `examine = "EXAMINE" SP mailbox [select-params]` */
export const examine = opening(true)

function opening(readOnly: boolean): Handler {
  return command({
    parse(cursor) {
      cursor.space()
      return { chosen: givenMailbox(cursor), parameters: selectParameters(cursor) }
    },
    check: ({ modes }, { parameters }) =>
      parameters.qresync !== undefined && !modes.qresync ? bad('Enable QRESYNC first') : undefined,
    about: (_, { chosen }) => ({ mailbox: chosen.name }),
    async run(session, { chosen, parameters: { condstore, qresync } }) {
      const { name } = chosen
      const { rev2, without } = session.modes
      // RFC 7162 §3.2.11, RFC 9051 §7.1: what follows is of the other mailbox.
      if (session.state === 'selected') session.writer.text('* OK [CLOSED] The mailbox before is closed\r\n')
      // A mailbox selected before is closed even when this fails (RFC 3501 §6.3.1).
      const selected = await session.select(name, readOnly)
      if (condstore) session.setModes({ ...session.modes, condstore: true })
      if (selected === undefined) return refusal({ reason: 'not-found' })
      const { messages, uidValidity } = selected.mailbox
      const { writer } = session
      selected.view.writeFlags(writer)
      writer.text(`* ${selected.view.exists} EXISTS\r\n`)
      if (!rev2) writer.text(`* ${selected.view.recent} RECENT\r\n`)
      const unseen = rev2 || selected.view.uidOnly ? 0 : firstUnseen(messages)
      if (unseen > 0) writer.text(`* OK [UNSEEN ${unseen}] First unseen message\r\n`)
      writer.text(`* OK [UIDVALIDITY ${uidValidity}] UIDs valid\r\n`)
      writer.text(`* OK [UIDNEXT ${messages.uidNext}] Predicted next UID\r\n`)
      // RFC 8474 §4.2
      if (!without.has('OBJECTID'))
        writer.text(`* OK [MAILBOXID (${selected.mailbox.objectId})] Identifier of the mailbox\r\n`)
      // RFC 7162 §3.1.2
      if (selected.view.hasModseqs && !without.has('CONDSTORE')) selected.view.writeHighestModseq(writer)
      else if (!without.has('CONDSTORE')) writer.text('* OK [NOMODSEQ] No mod-sequences are kept\r\n')
      if (qresync !== undefined) await resynchronize(session, qresync)
      if (rev2) await tellListed(session, name, isNormalized(chosen) ? chosen.given : undefined)
      await warnOfQuota(session, name)
      const done = readOnly ? 'EXAMINE completed' : 'SELECT completed'
      return ok(done, accessCode(selected))
    },
  })
}

/** The sequence number of the first unseen message, 0 when all are seen. */
function firstUnseen(messages: LiveMessages): number {
  const { firstUnseen: known, flags, count } = messages
  if (known !== undefined) return known < count ? known + 1 : 0
  for (let row = 0; row < count; row++) if ((flags[row]! & flagBits.seen) === 0) return row + 1
  return 0
}
