/** The structure of a received message and the header facts the later stages ask for. */

import type { Limits } from '../../base/limits.ts'
import { mailboxesOf, normalizeAddress, parseAddressList } from '../../mail/address.ts'
import { parseDate } from '../../mail/date.ts'
import { decodeHeaderText } from '../../mail/encoded-word.ts'
import { fieldValue, type HeaderField, headerFields } from '../../mail/header.ts'
import { scanMessage } from '../../mail/structure.ts'
import type { HeaderAddress } from '../../policy/facts.ts'
import { bannerHeaderName, encryptedHeaderName, policyHeaderName } from '../../policy/header.ts'
import type { ByteRange } from '../../ports/blobs.ts'
import type { Parsed, Received } from '../stages.ts'

/** Only this server writes them. */
const serverFields = new Set(
  [policyHeaderName, bannerHeaderName, encryptedHeaderName].map(name => name.toLowerCase()),
)

/** What mail services and clients add when a rule forwards a letter: Gmail, Exchange, Zimbra, procmail. */
const forwardingFields = new Set([
  'x-forwarded-for',
  'x-forwarded-to',
  'x-ms-exchange-inbox-rules-loop',
  'x-zimbra-forwarded',
  'x-autoforward',
  'x-sieve-redirected-from',
])

export interface HeaderFacts {
  readonly from: readonly HeaderAddress[]
  readonly sender: readonly HeaderAddress[]
  readonly replyTo: readonly HeaderAddress[]
  /** Return-Path fields the message brought with it. */
  readonly returnPath: readonly HeaderAddress[]
  /** Canonical addresses that To or Cc name: the other recipients are blind copies. */
  readonly visible: ReadonlySet<string>
  /** Decoded, NFC. */
  readonly subject: string
  readonly messageId: string
  /** Milliseconds; null when missing or unreadable. */
  readonly sentAt: number | null
  readonly fromFields: number
  readonly receivedFields: number
  /** Where Bcc fields stand. */
  readonly bcc: readonly ByteRange[]
  /** Fields only this server may write: policy, banner and encryption lines, and Authentication-Results in its name (RFC 8601 §5). */
  readonly forged: readonly ByteRange[]
  /** Forwarded by a rule and not by a person; an automatic reply is a person's setting and stays a person's letter. */
  readonly forwarded: boolean
}

export function parse(message: Received, limits: Limits, hostname: string): Parsed {
  const root = scanMessage(message.bytes, limits)
  return { ...message, root, header: headerFacts(message.bytes, root, limits, hostname) }
}

export function headerFacts(
  bytes: Uint8Array,
  root: Parsed['root'],
  limits: Limits,
  hostname: string,
): HeaderFacts {
  const envelope = root.envelope
  const counted = { fromFields: 0, receivedFields: 0, forwarded: false }
  const bcc: ByteRange[] = []
  const forged: ByteRange[] = []
  const read = (field: HeaderField) => fieldValue(bytes, field, limits.headerFieldBytes)
  // RFC 5322 §3.6 has each of them once; of several programs believe the first or the last, so that all count.
  const named = new Map<string, HeaderAddress[]>([
    ['sender', []],
    ['reply-to', []],
    ['return-path', []],
  ])
  for (const field of headerFields(bytes, 0, root.headerEnd)) {
    const list = named.get(field.name)
    if (list !== undefined) list.push(...addresses(parseAddressList(read(field), limits.headerAddresses)))
    else if (field.name === 'from') counted.fromFields++
    else if (field.name === 'received') counted.receivedFields++
    else if (field.name === 'bcc') bcc.push({ start: field.start, end: field.end })
    else if (field.name === 'auto-submitted') counted.forwarded ||= /forward/i.test(read(field))
    else if (forwardingFields.has(field.name)) counted.forwarded = true
    else if (serverFields.has(field.name)) forged.push({ start: field.start, end: field.end })
    else if (field.name === 'authentication-results' && authenticationServer(read(field)) === hostname)
      forged.push({ start: field.start, end: field.end })
  }
  return {
    ...counted,
    sender: named.get('sender') ?? [],
    replyTo: named.get('reply-to') ?? [],
    returnPath: named.get('return-path') ?? [],
    bcc,
    forged,
    from: addresses(envelope?.from ?? []),
    visible: visibleAddresses(envelope),
    subject: decodeHeaderText(envelope?.subject ?? ''),
    messageId: envelope?.messageId ?? '',
    sentAt: parseDate(envelope?.date ?? ''),
  }
}

function addresses(list: ReturnType<typeof parseAddressList>): HeaderAddress[] {
  return mailboxesOf(list).map(({ name, local, domain }) => ({
    name: decodeHeaderText(name),
    address: internationalized(domain === '' ? local : `${local}@${domain}`),
  }))
}

/** RFC 6532 §3.2: an address that is not ASCII is UTF-8. */
function internationalized(address: string): string {
  return /[^\0-\xff]/.test(address) ? address : Buffer.from(address, 'latin1').toString('utf8')
}

function visibleAddresses(envelope: Parsed['root']['envelope']): ReadonlySet<string> {
  const visible = new Set<string>()
  for (const { local, domain } of mailboxesOf([...(envelope?.to ?? []), ...(envelope?.cc ?? [])])) {
    const normal = normalizeAddress(`${local}@${domain}`)
    if (normal !== undefined) visible.add(normal.address)
  }
  return visible
}

/** The authserv-id of an Authentication-Results value (RFC 8601 §2.2), without comments. */
function authenticationServer(value: string): string {
  const bare = value.replace(/\([^)]*\)/g, ' ').trim()
  return (bare.split(/[\s;]/, 1)[0] ?? '').replaceAll('"', '').toLowerCase()
}
