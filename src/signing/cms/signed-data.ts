/**
 * cms/ — cryptographic messages as the server makes them, and encrypted ones as it opens them.
 *
 *     signed-data.ts      this file: detached signatures
 *     enveloped-data.ts   encrypted messages; content-ciphers.ts, key-agreement.ts below it
 *     open-enveloped.ts   the same opened; read-enveloped.ts reads their outside
 *
 * A signature is a SignedData with one signer (RFC 5652 §5), as S/MIME wants it (RFC 8551 §2). The signed attributes
 * tell what was signed, when, with which certificate (RFC 5035, so that no other certificate of the same key can be put
 * in its place), and what the signer's programs decrypt.
 *
 * Deliberately absent: verification (`verify/`), enclosed content (a reader without S/MIME shall see the letter), and
 * primitives of our own: hashes are node:crypto's, signatures the key's (`ports/keys.ts`).
 */
import { hash } from 'node:crypto'
import { sha256 } from '../../base/large-bytes.ts'
import { type CertificateFields, certificateFields } from '../certificates/x509.ts'
import { integer, octetString, oid, sequence, setOf, tagged, time } from '../der.ts'
import type { SignerIdentity } from '../identity.ts'
import { digestAlgorithm, signatureAlgorithm } from './algorithms.ts'

const data = oid('1.2.840.113549.1.7.1')
const signedData = oid('1.2.840.113549.1.7.2')

const contentType = attribute('1.2.840.113549.1.9.3', data)

/**
 * What a letter to the signer may be encrypted with, most wanted first (RFC 8551 §2.5.2): AES-256-CBC, which every
 * client reads, AES-256-GCM, AES-128-CBC.
 */
const capabilities = attribute(
  '1.2.840.113549.1.9.15',
  sequence(
    ...['2.16.840.1.101.3.4.1.42', '2.16.840.1.101.3.4.1.46', '2.16.840.1.101.3.4.1.2'].map(algorithm =>
      sequence(oid(algorithm)),
    ),
  ),
)

function attribute(type: string, value: Buffer): Buffer {
  return sequence(oid(type), setOf(value))
}

/** DER of the ContentInfo over a content in pieces. `signingTime` is in milliseconds since 1970. Rejects for a key that cannot sign. */
export async function signDetached(
  content: readonly Uint8Array[],
  { key, certificate, chain }: SignerIdentity,
  signingTime: number,
): Promise<Buffer> {
  const fields = certificateFields(certificate)
  // RFC 5652 §5.4: what is signed is the attributes as a SET, whatever tag they travel under.
  const attributes = setOf(
    contentType,
    attribute('1.2.840.113549.1.9.4', octetString(await sha256(content))),
    attribute('1.2.840.113549.1.9.5', time(signingTime)),
    capabilities,
    signingCertificate(certificate, fields),
  )
  const signerInfo = sequence(
    integer(1),
    sequence(fields.issuer, fields.serial),
    digestAlgorithm,
    implicit(0, attributes),
    signatureAlgorithm(key.publicKey),
    octetString(await key.sign(attributes)),
  )
  const message = sequence(
    integer(1),
    setOf(digestAlgorithm),
    sequence(data),
    implicit(0, setOf(certificate, ...chain)),
    setOf(signerInfo),
  )
  return sequence(signedData, tagged(0, message))
}

/** `[n] IMPLICIT` of a whole value: only its identifier octet changes. */
function implicit(n: number, value: Buffer): Buffer {
  const changed = Buffer.from(value)
  changed[0] = 0xa0 | n
  return changed
}

/** SigningCertificateV2 (RFC 5035 §3); SHA-256 is the default and so left out. */
function signingCertificate(certificate: Buffer, { issuer, serial }: CertificateFields): Buffer {
  const issuerSerial = sequence(sequence(tagged(4, issuer)), serial)
  const identifier = sequence(octetString(hash('sha256', certificate, 'buffer')), issuerSerial)
  return attribute('1.2.840.113549.1.9.16.2.47', sequence(sequence(identifier)))
}
