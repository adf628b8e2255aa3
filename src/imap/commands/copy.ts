import type { Copied, MailboxError } from '../../ports/mailboxes.ts'
import { bad, command, no, type Outcome, ok, refusal } from '../command.ts'
import { warnOfQuota } from '../mailboxes/quota.ts'
import { copyRefusal } from '../message-limit.ts'
import { reporting } from '../progress.ts'
import type { Session } from '../session.ts'
import { mailbox } from '../wire/mailbox-name.ts'
import { formatSet, sequenceSet } from '../wire/sequence-set.ts'

/** RFC 3501 §6.4.7: `copy = "COPY" SP sequence-set SP mailbox`. All messages or none. */
export const copy = command({
  parse(cursor, byUid) {
    cursor.space()
    const set = sequenceSet(cursor)
    cursor.space()
    return { set, byUid, to: mailbox(cursor) }
  },
  async run(session, { set, byUid, to }) {
    const { mailbox, view } = session.selected
    const places = view.resolve(set, byUid)
    if (places === undefined) return bad('There is no such message')
    if (places.length === 0) return ok('There was nothing to copy')
    const refused = copyRefusal(session, places)
    if (refused !== undefined) return refused
    const copied = await reporting(session, undefined, () => mailbox.copy(view.uids(places), to))
    if (!copied.ok) return transferRefusal(session, copied.error)
    if (copied.value.sourceUids.length === 0 && !byUid) return allRemoved
    await warnOfQuota(session, to)
    return ok('COPY completed', copyUid(copied.value))
  },
})

/** Of what the client named by numbers nothing is there any more (RFC 5530 §3). */
export const allRemoved = no('The messages were removed', 'EXPUNGEISSUED')

/** TRYCREATE is of the mailbox that messages go to (RFC 3501 §7.1): where they are may be what is gone. */
export function transferRefusal({ telling }: Session, error: MailboxError): Outcome {
  return refusal(error, telling.isRemoved ? 'NONEXISTENT' : 'TRYCREATE')
}

/** RFC 4315 §3; undefined when nothing was copied. */
export function copyUid({ uidValidity, sourceUids, targetUids }: Copied): string | undefined {
  if (sourceUids.length === 0) return undefined
  return `COPYUID ${uidValidity} ${formatSet(sourceUids)} ${formatSet(targetUids)}`
}
