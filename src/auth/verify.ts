/**
 * auth/ — who a message from outside is really from, as data: SPF (RFC 7208), DKIM (RFC 6376), DMARC (RFC 7489,
 * RFC 9989), over mailauth.
 *
 *     verify.ts     the three checks in order → SenderAuthentication (outcome.ts)
 *     arc.ts        what trusted lists and forwarders say of a letter that breaks the third on its way
 *     admission.ts  what to answer the client, if anything
 *     results.ts    the one Authentication-Results line
 *
 * Invariants: an outcome is a value, never an exception; the author that is verified is read by the parser whose
 * result the rest of the program shows (`author.ts`); a temporary failure of DNS is never remembered and never
 * taken for a definite one; an unsigned letter of a sender seen a moment ago costs no DNS and no cryptography.
 *
 * Deliberately absent: sealing (no letter is forwarded out of the province), BIMI and DMARC reports; judging by SPF
 * alone (a letter that breaks only SPF is let in and says so).
 */
import type { DNSResolver } from 'mailauth'
import { defaultLimits, type Limits } from '../base/limits.ts'
import type { Clock } from '../ports/clock.ts'
import type { Dns, DnsRecordType } from '../ports/dns.ts'
import { verifyArc } from './arc.ts'
import { senderHeader } from './author.ts'
import { type DkimFindings, verifyDkim } from './dkim.ts'
import { createDmarcCheck } from './dmarc.ts'
import type { DkimOutcome, SenderAuthentication } from './outcome.ts'
import { type Client, createSpfCheck } from './spf.ts'

export interface SenderVerifierOptions {
  readonly dns: Dns
  readonly clock: Clock
  readonly limits?: Limits
  /** Domains whose ARC seals count, lower case A-labels. */
  readonly trustedSealers?: readonly string[]
}

export interface ReceivedMessage extends Client {
  readonly bytes: Uint8Array
}

export type SenderVerifier = (message: ReceivedMessage) => Promise<SenderAuthentication>

export function createSenderVerifier({
  dns,
  clock,
  limits = defaultLimits,
  trustedSealers = [],
}: SenderVerifierOptions): SenderVerifier {
  const trusted = new Set(trustedSealers)
  const resolver: DNSResolver = async (name, type) =>
    (await dns.resolve(name, type as DnsRecordType)) as string[]
  const checkSpf = createSpfCheck(resolver, clock, limits)
  const checkDmarc = createDmarcCheck(resolver, clock, limits)

  return async message => {
    const header = senderHeader(message.bytes, limits)
    const sealed = header.sealed && trusted.size > 0
    const [spf, dkim] = await Promise.all([
      checkSpf(message),
      checkDkim(message.bytes, header.signatures, sealed, limits, resolver),
    ])
    const authorDomains = dkim.fromFields > 1 ? null : header.authorDomains
    const { dmarc, headerFromDomain } = await checkDmarc(authorDomains, spf, dkim.outcomes)
    const arc =
      dmarc.result === 'fail' ? await verifyArc(dkim.seals, headerFromDomain, trusted, resolver) : null
    const found = { spf, dkim: dkim.outcomes, dmarc, arc, headerFromDomain }
    return { ...found, temporary: isTemporary(found) }
  }
}

const lineFeed = 0x0a
const unsigned: DkimFindings = { outcomes: [], fromFields: 1 }

function unverified(comment: string): DkimFindings {
  const outcome: DkimOutcome = { result: 'permerror', domain: '', selector: '', algorithm: '', comment }
  return { ...unsigned, outcomes: [outcome] }
}

async function checkDkim(
  bytes: Uint8Array,
  signatures: number,
  sealed: boolean,
  { dkimSignatures, dkimLineBytes }: Limits,
  resolver: DNSResolver,
): Promise<DkimFindings> {
  if (signatures === 0 && !sealed) return unsigned
  if (signatures > dkimSignatures) return unverified('too many signatures')
  if (hasLineOver(dkimLineBytes, bytes)) return unverified('a line is too long')
  return verifyDkim(bytes, resolver)
}

function hasLineOver(maxBytes: number, bytes: Uint8Array): boolean {
  let start = 0
  while (bytes.length - start > maxBytes) {
    const end = bytes.subarray(start, start + maxBytes).lastIndexOf(lineFeed)
    if (end === -1) return true
    start += end + 1
  }
  return false
}

/** A failure that a definite answer of DNS could have turned into a pass is not final. */
function isTemporary({ spf, dkim, dmarc, arc }: Omit<SenderAuthentication, 'temporary'>): boolean {
  if (arc?.vouched === true) return false
  if (dmarc.result === 'temperror') return true
  const unanswered = spf.result === 'temperror' || dkim.some(signature => signature.result === 'temperror')
  return unanswered && dmarc.result === 'fail' && dmarc.policy !== 'none'
}
