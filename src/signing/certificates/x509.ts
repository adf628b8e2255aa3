/**
 * Certificates, requests and lists of revoked certificates as bytes: what stands in them is decided elsewhere.
 * RFC 5280, RFC 2986. Signed with SHA-256 by an RSA key (RFC 4055 §5) or an ECDSA one (RFC 5758 §3.2).
 */
import { createHash, type KeyObject } from 'node:crypto'
import type { SigningKey } from '../../ports/keys.ts'
import {
  bitString,
  boolean,
  childrenOf,
  type Element,
  element,
  integer,
  none,
  octetString,
  oid,
  oidText,
  printable,
  readAll,
  sequence,
  setOf,
  tagged,
  taggedPrimitive,
  tags,
  time,
  utf8,
} from '../der.ts'

export interface Name {
  readonly country?: string
  readonly organization?: string
  readonly commonName: string
}

export interface Extension {
  readonly oid: string
  readonly critical: boolean
  /** DER of the extension's own type. */
  readonly value: Buffer
}

export interface CertificateContent {
  /** Hex, positive, at most 20 octets (RFC 5280 §4.1.2.2). */
  readonly serial: string
  /** DER of a name: the issuer's own subject to the byte. */
  readonly issuer: Buffer
  readonly subject: Buffer
  readonly notBefore: number
  readonly notAfter: number
  readonly publicKey: KeyObject
  readonly extensions: readonly Extension[]
}

/** ub-common-name and ub-organization-name: longer ones are refused by some readers (RFC 5280 Appendix A.1). */
const nameCharacters = 64
const nameOids = { country: '2.5.4.6', organization: '2.5.4.10', commonName: '2.5.4.3' } as const

export function encodeName({ country, organization, commonName }: Name): Buffer {
  const cut = (text: string) => [...text.normalize('NFC')].slice(0, nameCharacters).join('').trim()
  const attribute = (type: string, value: Buffer) => setOf(sequence(oid(type), value))
  return sequence(
    ...(country === undefined ? [] : [attribute(nameOids.country, printable(country))]),
    ...(organization === undefined ? [] : [attribute(nameOids.organization, utf8(cut(organization)))]),
    attribute(nameOids.commonName, utf8(cut(commonName))),
  )
}

/** Signs what stands before, and puts the three together. */
async function signed(content: Buffer, algorithm: Buffer, key: SigningKey): Promise<Buffer> {
  return sequence(content, algorithm, bitString(await key.sign(content)))
}

function signatureAlgorithm({ publicKey: key }: SigningKey): Buffer {
  if (key.asymmetricKeyType === 'rsa') return sequence(oid('1.2.840.113549.1.1.11'), none())
  if (key.asymmetricKeyType === 'ec') return sequence(oid('1.2.840.10045.4.3.2'))
  throw new TypeError(`a certificate is not signed with a key of type ${key.asymmetricKeyType}`)
}

export async function encodeCertificate(content: CertificateContent, issuerKey: SigningKey): Promise<Buffer> {
  const algorithm = signatureAlgorithm(issuerKey)
  const tbs = sequence(
    tagged(0, integer(2)),
    integer(BigInt(`0x${content.serial}`)),
    algorithm,
    content.issuer,
    sequence(time(content.notBefore), time(content.notAfter)),
    content.subject,
    subjectPublicKeyInfo(content.publicKey),
    tagged(3, sequence(...content.extensions.map(encodeExtension))),
  )
  return signed(tbs, algorithm, issuerKey)
}

function encodeExtension({ oid: type, critical, value }: Extension): Buffer {
  return sequence(oid(type), ...(critical ? [boolean(true)] : []), octetString(value))
}

/** RFC 2986 §4: asks an authority for a certificate with the extensions given (RFC 2985 §5.4.2). */
export async function encodeRequest(
  subject: Buffer,
  extensions: readonly Extension[],
  key: SigningKey,
): Promise<Buffer> {
  const wanted = sequence(oid('1.2.840.113549.1.9.14'), setOf(sequence(...extensions.map(encodeExtension))))
  const info = sequence(integer(0), subject, subjectPublicKeyInfo(key.publicKey), tagged(0, wanted))
  return signed(info, signatureAlgorithm(key), key)
}

export interface RevokedEntry {
  readonly serial: string
  readonly revokedAt: number
  /** RFC 5280 §5.3.1; null for none given. */
  readonly reasonCode: number | null
}

export interface RevocationListContent {
  readonly issuer: Buffer
  readonly issuerKeyId: Buffer
  readonly number: number
  readonly thisUpdate: number
  readonly nextUpdate: number
  readonly revoked: readonly RevokedEntry[]
}

export async function encodeRevocationList(
  { issuer, issuerKeyId, number, thisUpdate, nextUpdate, revoked }: RevocationListContent,
  issuerKey: SigningKey,
): Promise<Buffer> {
  const algorithm = signatureAlgorithm(issuerKey)
  const extensions = [
    {
      oid: extensionOids.authorityKeyIdentifier,
      critical: false,
      value: authorityKeyIdentifier(issuerKeyId),
    },
    { oid: '2.5.29.20', critical: false, value: integer(number) },
  ]
  const content = sequence(
    integer(1),
    algorithm,
    issuer,
    time(thisUpdate),
    time(nextUpdate),
    // The list of none is left out, not empty (RFC 5280 §5.1.2.6).
    ...(revoked.length === 0 ? [] : [sequence(...revoked.map(revokedEntry))]),
    tagged(0, sequence(...extensions.map(encodeExtension))),
  )
  return signed(content, algorithm, issuerKey)
}

function revokedEntry({ serial, revokedAt, reasonCode }: RevokedEntry): Buffer {
  const entry = [integer(BigInt(`0x${serial}`)), time(revokedAt)]
  if (reasonCode === null) return sequence(...entry)
  const reason = { oid: '2.5.29.21', critical: false, value: element(0x0a, Buffer.of(reasonCode)) }
  return sequence(...entry, sequence(encodeExtension(reason)))
}

export const extensionOids = {
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  crlDistributionPoints: '2.5.29.31',
  authorityKeyIdentifier: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
} as const

export function authorityKeyIdentifier(keyId: Buffer): Buffer {
  return sequence(taggedPrimitive(0, keyId))
}

function subjectPublicKeyInfo(key: KeyObject): Buffer {
  return key.export({ type: 'spki', format: 'der' })
}

/** SHA-1 over the key's bits, as RFC 5280 §4.2.1.2 (1) suggests: a name, not a proof. */
export function keyIdentifier(key: KeyObject): Buffer {
  const bits = readAll(subjectPublicKeyInfo(key))?.[0]
  const info = bits === undefined ? undefined : readAll(bits.content)
  const value = info?.[1]?.content.subarray(1) ?? Buffer.alloc(0)
  return createHash('sha1').update(value).digest()
}

/** What of a certificate's content the platform does not tell. */
export interface CertificateFields {
  /** DER, as are the names: a message names a certificate by the two (RFC 5652 §10.2.4). */
  readonly serial: Buffer
  readonly issuer: Buffer
  readonly subject: Buffer
  readonly extensions: ReadonlyMap<string, Buffer>
  /** Object identifiers of the extensions that nobody may overlook. */
  readonly critical: ReadonlySet<string>
}

/** Undefined when it is not the DER of a certificate. */
export function readCertificate(der: Buffer): CertificateFields | undefined {
  const certificate = childrenOf(readAll(der)?.[0])
  const tbs = childrenOf(certificate?.[0])
  if (tbs === undefined) return undefined
  // The version is left out of a certificate of the first.
  const fields = tbs[0]?.tag === 0xa0 ? tbs.slice(1) : tbs
  const [serial, issuer, subject] = [fields[0]?.whole, fields[2]?.whole, fields[4]?.whole]
  if (serial === undefined || issuer === undefined || subject === undefined) return undefined
  const wrapped = fields.find(({ tag }) => tag === 0xa3)
  const list = (childrenOf(childrenOf(wrapped)?.[0]) ?? []).flatMap(readExtension)
  return {
    serial,
    issuer,
    subject,
    extensions: new Map(list.map(({ oid, value }) => [oid, value])),
    critical: new Set(list.filter(({ critical }) => critical).map(({ oid }) => oid)),
  }
}

/** Throws for what is no certificate. */
export function certificateFields(der: Buffer): CertificateFields {
  const fields = readCertificate(der)
  if (fields === undefined) throw new TypeError('not a certificate')
  return fields
}

function readExtension(extension: Element): Extension[] {
  const parts = childrenOf(extension) ?? []
  const [type, flag] = parts
  const value = parts.at(-1)
  if (type?.tag !== tags.oid || value?.tag !== tags.octetString) return []
  const critical = flag?.tag === tags.boolean && flag.content[0] !== 0
  return [{ oid: oidText(type.content), critical, value: value.content }]
}

/** Positions of the bits that are set in a KeyUsage extension; undefined where the certificate has none. */
export function keyUsageOf({ extensions }: CertificateFields): ReadonlySet<number> | undefined {
  const value = extensions.get(extensionOids.keyUsage)
  const bits = value === undefined ? undefined : readAll(value)?.[0]?.content.subarray(1)
  if (bits === undefined) return undefined
  const positions = Array.from({ length: bits.length * 8 }, (_, i) => i)
  return new Set(positions.filter(i => ((bits[i >> 3] ?? 0) & (0x80 >> (i & 7))) !== 0))
}
