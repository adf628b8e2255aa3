/**
 * Whose word counts for a letter that a list or a forwarder changed on its way: RFC 8617, over mailauth. Only the word of
 * sealers that the configuration names, and of a chain nobody else has a part in: anybody can seal.
 */
import type { ARCData, ARCSigningData, DNSResolver } from 'mailauth'
import { arc } from 'mailauth/lib/arc/index.js'
import type { ArcOutcome } from './outcome.ts'

/** Octets of the first sealer's findings that are read. */
const findingsBytes = 8192

/** `authorDomain` as the letter shows it; null without a chain. */
export async function verifyArc(
  seals: ARCSigningData | undefined,
  authorDomain: string,
  trusted: ReadonlySet<string>,
  resolver: DNSResolver,
): Promise<ArcOutcome | null> {
  if (seals === undefined) return null
  const chain = seals.chain || []
  if (chain.length === 0 && seals.error === undefined) return null
  const sealers = chain.map(set => String(set['arc-seal']?.parsed?.d?.value ?? '').toLowerCase())
  // Whoever is not trusted costs no lookup.
  if (seals.error !== undefined || !sealers.every(domain => trusted.has(domain)))
    return { result: seals.error === undefined ? 'neutral' : 'fail', sealers, vouched: false }
  const { status } = await arc({ ...seals, chain } as ARCData, { resolver, strict: true })
  if (status.result !== 'pass') return { result: 'fail', sealers, vouched: false }
  const [first] = chain
  const findings = String(first?.['arc-authentication-results']?.original ?? '').slice(0, findingsBytes)
  return { result: 'pass', sealers, vouched: foundAuthor(findings) === authorDomain }
}

/** The author domain for which the first sealer found DMARC to pass, lower case; undefined when it did not. */
function foundAuthor(findings: string): string | undefined {
  const unfolded = findings.replace(/\r?\n/g, ' ')
  return /;\s*dmarc=pass\b[^;]*\bheader\.from=([^\s;]+)/i.exec(unfolded)?.[1]?.toLowerCase()
}
