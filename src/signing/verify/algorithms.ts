/** The algorithms of signatures by their object identifiers, and their verification by the engine's own cryptography. */
import { constants, createHash, type KeyObject, verify } from 'node:crypto'
import { type AlgorithmIdentifier, RSASSAPSSParams } from 'pkijs'

export type Digest = 'md5' | 'sha1' | 'sha224' | 'sha256' | 'sha384' | 'sha512'

const digests = new Map<string, Digest>([
  ['1.2.840.113549.2.5', 'md5'],
  ['1.3.14.3.2.26', 'sha1'],
  ['2.16.840.1.101.3.4.2.4', 'sha224'],
  ['2.16.840.1.101.3.4.2.1', 'sha256'],
  ['2.16.840.1.101.3.4.2.2', 'sha384'],
  ['2.16.840.1.101.3.4.2.3', 'sha512'],
])

const weakDigests: ReadonlySet<Digest> = new Set(['md5', 'sha1', 'sha224'])

/** Bits of an RSA key below which it is weak (RFC 8551 §2.2). */
const leastRsaBits = 2048

export function digestOf({ algorithmId }: AlgorithmIdentifier): Digest | undefined {
  return digests.get(algorithmId)
}

export function hashOf(digest: Digest, pieces: readonly Uint8Array[]): Buffer {
  const hash = createHash(digest)
  for (const piece of pieces) hash.update(piece)
  return hash.digest()
}

export interface SignatureScheme {
  readonly kind: 'rsa' | 'rsa-pss' | 'ecdsa' | 'ed25519'
  readonly digest: Digest
  readonly saltLength: number
}

/** Digest null: that of the signer's digest algorithm. */
const schemes = new Map<string, readonly [SignatureScheme['kind'], Digest | null]>([
  ['1.2.840.113549.1.1.1', ['rsa', null]],
  ['1.2.840.113549.1.1.4', ['rsa', 'md5']],
  ['1.2.840.113549.1.1.5', ['rsa', 'sha1']],
  ['1.2.840.113549.1.1.14', ['rsa', 'sha224']],
  ['1.2.840.113549.1.1.11', ['rsa', 'sha256']],
  ['1.2.840.113549.1.1.12', ['rsa', 'sha384']],
  ['1.2.840.113549.1.1.13', ['rsa', 'sha512']],
  ['1.2.840.10045.2.1', ['ecdsa', null]],
  ['1.2.840.10045.4.1', ['ecdsa', 'sha1']],
  ['1.2.840.10045.4.3.1', ['ecdsa', 'sha224']],
  ['1.2.840.10045.4.3.2', ['ecdsa', 'sha256']],
  ['1.2.840.10045.4.3.3', ['ecdsa', 'sha384']],
  ['1.2.840.10045.4.3.4', ['ecdsa', 'sha512']],
  ['1.3.101.112', ['ed25519', 'sha512']],
])

const rsaPss = '1.2.840.113549.1.1.10'

/** Undefined for one that nobody here can verify. `digest` is the signer's digest algorithm. */
export function schemeOf(algorithm: AlgorithmIdentifier, digest: Digest): SignatureScheme | undefined {
  if (algorithm.algorithmId === rsaPss) return pssScheme(algorithm)
  const scheme = schemes.get(algorithm.algorithmId)
  return scheme && { kind: scheme[0], digest: scheme[1] ?? digest, saltLength: 0 }
}

/** RFC 4055 §3.1. The engine takes one digest for the text and for the mask. */
function pssScheme({ algorithmParams }: AlgorithmIdentifier): SignatureScheme | undefined {
  const params = new RSASSAPSSParams(algorithmParams === undefined ? {} : { schema: algorithmParams })
  const digest = digestOf(params.hashAlgorithm)
  const mask = (params.maskGenAlgorithm.algorithmParams?.valueBlock?.value?.[0]?.valueBlock ?? '').toString()
  if (digest === undefined || digests.get(mask) !== digest) return undefined
  return { kind: 'rsa-pss', digest, saltLength: params.saltLength }
}

const keyTypes: Readonly<Record<SignatureScheme['kind'], readonly string[]>> = {
  rsa: ['rsa'],
  'rsa-pss': ['rsa', 'rsa-pss'],
  ecdsa: ['ec'],
  ed25519: ['ed25519'],
}

export function holds(
  { kind, digest, saltLength }: SignatureScheme,
  key: KeyObject,
  signed: Uint8Array,
  signature: Uint8Array,
): boolean {
  if (!keyTypes[kind].includes(key.asymmetricKeyType ?? '')) return false
  const padding = kind === 'rsa-pss' ? constants.RSA_PKCS1_PSS_PADDING : constants.RSA_PKCS1_PADDING
  const options = kind === 'rsa' ? { key, padding } : kind === 'rsa-pss' ? { key, padding, saltLength } : key
  return verify(kind === 'ed25519' ? null : digest, signed, options, signature)
}

export function isWeak(digest: Digest, key: KeyObject): boolean {
  return weakDigests.has(digest) || isShort(key)
}

export function isShort({ asymmetricKeyDetails }: KeyObject): boolean {
  return (asymmetricKeyDetails?.modulusLength ?? leastRsaBits) < leastRsaBits
}

/** Of a certificate's own signature, by the name that the engine has for it. */
export function isWeakName(signatureAlgorithm: string): boolean {
  return /md5|sha-?1(?!\d)|sha224/i.test(signatureAlgorithm)
}
