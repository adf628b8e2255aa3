import { flagBits } from '../../ports/mailboxes.ts'
import { command, ok } from '../command.ts'
import { inPart, partOf } from '../message-limit.ts'
import { reporting } from '../progress.ts'
import type { Session } from '../session.ts'
import { type SequenceSet, sequenceSet } from '../wire/sequence-set.ts'

/**
 * RFC 3501 §6.4.3 and RFC 4315 §2.1; the removals are told with the answer, and their MODSEQ in it (RFC 7162 §3.2.7).
 *
 *     expunge     = "EXPUNGE"
 *     uid-expunge = "UID" SP "EXPUNGE" SP sequence-set
 */
export const expunge = command({
  parse(cursor, byUid) {
    if (!byUid) return undefined
    cursor.space()
    return sequenceSet(cursor)
  },
  async run(session, set) {
    const { mailbox, view } = session.selected
    const part = set === undefined ? undefined : partOf(session, deletedOf(session, set))
    const uids = part === undefined ? 'all' : view.uids(part.places)
    const removed = await reporting(session, undefined, () => mailbox.expunge(uids))
    const done = ok('EXPUNGE completed', removed > 0 ? highestModseqCode(session) : undefined)
    return part === undefined ? done : inPart(session, done, part)
  },
})

/** Those of a set of UIDs that can go: the others do not count (RFC 9738 §3.1). */
function deletedOf({ selected: { mailbox, view } }: Session, set: SequenceSet): Uint32Array {
  const { flags } = mailbox.messages
  const named = view.resolve(set, true) ?? new Uint32Array()
  return named.filter(place => {
    const row = view.row(place)
    return row >= 0 && (flags[row]! & flagBits.deleted) !== 0
  })
}

/** The MODSEQ of the mailbox for a client that resynchronizes, once all that is new is told. */
export function highestModseqCode({ modes, selected }: Session): string | undefined {
  const { highestModseq } = selected.mailbox.messages
  return modes.qresync && highestModseq > 0 ? `HIGHESTMODSEQ ${highestModseq}` : undefined
}
