import type { MetadataChange } from '../../ports/metadata.ts'
import { command, no, type Outcome, ok, refusal } from '../command.ts'
import { entry, valueTooLong } from '../mailboxes/metadata.ts'
import { type Cursor, ParseError } from '../wire/cursor.ts'
import { mailbox } from '../wire/mailbox-name.ts'

/**
 * RFC 5464 §4.3; the empty name is the server. All entries are set or none.
 *
 *     setmetadata  = "SETMETADATA" SP mailbox SP entry-values
 *     entry-values = "(" entry-value *(SP entry-value) ")"
 *     entry-value  = entry SP value
 */
export const setmetadata = command({
  parse(cursor) {
    cursor.space()
    const name = mailbox(cursor)
    cursor.space()
    const changes = cursor.list((): MetadataChange => {
      const name = entry(cursor)
      if (name.indexOf('/', 1) < 0) throw new ParseError('The entry has no name')
      cursor.space()
      return { name, value: value(cursor) }
    })
    if (changes.length === 0) throw new ParseError('An entry is missing')
    // The last value of an entry is the one that stays.
    return { name, changes: [...new Map(changes.map(change => [change.name, change])).values()] }
  },
  check({ limits }, { name, changes }): Outcome | undefined {
    if (changes.some(({ value }) => value !== null && value.length > limits.metadataValueBytes))
      return valueTooLong(limits)
    // RFC 5464 §6.2.2
    if (name === '' && changes.some(change => change.name === '/shared/admin'))
      return no('The entry is for reading only', 'NOPERM')
    return undefined
  },
  async run({ account }, { name, changes }) {
    if (account.metadata === undefined) return no('Nothing can be annotated here', 'NOPERM')
    const found = name === '' ? null : await account.metadata.mailbox(name)
    if (found === undefined) return refusal({ reason: 'not-found' })
    const changed = await account.metadata.set(found, changes)
    if (changed.ok) return ok('SETMETADATA completed')
    switch (changed.error.reason) {
      case 'not-found':
      case 'no-permission':
        return refusal({ reason: changed.error.reason })
      case 'too-many':
        return no('There are too many entries', 'METADATA TOOMANY')
      case 'use':
        // RFC 6154 §6
        return no('The mailbox cannot have this use', 'USEATTR')
    }
  },
})

/** `value = nstring / literal8`, as octets; null for NIL. */
function value(cursor: Cursor): Uint8Array | null {
  if (cursor.takes('~')) return cursor.literal()
  if (cursor.sees('{')) return cursor.literal()
  const text = cursor.nstring()
  return text === null ? null : Buffer.from(text)
}
