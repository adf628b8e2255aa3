import { command, ok } from '../command.ts'
import { type Cursor, ParseError } from '../wire/cursor.ts'

/** RFC 2971 §3.3: thirty pairs, thirty octets of a name, 1024 of a value; no name twice. */
const maxPairs = 30
const nameBytes = 30
const valueBytes = 1024

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
    const fields = new Map(pairs)
    if (fields.size < pairs.length) throw new ParseError('A field is there twice')
    return fields
  },
  async run(session, fields) {
    session.log.info({ name: fields.get('name'), version: fields.get('version') }, 'imap client')
    session.writer.text('* ID ("name" "congvu")\r\n')
    return ok('ID completed')
  },
})

function pair(cursor: Cursor): [string, string | null] {
  const name = cursor.string().toLowerCase()
  if (Buffer.byteLength(name) > nameBytes) throw new ParseError('The name of a field is too long')
  cursor.space()
  const value = cursor.nstring()
  if (value !== null && Buffer.byteLength(value) > valueBytes) throw new ParseError('A value is too long')
  return [name, value?.slice(0, 200) ?? null]
}
