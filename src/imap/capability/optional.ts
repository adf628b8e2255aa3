/**
 * Commands of capabilities that an account may be without (`ImapAccount.without`). Syntax inside other commands asks
 * with `Cursor.needs`, and what ENABLE turns on it does not turn on unless it is announced.
 */
import type { OptionalCapability } from '../../ports/imap-capabilities.ts'
import type { Cursor } from '../wire/cursor.ts'

export const capabilityOfCommand: ReadonlyMap<string, OptionalCapability> = new Map([
  ['ID', 'ID'],
  ['ENABLE', 'ENABLE'],
  ['IDLE', 'IDLE'],
  ['NAMESPACE', 'NAMESPACE'],
  ['UID EXPUNGE', 'UIDPLUS'],
  ['MOVE', 'MOVE'],
  ['UID MOVE', 'MOVE'],
  ['UNSELECT', 'UNSELECT'],
  ['COMPRESS', 'COMPRESS=DEFLATE'],
  ['UNAUTHENTICATE', 'UNAUTHENTICATE'],
  ['REPLACE', 'REPLACE'],
  ['UID REPLACE', 'REPLACE'],
  ['UIDBATCHES', 'UIDBATCHES'],
  ['NOTIFY', 'NOTIFY'],
  ['SORT', 'SORT'],
  ['UID SORT', 'SORT'],
  ['ESEARCH', 'MULTISEARCH'],
  ['CANCELUPDATE', 'CONTEXT=SEARCH'],
  ['GETMETADATA', 'METADATA'],
  ['SETMETADATA', 'METADATA'],
  ['GETQUOTA', 'QUOTA'],
  ['GETQUOTAROOT', 'QUOTA'],
  ['SETQUOTA', 'QUOTA'],
  ['SETACL', 'ACL'],
  ['DELETEACL', 'ACL'],
  ['GETACL', 'ACL'],
  ['LISTRIGHTS', 'ACL'],
  ['MYRIGHTS', 'ACL'],
])

/** A parser of syntax that belongs to a capability. */
export function needing<A extends readonly unknown[], T>(
  capability: OptionalCapability,
  parse: (cursor: Cursor, ...rest: A) => T,
): (cursor: Cursor, ...rest: A) => T {
  return (cursor, ...rest) => {
    cursor.needs(capability)
    return parse(cursor, ...rest)
  }
}
