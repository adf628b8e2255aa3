/**
 * What NOTIFY SET asks for (RFC 5465 §6 and §8), parsed:
 *
 *     notify           = "NOTIFY" SP (notify-set / notify-none)
 *     notify-set       = "SET" [status-indicator] SP event-groups
 *     notify-none      = "NONE"
 *     status-indicator = SP "STATUS"
 *     event-groups     = event-group *(SP event-group)
 *     event-group      = "(" filter-mailboxes SP events ")"
 *     filter-mailboxes-other    = "inboxes" / "personal" / "subscribed" /
 *                                 ( "subtree" SP one-or-more-mailbox ) / ( "mailboxes" SP one-or-more-mailbox )
 *     filter-mailboxes-selected = "selected" / "selected-delayed"
 *     events           = ( "(" event *(SP event) ")" ) / "NONE"
 *     message-event    = ( "MessageNew" [SP "(" fetch-att *(SP fetch-att) ")" ] ) / "MessageExpunge" / "FlagChange" /
 *                        "AnnotationChange"
 *     mailbox-event    = "MailboxName" / "SubscriptionChange" / "MailboxMetadataChange"
 *     user-event       = "ServerMetadataChange"
 */
import type { MailboxRole } from '../../ports/mailboxes.ts'
import { fetchItems, type Item } from '../fetch/items.ts'
import { type Cursor, ParseError } from '../wire/cursor.ts'
import { mailbox } from '../wire/mailbox-name.ts'

/** As BADEVENT lists them, by their names in capitals. */
export const supportedEvents: ReadonlyMap<string, string> = new Map(
  [
    'MessageNew',
    'MessageExpunge',
    'FlagChange',
    'MailboxName',
    'SubscriptionChange',
    'MailboxMetadataChange',
    'ServerMetadataChange',
  ].map(name => [name.toUpperCase(), name]),
)

const messageEvents: ReadonlySet<string> = new Set([
  'MESSAGENEW',
  'MESSAGEEXPUNGE',
  'FLAGCHANGE',
  'ANNOTATIONCHANGE',
])

/** Of the selected mailbox. */
export interface SelectedEvents {
  /** Removals wait for a command in which they may be told (RFC 5465 §6.1.2). */
  readonly delayed: boolean
  /** Arrivals and removals, which go together. */
  readonly messages: boolean
  readonly flags: boolean
  /** Of each new message. */
  readonly fetch: readonly Item[]
}

/** Mailboxes that are not selected, and events of theirs in capitals. */
export interface EventGroup {
  readonly filter: 'INBOXES' | 'PERSONAL' | 'SUBSCRIBED' | 'SUBTREE' | 'MAILBOXES'
  readonly names: readonly string[]
  readonly events: ReadonlySet<string>
}

export interface NotifyRequest {
  readonly selected: SelectedEvents
  readonly groups: readonly EventGroup[]
}

export interface NotifyArguments extends NotifyRequest {
  readonly withStatus: boolean
  /** An event that there is not here was asked for. */
  readonly hasUnsupported: boolean
}

const noEvents: SelectedEvents = { delayed: false, messages: false, flags: false, fetch: [] }

/** Until it is replaced, nothing is told. */
export const nothingWanted: NotifyRequest = { selected: noEvents, groups: [] }

/** undefined for NOTIFY NONE. */
export function notifyArguments(cursor: Cursor): NotifyArguments | undefined {
  const form = cursor.keyword()
  if (form === 'NONE') return undefined
  if (form !== 'SET') throw new ParseError('SET or NONE was expected')
  cursor.space()
  const withStatus = cursor.takesWord('STATUS')
  if (withStatus) cursor.space()
  const groups: EventGroup[] = []
  let selected: SelectedEvents | undefined
  let hasUnsupported = false
  do {
    cursor.expect('(')
    const filter = cursor.keyword()
    const isSelected = filter === 'SELECTED' || filter === 'SELECTED-DELAYED'
    const names = isSelected ? [] : namesOf(cursor, filter)
    cursor.space()
    const { events, fetch } = eventsOf(cursor, isSelected)
    cursor.expect(')')
    for (const event of events) if (!supportedEvents.has(event)) hasUnsupported = true
    if (isSelected) {
      if (selected !== undefined) throw new ParseError('The selected mailbox is given twice')
      const delayed = filter === 'SELECTED-DELAYED'
      selected = { delayed, messages: events.has('MESSAGENEW'), flags: events.has('FLAGCHANGE'), fetch }
    } else groups.push({ filter: filter as EventGroup['filter'], names, events })
  } while (cursor.takes(' '))
  return { withStatus, selected: selected ?? noEvents, groups, hasUnsupported }
}

/** `one-or-more-mailbox = mailbox / "(" mailbox *(SP mailbox) ")"` */
function namesOf(cursor: Cursor, filter: string): readonly string[] {
  if (filter === 'INBOXES' || filter === 'PERSONAL' || filter === 'SUBSCRIBED') return []
  if (filter !== 'SUBTREE' && filter !== 'MAILBOXES') throw new ParseError('Unknown mailboxes of NOTIFY')
  cursor.space()
  const names = cursor.sees('(') ? cursor.list(() => mailbox(cursor)) : [mailbox(cursor)]
  if (names.length === 0) throw new ParseError('A mailbox is missing')
  return names
}

function eventsOf(cursor: Cursor, isSelected: boolean): { events: Set<string>; fetch: readonly Item[] } {
  const events = new Set<string>()
  let fetch: readonly Item[] = []
  if (!cursor.sees('(')) {
    if (cursor.keyword() !== 'NONE') throw new ParseError('Events were expected')
    return { events, fetch }
  }
  cursor.expect('(')
  do {
    const event = cursor.keyword()
    events.add(event)
    if (event.endsWith('METADATACHANGE')) cursor.needs('METADATA')
    if (isSelected && supportedEvents.has(event) && !messageEvents.has(event))
      throw new ParseError('Only events of messages go with the selected mailbox')
    if (event === 'MESSAGENEW' && cursor.seesAhead(' (')) {
      if (!isSelected) throw new ParseError('Items to fetch go with the selected mailbox only')
      cursor.space()
      fetch = fetchItems(cursor)
    }
  } while (cursor.takes(' '))
  cursor.expect(')')
  requireTogether(events)
  return { events, fetch }
}

/** RFC 5465 §5 */
function requireTogether(events: ReadonlySet<string>): void {
  const isNew = events.has('MESSAGENEW')
  const isChange = events.has('FLAGCHANGE') || events.has('ANNOTATIONCHANGE')
  if (isNew !== events.has('MESSAGEEXPUNGE') || (isChange && !isNew))
    throw new ParseError('MessageNew and MessageExpunge must be given together')
}

/** What of a mailbox, or of a name without one, groups look at. */
export interface Watched {
  readonly name: string
  readonly subscribed: boolean
  readonly role: MailboxRole | null
  /** It is in the namespace of other users. */
  readonly isOthers: boolean
}

/** Whether any group asks for an event of a mailbox: several may apply (RFC 5465 §6). */
export function isWanted({ groups }: NotifyRequest, event: string, of: Watched): boolean {
  return groups.some(group => group.events.has(event) && covers(group, of))
}

function covers({ filter, names }: EventGroup, { name, subscribed, role, isOthers }: Watched): boolean {
  switch (filter) {
    case 'PERSONAL':
      return !isOthers
    case 'INBOXES':
      // Where letters are delivered.
      return role === 'inbox' || role === 'junk'
    case 'SUBSCRIBED':
      return subscribed
    case 'MAILBOXES':
      return names.includes(name)
    case 'SUBTREE':
      return names.some(above => name === above || name.startsWith(`${above}/`))
  }
}
