/** Pieces of the grammar that BODY[] and BINARY[] share. RFC 3501 §9. */
import { type Cursor, ParseError } from '../wire/cursor.ts'

/** The numbers of `section-part = nz-number *("." nz-number)`, none where there is none. */
export function sectionPart(cursor: Cursor): readonly number[] {
  const path = cursor.match(/^[1-9]\d{0,9}(\.[1-9]\d{0,9})*(?=[.\]])/)?.[0] ?? ''
  return path === '' ? [] : path.split('.').map(Number)
}

/** RFC 9051 §9: `partial = "<" number64 "." nz-number64 ">"`, after its first character. */
export function partialRange(cursor: Cursor): { offset: number; length: number } {
  const offset = cursor.number64()
  // The answer repeats it.
  if (!Number.isSafeInteger(offset)) throw new ParseError('The place is too far')
  cursor.expect('.')
  const length = cursor.number64()
  if (length === 0) throw new ParseError('Zero is not allowed here')
  cursor.expect('>')
  return { offset, length }
}
