/** What may follow the items of FETCH, by name. */
import { needing } from '../capability/optional.ts'
import { type PartialRange, partialRange } from '../search/partial.ts'
import { type Cursor, ParseError } from '../wire/cursor.ts'
import { modSequence } from '../wire/mod-sequence.ts'

export interface FetchModifiers {
  /** Only messages with a higher MODSEQ (RFC 7162 §3.1.4.1). */
  readonly changedSince?: number
  /** Also what left since (RFC 7162 §3.2.6). */
  readonly vanished?: true
  /** RFC 9394 §3.3: of the messages that the set names, those of a page. */
  readonly partial?: PartialRange
}

type ParseModifier = (cursor: Cursor, byUid: boolean) => FetchModifiers

/** Each takes what follows its name. */
const modifiers: ReadonlyMap<string, ParseModifier> = new Map<string, ParseModifier>([
  ['CHANGEDSINCE', needing('CONDSTORE', changedSince)],
  ['VANISHED', needing('QRESYNC', () => ({ vanished: true }))],
  ['PARTIAL', needing('PARTIAL', partial)],
])

/**
 * RFC 4466 §2.4:
 *
 *     fetch-modifiers    = SP "(" fetch-modifier *(SP fetch-modifier) ")"
 *     fetch-modifier     = fetch-modifier-name [SP fetch-modif-params]
 *     chgsince-fetch-mod = "CHANGEDSINCE" SP mod-sequence-value    ; RFC 7162 §7
 */
export function fetchModifiers(cursor: Cursor, byUid: boolean): FetchModifiers {
  let parsed: FetchModifiers = {}
  if (!cursor.takes(' ')) return parsed
  const seen = new Set<string>()
  cursor.list(() => {
    const name = cursor.keyword()
    const parse = modifiers.get(name)
    if (parse === undefined) throw new ParseError('Unknown modifier of FETCH')
    if (seen.has(name)) throw new ParseError('A modifier is there twice')
    seen.add(name)
    parsed = { ...parsed, ...parse(cursor, byUid) }
  })
  if (seen.size === 0) throw new ParseError('A modifier is missing')
  if (parsed.vanished && !(byUid && parsed.changedSince !== undefined))
    throw new ParseError('VANISHED is for UID FETCH with CHANGEDSINCE')
  return parsed
}

/** Zero is no mod-sequence, but Mail of iOS says it where it knows of none yet: everything changed since. */
function changedSince(cursor: Cursor): FetchModifiers {
  cursor.space()
  return { changedSince: modSequence(cursor) }
}

function partial(cursor: Cursor, byUid: boolean): FetchModifiers {
  if (!byUid) throw new ParseError('PARTIAL is for UID FETCH')
  cursor.space()
  return { partial: partialRange(cursor) }
}
