/** Charsets in which a client may search: those in which octets below 128 are ASCII, so that commands can be read. */
import { decodeCharset } from '../../mail/charset.ts'
import { no, type Outcome } from '../command.ts'
import type { Cursor } from '../wire/cursor.ts'

const utf8 = (bytes: Buffer) => bytes.toString('utf8')
const by = (label: string) => (bytes: Buffer) => decodeCharset(bytes, label)

const charsets: ReadonlyMap<string, (bytes: Buffer) => string> = new Map([
  ['UTF-8', utf8],
  ['US-ASCII', utf8],
  ['WINDOWS-1258', by('windows-1258')],
  ['TCVN', by('tcvn')],
  ['VISCII', by('viscii')],
  ['ISO-8859-1', by('iso-8859-1')],
  ['ISO-8859-15', by('iso-8859-15')],
  ['WINDOWS-1252', by('windows-1252')],
])

/** Takes the name of a charset, in which strings are from here on; the name in capitals. */
export function charset(cursor: Cursor): string {
  const given = cursor.astring().toUpperCase()
  // As some write it.
  const name = given === 'UTF8' ? 'UTF-8' : given
  const decode = charsets.get(name)
  if (decode !== undefined) cursor.decodeWith(decode)
  return name
}

/** RFC 3501 §6.4.4. */
export function charsetRefusal(name: string): Outcome | undefined {
  if (charsets.has(name)) return undefined
  return no('The charset is not supported', `BADCHARSET (${[...charsets.keys()].join(' ')})`)
}
