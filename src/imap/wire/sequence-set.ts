import { type Cursor, ParseError } from './cursor.ts'

/** Both ends included; Infinity is `*`, the largest number in use. `first` may be larger than `last`. */
export interface NumberRange {
  readonly first: number
  readonly last: number
}

export type SequenceSet = readonly NumberRange[]

/** `$`: what the last search with SAVE found (RFC 5182 §2.1). Told from an empty set by identity. */
export const savedResult: SequenceSet = []

/**
 * RFC 3501 §9:
 *
 *     sequence-set = (seq-number / seq-range) *("," sequence-set)
 *     seq-number   = nz-number / "*"
 *     seq-range    = seq-number ":" seq-number
 *
 * RFC 5182 §3: `sequence-set =/ seq-last-command`, which is `"$"`.
 */
export function sequenceSet(cursor: Cursor): SequenceSet {
  if (cursor.takes('$')) {
    cursor.needs('SEARCHRES')
    return savedResult
  }
  const ranges: NumberRange[] = []
  do {
    if (ranges.length >= cursor.limits.imapSetElements) throw new ParseError('The set has too many elements')
    const first = sequenceNumber(cursor)
    ranges.push({ first, last: cursor.takes(':') ? sequenceNumber(cursor) : first })
  } while (cursor.takes(','))
  return ranges
}

/** Infinity is `*`. */
export function sequenceNumber(cursor: Cursor): number {
  if (cursor.takes('*')) return Number.POSITIVE_INFINITY
  return cursor.positive()
}

/**
 * Numbers in their order as text: `1:3,7,9:12`. Two lists that belong together pairwise stay so, since only runs are
 * joined (RFC 4315 §3).
 */
export function formatSet(numbers: ArrayLike<number>): string {
  const parts: string[] = []
  for (let i = 0; i < numbers.length; ) {
    const first = numbers[i]!
    let last = first
    for (i++; i < numbers.length && numbers[i] === last + 1; i++) last++
    parts.push(first === last ? `${first}` : `${first}:${last}`)
  }
  return parts.join(',')
}
