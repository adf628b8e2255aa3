/** A page of results, counted from the first (`1:500`) or from the last (`-1:-500`). RFC 9394 §3.1, RFC 5267 §4.4. */
import { type Cursor, ParseError } from '../wire/cursor.ts'

export interface PartialRange {
  /** As the client wrote it: the answer repeats it. */
  readonly text: string
  /** Both ends included, from 1; counted from the last result where `fromEnd`. */
  readonly first: number
  readonly last: number
  readonly fromEnd: boolean
}

/**
 *     partial-range       = partial-range-first / partial-range-last
 *     partial-range-first = nz-number ":" nz-number
 *     partial-range-last  = MINUS nz-number ":" MINUS nz-number
 */
export function partialRange(cursor: Cursor): PartialRange {
  const match = cursor.match(/^(-?)([1-9]\d{0,9}):(-?)([1-9]\d{0,9})(?=[ )])/)
  if (match === null || match[1] !== match[3]) throw new ParseError('A range of results is missing')
  const a = Number(match[2])
  const b = Number(match[4])
  if (Math.max(a, b) > 0xffffffff) throw new ParseError('A range of results is missing')
  return { text: match[0], first: Math.min(a, b), last: Math.max(a, b), fromEnd: match[1] === '-' }
}

/** The results of a page, in the order of all of them. */
export function pageOf<T extends { slice(start: number, end: number): T; readonly length: number }>(
  results: T,
  { first, last, fromEnd }: PartialRange,
): T {
  if (!fromEnd) return results.slice(first - 1, last)
  return results.slice(Math.max(0, results.length - last), Math.max(0, results.length - first + 1))
}
