import { command, ok } from '../command.ts'
import { reporting } from '../progress.ts'
import { sequenceSet } from '../wire/sequence-set.ts'

/**
 * RFC 3501 §6.4.3 and RFC 4315 §2.1; the removals are told with the answer.
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
    await reporting(session, undefined, () => mailbox.expunge(uids))
    return ok('EXPUNGE completed')
  },
})
