import type { DNSResolver } from 'mailauth'
import { evaluateDmarc } from 'mailauth/lib/dmarc/index.js'
import { ExpiringCache } from '../base/expiring-cache.ts'
import type { Limits } from '../base/limits.ts'
import type { Clock } from '../ports/clock.ts'
import type { DkimOutcome, DmarcOutcome, DmarcPolicy, DmarcResult, SpfOutcome } from './outcome.ts'

export interface DmarcFindings {
  readonly dmarc: DmarcOutcome
  /** The one author domain as an A-label; empty when there is none. */
  readonly headerFromDomain: string
}

export type DmarcCheck = (
  authorDomains: readonly string[] | null,
  spf: SpfOutcome,
  dkim: readonly DkimOutcome[],
) => Promise<DmarcFindings>

const noAuthor: DmarcFindings = {
  dmarc: { result: 'no-author', policy: 'none', domain: '' },
  headerFromDomain: '',
}

/**
 * RFC 7489, with the tree walk and the alignment of RFC 9989. An evaluation depends on the author domain and the
 * domains that passed: where no signature did, it is used again for a short time.
 */
export function createDmarcCheck(
  resolver: DNSResolver,
  clock: Clock,
  limits: Pick<Limits, 'senderOutcomeMs' | 'senderOutcomes'>,
): DmarcCheck {
  const known = new ExpiringCache<DmarcFindings>(limits.senderOutcomes, clock)
  return async (authorDomains, spf, dkim) => {
    if (authorDomains === null) return noAuthor
    const spfDomains = spf.result === 'pass' ? [spf.domain] : []
    const dkimDomains = dkim
      .filter(signature => signature.result === 'pass')
      .map(({ domain }) => ({ domain }))
    const key = dkimDomains.length === 0 ? `${authorDomains.join(' ')}|${spfDomains.join('')}` : ''
    const remembered = key === '' ? undefined : known.get(key)
    if (remembered !== undefined) return remembered
    const findings = await evaluate(authorDomains, spfDomains, dkimDomains, resolver)
    if (key !== '' && findings.dmarc.result !== 'temperror') known.set(key, findings, limits.senderOutcomeMs)
    return findings
  }
}

async function evaluate(
  authorDomains: readonly string[],
  spfDomains: string[],
  dkimDomains: { domain: string }[],
  resolver: DNSResolver,
): Promise<DmarcFindings> {
  const { response } = await evaluateDmarc({
    headerFrom: authorDomains.map(domain => `author@${domain}`),
    fromFields: 1,
    spfDomains,
    dkimDomains,
    resolver,
    strict: true,
  })
  if (response === false) return noAuthor
  return {
    dmarc: {
      result: resultOf(response.status.result),
      policy: policyOf(response.policy),
      domain: response.policyDomain ?? '',
    },
    headerFromDomain: response.status.header?.from ?? '',
  }
}

function resultOf(result: string): DmarcResult {
  const known = ['pass', 'fail', 'none', 'temperror', 'permerror'] as const
  return known.find(name => name === result) ?? 'permerror'
}

function policyOf(policy: string | undefined): DmarcPolicy {
  return policy === 'reject' || policy === 'quarantine' ? policy : 'none'
}
