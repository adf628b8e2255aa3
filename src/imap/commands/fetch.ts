import { flagBits } from '../../ports/mailboxes.ts'
import type { SelectedMailbox } from '../backend.ts'
import { bad, command, no, type Outcome, ok, refusal } from '../command.ts'
import { fetchItems, type Item } from '../fetch/items.ts'
import { type FetchModifiers, fetchModifiers } from '../fetch/modifiers.ts'
import { Responder, type Unanswered } from '../fetch/respond.ts'
import { inOrder, inPart, mostMessages, partOf, tooMany } from '../message-limit.ts'
import { reporting } from '../progress.ts'
import { pageOf } from '../search/partial.ts'
import { changedSince, writeVanished } from '../select/resync.ts'
import type { Session } from '../session.ts'
import type { View } from '../view/view.ts'
import { type SequenceSet, sequenceSet } from '../wire/sequence-set.ts'

/**
 * RFC 3501 §6.4.5 with RFC 4466 §2.4: `fetch = "FETCH" SP sequence-set SP fetch-items [fetch-modifiers]`; by UID, the
 * answer always holds the UID unless that is what it begins with, and by CHANGEDSINCE the MODSEQ.
 */
export const fetch = command({
  parse(cursor, byUid) {
    cursor.space()
    const set = sequenceSet(cursor)
    cursor.space()
    const items = fetchItems(cursor)
    const modifiers = fetchModifiers(cursor, byUid)
    const withUid = byUid && !cursor.modes.uidOnly ? including('UID', items) : items
    return {
      byUid,
      set,
      items: modifiers.changedSince === undefined ? withUid : including('MODSEQ', withUid),
      modifiers,
    }
  },
  check(session, { items, modifiers }) {
    if (modifiers.vanished && !session.modes.qresync) return bad('Enable QRESYNC first')
    if (has('MODSEQ', items) && !session.selected.view.hasModseqs)
      return bad('The mailbox has no mod-sequences')
    // RFC 9738 §3.1: of a page, its size counts.
    const { partial } = modifiers
    const most = mostMessages(session)
    if (partial !== undefined && partial.last - partial.first >= most) return tooMany(most)
    const sections = items.filter(({ kind }) => kind === 'section' || kind === 'content').length
    return sections > session.limits.imapFetchSections ? bad('Too many sections') : undefined
  },
  about({ selected: { view } }, { byUid, set, modifiers, items }) {
    const places = named(view, set, byUid, modifiers)
    return places === undefined ? {} : { uids: view.uids(places), readsBodies: items.some(isOfBody) }
  },
  async run(session, { byUid, set, items, modifiers }) {
    const { changedSince: modseq, vanished } = modifiers
    const asked = named(session.selected.view, set, byUid, modifiers)
    if (asked === undefined) return bad('There is no such message')
    if (has('MODSEQ', items)) session.enableCondstore()
    if (vanished && modseq !== undefined) await writeVanished(session, set, modseq)
    const part = partOf(session, modseq === undefined ? asked : changedSince(session.selected, asked, modseq))
    const marked = await markSeen(session, part.places, items)
    if (marked.refusal !== undefined) return marked.refusal
    session.selected.view.tellKeywords(session.writer)
    const responder = new Responder(session, marked.items)
    const unanswered = await responder.respond(inOrder(part.places, part))
    const { unreadable, undecodable } = unanswered
    // Whoever was not shown its message has not heard of \Seen either.
    if (unreadable + undecodable > 0 && marked.modseq > 0) session.selected.view.flagsChanged(marked.modseq)
    return inPart(session, outcomeOf(unanswered, byUid), part)
  },
})

function outcomeOf({ removed, unreadable, undecodable }: Unanswered, byUid: boolean): Outcome {
  // RFC 3516 §4.3.
  if (undecodable > 0) return no('Some parts have an unknown encoding', 'UNKNOWN-CTE')
  if (unreadable > 0) return no('Some messages could not be read', 'UNAVAILABLE')
  return removed > 0 && !byUid ? no('Some messages were removed', 'EXPUNGEISSUED') : ok('FETCH completed')
}

function has(kind: Item['kind'], items: readonly Item[]): boolean {
  return items.some(item => item.kind === kind)
}

/** UID comes first. */
function including(kind: 'UID' | 'FLAGS' | 'MODSEQ', items: readonly Item[]): readonly Item[] {
  if (has(kind, items)) return items
  return kind === 'UID' ? [{ kind }, ...items] : [...items, { kind }]
}

function named(
  view: View,
  set: SequenceSet,
  byUid: boolean,
  { partial }: FetchModifiers,
): Uint32Array | undefined {
  const places = view.resolve(set, byUid)
  return places === undefined || partial === undefined ? places : pageOf(places, partial)
}

function maySee({ messages }: SelectedMailbox): boolean {
  return messages.changeable === undefined || (messages.changeable & flagBits.seen) !== 0
}

/** A section of more than a header. */
function isOfBody(item: Item): boolean {
  if (item.kind === 'content') return item.readsBody
  return item.kind === 'section' && (item.text === 'all' || item.text === 'TEXT')
}

function marksSeen(item: Item): boolean {
  return (item.kind === 'section' && !item.peek) || (item.kind === 'content' && item.marksSeen)
}

/**
 * Sections without PEEK set \Seen (RFC 3501 §6.4.5); the answers then tell the flags. One change for all messages,
 * before the first byte is sent. With MODSEQ and UID for a client that knows them (RFC 7162 §3.2.4).
 */
async function markSeen(
  session: Session,
  places: Uint32Array,
  items: readonly Item[],
): Promise<{ items: readonly Item[]; modseq: number; refusal?: Outcome }> {
  const { mailbox, view, readOnly } = session.selected
  // Whoever may not change \Seen reads without (RFC 4314 §4).
  if (readOnly || !maySee(mailbox) || !items.some(marksSeen)) return { items, modseq: 0 }
  const { flags } = mailbox.messages
  const unseen = places.filter(place => {
    const row = view.row(place)
    return row >= 0 && (flags[row]! & flagBits.seen) === 0
  })
  if (unseen.length === 0) return { items, modseq: 0 }
  const change = { uids: view.uids(unseen), mode: 'add', flags: flagBits.seen, keywords: [] } as const
  const changed = await reporting(session, undefined, () => mailbox.setFlags(change))
  if (!changed.ok) return { items, modseq: 0, refusal: refusal(changed.error) }
  const { modseq } = changed.value
  view.own(modseq)
  const told = including('FLAGS', items)
  if (!view.tellsModseqs) return { items: told, modseq }
  const withModseq = including('MODSEQ', told)
  return { items: view.uidOnly ? withModseq : including('UID', withModseq), modseq }
}
