import { emailObjectId, objectId } from '../mailboxes/object-id.ts'
import type { Cursor } from '../wire/cursor.ts'
import type { Key } from './keys.ts'

/** RFC 8474 §6: `search-key =/ "EMAILID" SP objectid` */
export function emailIdKey(cursor: Cursor): Key {
  cursor.space()
  const id = objectId(cursor)
  const view = Number(/^M(\d{1,15})$/.exec(id)?.[1])
  // Compared as numbers over many messages; another spelling of the number is another identifier.
  if (Number.isNaN(view) || emailObjectId(view) !== id) return nothing
  return { kind: 'row', test: ({ views }, row) => views[row] === view }
}

/** RFC 8474 §5.2: without THREADID, a search for one finds nothing. */
export function threadIdKey(cursor: Cursor): Key {
  cursor.space()
  objectId(cursor)
  return nothing
}

const nothing: Key = { kind: 'row', test: () => false }
