import { withMessages } from '../append/assemble.ts'
import { appendMessage } from '../append/message.ts'
import { bad, command, no, ok } from '../command.ts'
import { mailbox } from '../wire/mailbox-name.ts'
import { type SequenceSet, sequenceNumber } from '../wire/sequence-set.ts'
import { refusedMessage } from './append.ts'
import { transferRefusal } from './copy.ts'

/**
 * RFC 8508 §5; the new message comes and the old one goes in one step, or nothing happens. APPENDUID comes untagged,
 * before the removal (RFC 8508 §4.3).
 *
 *     replace = "REPLACE" SP seq-number SP mailbox append-message
 *     uid     =/ "UID" SP replace
 */
export const replace = command({
  parse(cursor, byUid) {
    cursor.space()
    const number = sequenceNumber(cursor)
    const set: SequenceSet = [{ first: number, last: number }]
    cursor.space()
    return { set, byUid, to: mailbox(cursor), message: appendMessage(cursor) }
  },
  async run(session, { set, byUid, to, message }) {
    const { mailbox, view } = session.selected
    const places = view.resolve(set, byUid)
    if (places === undefined) return bad('There is no such message')
    const [place] = places
    if (place === undefined) return noMessage
    const uid = view.uid(place)
    return await withMessages(session, [message], async made => {
      const replaced = await session.account.replace(mailbox, uid, to, made[0]!)
      if (!replaced.ok) {
        const { error } = replaced
        if (error.reason === 'no-message') return noMessage
        return error.reason === 'refused' ? refusedMessage(error) : transferRefusal(session, error)
      }
      const { uidValidity, uids } = replaced.value
      session.writer.text(`* OK [APPENDUID ${uidValidity} ${uids[0]}] Replacement message ready\r\n`)
      return ok('REPLACE completed')
    })
  },
})

/** RFC 5530 §3. */
const noMessage = no('There is no such message', 'NONEXISTENT')
