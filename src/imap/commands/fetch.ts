import { flagBits } from '../../ports/mailboxes.ts'
import type { SelectedMailbox } from '../backend.ts'
import { bad, command, no, type Outcome, ok, refusal } from '../command.ts'
import { fetchItems, type Item } from '../fetch/items.ts'
import { Responder } from '../fetch/respond.ts'
import type { Session } from '../session.ts'
import { sequenceSet } from '../wire/sequence-set.ts'

/** RFC 3501 §6.4.5: `fetch = "FETCH" SP sequence-set SP fetch-items`; by UID, the answer always holds the UID. */
export const fetch = command({
  parse(cursor, byUid) {
    cursor.space()
    const set = sequenceSet(cursor)
    cursor.space()
    const items = fetchItems(cursor)
    const hasUid = items.some(({ kind }) => kind === 'UID')
    return { byUid, set, items: byUid && !hasUid ? [{ kind: 'UID' } as const, ...items] : items }
  },
  check(session, { items }) {
    const sections = items.filter(({ kind }) => kind === 'section').length
    return sections > session.limits.imapFetchSections ? bad('Too many sections') : undefined
  },
  about({ selected: { view } }, { byUid, set, items }) {
    const places = view.resolve(set, byUid)
    return places === undefined ? {} : { uids: view.uids(places), readsBodies: items.some(isOfBody) }
  },
  async run(session, { byUid, set, items }) {
    const places = session.selected.view.resolve(set, byUid)
    if (places === undefined) return bad('There is no such message')
    const marked = await markSeen(session, places, items)
    if (marked.refusal !== undefined) return marked.refusal
    session.selected.view.tellKeywords(session.writer)
    const responder = new Responder(session, marked.items)
    const { removed, unreadable } = await responder.respond(places)
    if (unreadable > 0) return no('Some messages could not be read', 'UNAVAILABLE')
    return removed > 0 && !byUid ? no('Some messages were removed', 'EXPUNGEISSUED') : ok('FETCH completed')
  },
})

function maySee({ messages }: SelectedMailbox): boolean {
  return messages.changeable === undefined || (messages.changeable & flagBits.seen) !== 0
}

/** A section of more than a header. */
function isOfBody(item: Item): boolean {
  return item.kind === 'section' && (item.text === 'all' || item.text === 'TEXT')
}

/**
 * Sections without PEEK set \Seen (RFC 3501 §6.4.5); the answers then tell the flags. One change for all messages,
 * before the first byte is sent.
 */
async function markSeen(
  session: Session,
  places: Uint32Array,
  items: readonly Item[],
): Promise<{ items: readonly Item[]; refusal?: Outcome }> {
  const { mailbox, view, readOnly } = session.selected
  // Whoever may not change \Seen reads without (RFC 4314 §4).
  if (readOnly || !maySee(mailbox)) return { items }
  if (!items.some(item => item.kind === 'section' && !item.peek)) return { items }
  const { flags } = mailbox.messages
  const unseen = places.filter(place => {
    const row = view.row(place)
    return row >= 0 && (flags[row]! & flagBits.seen) === 0
  })
  if (unseen.length === 0) return { items }
  const changed = await mailbox.setFlags({
    uids: view.uids(unseen),
    mode: 'add',
    flags: flagBits.seen,
    keywords: [],
  })
  if (!changed.ok) return { items, refusal: refusal(changed.error) }
  view.own(changed.value.modseq)
  return { items: items.some(({ kind }) => kind === 'FLAGS') ? items : [...items, { kind: 'FLAGS' }] }
}
