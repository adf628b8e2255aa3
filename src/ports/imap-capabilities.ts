/**
 * IMAP capabilities that can be taken from one account, in capitals. Not those that the protocol or a log-in needs, and
 * those only that every parser and command holds to.
 */
export const optionalCapabilities = [
  'IMAP4REV2',
  'ID',
  'ENABLE',
  'IDLE',
  'NAMESPACE',
  'UIDPLUS',
  'MOVE',
  'UNSELECT',
  'SPECIAL-USE',
  'CREATE-SPECIAL-USE',
  'LIST-EXTENDED',
  'LIST-STATUS',
  'STATUS=SIZE',
  'ESEARCH',
  'MULTIAPPEND',
  'COMPRESS=DEFLATE',
  'UNAUTHENTICATE',
  'INPROGRESS',
  'REPLACE',
  'UIDBATCHES',
  'UTF8=ACCEPT',
  'QRESYNC',
  'NOTIFY',
  'ACL',
] as const

export type OptionalCapability = (typeof optionalCapabilities)[number]
