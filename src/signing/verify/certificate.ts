/** Certificates (RFC 5280) as far as a signature's verification asks for them. */
import { createHash, X509Certificate } from 'node:crypto'
import { BitString } from 'asn1js'
import { BasicConstraints, Certificate, type RelativeDistinguishedNames } from 'pkijs'
import { normalizeAddress } from '../../mail/address.ts'
import type { SignerFacts } from '../outcome.ts'

/** A certificate, its parts read. */
export interface Certified {
  /** For names, the key, and the signature of another by it. */
  readonly x509: X509Certificate
  readonly facts: SignerFacts
  /** DER, hexadecimal. */
  readonly issuer: string
  readonly subject: string
  /** What the public key's bit string holds. */
  readonly keyBits: Uint8Array
  readonly keyId: string
  readonly notBefore: number
  readonly notAfter: number
  /** Null when it does not restrict its use. */
  readonly keyUsage: number | null
  readonly purposes: readonly string[] | null
  readonly isAuthority: boolean
  /** Authorities that may follow below it. */
  readonly pathLength: number
  /** It asks for something to be understood that nobody here understands (RFC 5280 §4.2). */
  readonly beyondUs: boolean
}

/** First octet of a key usage (RFC 5280 §4.2.1.3). */
export const keyUses = {
  digitalSignature: 0x80,
  contentCommitment: 0x40,
  keyEncipherment: 0x20,
  keyAgreement: 0x08,
  certSign: 0x04,
  crlSign: 0x02,
} as const

const extensions = {
  subjectKeyId: '2.5.29.14',
  keyUsage: '2.5.29.15',
  alternativeName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  policies: '2.5.29.32',
  extendedKeyUsage: '2.5.29.37',
} as const
const understood: ReadonlySet<string> = new Set(Object.values(extensions))

export type ReadCertificate = typeof readCertificate

/** Remembers the last `most` that were read: the same persons and authorities sign again and again. */
export function rememberCertificates(most: number): ReadCertificate {
  const known = new Map<string, Certified>()
  return der => {
    const print = createHash('sha256').update(der).digest('base64')
    const certified = known.get(print) ?? readCertificate(der)
    if (certified === undefined) return undefined
    known.delete(print)
    known.set(print, certified)
    const [oldest = ''] = known.keys()
    if (known.size > most) known.delete(oldest)
    return certified
  }
}

/** The same of one that was read inside something else. */
export function certifiedOf(certificate: Certificate): Certified | undefined {
  return readCertificate(new Uint8Array(certificate.toSchema().toBER()))
}

/** Octets of one certificate: ten times what those with the longest names and the largest keys have. */
const longestCertificate = 64 * 1024

/** Undefined for what is no certificate. */
export function readCertificate(der: Uint8Array): Certified | undefined {
  if (der.length > longestCertificate) return undefined
  try {
    const parsed = Certificate.fromBER(der)
    const x509 = new X509Certificate(der)
    const extension = (id: string) => parsed.extensions?.find(({ extnID }) => extnID === id)?.parsedValue
    const constraints = extension(extensions.basicConstraints)
    const basic = constraints instanceof BasicConstraints ? constraints : undefined
    const usage = extension(extensions.keyUsage)
    return {
      x509,
      facts: {
        name: nameOf(parsed.subject) || x509.subject.replaceAll('\n', ', '),
        addresses: addressesOf(parsed),
        issuer: nameOf(parsed.issuer) || x509.issuer.replaceAll('\n', ', '),
        serial: x509.serialNumber,
      },
      issuer: hex(parsed.issuer.valueBeforeDecode),
      subject: hex(parsed.subject.valueBeforeDecode),
      keyBits: new Uint8Array(parsed.subjectPublicKeyInfo.subjectPublicKey.valueBlock.valueHexView),
      keyId: hex(extension(extensions.subjectKeyId)?.valueBlock?.valueHexView ?? new Uint8Array()),
      notBefore: parsed.notBefore.value.getTime(),
      notAfter: parsed.notAfter.value.getTime(),
      keyUsage: usage instanceof BitString ? (usage.valueBlock.valueHexView[0] ?? 0) : null,
      purposes: x509.keyUsage ?? null,
      isAuthority: basic?.cA === true,
      pathLength:
        typeof basic?.pathLenConstraint === 'number' ? basic.pathLenConstraint : Number.POSITIVE_INFINITY,
      beyondUs:
        parsed.extensions?.some(({ critical, extnID }) => critical && !understood.has(extnID)) ?? false,
    }
  } catch {
    return undefined
  }
}

export function hex(bytes: ArrayBuffer | Uint8Array): string {
  return Buffer.from(bytes as Uint8Array).toString('hex')
}

/** Of an INTEGER, as the engine writes it: hexadecimal in upper case, without zeros before it. */
export function serialOf(integer: Uint8Array): string {
  return hex(integer)
    .replace(/^(?:00)+(?=..)/, '')
    .toUpperCase()
}

const commonName = '2.5.4.3'
const emailAddress = '1.2.840.113549.1.9.1'
const longestName = 200

function valuesOf({ typesAndValues }: RelativeDistinguishedNames, type: string): readonly string[] {
  return typesAndValues
    .filter(value => value.type === type)
    .map(({ value }) =>
      String(value.valueBlock.value)
        .normalize('NFC')
        .replace(/\p{Cc}/gu, '?'),
    )
}

/** The most particular common name: it stands last. */
function nameOf(names: RelativeDistinguishedNames): string {
  return (valuesOf(names, commonName).at(-1) ?? '').slice(0, longestName)
}

const rfc822Name = 1

/** RFC 8550 §3: in the alternative names, or in the subject as old certificates have it. */
function addressesOf(certificate: Certificate): readonly string[] {
  const alternative = certificate.extensions?.find(({ extnID }) => extnID === extensions.alternativeName)
  const names: readonly { type: number; value: unknown }[] = alternative?.parsedValue?.altNames ?? []
  const written = [
    ...names.filter(({ type }) => type === rfc822Name).map(({ value }) => String(value)),
    ...valuesOf(certificate.subject, emailAddress),
  ]
  // What is not ASCII may look like another address and be mapped onto it.
  const normal = written
    .filter(address => /^[\x21-\x7e]+$/.test(address))
    .flatMap(address => normalizeAddress(address)?.address ?? [])
  return [...new Set(normal)]
}
