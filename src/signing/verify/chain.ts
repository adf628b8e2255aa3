/**
 * Chains from a signer to a trusted authority (RFC 5280 §6.1): names, signatures, validity, basic constraints, key
 * usage and revocation. Of several chains the one with the least to say against it counts, and of equal ones that of
 * the authority that is trusted first.
 *
 * An extension that is critical and unknown here breaks the chain, as the standard asks; constraints of names and of
 * policies are such. The search is bounded, whatever certificates a signature brings along.
 */
import type { Revocation, SignatureReason } from '../outcome.ts'
import { isShort, isWeakName } from './algorithms.ts'
import { type Certified, keyUses } from './certificate.ts'
import type { RevocationStatement } from './revocation.ts'
import type { Trust } from './trust.ts'

export type Purpose = 'mail' | 'encryption' | 'document' | 'timestamp'

export interface ChainFacts {
  readonly anchor: string | null
  readonly revocation: Revocation
  readonly reasons: readonly SignatureReason[]
}

/** Authorities between a signer and an anchor, and signatures of certificates tried for one signer. */
const longestChain = 8
const mostTries = 200

/** What comes along with a signature. */
export interface Brought {
  readonly certificates: readonly Certified[]
  readonly statements: readonly RevocationStatement[]
}

/** What `signer`'s chain is worth at a moment. */
export function judgeChain(
  signer: Certified,
  brought: Brought,
  trust: Trust,
  purpose: Purpose,
  at: number,
): ChainFacts {
  const own = purposeReasons(signer, purpose)
  let best: Ranked | undefined
  for (const chain of chainsOf(signer, brought.certificates, trust)) {
    const rank = trust.rankOf(chain.at(-1) as Certified) ?? Number.POSITIVE_INFINITY
    const found = { facts: judged(chain, brought.statements, trust, at), rank }
    if (best === undefined || isBetter(found, best)) best = found
    if (best.facts.reasons.length === 0 && best.rank === 0) break
  }
  const none: ChainFacts = {
    anchor: null,
    revocation: 'unknown',
    reasons: ['untrusted', ...validity([signer], at), ...strength(signer)],
  }
  const found = best?.facts ?? none
  return { ...found, reasons: [...found.reasons, ...own] }
}

interface Ranked {
  readonly facts: ChainFacts
  /** Of the anchor. */
  readonly rank: number
}

function isBetter(one: Ranked, other: Ranked): boolean {
  const less = one.facts.reasons.length - other.facts.reasons.length
  return less < 0 || (less === 0 && one.rank < other.rank)
}

/** Chains that end in an anchor, the signer first. Signatures between their links hold. */
function* chainsOf(
  signer: Certified,
  brought: readonly Certified[],
  trust: Trust,
): Generator<readonly Certified[]> {
  let tries = mostTries
  const open: (readonly Certified[])[] = [[signer]]
  for (let chain = open.pop(); chain !== undefined; chain = open.pop()) {
    const last = chain.at(-1) as Certified
    if (trust.rankOf(last) !== undefined) {
      yield chain
      continue
    }
    if (chain.length > longestChain) continue
    // The last one pushed is looked at first: an anchor is the shortest way.
    for (const issuer of [...brought, ...trust.known, ...trust.anchors]) {
      if (chain.includes(issuer) || !isNamedBy(last, issuer)) continue
      if (tries-- <= 0) break
      if (isSignedBy(last, issuer)) open.push([...chain, issuer])
    }
  }
}

function isNamedBy({ x509 }: Certified, issuer: Certified): boolean {
  return x509.checkIssued(issuer.x509)
}

function isSignedBy({ x509 }: Certified, issuer: Certified): boolean {
  try {
    return x509.verify(issuer.x509.publicKey)
  } catch {
    return false
  }
}

function judged(
  chain: readonly Certified[],
  brought: readonly RevocationStatement[],
  trust: Trust,
  at: number,
): ChainFacts {
  const reasons: SignatureReason[] = [...validity(chain, at)]
  const revocations: Revocation[] = []
  for (const [index, certificate] of chain.entries()) {
    if (certificate.beyondUs) reasons.push('untrusted')
    reasons.push(...strength(certificate, index === chain.length - 1))
    const issuer = chain[index + 1]
    if (issuer === undefined) continue
    // Certificates of authorities between this issuer and the signer.
    if (!mayIssue(issuer) || issuer.pathLength < index) reasons.push('untrusted')
    revocations.push(trust.revocationOf(certificate, issuer, at, brought))
  }
  const revocation =
    revocations.find(each => each === 'revoked') ?? revocations.find(each => each === 'unknown')
  if (revocation === 'revoked') reasons.push('revoked')
  const anchor = reasons.includes('untrusted') ? null : (chain.at(-1)?.facts.name ?? null)
  return { anchor, revocation: revocation ?? 'good', reasons }
}

function validity(chain: readonly Certified[], at: number): readonly SignatureReason[] {
  const expired = chain.some(({ notAfter }) => at > notAfter)
  const early = chain.some(({ notBefore }) => at < notBefore)
  return [...(expired ? (['expired'] as const) : []), ...(early ? (['not-yet-valid'] as const) : [])]
}

/** An anchor is trusted for its key; how it was signed does not matter. */
function strength({ x509 }: Certified, anchor = false): readonly SignatureReason[] {
  const weak = isShort(x509.publicKey) || (!anchor && isWeakName(x509.signatureAlgorithm ?? ''))
  return weak ? ['weak-algorithm'] : []
}

function mayIssue({ isAuthority, keyUsage }: Certified): boolean {
  return isAuthority && (keyUsage === null || (keyUsage & keyUses.certSign) !== 0)
}

const anyPurpose = '2.5.29.37.0'
const emailProtection = '1.3.6.1.5.5.7.3.4'

/** Extended key usages that a signature may be made under: one of them, where any is named. */
const allowedPurposes: Readonly<Record<Purpose, ReadonlySet<string>>> = {
  mail: new Set([anyPurpose, emailProtection]),
  encryption: new Set([anyPurpose, emailProtection]),
  // RFC 9336 and what was in use before it; authorities also sell certificates of persons, for everything.
  document: new Set([
    anyPurpose,
    emailProtection,
    '1.3.6.1.5.5.7.3.36',
    '1.3.6.1.5.5.7.3.2',
    '1.2.840.113583.1.1.5',
    '1.3.6.1.4.1.311.10.3.12',
  ]),
  timestamp: new Set(['1.3.6.1.5.5.7.3.8']),
}

const signing = keyUses.digitalSignature | keyUses.contentCommitment

/** What of a key's uses a purpose asks for: one of them. */
function usesFor(purpose: Purpose, { x509 }: Certified): number {
  if (purpose !== 'encryption') return signing
  return x509.publicKey.asymmetricKeyType === 'rsa' ? keyUses.keyEncipherment : keyUses.keyAgreement
}

function purposeReasons(signer: Certified, purpose: Purpose): readonly SignatureReason[] {
  const { keyUsage, purposes } = signer
  const mayUse = keyUsage === null || (keyUsage & usesFor(purpose, signer)) !== 0
  // RFC 3161 §2.3: an authority of time must name its purpose.
  const named = purposes ?? (purpose === 'timestamp' ? [] : [anyPurpose])
  return mayUse && named.some(each => allowedPurposes[purpose].has(each)) ? [] : ['wrong-purpose']
}
