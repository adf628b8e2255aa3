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

/**
 * The author domain for which the first sealer found DMARC to pass, lower case; undefined when it did not, or told of it
 * twice. Comments and quoted strings may be somebody else's words (RFC 8601 §2.2) and say nothing.
 */
function foundAuthor(findings: string): string | undefined {
  const told = [...ownWords(findings).matchAll(/;\s*dmarc\s*=\s*([a-z]+)([^;]*)/gi)]
  const [only] = told
  if (only === undefined || told.length > 1 || only[1]?.toLowerCase() !== 'pass') return undefined
  return /\bheader\.from=([^\s;]+)/i.exec(only[2] ?? '')?.[1]?.toLowerCase()
}

/** A structured field without its comments, which nest, and its quoted strings. RFC 5322 §3.2. */
function ownWords(field: string): string {
  let words = ''
  let depth = 0
  let quoted = false
  for (let at = 0; at < field.length; at++) {
    const letter = field[at]
    if (letter === '\\' && (quoted || depth > 0)) at++
    else if (letter === '"' && depth === 0) quoted = !quoted
    else if (letter === '(' && !quoted) depth++
    else if (letter === ')' && !quoted && depth > 0) depth--
    else if (!quoted && depth === 0) words += letter
  }
  return words
}
