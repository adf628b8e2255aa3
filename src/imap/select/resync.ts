/** What a client missed since a MODSEQ that it knows: what left, and what changed. RFC 7162 §3.2.5, §3.2.6. */
import type { UidRange } from '../../ports/mailboxes.ts'
import type { Item } from '../fetch/items.ts'
import { Responder } from '../fetch/respond.ts'
import type { Selected, Session } from '../session.ts'
import { common, formatRanges, rangesOf, united, without } from '../view/uid-ranges.ts'
import type { SequenceSet } from '../wire/sequence-set.ts'

/** The QRESYNC parameter of SELECT. */
export interface Resync {
  readonly uidValidity: number
  readonly modseq: number
  /** undefined: every UID. */
  readonly knownUids: SequenceSet | undefined
  readonly sample: Sample | undefined
}

/** Sequence numbers and the UIDs that they had, pairwise, ascending (RFC 7162 §3.2.5.2). */
export interface Sample {
  readonly numbers: SequenceSet
  readonly uids: SequenceSet
}

const changedItems: readonly Item[] = [{ kind: 'FLAGS' }, { kind: 'MODSEQ' }]

/** RFC 7162 §3.2.5.1: nothing when the UIDs of the client are of another mailbox, or MODSEQs are not kept. */
export async function resynchronize(session: Session, resync: Resync): Promise<void> {
  const { mailbox, view } = session.selected
  if (resync.uidValidity !== mailbox.uidValidity || mailbox.messages.highestModseq === 0) return
  const known = resync.knownUids ?? [{ first: 1, last: Number.POSITIVE_INFINITY }]
  // A MODSEQ that the mailbox has not reached was told before it fell back, to a backup or in a power cut that took the
  // last flags: what the client believes of flags is told anew.
  const modseq = resync.modseq > mailbox.messages.highestModseq ? 0 : resync.modseq
  const agreedUid = resync.sample === undefined ? 0 : lastAgreed(resync.sample, view)
  await writeVanished(session, known, modseq, agreedUid)
  const places = changedSince(session.selected, view.resolve(known, true) ?? new Uint32Array(), modseq)
  const items: readonly Item[] = session.modes.uidOnly ? changedItems : [{ kind: 'UID' }, ...changedItems]
  await new Responder(session, items).respond(places)
}

/** The places among `places` whose messages have a higher MODSEQ (RFC 7162 §3.1.4.1). */
export function changedSince({ mailbox, view }: Selected, places: Uint32Array, modseq: number): Uint32Array {
  const { modseqs } = mailbox.messages
  return places.filter(place => {
    const row = view.row(place)
    // What is gone has no MODSEQ; that it is gone is told where it may be.
    return row >= 0 && modseqs[row]! > modseq
  })
}

/**
 * Tells which UIDs of a set above `agreedUid` left since a MODSEQ. `*` is here the largest UID that ever was: a client
 * that says `1:*` wants to know of the last message too.
 */
export async function writeVanished(
  { selected, writer }: Session,
  set: SequenceSet,
  modseq: number,
  agreedUid = 0,
): Promise<void> {
  const { mailbox, view } = selected
  const expunged = await mailbox.expungedSince(modseq)
  const { uids, count, uidNext } = mailbox.messages
  const asked: readonly UidRange[] = common(rangesOf(set, uidNext - 1), [[agreedUid + 1, uidNext - 1]])
  // Without memory of that time: all that are not there (RFC 7162 §3.2.6).
  const gone = expunged === undefined ? asked : common(asked, united(expunged))
  // What the session still shows is told later, by the other form of VANISHED.
  const vanished = view.withoutKnown(without(gone, uids, count))
  if (vanished.length > 0) writer.text(`* VANISHED (EARLIER) ${formatRanges(vanished)}\r\n`)
}

/** The UID of the last pair that still holds, up to which the client knows all that left; 0 without one. */
function lastAgreed(
  { numbers, uids }: Sample,
  view: { readonly exists: number; uid(place: number): number },
): number {
  let agreed = 0
  const theirs = each(uids)
  for (const number of each(numbers)) {
    const uid = theirs.next().value
    // Numbers ascend: none that follows can be there.
    if (number > view.exists) break
    if (view.uid(number - 1) === uid) agreed = uid
  }
  return agreed
}

function* each(set: SequenceSet): Generator<number, undefined> {
  for (const { first, last } of set) for (let number = first; number <= last; number++) yield number
}
