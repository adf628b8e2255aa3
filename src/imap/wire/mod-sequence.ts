import { type Cursor, ParseError } from './cursor.ts'

/** RFC 7162 §7: unsigned, 63 bits. */
const largest = 2n ** 63n - 1n

/**
 * RFC 7162 §7:
 *
 *     mod-sequence-valzer = "0" / mod-sequence-value
 *     mod-sequence-value  = 1*DIGIT
 *
 * Beyond 2^53 the number is rounded. None of ours is that large, so that it compares as the exact one would.
 */
export function modSequence(cursor: Cursor): number {
  const digits = cursor.match(/^\d+/)?.[0]
  if (digits === undefined) throw new ParseError('A mod-sequence is missing')
  const value = BigInt(digits)
  if (value > largest) throw new ParseError('The mod-sequence is too large')
  return Number(value)
}
