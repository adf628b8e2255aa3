/**
 * Encrypted messages as they are made here: AuthEnvelopedData with AES-256-GCM (RFC 5083, RFC 5084), which nobody can
 * alter unnoticed, or EnvelopedData with AES-256-CBC (RFC 5652 §6, RFC 3565), since Thunderbird's NSS opens nothing
 * else. The content key goes to each recipient under the key of the recipient's certificate:
 *
 * - RSA: RSAES-OAEP with SHA-256 (RFC 4055 §4.1) beside GCM, PKCS #1 v1.5 (RFC 3370 §4.2.1) beside CBC: who knows
 *   the one cipher knows the one padding;
 * - elliptic curves: ECDH with a key made for this one message, SHA-256, AES-256 wrap (RFC 5753 §3.1).
 *
 * A recipient is named by issuer and serial number, and so every recipient of a message can see who the others are.
 *
 * Deliberately absent: passwords as recipients, attributes, and encrypting anything but S/MIME's content.
 */
import {
  type CipherGCM,
  constants,
  createCipheriv,
  generateKeyPair,
  type KeyObject,
  publicEncrypt,
  randomBytes,
  X509Certificate,
} from 'node:crypto'
import { promisify } from 'node:util'
import { breathe } from '../../base/breath.ts'
import { certificateFields } from '../certificates/x509.ts'
import { element, elementPieces, integer, none, octetString, oid, sequence, setOf, tagged } from '../der.ts'
import { sharedSecret } from '../keys/local-key.ts'
import { type ContentCipher, cipherStepBytes, contentCipher } from './content-ciphers.ts'
import { keyWraps, wrapKey, wrappingKey } from './key-agreement.ts'

export type EnvelopeFormat = 'gcm' | 'cbc'

const oids = {
  data: '1.2.840.113549.1.7.1',
  envelopedData: '1.2.840.113549.1.7.3',
  authEnvelopedData: '1.2.840.113549.1.9.16.1.23',
  aes256cbc: '2.16.840.1.101.3.4.1.42',
  aes256gcm: '2.16.840.1.101.3.4.1.46',
  aes256wrap: '2.16.840.1.101.3.4.1.45',
  ecdhSha256: '1.3.132.1.11.1',
} as const

const nonceBytes = 12
const tagBytes = 16

/**
 * Whether a content key can be put under the key of a certificate. An RSA-PSS key signs alone, and so does Ed25519.
 */
export function canEncryptTo({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): boolean {
  if (asymmetricKeyType === 'rsa') return (asymmetricKeyDetails?.modulusLength ?? 0) >= 2048
  return asymmetricKeyType === 'ec' && curves.has(asymmetricKeyDetails?.namedCurve ?? '')
}

const curves = new Set(['prime256v1', 'secp384r1', 'secp521r1'])

/**
 * DER of the ContentInfo, in pieces, over a content in pieces. `recipients` are certificates in DER whose keys
 * `canEncryptTo` has let through. Large contents are worked on in turns.
 */
export async function envelop(
  content: readonly Uint8Array[],
  recipients: readonly Buffer[],
  format: EnvelopeFormat,
): Promise<readonly Uint8Array[]> {
  if (recipients.length === 0) throw new TypeError('encrypted to nobody')
  const key = randomBytes(32)
  const infos: Buffer[] = []
  for (const certificate of recipients) {
    // Some tenths of a millisecond each.
    if (infos.length % 20 === 19) await breathe()
    infos.push(await recipientInfo(certificate, key, format))
  }
  const parts = { content, key, infos: setOf(...infos) }
  const message = format === 'gcm' ? await withGcm(parts) : await withCbc(parts, versionOf(infos))
  key.fill(0)
  return message
}

interface Parts {
  readonly content: readonly Uint8Array[]
  readonly key: Buffer
  readonly infos: Buffer
}

async function withGcm({ content, key, infos }: Parts): Promise<readonly Uint8Array[]> {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes })
  const encrypted = await encrypted256(cipher, content)
  // RFC 5084 §3.2: the length has another default.
  const algorithm = sequence(oid(oids.aes256gcm), sequence(octetString(nonce), integer(tagBytes)))
  return contentInfo(oids.authEnvelopedData, [
    integer(0),
    infos,
    ...encryptedContentInfo(algorithm, encrypted),
    octetString(cipher.getAuthTag()),
  ])
}

async function withCbc({ content, key, infos }: Parts, version: number): Promise<readonly Uint8Array[]> {
  const iv = randomBytes((contentCipher(oids.aes256cbc) as ContentCipher).ivBytes as number)
  const encrypted = await encrypted256(createCipheriv('aes-256-cbc', key, iv), content)
  const algorithm = sequence(oid(oids.aes256cbc), octetString(iv))
  return contentInfo(oids.envelopedData, [
    integer(version),
    infos,
    ...encryptedContentInfo(algorithm, encrypted),
  ])
}

async function encrypted256(
  cipher: Pick<CipherGCM, 'update' | 'final'>,
  content: readonly Uint8Array[],
): Promise<readonly Buffer[]> {
  const encrypted: Buffer[] = []
  let done = 0
  for (const piece of content)
    for (let at = 0; at < piece.length; at += cipherStepBytes) {
      const step = piece.subarray(at, at + cipherStepBytes)
      encrypted.push(cipher.update(step))
      done += step.length
      if (done < cipherStepBytes) continue
      await breathe()
      done = 0
    }
  encrypted.push(cipher.final())
  return encrypted
}

/** RFC 5652 §6.1. */
function encryptedContentInfo(algorithm: Buffer, encrypted: readonly Buffer[]): readonly Uint8Array[] {
  return elementPieces(0x30, [oid(oids.data), algorithm, ...elementPieces(0x80, encrypted)])
}

function contentInfo(type: string, message: readonly Uint8Array[]): readonly Uint8Array[] {
  return elementPieces(0x30, [oid(type), ...elementPieces(0xa0, elementPieces(0x30, message))])
}

/** RFC 5652 §6.1: what a recipient's key was agreed on with makes it version 2. */
function versionOf(infos: readonly Buffer[]): number {
  return infos.every(info => info[0] === 0x30) ? 0 : 2
}

async function recipientInfo(certificate: Buffer, key: Buffer, format: EnvelopeFormat): Promise<Buffer> {
  const { publicKey } = new X509Certificate(certificate)
  const { issuer, serial } = certificateFields(certificate)
  const name = sequence(issuer, serial)
  if (publicKey.asymmetricKeyType === 'rsa') return keyTransport(name, publicKey, key, format)
  if (publicKey.asymmetricKeyType === 'ec') return keyAgreement(name, publicKey, key)
  throw new TypeError(`nothing is encrypted to a key of type ${publicKey.asymmetricKeyType}`)
}

/** RFC 5652 §6.2.1. */
function keyTransport(name: Buffer, publicKey: KeyObject, key: Buffer, format: EnvelopeFormat): Buffer {
  const oaep = format === 'gcm'
  const padding = oaep ? constants.RSA_PKCS1_OAEP_PADDING : constants.RSA_PKCS1_PADDING
  const encrypted = publicEncrypt({ key: publicKey, padding, ...(oaep ? { oaepHash: 'sha256' } : {}) }, key)
  return sequence(integer(0), name, oaep ? oaepAlgorithm : rsaAlgorithm, octetString(encrypted))
}

const rsaAlgorithm = sequence(oid('1.2.840.113549.1.1.1'), none())
const sha256 = sequence(oid('2.16.840.1.101.3.4.2.1'), none())
const oaepAlgorithm = sequence(
  oid('1.2.840.113549.1.1.7'),
  sequence(tagged(0, sha256), tagged(1, sequence(oid('1.2.840.113549.1.1.8'), sha256))),
)

const wrapAlgorithm = sequence(oid(oids.aes256wrap))
const agreementAlgorithm = sequence(oid(oids.ecdhSha256), wrapAlgorithm)

/** RFC 5652 §6.2.2, RFC 5753 §3.1.1. */
async function keyAgreement(name: Buffer, publicKey: KeyObject, key: Buffer): Promise<Buffer> {
  const namedCurve = publicKey.asymmetricKeyDetails?.namedCurve ?? ''
  const ephemeral = await promisify(generateKeyPair)('ec', { namedCurve })
  const wrap = keyWraps.get(oids.aes256wrap)
  if (wrap === undefined) throw new TypeError('no AES key wrap')
  const secret = await sharedSecret(ephemeral.privateKey, publicKey)
  const under = wrappingKey(secret, { digest: 'sha256', wrap, wrapAlgorithm, ukm: null })
  // SubjectPublicKeyInfo and OriginatorPublicKey are written alike.
  const originator = Buffer.from(ephemeral.publicKey.export({ type: 'spki', format: 'der' }))
  originator[0] = 0xa1
  return element(
    0xa1,
    integer(3),
    tagged(0, originator),
    agreementAlgorithm,
    sequence(sequence(name, octetString(wrapKey(wrap, under, key)))),
  )
}
