/**
 * Decides search keys with as little as possible: first from the live arrays, then with the stored search columns,
 * last with the message's bytes. A key that cannot be decided yet is `undefined`, and so is what depends on it.
 */
import type { StoredStructure } from '../../ports/mailboxes.ts'
import type { LiveMessages } from '../backend.ts'
import type { View } from '../view.ts'
import { dayOf } from '../wire/date.ts'
import { keywordBit } from '../wire/flags.ts'
import type { Key, TextColumn } from './keys.ts'

/** What is known of a message so far. */
export interface Facts {
  readonly place: number
  readonly row: number
  readonly columns?: Columns
  readonly content?: Content
}

/** Decoded, in NFC. */
export type Columns = Pick<StoredStructure, 'sentAt' | TextColumn>

export interface Content {
  /** Fields of the message's header by name, each decoded, in lower case. */
  readonly headers: ReadonlyMap<string, readonly string[]>
  /** Decoded, in lower case: every text part, and the headers of messages inside. */
  readonly texts: readonly string[]
}

export type Decision = boolean | undefined
export type Matcher = (facts: Facts) => Decision

/** Binds a key to a session's view; undefined when it names a sequence number that does not exist. */
export function matcherOf(key: Key, view: View, live: LiveMessages): Matcher | undefined {
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
        : ({ columns }) => columns && compareDay(columns.sentAt, key.is, key.day)
    case 'column':
      return ({ columns }) => columns && has(columns[key.column], key.text)
    case 'header':
      return ({ content }) => content && hasHeader(content, key.name, key.text)
    case 'body':
      return ({ content }) => content?.texts.some(text => text.includes(key.text))
    case 'text':
      return facts => hasText(facts, key.text)
    case 'row':
      return ({ row }) => key.test(live, row)
    case 'unbound':
      throw new Error('a key was not bound')
    case 'not': {
      const inner = matcherOf(key.key, view, live)
      return inner && (facts => negated(inner(facts)))
    }
    case 'and':
    case 'or':
      return combined(key.keys, key.kind === 'or', view, live)
  }
}

/** The first part that equals `wanted` decides; without one the rest must be known. */
function combined(
  keys: readonly Key[],
  wanted: boolean,
  view: View,
  live: LiveMessages,
): Matcher | undefined {
  const matchers: Matcher[] = []
  for (const key of keys) {
    const matcher = matcherOf(key, view, live)
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

function compareDay(ms: number | null, is: 'before' | 'on' | 'since', day: number): boolean {
  if (ms === null) return false
  const own = dayOf(ms)
  return is === 'before' ? own < day : is === 'on' ? own === day : own >= day
}

/** An empty text asks only whether there is such a field. */
function hasHeader({ headers }: Content, name: string, text: string): boolean {
  return headers.get(name)?.some(value => value.includes(text)) ?? false
}

function has(column: string, text: string): boolean {
  return column.toLowerCase().includes(text)
}

/** A hit in the columns is enough; a miss is none before the whole was seen. */
function hasText({ columns, content }: Facts, text: string): Decision {
  const inColumns =
    columns !== undefined &&
    (has(columns.subject, text) || has(columns.from, text) || has(columns.to, text) || has(columns.cc, text))
  if (inColumns) return true
  if (content === undefined) return undefined
  for (const values of content.headers.values()) if (values.some(value => value.includes(text))) return true
  return content.texts.some(each => each.includes(text))
}
