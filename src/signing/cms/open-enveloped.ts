/**
 * Opens encrypted messages with keys that the server holds.
 *
 * Invariants:
 * - whatever is wrong with a message, a key that was not for it, a broken padding, an altered content, has one outcome
 *   and takes the same way there: a content key that does not come out is another, made up one of the same length
 *   (RFC 3218 §2.3.2), and the content is decrypted with it all the same;
 * - of a message that authenticates its content nothing is given out before all of it was checked;
 * - who is said to have opened a message got its content key: nobody reads along on another's.
 *
 * Deliberately absent: keys of 3DES key wrap, OAEP whose two digests differ, X25519.
 */
import { createDecipheriv, createPublicKey, type KeyObject, randomBytes } from 'node:crypto'
import { breathe } from '../../base/breath.ts'
import { joined } from '../../base/large-bytes.ts'
import type { DecryptionKey, RsaPadding } from '../../ports/keys.ts'
import { certificateFields, extensionOids } from '../certificates/x509.ts'
import { bitString, childrenOf, type Element, oidText, readAll, sequence } from '../der.ts'
import { cipherStepBytes } from './content-ciphers.ts'
import { agreementDigests, keyWraps, unwrapKey, wrappingKey } from './key-agreement.ts'
import {
  type Algorithm,
  type CmsLimits,
  type EnvelopedMessage,
  type MessageRecipient,
  type RecipientName,
  readEnveloped,
} from './read-enveloped.ts'

/** A certificate and its private key. */
export interface RecipientIdentity {
  /** DER. */
  readonly certificate: Buffer
  readonly key: DecryptionKey
}

export interface Opened<Identity> {
  readonly content: Buffer
  readonly cipher: EnvelopedMessage['cipher']['name']
  /** An alteration on the way would have been noticed. */
  readonly authenticated: boolean
  /** Whose keys open it: one at least. */
  readonly by: readonly Identity[]
}

/** Undefined for what is no encrypted message, or is not opened by any of the keys. Rejects when a key is out of reach. */
export async function openEnveloped<Identity extends RecipientIdentity>(
  bytes: Buffer,
  identities: readonly Identity[],
  limits: CmsLimits,
): Promise<Opened<Identity> | undefined> {
  const message = readEnveloped(bytes, limits)
  if (message === undefined) return undefined
  const byName = recipientsByName(message)
  const byKey = new Map<string, Holders<Identity>>()
  for (const [index, identity] of identities.entries()) {
    if (index % identitiesInStep === identitiesInStep - 1) await breathe()
    const recipient = namesOf(identity).flatMap(name => byName.get(name) ?? [])[0]
    if (recipient === undefined) continue
    const key = await contentKey(message, recipient, identity)
    const holders = byKey.get(key.toString('hex')) ?? { key, by: [] }
    byKey.set(key.toString('hex'), { key, by: [...holders.by, identity] })
  }
  for (const { key, by } of [...byKey.values()].slice(0, limits.cmsKeys)) {
    const content = await decryptContent(message, key)
    key.fill(0)
    if (content !== undefined)
      return { content, cipher: message.cipher.name, authenticated: message.authenticated !== null, by }
  }
  return undefined
}

interface Holders<Identity> {
  readonly key: Buffer
  readonly by: readonly Identity[]
}

/** Certificates looked at without a breath: a few milliseconds. */
const identitiesInStep = 100

/** The first that names a certificate: of several for one key there is no honest reason. */
function recipientsByName({ recipients }: EnvelopedMessage): ReadonlyMap<string, MessageRecipient> {
  return new Map(recipients.map(recipient => [nameOf(recipient.name), recipient] as const).toReversed())
}

function nameOf(name: RecipientName): string {
  return 'keyIdentifier' in name
    ? `key ${name.keyIdentifier.toString('hex')}`
    : `${name.issuer.toString('hex')} ${name.serial.toString('hex')}`
}

/** Those that a message may name a certificate by. */
function namesOf({ certificate }: RecipientIdentity): readonly string[] {
  const fields = certificateFields(certificate)
  const value = fields.extensions.get(extensionOids.subjectKeyIdentifier)
  const keyIdentifier = value && readAll(value)?.[0]?.content
  return [nameOf(fields), ...(keyIdentifier === undefined ? [] : [nameOf({ keyIdentifier })])]
}

/** Of the length that the cipher wants, always. */
async function contentKey(
  { cipher }: EnvelopedMessage,
  recipient: MessageRecipient,
  identity: RecipientIdentity,
): Promise<Buffer> {
  // Before, so that it takes its time either way.
  const madeUp = randomBytes(cipher.keyBytes)
  const key =
    recipient.kind === 'transport'
      ? await transported(recipient, identity)
      : await agreed(recipient, identity)
  return key?.length === cipher.keyBytes ? key : madeUp
}

async function transported(
  { algorithm, encryptedKey }: MessageRecipient & { readonly kind: 'transport' },
  { key }: RecipientIdentity,
): Promise<Buffer | undefined> {
  const padding = rsaPadding(algorithm)
  if (padding === undefined || key.publicKey.asymmetricKeyType !== 'rsa') return undefined
  return key.decrypt(encryptedKey, padding)
}

const rsaEncryption = '1.2.840.113549.1.1.1'
const rsaesOaep = '1.2.840.113549.1.1.7'
const mgf1 = '1.2.840.113549.1.1.8'
const digests = new Map([
  ['1.3.14.3.2.26', 'sha1'],
  ['2.16.840.1.101.3.4.2.4', 'sha224'],
  ['2.16.840.1.101.3.4.2.1', 'sha256'],
  ['2.16.840.1.101.3.4.2.2', 'sha384'],
  ['2.16.840.1.101.3.4.2.3', 'sha512'],
])

/** RFC 4055 §4.1: what is left out is SHA-1. The platform knows one digest for both places, and so we do. */
function rsaPadding({ oid, parameters }: Algorithm): RsaPadding | undefined {
  if (oid === rsaEncryption) return { oaepHash: null }
  if (oid !== rsaesOaep) return undefined
  const fields = childrenOf(readAll(parameters)?.[0]) ?? []
  const field = (n: number) =>
    readAll(fields.find(({ tag }) => tag === (0xa0 | n))?.content ?? Buffer.alloc(0))
  const hash = digestOf(field(0)?.[0])
  const mask = childrenOf(field(1)?.[0])
  const maskHash = mask === undefined ? 'sha1' : digestOf(mask[1])
  const isMgf1 = mask === undefined || oidText(mask[0]?.content ?? Buffer.alloc(0)) === mgf1
  // A label is somebody's own arrangement.
  if (hash === undefined || hash !== maskHash || !isMgf1 || fields.some(({ tag }) => tag === 0xa2))
    return undefined
  return { oaepHash: hash }
}

function digestOf(algorithm: Element | undefined): string | undefined {
  if (algorithm === undefined) return 'sha1'
  return digests.get(oidText(childrenOf(algorithm)?.[0]?.content ?? Buffer.alloc(0)))
}

async function agreed(
  { algorithm, originatorPoint, ukm, encryptedKey }: MessageRecipient & { readonly kind: 'agreement' },
  { key }: RecipientIdentity,
): Promise<Buffer | undefined> {
  const digest = agreementDigests.get(algorithm.oid)
  const wrapAlgorithm = algorithm.parameters
  const wrap = keyWraps.get(oidText(childrenOf(readAll(wrapAlgorithm)?.[0])?.[0]?.content ?? Buffer.alloc(0)))
  if (digest === undefined || wrap === undefined || key.publicKey.asymmetricKeyType !== 'ec') return undefined
  const other = onTheCurveOf(key.publicKey, originatorPoint)
  if (other === undefined) return undefined
  const under = wrappingKey(await key.agree(other), { digest, wrap, wrapAlgorithm, ukm })
  try {
    return unwrapKey(wrap, under, encryptedKey)
  } catch {
    return undefined
  }
}

/** The sender's public key; undefined for a point that is not on the curve of ours. */
function onTheCurveOf(own: KeyObject, point: Buffer): KeyObject | undefined {
  const spki = own.export({ type: 'spki', format: 'der' })
  const algorithm = childrenOf(readAll(spki)?.[0])?.[0]?.whole ?? Buffer.alloc(0)
  try {
    return createPublicKey({ key: sequence(algorithm, bitString(point)), format: 'der', type: 'spki' })
  } catch {
    return undefined
  }
}

/** A piece costs as much as so many octets of it, were it empty. */
const pieceCost = 512

/** Undefined when the padding or the authentication code is not right. */
async function decryptContent(message: EnvelopedMessage, key: Buffer): Promise<Buffer | undefined> {
  const decipher = decipherOf(message, key)
  const decrypted: Buffer[] = []
  let done = 0
  for (const piece of message.content)
    for (let at = 0; at < piece.length; at += cipherStepBytes) {
      const step = piece.subarray(at, at + cipherStepBytes)
      decrypted.push(decipher.update(step))
      done += Math.max(step.length, pieceCost)
      if (done < cipherStepBytes) continue
      await breathe()
      done = 0
    }
  try {
    decrypted.push(decipher.final())
  } catch {
    return undefined
  }
  return joined(decrypted)
}

function decipherOf({ cipher, iv, authenticated }: EnvelopedMessage, key: Buffer) {
  if (authenticated === null) return createDecipheriv(cipher.name, key, iv)
  const { attributes, mac } = authenticated
  const decipher = createDecipheriv(cipher.name as 'aes-256-gcm', key, iv, { authTagLength: mac.length })
  return decipher.setAAD(attributes).setAuthTag(mac)
}
