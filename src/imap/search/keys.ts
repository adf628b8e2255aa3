/** What SEARCH can ask, parsed. RFC 3501 §6.4.4. Texts are keys of i;unicode-casemap (RFC 5255 §4.3). */
import { casemap } from '../../base/casemap.ts'
import { flagBits } from '../../ports/mailboxes.ts'
import type { LiveMessages } from '../backend.ts'
import { needing } from '../capability/optional.ts'
import type { Selected } from '../session.ts'
import { type Cursor, ParseError } from '../wire/cursor.ts'
import { date } from '../wire/date.ts'
import { flagKeyword } from '../wire/flags.ts'
import { type SequenceSet, sequenceSet } from '../wire/sequence-set.ts'
import { type Fuzzy, fuzzyOf } from './fuzzy.ts'
import { modseqKey } from './modseq.ts'
import { emailIdKey, threadIdKey } from './object-ids.ts'
import { saveDateSupported, savedKey } from './save-date.ts'

export type TextColumn = 'subject' | 'from' | 'to' | 'cc'

export type Key =
  | { readonly kind: 'all' }
  | { readonly kind: 'set'; readonly set: SequenceSet; readonly byUid: boolean }
  | { readonly kind: 'flag'; readonly bit: number; readonly on: boolean }
  | { readonly kind: 'recent'; readonly on: boolean }
  | { readonly kind: 'keyword'; readonly name: string; readonly on: boolean }
  | { readonly kind: 'modseq'; readonly modseq: number }
  | { readonly kind: 'larger' | 'smaller'; readonly bytes: number }
  /** `day` as days since 1970; `date` is the internal date or that of the header. */
  | {
      readonly kind: 'day'
      readonly date: 'internal' | 'sent'
      readonly is: 'before' | 'on' | 'since'
      readonly day: number
    }
  /** RFC 5032: of the internal date, in seconds from now. */
  | { readonly kind: 'older' | 'younger'; readonly seconds: number }
  /** With `fuzzy`, `text` is what it was made of. */
  | { readonly kind: 'column'; readonly column: TextColumn; readonly text: string; readonly fuzzy?: Fuzzy }
  | { readonly kind: 'header'; readonly name: string; readonly text: string; readonly fuzzy?: Fuzzy }
  | { readonly kind: 'body' | 'text'; readonly text: string; readonly fuzzy?: Fuzzy }
  /** Decided by the row of a message in the live arrays. */
  | { readonly kind: 'row'; readonly test: RowTest }
  /** The same, once it has asked the mailbox for what those lack (`boundKey`). */
  | { readonly kind: 'unbound'; bind(selected: Selected): Promise<RowTest> }
  | { readonly kind: 'not'; readonly key: Key }
  | { readonly kind: 'and' | 'or'; readonly keys: readonly Key[] }

export type RowTest = (live: LiveMessages, row: number) => boolean

type ParseKey = (cursor: Cursor, depth: number) => Key

const unseen: Key = { kind: 'flag', bit: flagBits.seen, on: false }

const keys: ReadonlyMap<string, ParseKey> = new Map<string, ParseKey>([
  ['ALL', () => ({ kind: 'all' })],
  ['RECENT', () => ({ kind: 'recent', on: true })],
  ['OLD', () => ({ kind: 'recent', on: false })],
  ['NEW', () => ({ kind: 'and', keys: [{ kind: 'recent', on: true }, unseen] })],
  ['ANSWERED', flag(flagBits.answered, true)],
  ['UNANSWERED', flag(flagBits.answered, false)],
  ['DELETED', flag(flagBits.deleted, true)],
  ['UNDELETED', flag(flagBits.deleted, false)],
  ['DRAFT', flag(flagBits.draft, true)],
  ['UNDRAFT', flag(flagBits.draft, false)],
  ['FLAGGED', flag(flagBits.flagged, true)],
  ['UNFLAGGED', flag(flagBits.flagged, false)],
  ['SEEN', flag(flagBits.seen, true)],
  ['UNSEEN', () => unseen],
  ['KEYWORD', keyword(true)],
  ['UNKEYWORD', keyword(false)],
  ['LARGER', size('larger')],
  ['SMALLER', size('smaller')],
  ['BEFORE', day('internal', 'before')],
  ['ON', day('internal', 'on')],
  ['SINCE', day('internal', 'since')],
  ['SENTBEFORE', day('sent', 'before')],
  ['SENTON', day('sent', 'on')],
  ['SENTSINCE', day('sent', 'since')],
  ['SUBJECT', column('subject')],
  ['FROM', column('from')],
  ['TO', column('to')],
  ['CC', column('cc')],
  ['BCC', cursor => ({ kind: 'header', name: 'bcc', text: argument(cursor) })],
  ['HEADER', header],
  ['BODY', cursor => ({ kind: 'body', text: argument(cursor) })],
  ['TEXT', cursor => ({ kind: 'text', text: argument(cursor) })],
  ['UID', uid],
  // RFC 9738 §3.2
  ['UIDAFTER', uidBound(uid => [uid + 1, Number.MAX_SAFE_INTEGER])],
  ['UIDBEFORE', uidBound(uid => [0, uid - 1])],
  ['EMAILID', needing('OBJECTID', emailIdKey)],
  ['THREADID', needing('OBJECTID', threadIdKey)],
  ['SAVEDBEFORE', needing('SAVEDATE', savedKey('before'))],
  ['SAVEDON', needing('SAVEDATE', savedKey('on'))],
  ['SAVEDSINCE', needing('SAVEDATE', savedKey('since'))],
  ['SAVEDATESUPPORTED', needing('SAVEDATE', () => saveDateSupported)],
  ['MODSEQ', needing('CONDSTORE', modseqKey)],
  // RFC 5032 §3
  ['OLDER', needing('WITHIN', age('older'))],
  ['YOUNGER', needing('WITHIN', age('younger'))],
  // RFC 6203 §3
  ['FUZZY', needing('SEARCH=FUZZY', (cursor, depth: number) => fuzzied(spaced(cursor, depth)))],
  ['NOT', (cursor, depth) => ({ kind: 'not', key: spaced(cursor, depth) })],
  ['OR', (cursor, depth) => ({ kind: 'or', keys: [spaced(cursor, depth), spaced(cursor, depth)] })],
])

/** IMAP4rev2 has none of these (RFC 9051 Appendix E). */
const ofRecent = new Set(['RECENT', 'OLD', 'NEW'])

/** `search-key *(SP search-key)`, all of which must hold. */
export function searchKeys(cursor: Cursor, depth: number): Key {
  const all = [searchKey(cursor, depth)]
  while (cursor.takes(' ') && !cursor.sees(')')) all.push(searchKey(cursor, depth))
  return all.length === 1 ? all[0]! : { kind: 'and', keys: all }
}

/** One key; `depth` is how many more levels may open. */
function searchKey(cursor: Cursor, depth: number): Key {
  if (depth <= 0) throw new ParseError('The search is nested too deeply')
  if (cursor.takes('(')) {
    const inside = searchKeys(cursor, depth - 1)
    cursor.expect(')')
    return inside
  }
  // RFC 5182 §2.1: `$` is the same messages, whatever they are named by.
  if (cursor.sees('$')) return { kind: 'set', set: sequenceSet(cursor), byUid: true }
  if (cursor.seesNumber()) {
    // RFC 9586 §3.5
    if (cursor.modes.uidOnly) throw new ParseError('Messages have UIDs alone', 'UIDREQUIRED')
    return { kind: 'set', set: sequenceSet(cursor), byUid: false }
  }
  const name = cursor.keyword()
  const parse = keys.get(name)
  if (parse === undefined || (cursor.modes.rev2 && ofRecent.has(name)))
    throw new ParseError('Unknown search key')
  return parse(cursor, depth - 1)
}

function spaced(cursor: Cursor, depth: number): Key {
  cursor.space()
  return searchKey(cursor, depth)
}

function argument(cursor: Cursor): string {
  cursor.space()
  return casemap(cursor.astring())
}

/** RFC 6203 §5: keys that are no texts match as they do without. */
function fuzzied(key: Key): Key {
  switch (key.kind) {
    case 'column':
    case 'header':
    case 'body':
    case 'text':
      return { ...key, fuzzy: fuzzyOf(key.text) }
    case 'not':
      return { kind: 'not', key: fuzzied(key.key) }
    case 'and':
    case 'or':
      return { kind: key.kind, keys: key.keys.map(fuzzied) }
    default:
      return key
  }
}

/** Whether a key, or one inside it, is such a one. */
export function anyKey(key: Key, is: (key: Key) => boolean): boolean {
  if (is(key)) return true
  if (key.kind === 'not') return anyKey(key.key, is)
  return (key.kind === 'and' || key.kind === 'or') && key.keys.some(each => anyKey(each, is))
}

export function countKeys(key: Key): number {
  if (key.kind === 'not') return 1 + countKeys(key.key)
  if (key.kind !== 'and' && key.kind !== 'or') return 1
  return key.keys.reduce((sum, each) => sum + countKeys(each), 1)
}

/** `("OLDER" / "YOUNGER") SP nz-number` */
function age(kind: 'older' | 'younger'): ParseKey {
  return cursor => {
    cursor.space()
    return { kind, seconds: cursor.positive() }
  }
}

function flag(bit: number, on: boolean): ParseKey {
  return () => ({ kind: 'flag', bit, on })
}

function keyword(on: boolean): ParseKey {
  return cursor => {
    cursor.space()
    return { kind: 'keyword', name: flagKeyword(cursor), on }
  }
}

function size(kind: 'larger' | 'smaller'): ParseKey {
  return cursor => {
    cursor.space()
    return { kind, bytes: cursor.number64() }
  }
}

function day(which: 'internal' | 'sent', is: 'before' | 'on' | 'since'): ParseKey {
  return cursor => {
    cursor.space()
    return { kind: 'day', date: which, is, day: date(cursor) }
  }
}

function column(name: TextColumn): ParseKey {
  return cursor => ({ kind: 'column', column: name, text: argument(cursor) })
}

function header(cursor: Cursor): Key {
  cursor.space()
  const name = cursor.astring().toLowerCase()
  return { kind: 'header', name, text: argument(cursor) }
}

function uid(cursor: Cursor): Key {
  cursor.space()
  return { kind: 'set', set: sequenceSet(cursor), byUid: true }
}

/** `"UIDAFTER" SP uniqueid / "UIDBEFORE" SP uniqueid`; no UID is below 1. */
function uidBound(bounds: (uid: number) => readonly [first: number, last: number]): ParseKey {
  return cursor => {
    cursor.space()
    const [first, last] = bounds(cursor.positive())
    return { kind: 'set', set: [{ first, last }], byUid: true }
  }
}
