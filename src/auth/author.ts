import type { Limits } from '../base/limits.ts'
import { mailboxesOf, parseAddressList } from '../mail/address.ts'
import { fieldValue, type HeaderField, headerFields } from '../mail/header.ts'

/** What the verification of a sender needs of a message's header. */
export interface SenderHeader {
  /**
   * Domains of the author addresses, lower case, each once; null when the author cannot be told: no From field or
   * several, or one that programs are known to read in different ways.
   */
  readonly authorDomains: readonly string[] | null
  /** DKIM-Signature fields. */
  readonly signatures: number
  /** There are ARC seals. */
  readonly sealed: boolean
}

type AuthorLimits = Pick<Limits, 'headerFieldBytes' | 'headerAddresses'>

export function senderHeader(bytes: Uint8Array, limits: AuthorLimits): SenderHeader {
  const from: HeaderField[] = []
  let signatures = 0
  let sealed = false
  for (const field of headerFields(bytes)) {
    if (field.name === 'from') from.push(field)
    else if (field.name === 'dkim-signature') signatures++
    else if (field.name === 'arc-seal') sealed = true
  }
  const [only] = from
  const authorDomains = only === undefined || from.length > 1 ? null : domainsOf(bytes, only, limits)
  return { authorDomains, signatures, sealed }
}

/**
 * The parser is the one that the rest of the program shows and judges a letter by, so that what is verified is what
 * is seen. Forms that live on parsers that disagree (a source route, `a@b@c`, controls) are nobody's address.
 */
function domainsOf(bytes: Uint8Array, field: HeaderField, limits: AuthorLimits): readonly string[] | null {
  if (field.end - field.valueStart > limits.headerFieldBytes) return null
  const value = Buffer.from(fieldValue(bytes, field), 'latin1').toString('utf8')
  if (/[\0-\x08\x0a-\x1f\x7f]/.test(value)) return null
  const mailboxes = mailboxesOf(parseAddressList(value, limits.headerAddresses))
  if (mailboxes.length === 0 || mailboxes.length >= limits.headerAddresses) return null
  const domains = new Set<string>()
  for (const { route, local, domain } of mailboxes) {
    if (route !== '' || local === '' || local.includes('@') || domain === '') return null
    // A display name may be in any old charset, an address is UTF-8.
    if (local.includes('\ufffd') || domain.includes('\ufffd')) return null
    domains.add(domain.toLowerCase())
  }
  return [...domains]
}
