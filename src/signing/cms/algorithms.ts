/**
 * What a key signs with. The digest is SHA-256 throughout (RFC 8551 §2.1); the rest is the key's own: RSA with
 * PKCS#1 v1.5 padding (RFC 8551 §2.2 has everybody verify it), RSA-PSS for a key that is bound to it (RFC 4056), ECDSA for a
 * key on an elliptic curve (RFC 5753).
 */
import type { KeyObject } from 'node:crypto'
import { integer, none, oid, sequence, tagged } from '../der.ts'

const digestBytes = 32

/** RFC 5754 §2: without parameters. */
export const digestAlgorithm = sequence(oid('2.16.840.1.101.3.4.2.1'))

const rsa = sequence(oid('1.2.840.113549.1.1.1'), none())

/** RFC 4055 §3.1: every parameter that has not its SHA-1 default is written out. */
const hashParameter = sequence(oid('2.16.840.1.101.3.4.2.1'), none())
const rsaPss = sequence(
  oid('1.2.840.113549.1.1.10'),
  sequence(
    tagged(0, hashParameter),
    tagged(1, sequence(oid('1.2.840.113549.1.1.8'), hashParameter)),
    tagged(2, integer(digestBytes)),
  ),
)

const ecdsa = sequence(oid('1.2.840.10045.4.3.2'))

const identifiers = new Map<string | undefined, Buffer>([
  ['rsa', rsa],
  ['rsa-pss', rsaPss],
  ['ec', ecdsa],
])

/** AlgorithmIdentifier of a key's signatures; throws for a key that S/MIME has none for. */
export function signatureAlgorithm({ asymmetricKeyType }: KeyObject): Buffer {
  const identifier = identifiers.get(asymmetricKeyType)
  if (identifier === undefined)
    throw new TypeError(`no S/MIME signature with a key of type ${asymmetricKeyType}`)
  return identifier
}
