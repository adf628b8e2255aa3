/** What may follow the items of FETCH. RFC 4466 §2.4. */
import { type PartialRange, partialRange } from '../search/partial.ts'
import { type Cursor, ParseError } from '../wire/cursor.ts'

export interface Modifiers {
  /** RFC 9394 §3.3: of the messages that the set names, those of a page. */
  partial?: PartialRange
}

/** By name: what takes the argument of a modifier; `byUid` in UID FETCH. */
const parsers: ReadonlyMap<string, (cursor: Cursor, modifiers: Modifiers, byUid: boolean) => void> = new Map([
  [
    'PARTIAL',
    (cursor, modifiers, byUid) => {
      if (!byUid) throw new ParseError('PARTIAL is for UID FETCH')
      cursor.space()
      modifiers.partial = partialRange(cursor)
    },
  ],
])

/** `fetch-modifiers = SP "(" fetch-modifier *(SP fetch-modifier) ")"`, where there are any. */
export function fetchModifiers(cursor: Cursor, byUid: boolean): Modifiers {
  const modifiers: Modifiers = {}
  if (!cursor.takes(' ')) return modifiers
  const seen = new Set<string>()
  cursor.list(() => {
    const name = cursor.keyword()
    const parse = parsers.get(name)
    if (parse === undefined || seen.has(name)) throw new ParseError('Unknown modifier of FETCH')
    seen.add(name)
    parse(cursor, modifiers, byUid)
  })
  if (seen.size === 0) throw new ParseError('A modifier of FETCH is missing')
  return modifiers
}
