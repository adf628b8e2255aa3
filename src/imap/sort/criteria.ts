/** What SORT orders by. RFC 5256 §3, RFC 5957 §3, RFC 6203 §6. */
import { type Cursor, ParseError } from '../wire/cursor.ts'

const keys = [
  'ARRIVAL',
  'CC',
  'DATE',
  'FROM',
  'SIZE',
  'SUBJECT',
  'TO',
  'DISPLAYFROM',
  'DISPLAYTO',
  'RELEVANCY',
] as const

export type SortKey = (typeof keys)[number]

export interface Criterion {
  readonly key: SortKey
  readonly reverse: boolean
}

/**
 *     sort-criteria  = "(" sort-criterion *(SP sort-criterion) ")"
 *     sort-criterion = ["REVERSE" SP] sort-key
 */
export function sortCriteria(cursor: Cursor): readonly Criterion[] {
  const criteria = cursor.list(() => {
    const reverse = cursor.takesWord('REVERSE')
    if (reverse) cursor.space()
    const name = cursor.keyword()
    const key = keys.find(each => each === name)
    if (key === undefined) throw new ParseError('Unknown sort key')
    if (key === 'DISPLAYFROM' || key === 'DISPLAYTO') cursor.needs('SORT=DISPLAY')
    if (key === 'RELEVANCY') cursor.needs('SEARCH=FUZZY')
    return { key, reverse }
  })
  if (criteria.length === 0) throw new ParseError('A sort key is missing')
  return criteria
}
