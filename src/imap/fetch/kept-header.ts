/**
 * What is kept of a letter's header (`ports/kept-headers.ts`): all of it, and apart from it the fields that mail programs ask
 * for of every letter of a mailbox, to list it.
 */
import { crc32 } from 'node:zlib'
import { FieldPicker } from '../../mail/field-picker.ts'
import type { KeptHeader } from '../../ports/kept-headers.ts'
import type { ViewId } from '../../ports/mailboxes.ts'

/** In lower case. Asked for by Thunderbird, Apple Mail, K-9, mutt, Roundcube, imapflow, mbsync and others. */
export const listedFields: ReadonlySet<string> = new Set([
  'bcc',
  'cc',
  'content-description',
  'content-transfer-encoding',
  'content-type',
  'date',
  'delivered-to',
  'disposition-notification-to',
  'from',
  'importance',
  'in-reply-to',
  'keywords',
  'lines',
  'list-id',
  'list-post',
  'list-subscribe',
  'list-unsubscribe',
  'list-unsubscribe-post',
  'message-id',
  'mime-version',
  'newsgroups',
  'priority',
  'references',
  'reply-to',
  'resent-date',
  'resent-from',
  'resent-message-id',
  'resent-to',
  'sender',
  'subject',
  'to',
  'x-draft-info',
  'x-k9mail-identity',
  'x-keywords',
  'x-label',
  'x-mailer',
  'x-msmail-priority',
  'x-original-to',
  'x-priority',
  'x-spam-flag',
  'x-spam-level',
  'x-spam-status',
  'x-tuid',
  'x-uniform-type-identifier',
  'x-universally-unique-identifier',
])

const listed = new FieldPicker(listedFields, true)

export const headerRecipe = crc32([...listedFields].join(' '))

/** What is picked of `listed` by these names is what the header says: the fields stand as they do there. */
export function keptHeader(id: ViewId, whole: Uint8Array): KeptHeader {
  return { id, listed: listed.fields(whole), whole }
}
