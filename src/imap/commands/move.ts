import { bad, command, ok } from '../command.ts'
import { inPart, partOf } from '../message-limit.ts'
import { reporting } from '../progress.ts'
import { mailbox } from '../wire/mailbox-name.ts'
import { sequenceSet } from '../wire/sequence-set.ts'
import { allRemoved, copyUid, transferRefusal } from './copy.ts'
import { highestModseqCode } from './expunge.ts'

/**
 * RFC 6851 §3.1: `move = "MOVE" SP sequence-set SP mailbox`. COPYUID comes untagged, before the removals it explains
 * (RFC 6851 §4.3).
 */
export const move = command({
  parse(cursor, byUid) {
    cursor.space()
    const set = sequenceSet(cursor)
    cursor.space()
    return { set, byUid, to: mailbox(cursor) }
  },
  async run(session, { set, byUid, to }) {
    const { mailbox, view } = session.selected
    const named = view.resolve(set, byUid)
    if (named === undefined) return bad('There is no such message')
    if (named.length === 0) return ok('There was nothing to move')
    const part = partOf(session, named)
    const moved = await reporting(session, undefined, () => mailbox.move(view.uids(part.places), to))
    if (!moved.ok) return transferRefusal(session, moved.error)
    const code = copyUid(moved.value)
    if (code === undefined && !byUid) return allRemoved
    if (code !== undefined) session.writer.text(`* OK [${code}] Moved\r\n`)
    const done = ok('MOVE completed', code === undefined ? undefined : highestModseqCode(session))
    return inPart(session, done, part)
  },
})
