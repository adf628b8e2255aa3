import { command, ok } from '../command.ts'
import { reporting } from '../progress.ts'
import type { Session } from '../session.ts'
import { sequenceSet } from '../wire/sequence-set.ts'

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
    const places = set === undefined ? undefined : view.resolve(set, true)
    const uids = places === undefined ? 'all' : view.uids(places)
    const removed = await reporting(session, undefined, () => mailbox.expunge(uids))
    return ok('EXPUNGE completed', removed > 0 ? highestModseqCode(session) : undefined)
  },
})

/** The MODSEQ of the mailbox for a client that resynchronizes, once all that is new is told. */
export function highestModseqCode({ modes, selected }: Session): string | undefined {
  const { highestModseq } = selected.mailbox.messages
  return modes.qresync && highestModseq > 0 ? `HIGHESTMODSEQ ${highestModseq}` : undefined
}
