/**
 * Decides search keys with as little as possible: first from the live arrays, then with the stored search columns,
 * last with the message's bytes. A key that cannot be decided yet is `undefined`, and so is what depends on it.
 */
import { casemap } from '../../base/casemap.ts'
import { dayWritten } from '../../mail/date.ts'
import type { StoredStructure } from '../../ports/mailboxes.ts'
import type { LiveMessages } from '../backend.ts'
import type { View } from '../view/view.ts'
import { dayOf } from '../wire/date.ts'
import { keywordBit } from '../wire/flags.ts'
import { type Fuzzy, fuzzyScore } from './fuzzy.ts'
import { gramsOf, mayHold } from './grams.ts'
import { anyKey, type Key, type TextColumn } from './keys.ts'
import type { Scores } from './scores.ts'

/** What is known of a message so far. */
export interface Facts {
  readonly place: number
  readonly row: number
  /** Of its grams: tells only what none of its texts holds. */
  readonly filter?: Uint8Array
  /** The same, asked of those texts that `siftedTexts` names. */
  readonly lacks?: (text: string) => boolean
  /** Of the Date field, where the columns are not known: null without one. */
  readonly sentAt?: number | null
  readonly columns?: Columns
  readonly content?: Content
}

/** Decoded, in NFC. */
export type Columns = Pick<StoredStructure, 'sentAt' | TextColumn>

export interface Content {
  /** Fields of the message's header by name in lower case, each decoded, as a key of i;unicode-casemap. */
  readonly headers: ReadonlyMap<string, readonly string[]>
  /** The same of every text part, and the headers of messages inside. */
  readonly texts: readonly string[]
  /**
   * Whether one of all these holds a text, or with `inBody` one of the texts; it is in UTF-8 and not empty. Absent: they are
   * to be looked through.
   */
  holds?(octets: Buffer, inBody: boolean): boolean
}

export type Decision = boolean | undefined
export type Matcher = (facts: Facts) => Decision

/** What a search is told beside its keys. */
export interface Circumstances {
  /** The moment from which ages count, milliseconds since 1970. */
  readonly nowMs: number
  /** Takes how near each message comes to FUZZY keys. */
  readonly scores?: Scores | undefined
}

/** Binds a key to a session's view; undefined when it names a sequence number that does not exist. */
export function matcherOf(
  key: Key,
  view: View,
  live: LiveMessages,
  circumstances: Circumstances,
): Matcher | undefined {
  switch (key.kind) {
    case 'all':
      return () => true
    case 'set': {
      const places = view.resolve(key.set, key.byUid)
      return places && inPlaces(places, view.exists)
    }
    case 'flag':
      return ({ row }) => ((live.flags[row]! & key.bit) !== 0) === key.on
    case 'recent':
      return ({ place }) => view.isRecent(view.uid(place)) === key.on
    case 'keyword': {
      const bit = keywordBit(key.name, live.keywords)
      return ({ row }) => ((live.flags[row]! & bit) !== 0) === key.on
    }
    case 'modseq':
      return ({ row }) => live.modseqs[row]! >= key.modseq
    case 'larger':
      return ({ row }) => live.sizesBytes[row]! > key.bytes
    case 'smaller':
      return ({ row }) => live.sizesBytes[row]! < key.bytes
    case 'day':
      return key.date === 'internal'
        ? ({ row }) => compareDay(live.internalDatesMs[row]!, key.is, key.day)
        : facts => compareSent(facts, key.is, key.day)
    // RFC 5032 §3
    case 'older':
      return ({ row }) => live.internalDatesMs[row]! <= circumstances.nowMs - 1000 * key.seconds
    case 'younger':
      return ({ row }) => live.internalDatesMs[row]! >= circumstances.nowMs - 1000 * key.seconds
    case 'column':
      if (key.fuzzy !== undefined) return near(key.fuzzy, circumstances.scores, columnOf(key.column))
      return sifted(key.text, ({ columns }) => columns && has(columns[key.column], key.text))
    case 'header':
      if (key.fuzzy !== undefined) return near(key.fuzzy, circumstances.scores, fieldsOf(key.name))
      return sifted(key.text, ({ content }) => content && hasHeader(content, key.name, key.text))
    case 'body':
      // Every body has it.
      if (key.text === '') return () => true
      if (key.fuzzy !== undefined) return near(key.fuzzy, circumstances.scores, bodyOf)
      return sifted(key.text, bodyMatcher(key.text))
    case 'text':
      if (key.fuzzy !== undefined) return near(key.fuzzy, circumstances.scores, everything)
      return sifted(key.text, textMatcher(key.text))
    case 'row':
      return ({ row }) => key.test(live, row)
    case 'unbound':
      throw new Error('a key was not bound')
    case 'not': {
      const inner = matcherOf(key.key, view, live, { ...circumstances, scores: undefined })
      return inner && (facts => negated(inner(facts)))
    }
    case 'and':
    case 'or':
      return combined(key.keys, key.kind === 'or', view, live, circumstances)
  }
}

/** Whether the stored search columns of a message tell anything that its content does not mostly tell. */
export function needsColumns(key: Key): boolean {
  return anyKey(key, each => each.kind === 'column' || (each.kind === 'day' && each.date === 'sent'))
}

/** Whether the moment at which a message was sent tells anything. */
export function asksSent(key: Key): boolean {
  return anyKey(key, each => each.kind === 'day' && each.date === 'sent')
}

/** The texts of which filters of grams can tell what letters would else be read for. */
export function siftedTexts(key: Key): ReadonlySet<string> {
  const texts = new Set<string>()
  anyKey(key, each => {
    const looksInside = each.kind === 'header' || each.kind === 'body' || each.kind === 'text'
    if (looksInside && each.fuzzy === undefined && gramsOf(each.text).length > 0) texts.add(each.text)
    return false
  })
  return texts
}

/** What is in none of a message's texts is in no part of them. */
function sifted(text: string, matches: Matcher): Matcher {
  const grams = gramsOf(text)
  return facts => {
    const decision = matches(facts)
    if (decision !== undefined) return decision
    if (facts.lacks?.(text)) return false
    return facts.filter === undefined || mayHold(facts.filter, grams) ? undefined : false
  }
}

/** A text in UTF-8, where it has a form in that. */
function octetsOf(text: string): Buffer | undefined {
  return text !== '' && text.isWellFormed() ? Buffer.from(text) : undefined
}

/** The first part that equals `wanted` decides; without one the rest must be known. */
function combined(
  keys: readonly Key[],
  wanted: boolean,
  view: View,
  live: LiveMessages,
  circumstances: Circumstances,
): Matcher | undefined {
  const matchers: Matcher[] = []
  for (const key of keys) {
    const matcher = matcherOf(key, view, live, circumstances)
    if (matcher === undefined) return undefined
    matchers.push(matcher)
  }
  return facts => {
    let decision: Decision = !wanted
    for (const matcher of matchers) {
      const one = matcher(facts)
      if (one === wanted) return wanted
      if (one === undefined) decision = undefined
    }
    return decision
  }
}

function inPlaces(places: Uint32Array, exists: number): Matcher {
  const named = new Uint8Array(exists)
  for (const place of places) named[place] = 1
  return ({ place }) => named[place] === 1
}

function negated(decision: Decision): Decision {
  return decision === undefined ? undefined : !decision
}

type DayTest = 'before' | 'on' | 'since'

function compareDay(ms: number, is: DayTest, day: number): boolean {
  return isDay(dayOf(ms), is, day)
}

function isDay(own: number, is: DayTest, day: number): boolean {
  return is === 'before' ? own < day : is === 'on' ? own === day : own >= day
}

const hourMs = 3_600_000
/** The zones of the earth, in hours from UTC. */
const westernmost = -12
const easternmost = 14

/**
 * RFC 3501 §6.4.4: the day that the header names counts, not the zone it is in. The moment decides it where all zones
 * agree; else the header is read.
 */
function compareSent(facts: Facts, is: DayTest, day: number): Decision {
  const { columns, content } = facts
  const sentAt = columns === undefined ? facts.sentAt : columns.sentAt
  if (sentAt === undefined) return undefined
  if (sentAt === null) return false
  if (content !== undefined) {
    const own = dayWritten(content.headers.get('date')?.[0] ?? '')
    return own !== null && isDay(own, is, day)
  }
  const first = Math.floor((sentAt + westernmost * hourMs) / (24 * hourMs))
  const last = Math.floor((sentAt + easternmost * hourMs) / (24 * hourMs))
  const decision = isDay(first, is, day)
  for (let own = first + 1; own <= last; own++) if (isDay(own, is, day) !== decision) return undefined
  return decision
}

/** An empty text asks only whether there is such a field. */
function hasHeader({ headers }: Content, name: string, text: string): boolean {
  return headers.get(name)?.some(value => value.includes(text)) ?? false
}

function has(column: string, text: string): boolean {
  return casemap(column).includes(text)
}

/** The texts in which a FUZZY key looks; undefined while they are not known. */
type LookedIn = (facts: Facts) => readonly string[] | undefined

function near(fuzzy: Fuzzy, scores: Scores | undefined, lookedIn: LookedIn): Matcher {
  return facts => {
    const texts = lookedIn(facts)
    if (texts === undefined) return undefined
    let best = 0
    for (const text of texts) best = Math.max(best, fuzzyScore(text, fuzzy))
    if (best > 0) scores?.add(facts.place, fuzzy, best)
    return best > 0
  }
}

function columnOf(column: TextColumn): LookedIn {
  return ({ columns }) => columns && [casemap(columns[column])]
}

function fieldsOf(name: string): LookedIn {
  return ({ content }) => content && (content.headers.get(name) ?? [])
}

function bodyOf({ content }: Facts): readonly string[] | undefined {
  return content?.texts
}

function everything({ content }: Facts): readonly string[] | undefined {
  return content && [...content.headers.values(), content.texts].flat()
}

function bodyMatcher(text: string): Matcher {
  const octets = octetsOf(text)
  return ({ content }) =>
    content?.holds !== undefined && octets !== undefined
      ? content.holds(octets, true)
      : content?.texts.some(each => each.includes(text))
}

/** A hit in the columns or in the content is enough; a miss is none before both were seen. */
function textMatcher(text: string): Matcher {
  const octets = octetsOf(text)
  return ({ columns, content }) => {
    const inColumns =
      columns !== undefined &&
      (has(columns.subject, text) ||
        has(columns.from, text) ||
        has(columns.to, text) ||
        has(columns.cc, text))
    if (inColumns) return true
    if (content === undefined) return undefined
    if (holdsAnywhere(content, text, octets)) return true
    return columns === undefined ? undefined : false
  }
}

function holdsAnywhere(content: Content, text: string, octets: Buffer | undefined): boolean {
  if (content.holds !== undefined && octets !== undefined) return content.holds(octets, false)
  for (const values of content.headers.values()) if (values.some(value => value.includes(text))) return true
  return content.texts.some(each => each.includes(text))
}
