/**
 * Takes in a certificate of an authority elsewhere, with the chain above it. It must be one that mail programs will
 * believe: of a key that the server holds, for the address, for mail, holding now, each link of the chain verified.
 */
import { constants, type KeyObject, randomBytes, verify, X509Certificate } from 'node:crypto'
import { localDate } from '../../base/local-time.ts'
import { ok } from '../../base/result.ts'
import type { Certificate, CertificateId } from '../../ports/certificates.ts'
import type { Box } from '../../ports/directory.ts'
import { KeyFailure, type Keys } from '../../ports/keys.ts'
import { keyNameOf } from '../keys/key-name.ts'
import {
  type CertificateOutcome,
  type CertificateParts,
  commonName,
  fingerprintOf,
  refuseCertificate,
  storeCertificate,
} from './certificates.ts'
import { tellOwner } from './issue.ts'
import { keyUsage, purposes } from './profile.ts'
import { keyUsageOf, readCertificate } from './x509.ts'

export interface Bundle {
  /** The certificate and those above it, in any order. */
  readonly certificates: readonly X509Certificate[]
  /** Null when the certificate answers a request, whose key is here, and for a key on a token. */
  readonly key: KeyObject | null
  /** PKCS #11 URI of a key on a token. */
  readonly token?: string
}

/** Certificates of PEM text, or the one of DER bytes; undefined when there is none, or one is broken. */
export function readCertificates(bytes: Buffer): readonly X509Certificate[] | undefined {
  const blocks = bytes.toString('latin1').match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g)
  try {
    return (blocks ?? [bytes]).map(one => new X509Certificate(one))
  } catch {
    return undefined
  }
}

export async function importCertificate(
  parts: CertificateParts,
  box: Box,
  { certificates, key, token }: Bundle,
  operator: string,
): Promise<CertificateOutcome<Certificate>> {
  const found =
    token === undefined
      ? await leafOf(parts, certificates, key)
      : await leafOfToken(parts.keys, certificates, token)
  if (found === undefined)
    return refuseCertificate(
      'invalid',
      `no certificate in the file belongs to ${token ?? 'a key that the server holds'}`,
    )
  const { leaf, keyName } = found
  const chain = chainAbove(leaf, [...certificates, ...(await knownAuthorities(parts))])
  const addresses = await parts.store.read.directory.addressesOf(box.id)
  const problems = [
    ...leafProblems(leaf, addresses, parts.clock.now()),
    ...chainProblems(leaf, chain, parts.clock.now()),
  ]
  if (problems.length > 0) return refuseCertificate('refused', 'the certificate was not taken', problems)

  await tellOwner(parts, box, operator)
  if (key !== null) await parts.keys.put(keyName, key)
  let issuerId: CertificateId | null = null
  for (const authority of chain.toReversed()) issuerId = (await keepAuthority(parts, authority, issuerId)).id
  const holding = { kind: box.kind, subject: box.address, boxId: box.id, issuerId, keyName }
  const stored = await storeCertificate(parts, leaf.raw, holding)
  return stored.status === 'active' && stored.boxId === box.id
    ? ok(stored)
    : refuseCertificate('refused', `it is here already, and ${stored.status}`)
}

/** The certificate whose key came with it, or waits here. */
async function leafOf(
  { keys }: CertificateParts,
  certificates: readonly X509Certificate[],
  key: KeyObject | null,
) {
  for (const leaf of certificates) {
    const keyName = keyNameOf(leaf.publicKey)
    if (key !== null && leaf.checkPrivateKey(key)) return { leaf, keyName }
    const waiting = key !== null || leaf.ca ? undefined : await keys.get(keyName)
    if (waiting?.publicKey.equals(leaf.publicKey)) return { leaf, keyName }
  }
  return undefined
}

/** The certificate whose public half verifies what the token's key signs. Rejects with KeyFailure. */
async function leafOfToken(keys: Keys, certificates: readonly X509Certificate[], uri: string) {
  const octets = randomBytes(32)
  for (const leaf of certificates.filter(({ ca }) => !ca)) {
    const isPss = leaf.publicKey.asymmetricKeyType === 'rsa-pss'
    const key = await keys.get(isPss && !uri.includes(';x-padding=') ? `${uri};x-padding=pss` : uri)
    if (key === undefined) throw new KeyFailure('no-key', `the token has no key ${uri}`)
    if (key.publicKey.asymmetricKeyType !== leaf.publicKey.asymmetricKeyType) continue
    const padding = isPss ? constants.RSA_PKCS1_PSS_PADDING : constants.RSA_PKCS1_PADDING
    const isRsa = isPss || leaf.publicKey.asymmetricKeyType === 'rsa'
    const publicKey = isRsa ? { key: leaf.publicKey, padding } : leaf.publicKey
    if (verify('sha256', octets, publicKey, await key.sign(octets))) return { leaf, keyName: key.name }
  }
  return undefined
}

async function knownAuthorities({ store }: CertificateParts): Promise<readonly X509Certificate[]> {
  const kinds = ['ca-root', 'ca-issuing', 'ca-other'] as const
  const lists = await Promise.all(kinds.map(kind => store.read.certificates.list({ kind, limit: 1000 })))
  return lists.flat().map(({ der }) => new X509Certificate(der))
}

function isIssuer(candidate: X509Certificate, of: X509Certificate): boolean {
  return candidate.ca && of.checkIssued(candidate) && of.verify(candidate.publicKey)
}

/** Longer chains are somebody's mistake. */
const longestChain = 8

/** From the issuer up to a root, or as far as it goes. */
function chainAbove(leaf: X509Certificate, known: readonly X509Certificate[]): readonly X509Certificate[] {
  const chain: X509Certificate[] = []
  for (let below = leaf; chain.length < longestChain && !isIssuer(below, below); ) {
    const above = known.find(candidate => isIssuer(candidate, below))
    if (above === undefined) break
    chain.push(above)
    below = above
  }
  return chain
}

function leafProblems(leaf: X509Certificate, addresses: readonly string[], now: number): readonly string[] {
  const fields = readCertificate(leaf.raw)
  if (fields === undefined) return ['it cannot be read']
  const usage = keyUsageOf(fields)
  const signs =
    usage === undefined || usage.has(keyUsage.digitalSignature) || usage.has(keyUsage.nonRepudiation)
  const problems: readonly (false | string)[] = [
    ...validityProblems(leaf, now),
    leaf.ca && 'it is of an authority, not of a box',
    !addresses.some(address => leaf.checkEmail(address)) &&
      `it is not for ${addresses[0]}, but for: ${namesOf(leaf)}`,
    !forMail(leaf.keyUsage) && 'its purpose is not mail (emailProtection)',
    !signs && 'its key is not for signing',
    isWeak(leaf.publicKey) && 'its key is too weak: RSA from 2048 bits, or an elliptic curve from 256',
  ]
  return problems.filter(problem => problem !== false)
}

/** Whom a certificate names, on one line. */
export function namesOf({ subjectAltName, subject }: X509Certificate): string {
  return [subjectAltName, subject.replaceAll('\n', ', ')].filter(Boolean).join(', ')
}

/** No purposes are all purposes (RFC 5280 §4.2.1.12). */
export function forMail(extended: readonly string[] | undefined): boolean {
  return extended === undefined || extended.includes(purposes.emailProtection)
}

function isWeak({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): boolean {
  if (asymmetricKeyType === 'rsa' || asymmetricKeyType === 'rsa-pss')
    return (asymmetricKeyDetails?.modulusLength ?? 0) < 2048
  return (
    asymmetricKeyType !== 'ec' ||
    !/^(prime256v1|secp384r1|secp521r1)$/.test(asymmetricKeyDetails?.namedCurve ?? '')
  )
}

export function validityProblems(certificate: X509Certificate, now: number): readonly string[] {
  const name = commonName(certificate.subject)
  const from = certificate.validFromDate.getTime()
  const to = certificate.validToDate.getTime()
  if (now < from) return [`${name} holds only from ${localDate(from)}`]
  return now >= to ? [`${name} ran out on ${localDate(to)}`] : []
}

function chainProblems(
  leaf: X509Certificate,
  chain: readonly X509Certificate[],
  now: number,
): readonly string[] {
  const top = chain.at(-1) ?? leaf
  return [
    ...chain.flatMap(authority => validityProblems(authority, now)),
    ...(isIssuer(top, top)
      ? []
      : [
          `the certificate of ${commonName(top.issuer)}, which issued ${commonName(top.subject)}, is missing in the file`,
        ]),
  ]
}

async function keepAuthority(
  parts: CertificateParts,
  authority: X509Certificate,
  issuerId: CertificateId | null,
) {
  const { raw, subject } = authority
  const known = await parts.store.read.certificates.byFingerprint(fingerprintOf(raw))
  const holding = {
    kind: 'ca-other',
    subject: commonName(subject),
    boxId: null,
    issuerId,
    keyName: null,
  } as const
  return known ?? storeCertificate(parts, raw, holding)
}
