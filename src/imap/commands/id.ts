import { command, ok } from '../command.ts'
import { type Cursor, ParseError } from '../wire/cursor.ts'

/** RFC 2971 §3.1 allows thirty pairs. */
const maxPairs = 30

/**
 * RFC 2971 §3.1; names and versions of clients go to the log, ours stays with the name.
 *
 *     id             = "ID" SPACE id_params_list
 *     id_params_list = "(" #(string SPACE nstring) ")" / nil
 */
export const id = command({
  parse(cursor): ReadonlyMap<string, string | null> {
    cursor.space()
    if (!cursor.sees('(')) {
      cursor.nstring()
      return new Map()
    }
    const pairs = cursor.list(() => pair(cursor))
    if (pairs.length > maxPairs) throw new ParseError('Too many fields')
    return new Map(pairs)
  },
  async run(session, fields) {
    session.log.info({ name: fields.get('name'), version: fields.get('version') }, 'imap client')
    session.writer.text('* ID ("name" "congvu")\r\n')
    return ok('ID completed')
  },
})

function pair(cursor: Cursor): [string, string | null] {
  const name = cursor.string().toLowerCase()
  cursor.space()
  return [name, cursor.nstring()?.slice(0, 200) ?? null]
}
