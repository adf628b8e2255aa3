/** The structure of a received message and the header facts the later stages ask for. */

import type { Limits } from '../../base/limits.ts'
import { mailboxesOf, normalizeAddress, parseAddressList } from '../../mail/address.ts'
import { parseDate } from '../../mail/date.ts'
import { decodeHeaderText } from '../../mail/encoded-word.ts'
import { fieldValue, headerFields } from '../../mail/header.ts'
import { scanMessage } from '../../mail/structure.ts'
import type { HeaderAddress } from '../../policy/facts.ts'
import { policyHeaderName } from '../../policy/header.ts'
import type { ByteRange } from '../../ports/blobs.ts'
import type { Parsed, Received } from '../stages.ts'

const policyField = policyHeaderName.toLowerCase()

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
  /** Fields only this server may write: policy lines, and Authentication-Results in its name (RFC 8601 §5). */
  readonly forged: readonly ByteRange[]
  /** Auto-Submitted other than `no` (RFC 3834 §5). */
  readonly automatic: boolean
}

export function parse(message: Received, limits: Limits, hostname: string): Parsed {
  const root = scanMessage(message.bytes, limits)
  return { ...message, root, header: headerFacts(message.bytes, root, limits, hostname) }
}

function headerFacts(bytes: Uint8Array, root: Parsed['root'], limits: Limits, hostname: string): HeaderFacts {
  const envelope = root.envelope
  const counted = { fromFields: 0, receivedFields: 0, automatic: false }
  const bcc: ByteRange[] = []
  const forged: ByteRange[] = []
  const returnPath: HeaderAddress[] = []
  for (const field of headerFields(bytes, 0, root.headerEnd)) {
    if (field.name === 'from') counted.fromFields++
    else if (field.name === 'received') counted.receivedFields++
    else if (field.name === 'bcc') bcc.push({ start: field.start, end: field.end })
    else if (field.name === 'return-path')
      returnPath.push(...addresses(parseAddressList(fieldValue(bytes, field, limits.headerFieldBytes), 1)))
    else if (field.name === 'auto-submitted')
      counted.automatic ||= !/^no\b/i.test(fieldValue(bytes, field, limits.headerFieldBytes))
    else if (field.name === policyField) forged.push({ start: field.start, end: field.end })
    else if (
      field.name === 'authentication-results' &&
      authenticationServer(fieldValue(bytes, field, limits.headerFieldBytes)) === hostname
    )
      forged.push({ start: field.start, end: field.end })
  }
  return {
    ...counted,
    bcc,
    forged,
    returnPath,
    from: addresses(envelope?.from ?? []),
    sender: addresses(envelope?.sender ?? []),
    replyTo: addresses(envelope?.replyTo ?? []),
    visible: visibleAddresses(envelope),
    subject: decodeHeaderText(envelope?.subject ?? ''),
    messageId: envelope?.messageId ?? '',
    sentAt: parseDate(envelope?.date ?? ''),
  }
}

function addresses(list: ReturnType<typeof parseAddressList>): HeaderAddress[] {
  return mailboxesOf(list).map(({ name, local, domain }) => ({
    name: decodeHeaderText(name),
    address: domain === '' ? local : `${local}@${domain}`,
  }))
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
