/**
 * ENVELOPE, BODYSTRUCTURE and BODY as IMAP's wire bytes. RFC 3501 §7.4.2, RFC 3501 §9.
 *
 * Strings are quoted where the grammar allows it and literals elsewhere; header text goes out as it stands, encoded
 * words and raw 8-bit octets alike.
 */
import type { Address, MailboxAddress } from './address.ts'
import { bytesOf } from './bytes.ts'
import type { Part } from './structure.ts'
import type { Parameter } from './structured.ts'

/** The ENVELOPE of a message: the root of a scan, or `message` of a message/rfc822 part. */
export function renderEnvelope(message: Part): Uint8Array {
  return bytesOf(envelope(message))
}

/** BODYSTRUCTURE: the extensible form. */
export function renderBodyStructure(part: Part): Uint8Array {
  return bytesOf(body(part, true))
}

/** BODY: the form without extension data. */
export function renderBody(part: Part): Uint8Array {
  return bytesOf(body(part, false))
}

/** RFC 3501 §4.3. NUL, which no IMAP string can carry (RFC 3501 §9 CHAR8), is left out. */
function string(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text))
    return /["\\]/.test(text) ? `"${text.replace(/["\\]/g, '\\$&')}"` : `"${text}"`
  const octets = text.replaceAll('\0', '')
  return `{${octets.length}}\r\n${octets}`
}

function nstring(text: string): string {
  return text === '' ? 'NIL' : string(text)
}

function envelope({ envelope: fields }: Part): string {
  if (fields === null) return '(NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL)'
  // Sender and Reply-To take From's place when they are missing or empty.
  const from = addressList(fields.from)
  const sender = fields.sender.length > 0 ? addressList(fields.sender) : from
  const replyTo = fields.replyTo.length > 0 ? addressList(fields.replyTo) : from
  return (
    `(${nstring(fields.date)} ${nstring(fields.subject)} ${from} ${sender} ${replyTo} ${addressList(fields.to)} ` +
    `${addressList(fields.cc)} ${addressList(fields.bcc)} ${nstring(fields.inReplyTo)} ${nstring(fields.messageId)})`
  )
}

function addressList(addresses: readonly Address[]): string {
  if (addresses.length === 0) return 'NIL'
  let list = ''
  for (const address of addresses) {
    if (address.kind === 'mailbox') list += mailbox(address)
    else
      list += `(NIL NIL ${string(address.name)} NIL)${address.members.map(mailbox).join('')}(NIL NIL NIL NIL)`
  }
  return `(${list})`
}

/** A NIL host would make the address a group, so that a missing domain is an empty string. */
function mailbox({ name, route, local, domain }: MailboxAddress): string {
  return `(${nstring(name)} ${nstring(route)} ${string(local)} ${string(domain)})`
}

function body(part: Part, extensible: boolean): string {
  return part.type === 'multipart' ? multipart(part, extensible) : single(part, extensible)
}

/** The grammar wants at least one part in a multipart. */
const emptyPart = '("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 0 0)'

function multipart(part: Part, extensible: boolean): string {
  const children = part.children.map(child => body(child, extensible)).join('') || emptyPart
  const extension = extensible ? ` ${parameters(part.params)} ${dispositionLanguageLocation(part)}` : ''
  return `(${children} ${string(part.subtype)}${extension})`
}

function single(part: Part, extensible: boolean): string {
  const extension = extensible ? ` ${nstring(part.md5)} ${dispositionLanguageLocation(part)}` : ''
  return `(${mediaType(part)} ${contentFields(part)}${typeSpecific(part, extensible)}${extension})`
}

/** A message that was not looked into (encoded, or too deep) may not be shown as one: the grammar wants its inside. */
function mediaType(part: Part): string {
  const opaque = part.type === 'message' && part.subtype === 'rfc822' && part.message === null
  return opaque ? '"application" "octet-stream"' : `${string(part.type)} ${string(part.subtype)}`
}

function contentFields(part: Part): string {
  const size = part.bodyEnd - part.bodyStart
  return `${parameters(part.params)} ${nstring(part.id)} ${nstring(part.description)} ${string(part.encoding)} ${size}`
}

function typeSpecific(part: Part, extensible: boolean): string {
  if (part.type === 'text') return ` ${part.lines}`
  if (part.message === null) return ''
  return ` ${envelope(part.message)} ${body(part.message, extensible)} ${part.lines}`
}

function parameters(params: readonly Parameter[]): string {
  if (params.length === 0) return 'NIL'
  return `(${params.map(([name, value]) => `${string(name)} ${string(value)}`).join(' ')})`
}

function dispositionLanguageLocation({ disposition, language, location }: Part): string {
  const shown =
    disposition === null ? 'NIL' : `(${string(disposition.type)} ${parameters(disposition.params)})`
  const [first, ...more] = language
  const languages =
    first === undefined ? 'NIL' : more.length === 0 ? string(first) : `(${language.map(string).join(' ')})`
  return `${shown} ${languages} ${nstring(location)}`
}
