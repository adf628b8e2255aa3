import type { AppendedMessage } from '../backend.ts'
import { command, no, ok, refusal } from '../command.ts'
import { type Cursor, ParseError } from '../wire/cursor.ts'
import { dateTime } from '../wire/date.ts'
import { type FlagList, flagList } from '../wire/flags.ts'
import { mailbox } from '../wire/mailbox-name.ts'
import { formatSet } from '../wire/sequence-set.ts'

interface Piece {
  readonly flags: FlagList
  readonly internalDateMs: number | null
  readonly bytes: Uint8Array
}

/**
 * RFC 3501 §6.3.11, several messages at once by RFC 3502:
 *
 *     append         = "APPEND" SP mailbox 1*append-message
 *     append-message = [SP flag-list] [SP date-time] SP literal
 */
export const append = command({
  parse(cursor) {
    cursor.space()
    const name = mailbox(cursor)
    const pieces: Piece[] = []
    do pieces.push(piece(cursor))
    while (!cursor.atEnd)
    if (pieces.length > 1) cursor.needs('MULTIAPPEND')
    return { name, pieces }
  },
  check: (_, { pieces }) =>
    pieces.some(({ bytes }) => bytes.length === 0)
      ? no('An empty message is not stored', 'CANNOT')
      : undefined,
  async run(session, { name, pieces }) {
    const messages = pieces.map(
      ({ flags, internalDateMs, bytes }): AppendedMessage => ({
        bytes,
        flags: flags.bits,
        keywords: flags.keywords,
        internalDateMs,
      }),
    )
    const appended = await session.account.append(name, messages)
    if (!appended.ok) {
      const { error } = appended
      if (error.reason !== 'refused') return refusal(error, 'TRYCREATE')
      // RFC 5530 §3.
      return no(error.text, error.temporary ? 'UNAVAILABLE' : 'CANNOT')
    }
    const { uidValidity, uids } = appended.value
    return ok('APPEND completed', `APPENDUID ${uidValidity} ${formatSet(uids)}`)
  },
})

function piece(cursor: Cursor): Piece {
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
  if (!cursor.sees('{')) throw new ParseError('The message is missing')
  return { flags, internalDateMs, bytes: cursor.literal() }
}
