/** The header fields that IMAP's ENVELOPE shows. RFC 3501 §7.4.2, RFC 5322 §3.6. */
import { type Address, parseAddressList } from './address.ts'
import { fieldValue, type HeaderField } from './header.ts'

/** Values are byte strings, unfolded, not decoded; empty when the field is missing. */
export interface Envelope {
  readonly date: string
  readonly subject: string
  readonly from: readonly Address[]
  readonly sender: readonly Address[]
  readonly replyTo: readonly Address[]
  readonly to: readonly Address[]
  readonly cc: readonly Address[]
  readonly bcc: readonly Address[]
  readonly inReplyTo: string
  readonly messageId: string
}

/**
 * The envelope of a header. Of a field that must be single the first counts; To, Cc and Bcc that come several times
 * (RFC 5322 §4.5 lets them) are put together.
 */
export function envelopeOf(
  bytes: Buffer,
  fields: readonly HeaderField[],
  limits: { readonly headerAddresses: number; readonly headerFieldBytes: number },
): Envelope {
  const texts = new Map<string, string>()
  for (const field of fields) {
    const kind = envelopeFields.get(field.name)
    if (kind === undefined) continue
    const known = texts.get(field.name)
    if (known === undefined) texts.set(field.name, fieldValue(bytes, field, limits.headerFieldBytes))
    else if (kind === 'repeatable' && known.length < limits.headerFieldBytes) {
      texts.set(field.name, `${known}, ${fieldValue(bytes, field, limits.headerFieldBytes)}`)
    }
  }
  const text = (name: string) => texts.get(name) ?? ''
  const addresses = (name: string) => parseAddressList(text(name), limits.headerAddresses)
  return {
    date: text('date'),
    subject: text('subject'),
    from: addresses('from'),
    sender: addresses('sender'),
    replyTo: addresses('reply-to'),
    to: addresses('to'),
    cc: addresses('cc'),
    bcc: addresses('bcc'),
    inReplyTo: text('in-reply-to'),
    messageId: text('message-id'),
  }
}

const envelopeFields = new Map<string, 'single' | 'repeatable'>([
  ['date', 'single'],
  ['subject', 'single'],
  ['from', 'single'],
  ['sender', 'single'],
  ['reply-to', 'single'],
  ['to', 'repeatable'],
  ['cc', 'repeatable'],
  ['bcc', 'repeatable'],
  ['in-reply-to', 'single'],
  ['message-id', 'single'],
])
