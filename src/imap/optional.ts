/**
 * Commands of capabilities that an account may be without (`ImapAccount.without`). Syntax inside other commands asks
 * with `Cursor.needs`, and what ENABLE turns on it does not turn on unless it is announced.
 */
import type { OptionalCapability } from '../ports/imap-capabilities.ts'

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
  ['SETACL', 'ACL'],
  ['DELETEACL', 'ACL'],
  ['GETACL', 'ACL'],
  ['LISTRIGHTS', 'ACL'],
  ['MYRIGHTS', 'ACL'],
])
