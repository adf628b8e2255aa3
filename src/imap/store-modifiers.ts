/** Modifiers of STORE, by name. */
import { needing } from './capability/optional.ts'
import { type Cursor, ParseError } from './wire/cursor.ts'
import { modSequence } from './wire/mod-sequence.ts'

export interface StoreModifiers {
  /** Leaves messages with a higher MODSEQ alone (RFC 7162 §3.1.3). */
  readonly unchangedSince?: number
}

/** Each takes what follows its name. */
const modifiers: ReadonlyMap<string, (cursor: Cursor) => StoreModifiers> = new Map([
  ['UNCHANGEDSINCE', needing('CONDSTORE', unchangedSince)],
])

/**
 * Takes them with the space that follows. RFC 4466 §2.5:
 *
 *     store-modifiers = SP "(" store-modifier *(SP store-modifier) ")"
 *     store-modifier  =/ "UNCHANGEDSINCE" SP mod-sequence-valzer    ; RFC 7162 §7
 */
export function storeModifiers(cursor: Cursor): StoreModifiers {
  let parsed: StoreModifiers = {}
  if (!cursor.sees('(')) return parsed
  const seen = new Set<string>()
  cursor.list(() => {
    const name = cursor.keyword()
    const parse = modifiers.get(name)
    if (parse === undefined) throw new ParseError('Unknown modifier of STORE')
    if (seen.has(name)) throw new ParseError('A modifier is there twice')
    seen.add(name)
    parsed = { ...parsed, ...parse(cursor) }
  })
  if (seen.size === 0) throw new ParseError('A modifier is missing')
  cursor.space()
  return parsed
}

function unchangedSince(cursor: Cursor): StoreModifiers {
  cursor.space()
  return { unchangedSince: modSequence(cursor) }
}
