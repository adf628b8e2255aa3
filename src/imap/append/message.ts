/** A message of APPEND or REPLACE as the client gives it, parsed. */
import { type Cursor, ParseError } from '../wire/cursor.ts'
import { dateTime } from '../wire/date.ts'
import { type FlagList, flagList } from '../wire/flags.ts'

export interface AppendMessage {
  readonly flags: FlagList
  readonly internalDateMs: number | null
  /** What the message is put together of: one piece unless it is catenated. */
  readonly pieces: readonly Piece[]
}

export type Piece =
  /** `isBinary`: sent as a literal8, and may hold NUL. `isUtf8`: said to have headers in UTF-8. */
  | {
      readonly kind: 'octets'
      readonly bytes: Buffer
      readonly isBinary: boolean
      readonly isUtf8?: true
    }
  | { readonly kind: 'url'; readonly url: string }

/**
 * RFC 4466 §2.4, with the data of RFC 3516 §7, RFC 4469 §5 and RFC 6855 §4:
 *
 *     append-message = [SP flag-list] [SP date-time] SP append-data
 *     append-data    = literal / literal8 / utf8-literal / "CATENATE" SP "(" cat-part *(SP cat-part) ")"
 *     cat-part       = "TEXT" SP (literal / literal8) / "URL" SP astring / utf8-literal
 *     utf8-literal   = "UTF8" SP "(" literal8 ")"
 */
export function appendMessage(cursor: Cursor): AppendMessage {
  cursor.space()
  let flags: FlagList = { bits: 0, keywords: [] }
  let internalDateMs: number | null = null
  if (cursor.sees('(')) {
    flags = flagList(cursor)
    cursor.space()
  }
  if (cursor.sees('"')) {
    internalDateMs = dateTime(cursor)
    cursor.space()
  }
  return { flags, internalDateMs, pieces: data(cursor) }
}

function data(cursor: Cursor): readonly Piece[] {
  if (cursor.seesLiteral()) return [octets(cursor)]
  if (cursor.takesWord('UTF8')) return [utf8(cursor)]
  if (!cursor.takesWord('CATENATE')) throw new ParseError('The message is missing')
  cursor.needs('CATENATE')
  cursor.space()
  const pieces = cursor.list(() => catPart(cursor))
  if (pieces.length === 0) throw new ParseError('A part of the message is missing')
  return pieces
}

function catPart(cursor: Cursor): Piece {
  if (cursor.takesWord('TEXT')) {
    cursor.space()
    return octets(cursor)
  }
  if (cursor.takesWord('URL')) {
    cursor.space()
    return { kind: 'url', url: cursor.astring() }
  }
  if (cursor.takesWord('UTF8')) return utf8(cursor)
  throw new ParseError('TEXT or URL was expected')
}

function octets(cursor: Cursor): Piece {
  if (cursor.sees('~')) {
    cursor.needs('BINARY')
    return { kind: 'octets', bytes: cursor.literal8(), isBinary: true }
  }
  return { kind: 'octets', bytes: cursor.literal(), isBinary: false }
}

function utf8(cursor: Cursor): Piece {
  cursor.needs('UTF8=ACCEPT')
  cursor.space()
  cursor.expect('(')
  const bytes = cursor.literal8()
  cursor.expect(')')
  return { kind: 'octets', bytes, isBinary: true, isUtf8: true }
}
