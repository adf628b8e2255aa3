/** Pieces of the grammar that BODY[] and BINARY[] share. RFC 3501 §9. */
import type { Cursor } from '../wire/cursor.ts'

/** The numbers of `section-part = nz-number *("." nz-number)`, none where there is none. */
export function sectionPart(cursor: Cursor): readonly number[] {
  const path = cursor.match(/^\d+(\.\d+)*(?=[.\]])/)?.[0] ?? ''
  return path === '' ? [] : path.split('.').map(Number)
}

/** `partial = "<" number "." nz-number ">"`, after its first character. */
export function partialRange(cursor: Cursor): { offset: number; length: number } {
  const offset = cursor.number()
  cursor.expect('.')
  const length = cursor.positive()
  cursor.expect('>')
  return { offset, length }
}
