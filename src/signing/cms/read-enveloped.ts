/**
 * Reads the outside of an encrypted message, BER or DER: who can open it, and where its content is. Nothing is
 * decrypted here (`open-enveloped.ts` does), and nothing is copied. RFC 5652 §6, RFC 5083 §2, RFC 5753 §3.
 *
 * Of the kinds of recipients those with a certificate are read, key transport and key agreement with an ephemeral key;
 * keys that were distributed before, passwords and others are passed over.
 */
import type { Limits } from '../../base/limits.ts'
import { type BerElement, BerError, type BerLimits, BerReader } from '../ber.ts'
import { oidText, readAll } from '../der.ts'
import { type ContentCipher, contentCipher } from './content-ciphers.ts'

export type CmsLimits = BerLimits & Pick<Limits, 'cmsRecipients' | 'cmsKeys'>

/** By its issuer and serial number, as DER, or by the identifier of its key. */
export type RecipientName =
  | { readonly issuer: Buffer; readonly serial: Buffer }
  | { readonly keyIdentifier: Buffer }

export interface Algorithm {
  readonly oid: string
  /** DER of the parameters; empty without. */
  readonly parameters: Buffer
}

interface TransportRecipient {
  readonly kind: 'transport'
  readonly name: RecipientName
  readonly algorithm: Algorithm
  readonly encryptedKey: Buffer
}

interface AgreementRecipient {
  readonly kind: 'agreement'
  readonly name: RecipientName
  readonly algorithm: Algorithm
  /** BIT STRING content of the sender's public key, without its first octet. */
  readonly originatorPoint: Buffer
  readonly ukm: Buffer | null
  readonly encryptedKey: Buffer
}

export type MessageRecipient = TransportRecipient | AgreementRecipient

export interface EnvelopedMessage {
  readonly cipher: ContentCipher
  /** Initialization vector, or nonce. */
  readonly iv: Buffer
  readonly recipients: readonly MessageRecipient[]
  /** The encrypted content, in order. */
  readonly content: readonly Buffer[]
  /** Of GCM: what is authenticated beside the content, and the authentication code; null for CBC. */
  readonly authenticated: { readonly attributes: Buffer; readonly mac: Buffer } | null
}

const envelopedData = '1.2.840.113549.1.7.3'
const authEnvelopedData = '1.2.840.113549.1.9.16.1.23'
const data = '1.2.840.113549.1.7.1'

/**
 * Octets of one value beside the content: identifiers, parameters, names, keys. Some are hashed or taken apart once for
 * each recipient.
 */
const longestField = 16 * 1024

const SEQUENCE = 0x30
const SET = 0x31
const OID = 0x06
const INTEGER = 0x02
const OCTETS = 0x04

/** Undefined for what is no such message, or beyond the limits. What follows the message is passed over. */
export function readEnveloped(bytes: Buffer, limits: CmsLimits): EnvelopedMessage | undefined {
  try {
    return readContentInfo(new BerReader(bytes, limits), limits)
  } catch (error) {
    if (error instanceof BerError) return undefined
    throw error
  }
}

function readContentInfo(reader: BerReader, limits: CmsLimits): EnvelopedMessage {
  reader.enter(reader.expect(SEQUENCE))
  const type = readOid(reader)
  if (type !== envelopedData && type !== authEnvelopedData) throw new BerError('not encrypted')
  reader.enter(reader.expect(0xa0))
  reader.enter(reader.expect(SEQUENCE))
  reader.skip(reader.expect(INTEGER))
  let infos = reader.expect(0xa0, SET)
  if (infos.tag === 0xa0) {
    // Certificates of the sender's.
    reader.skip(infos)
    infos = reader.expect(SET)
  }
  const recipients = readRecipients(reader, infos, limits)
  const { algorithm, content } = readEncryptedContent(reader)
  const cipher = contentCipher(algorithm.oid)
  if (cipher === undefined) throw new BerError('an unknown cipher')
  // Each kind of message has its kind of cipher (RFC 5083 §1.1, RFC 5652 §6.1).
  if ((cipher.ivBytes === null) !== (type === authEnvelopedData))
    throw new BerError('a cipher of the other kind')
  if (cipher.ivBytes !== null)
    return {
      cipher,
      iv: onlyOctets(algorithm.parameters, cipher.ivBytes),
      recipients,
      content,
      authenticated: null,
    }
  const { nonce, tagBytes } = gcmParameters(algorithm.parameters)
  const authenticated = readAuthentication(reader)
  if (authenticated.mac.length !== tagBytes) throw new BerError('an authentication code of another length')
  return { cipher, iv: nonce, recipients, content, authenticated }
}

function readRecipients(reader: BerReader, infos: BerElement, limits: CmsLimits): MessageRecipient[] {
  const recipients: MessageRecipient[] = []
  reader.enter(infos)
  for (let info = reader.next(); info !== undefined; info = reader.next()) {
    if (info.tag === SEQUENCE) recipients.push(readTransport(reader, info))
    else if (info.tag === 0xa1) recipients.push(...readAgreement(reader, info))
    else reader.skip(info)
    if (recipients.length > limits.cmsRecipients) throw new BerError('too many recipients')
  }
  reader.leave()
  return recipients
}

/** KeyTransRecipientInfo. */
function readTransport(reader: BerReader, info: BerElement): TransportRecipient {
  reader.enter(info)
  reader.skip(reader.expect(INTEGER))
  const name = readName(reader)
  const algorithm = readAlgorithm(reader)
  const encryptedKey = short(reader.content(reader.expect(OCTETS)))
  reader.leave()
  return { kind: 'transport', name, algorithm, encryptedKey }
}

/** KeyAgreeRecipientInfo, one for each certificate in it; none when the sender's key is a static one. */
function readAgreement(reader: BerReader, info: BerElement): AgreementRecipient[] {
  reader.enter(info)
  reader.skip(reader.expect(INTEGER))
  const originatorPoint = readOriginator(reader)
  let next = reader.expect(0xa1, SEQUENCE)
  let ukm: Buffer | null = null
  if (next.tag === 0xa1) {
    reader.enter(next)
    ukm = short(reader.content(reader.expect(OCTETS)))
    reader.leave()
    next = reader.expect(SEQUENCE)
  }
  const algorithm = algorithmIn(reader, next)
  const recipients: AgreementRecipient[] = []
  reader.enter(reader.expect(SEQUENCE))
  for (let one = reader.next(); one !== undefined; one = reader.next()) {
    reader.enter(one)
    const name = readName(reader)
    const encryptedKey = short(reader.content(reader.expect(OCTETS)))
    reader.leave()
    if (originatorPoint !== null)
      recipients.push({ kind: 'agreement', name, algorithm, originatorPoint, ukm, encryptedKey })
  }
  reader.leave()
  reader.leave()
  return recipients
}

function readOriginator(reader: BerReader): Buffer | null {
  let point: Buffer | null = null
  reader.enter(reader.expect(0xa0))
  const choice = reader.expect(SEQUENCE, 0x80, 0xa1)
  if (choice.tag === 0xa1) {
    reader.enter(choice)
    reader.skip(reader.expect(SEQUENCE))
    point = short(reader.content(reader.expect(0x03))).subarray(1)
    reader.leave()
  } else reader.skip(choice)
  reader.leave()
  return point
}

/** IssuerAndSerialNumber, `[0] IMPLICIT SubjectKeyIdentifier`, or `[0] IMPLICIT RecipientKeyIdentifier`. */
function readName(reader: BerReader): RecipientName {
  const choice = reader.expect(SEQUENCE, 0x80, 0xa0)
  if (choice.tag === 0x80) return { keyIdentifier: short(reader.content(choice)) }
  reader.enter(choice)
  const first = reader.expect(SEQUENCE, OCTETS)
  const name =
    first.tag === OCTETS
      ? { keyIdentifier: short(reader.content(first)) }
      : { issuer: short(reader.whole(first)), serial: short(reader.whole(reader.expect(INTEGER))) }
  reader.leave()
  return name
}

function readAlgorithm(reader: BerReader): Algorithm {
  return algorithmIn(reader, reader.expect(SEQUENCE))
}

function algorithmIn(reader: BerReader, element: BerElement): Algorithm {
  reader.enter(element)
  const oid = readOid(reader)
  const next = reader.next()
  const parameters = next === undefined ? Buffer.alloc(0) : short(reader.whole(next))
  reader.leave()
  return { oid, parameters }
}

function readOid(reader: BerReader): string {
  return oidText(short(reader.content(reader.expect(OID))))
}

function short(octets: Buffer): Buffer {
  if (octets.length > longestField) throw new BerError('a value that is too long')
  return octets
}

function readEncryptedContent(reader: BerReader) {
  reader.enter(reader.expect(SEQUENCE))
  if (readOid(reader) !== data) throw new BerError('no content of S/MIME')
  const algorithm = readAlgorithm(reader)
  const content = reader.octets(reader.expect(0x80, 0xa0))
  reader.leave()
  return { algorithm, content }
}

/** RFC 5083 §2.1: what is authenticated is the attributes as a SET OF in DER, whatever tag they travel under. */
function readAuthentication(reader: BerReader): { attributes: Buffer; mac: Buffer } {
  const next = reader.expect(0xa1, OCTETS)
  if (next.tag === OCTETS) return { attributes: Buffer.alloc(0), mac: reader.content(next) }
  if (next.end === null) throw new BerError('attributes that are not DER')
  const attributes = Buffer.from(reader.whole(next))
  attributes[0] = SET
  return { attributes, mac: reader.content(reader.expect(OCTETS)) }
}

function onlyOctets(parameters: Buffer, length: number): Buffer {
  const [octets, ...more] = readAll(parameters) ?? []
  if (octets?.tag !== OCTETS || octets.content.length !== length || more.length > 0)
    throw new BerError('no initialization vector')
  return octets.content
}

/** RFC 5084 §3.2: the nonce, and how long the authentication code is, 12 octets if not said. */
function gcmParameters(parameters: Buffer): { nonce: Buffer; tagBytes: number } {
  const [list] = readAll(parameters) ?? []
  const [nonce, length] = (list && readAll(list.content)) ?? []
  const tagBytes = length === undefined ? 12 : (length.content[0] ?? 0)
  if (nonce?.tag !== OCTETS || nonce.content.length < 7 || nonce.content.length > 64)
    throw new BerError('no nonce')
  if (tagBytes < 12 || tagBytes > 16) throw new BerError('no length of an authentication code')
  return { nonce: nonce.content, tagBytes }
}
