/**
 * What a key signs with. The digest is SHA-256 throughout (RFC 8551 §2.1); the rest is the key's own: RSA with
 * PKCS#1 v1.5 padding (RFC 8551 §2.2 has everybody verify it), RSA-PSS for a key that is bound to it (RFC 4056), ECDSA for a
 * key on an elliptic curve (RFC 5753).
 */
import { constants, type KeyObject, type SignKeyObjectInput, sign } from 'node:crypto'
import { integer, none, oid, sequence, tagged } from '../der.ts'

const digestName = 'sha256'
const digestBytes = 32

/** RFC 5754 §2: without parameters. */
export const digestAlgorithm = sequence(oid('2.16.840.1.101.3.4.2.1'))

interface Scheme {
  /** AlgorithmIdentifier of the signature. */
  readonly identifier: Buffer
  readonly options: Omit<SignKeyObjectInput, 'key'>
}

const rsa: Scheme = {
  identifier: sequence(oid('1.2.840.113549.1.1.1'), none()),
  options: { padding: constants.RSA_PKCS1_PADDING },
}

/** RFC 4055 §3.1: every parameter that has not its SHA-1 default is written out. */
const hashParameter = sequence(oid('2.16.840.1.101.3.4.2.1'), none())
const rsaPss: Scheme = {
  identifier: sequence(
    oid('1.2.840.113549.1.1.10'),
    sequence(
      tagged(0, hashParameter),
      tagged(1, sequence(oid('1.2.840.113549.1.1.8'), hashParameter)),
      tagged(2, integer(digestBytes)),
    ),
  ),
  options: { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: digestBytes },
}

const ecdsa: Scheme = { identifier: sequence(oid('1.2.840.10045.4.3.2')), options: { dsaEncoding: 'der' } }

const schemes = new Map<string | undefined, Scheme>([
  ['rsa', rsa],
  ['rsa-pss', rsaPss],
  ['ec', ecdsa],
])

function schemeOf({ asymmetricKeyType }: KeyObject): Scheme {
  const scheme = schemes.get(asymmetricKeyType)
  if (scheme === undefined) throw new TypeError(`no S/MIME signature with a key of type ${asymmetricKeyType}`)
  return scheme
}

export function signatureAlgorithm(key: KeyObject): Buffer {
  return schemeOf(key).identifier
}

/** Signs on a thread of libuv's pool. */
export function signOctets(key: KeyObject, octets: Uint8Array): Promise<Buffer> {
  const { options } = schemeOf(key)
  return new Promise((resolve, reject) => {
    sign(digestName, octets, { key, ...options }, (error, signature) =>
      error === null ? resolve(signature) : reject(error),
    )
  })
}
