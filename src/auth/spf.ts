import { type SPFOptions, spf } from 'mailauth/lib/spf/index.js'
import { ExpiringCache } from '../base/expiring-cache.ts'
import type { Limits } from '../base/limits.ts'
import type { Clock } from '../ports/clock.ts'
import type { SpfOutcome, SpfResult } from './outcome.ts'

/** Who speaks to us, in whose name. */
export interface Client {
  readonly address: string
  readonly helo: string
  /** Reverse path, empty for the null sender. */
  readonly mailFrom: string
}

export type SpfCheck = (client: Client) => Promise<SpfOutcome>

const results: ReadonlySet<string> = new Set<SpfResult>([
  'pass',
  'fail',
  'softfail',
  'neutral',
  'none',
  'temperror',
  'permerror',
])

/**
 * RFC 7208. An outcome depends on the address, the HELO name and the domain, and on the local part only where the
 * record says so (`%{s}`, `%{l}`): all others are used again for a short time.
 */
export function createSpfCheck(
  resolver: NonNullable<SPFOptions['resolver']>,
  clock: Clock,
  limits: Pick<Limits, 'spfMs' | 'senderOutcomeMs' | 'senderOutcomes'>,
): SpfCheck {
  const known = new ExpiringCache<SpfOutcome>(limits.senderOutcomes, clock)
  return async ({ address, helo, mailFrom }) => {
    const domain = mailFrom.slice(mailFrom.lastIndexOf('@') + 1).toLowerCase()
    const key = `${address} ${domain} ${helo}`
    const remembered = known.get(key)
    if (remembered !== undefined) return remembered
    const found = await spf({
      sender: mailFrom,
      ip: address,
      helo,
      mta: 'unknown', // RFC 7208 §7.3: %{r} of an explanation
      resolver,
      strict: true,
      maxElapsedTime: limits.spfMs,
    })
    const { result } = found.status
    const outcome: SpfOutcome = {
      result: results.has(result) ? (result as SpfResult) : 'neutral',
      identity: mailFrom === '' ? 'helo' : 'mailfrom',
      domain: found.domain,
    }
    // In strict mode the whole address is reported only when the record looked at the local part.
    const usedLocalPart = found.status.smtp?.mailfrom?.includes('@') === true
    if (outcome.result !== 'temperror' && !usedLocalPart) known.set(key, outcome, limits.senderOutcomeMs)
    return outcome
  }
}
