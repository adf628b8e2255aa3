/**
 * Tokens (RFC 3161 §2.4.2): what stands in one, and whether its authority signed it. DER as the standard has it;
 * whether the authority is trusted is `chain.ts`'s question.
 */
import { constants, hash, verify, X509Certificate } from 'node:crypto'
import { fail, ok, type Result } from '../../base/result.ts'
import type { TimestampFailure, TimestampReason } from '../../ports/timestamp.ts'
import { readCertificate } from '../certificates/x509.ts'
import { childrenOf, type Element, oidText, readAll, tags } from '../der.ts'
import { sha256Oid } from './request.ts'

/** TSTInfo. */
export interface TokenContent {
  readonly policy: string
  /** Null for one that was not made with SHA-256. */
  readonly sha256: Buffer | null
  /** Lower-case hex. */
  readonly serial: string
  /** Milliseconds since 1970. */
  readonly at: number
  readonly accuracyMs: number | null
  readonly nonce: bigint | null
}

export interface SignedToken {
  readonly content: TokenContent
  /** The authority's own certificate. */
  readonly signer: X509Certificate
  /** All that came with the token. */
  readonly certificates: readonly X509Certificate[]
}

const oids = {
  signedData: '1.2.840.113549.1.7.2',
  tstInfo: '1.2.840.113549.1.9.16.1.4',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingCertificate: '1.2.840.113549.1.9.16.2.12',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
} as const

const hashNames = new Map([
  [sha256Oid, 'sha256'],
  ['2.16.840.1.101.3.4.2.2', 'sha384'],
  ['2.16.840.1.101.3.4.2.3', 'sha512'],
])
const brokenHashes = new Set(['1.2.840.113549.2.5', '1.3.14.3.2.26'])

/** Certificates beside a token that are looked at. */
const mostCertificates = 20

class Unreadable extends Error {
  readonly reason: TimestampReason
  constructor(reason: TimestampReason, what: string) {
    super(what)
    this.reason = reason
  }
}

/** What a token says, once its signature was found to be its authority's. */
export function readToken(token: Uint8Array): Result<SignedToken, TimestampFailure> {
  try {
    return ok(readSigned(Buffer.from(token)))
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    return fail({ reason: error.reason, permanent: true, detail: error.message })
  }
}

function readSigned(bytes: Buffer): SignedToken {
  const [type, wrapped] = inside(only(bytes))
  if (oidOf(type) !== oids.signedData) throw new Unreadable('malformed', 'the token is not signed data')
  const [, , encapsulated, ...rest] = inside(inside(wrapped)[0])
  const [contentType, explicit] = inside(encapsulated)
  const octets = inside(explicit)[0]
  if (oidOf(contentType) !== oids.tstInfo || octets?.tag !== tags.octetString)
    throw new Unreadable('malformed', 'the token holds no time')
  const certificates = rest
    .filter(({ tag }) => tag === 0xa0)
    .flatMap(inside)
    .slice(0, mostCertificates)
    .flatMap(readX509)
  const [signer, ...more] = inside(rest.at(-1))
  if (signer === undefined || more.length > 0)
    throw new Unreadable('malformed', 'a token has one signature, no more and no less')
  const certificate = checkSigner(signer, octets.content, certificates)
  return { content: readContent(octets.content), signer: certificate, certificates }
}

/** SignerInfo (RFC 5652 §5.3). Returns the certificate that its signature was made with. */
function checkSigner(
  signerInfo: Element,
  content: Buffer,
  certificates: readonly X509Certificate[],
): X509Certificate {
  const [, identifier, digestAlgorithm, attributes, algorithm, signature] = inside(signerInfo)
  if (attributes?.tag !== 0xa0 || signature?.tag !== tags.octetString)
    throw new Unreadable('malformed', 'the signature of the token lacks its attributes')
  const digest = hashOf(digestAlgorithm)
  const certificate = certificates.find(one => isNamed(identifier, one))
  if (certificate === undefined)
    throw new Unreadable('no-certificate', "the authority's certificate is not in the token")
  checkAttributes(attributes, hash(digest, content, 'buffer'), certificate)
  // RFC 5652 §5.4: what was signed is the attributes as a SET.
  const signed = Buffer.from(attributes.whole)
  signed[0] = tags.set
  if (!holds(algorithm, digest, certificate, signed, signature.content))
    throw new Unreadable('bad-signature', 'the signature of the token is not that of its certificate')
  return certificate
}

/** By issuer and serial number, or by the identifier of the key. */
function isNamed(identifier: Element | undefined, { raw, serialNumber }: X509Certificate): boolean {
  const fields = readCertificate(raw)
  if (fields === undefined || identifier === undefined) return false
  if (identifier.tag === tags.sequence) {
    const [issuer, serial] = inside(identifier)
    return issuer?.whole.equals(fields.issuer) === true && numberOf(serial) === BigInt(`0x${serialNumber}`)
  }
  const keyId = fields.extensions.get('2.5.29.14')
  return identifier.tag === 0x80 && keyId !== undefined && only(keyId).content.equals(identifier.content)
}

function checkAttributes(attributes: Element, digest: Buffer, certificate: X509Certificate): void {
  const values = new Map<string, Element>()
  for (const attribute of inside(attributes)) {
    const [type, set] = inside(attribute)
    const [value, ...more] = inside(set)
    const name = oidOf(type)
    if (value === undefined || more.length > 0 || values.has(name))
      throw new Unreadable('malformed', `an attribute of the token is there twice, or empty: ${name}`)
    values.set(name, value)
  }
  if (oidOf(values.get(oids.contentType)) !== oids.tstInfo)
    throw new Unreadable('malformed', 'the signature of the token is about something else')
  if (values.get(oids.messageDigest)?.content.equals(digest) !== true)
    throw new Unreadable('bad-signature', 'the token was altered after it was signed')
  if (!isMeant(values, certificate))
    throw new Unreadable('bad-signature', 'the token was signed with another certificate than it brings')
}

/** RFC 3161 §2.4.2 has the certificate named under the signature; RFC 5816 §2.2.1 with any hash. */
function isMeant(attributes: ReadonlyMap<string, Element>, { raw }: X509Certificate): boolean {
  const second = attributes.get(oids.signingCertificateV2)
  const [identifier] = inside(inside(second ?? attributes.get(oids.signingCertificate))[0])
  const parts = inside(identifier)
  const print = parts.find(({ tag }) => tag === tags.octetString)
  const [algorithm] = parts
  const named = algorithm?.tag === tags.sequence && algorithm !== print ? hashOf(algorithm) : 'sha256'
  // Of the first form: a name, made by SHA-1, and not what the signature's strength rests on.
  const digest = second === undefined ? 'sha1' : named
  return print?.content.equals(hash(digest, raw, 'buffer')) === true
}

interface Scheme {
  readonly kind: 'rsa' | 'rsa-pss' | 'ec' | 'ed25519'
  /** Absent where the digest is told beside it. */
  readonly digest?: string
}

const schemes = new Map<string, Scheme>([
  ['1.2.840.113549.1.1.1', { kind: 'rsa' }],
  ['1.2.840.113549.1.1.11', { kind: 'rsa', digest: 'sha256' }],
  ['1.2.840.113549.1.1.12', { kind: 'rsa', digest: 'sha384' }],
  ['1.2.840.113549.1.1.13', { kind: 'rsa', digest: 'sha512' }],
  ['1.2.840.113549.1.1.10', { kind: 'rsa-pss' }],
  ['1.2.840.10045.4.3.2', { kind: 'ec', digest: 'sha256' }],
  ['1.2.840.10045.4.3.3', { kind: 'ec', digest: 'sha384' }],
  ['1.2.840.10045.4.3.4', { kind: 'ec', digest: 'sha512' }],
  ['1.3.101.112', { kind: 'ed25519' }],
])
const sha1Schemes = new Set(['1.2.840.113549.1.1.5', '1.2.840.10045.4.1'])
const leastRsaBits = 2048

function holds(
  algorithm: Element | undefined,
  stated: string,
  { publicKey }: X509Certificate,
  signed: Buffer,
  signature: Buffer,
): boolean {
  const name = oidOf(inside(algorithm)[0])
  const scheme = schemes.get(name)
  const bits = publicKey.asymmetricKeyDetails?.modulusLength ?? leastRsaBits
  if (sha1Schemes.has(name) || bits < leastRsaBits)
    throw new Unreadable('weak-algorithm', 'the token is signed with SHA-1, or with a key that is too short')
  if (scheme === undefined) throw new Unreadable('unsupported', `a signature by the algorithm ${name}`)
  const { kind, digest = stated } = scheme
  // A key that is bound to RSA-PSS signs by nothing else; any RSA key may.
  if (publicKey.asymmetricKeyType !== kind && !(kind === 'rsa-pss' && publicKey.asymmetricKeyType === 'rsa'))
    return false
  const { RSA_PKCS1_PSS_PADDING: padding, RSA_PSS_SALTLEN_AUTO: saltLength } = constants
  const key = kind === 'rsa-pss' ? { key: publicKey, padding, saltLength } : publicKey
  return verify(kind === 'ed25519' ? null : digest, signed, key, signature)
}

function readContent(der: Buffer): TokenContent {
  const [version, policy, imprint, serial, time, ...optional] = inside(only(der))
  if (numberOf(version) !== 1n || time?.tag !== tags.generalizedTime)
    throw new Unreadable('malformed', 'the time in the token cannot be read')
  const [algorithm, hashed] = inside(imprint)
  const accuracy = optional.find(({ tag }) => tag === tags.sequence)
  const nonce = optional.find(({ tag }) => tag === tags.integer)
  return {
    policy: oidOf(policy),
    sha256: oidOf(inside(algorithm)[0]) === sha256Oid ? (hashed?.content ?? null) : null,
    serial: numberOf(serial).toString(16),
    at: timeOf(time.content.toString('latin1')),
    accuracyMs: accuracy === undefined ? null : accuracyOf(accuracy),
    nonce: nonce === undefined ? null : numberOf(nonce),
  }
}

/** GeneralizedTime in UTC, with any fraction of a second (RFC 3161 §2.4.2). */
function timeOf(text: string): number {
  const [, year, month, day, hour, minute, second, fraction = ''] =
    /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\.\d+)?Z$/.exec(text) ?? []
  const whole = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
  if (Number.isNaN(whole)) throw new Unreadable('malformed', 'the time in the token is none')
  return whole + Math.floor(Number(`0${fraction}`) * 1000)
}

/** Seconds, [0] milliseconds, [1] microseconds; rounded up. */
function accuracyOf(accuracy: Element): number {
  const unitMs = new Map([
    [tags.integer as number, 1000],
    [0x80, 1],
    [0x81, 0.001],
  ])
  return Math.ceil(
    inside(accuracy).reduce((sum, part) => sum + Number(numberOf(part)) * (unitMs.get(part.tag) ?? 0), 0),
  )
}

function hashOf(algorithm: Element | undefined): string {
  const name = oidOf(inside(algorithm)[0])
  if (brokenHashes.has(name)) throw new Unreadable('weak-algorithm', 'the token is signed with MD5 or SHA-1')
  const known = hashNames.get(name)
  if (known === undefined) throw new Unreadable('unsupported', `the digest ${name}`)
  return known
}

function readX509({ whole }: Element): X509Certificate[] {
  try {
    return [new X509Certificate(whole)]
  } catch {
    return []
  }
}

function only(bytes: Buffer): Element {
  const [one, ...more] = readAll(bytes) ?? []
  if (one === undefined || more.length > 0) throw new Unreadable('malformed', 'the token is not whole')
  return one
}

function inside(element: Element | undefined): readonly Element[] {
  const children = childrenOf(element)
  if (children === undefined) throw new Unreadable('malformed', 'the token is not whole')
  return children
}

function oidOf(element: Element | undefined): string {
  return element?.tag === tags.oid ? oidText(element.content) : ''
}

/** Not negative; anything else is no number here. */
function numberOf(element: Element | undefined): bigint {
  const { content } = element ?? { content: Buffer.alloc(0) }
  if (content.length === 0 || content.length > 64 || (content[0] ?? 0) & 0x80)
    throw new Unreadable('malformed', 'a number in the token cannot be read')
  return BigInt(`0x${content.toString('hex')}`)
}
