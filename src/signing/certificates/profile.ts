/** What each kind of certificate says of its use (RFC 5280 §4.2, RFC 8550 §4.4 for mail), and how long it holds. */
import { type KeyObject, randomBytes } from 'node:crypto'
import type { CertificateKind } from '../../ports/certificates.ts'
import type { SigningKeyKind } from '../../ports/keys.ts'
import { boolean, integer, namedBits, octetString, oid, sequence, tagged, taggedPrimitive } from '../der.ts'
import { authorityKeyIdentifier, type Extension, extensionOids, keyIdentifier } from './x509.ts'

/** Kinds of keys that certificates are made for. */
export const keyKinds = [
  'rsa-2048',
  'rsa-3072',
  'rsa-4096',
  'ec-p256',
] as const satisfies readonly SigningKeyKind[]
export type KeyKind = (typeof keyKinds)[number]

/** Bits of KeyUsage (RFC 5280 §4.2.1.3). */
export const keyUsage = {
  digitalSignature: 0,
  nonRepudiation: 1,
  keyEncipherment: 2,
  keyAgreement: 4,
  keyCertSign: 5,
  cRLSign: 6,
} as const

export const purposes = { serverAuth: '1.3.6.1.5.5.7.3.1', emailProtection: '1.3.6.1.5.5.7.3.4' } as const

const dayMs = 86_400_000
/** Days that a certificate holds when nothing else is said. A host's: what browsers still take. */
export const validDays: Readonly<Record<Exclude<CertificateKind, 'ca-other'>, number>> = {
  'ca-root': 20 * 365,
  'ca-issuing': 10 * 365,
  person: 2 * 365,
  office: 2 * 365,
  tls: 397,
}
/** Clocks of readers may be behind. */
const clockSkewMs = 10 * 60_000

export function validityFrom(
  now: number,
  days: number,
): { readonly notBefore: number; readonly notAfter: number } {
  // To the second, as it is written.
  const second = Math.floor(now / 1000) * 1000
  return { notBefore: second - clockSkewMs, notAfter: second + days * dayMs }
}

/** Positive and not guessable (RFC 5280 §4.1.2.2). */
export function newSerial(): string {
  return `01${randomBytes(15).toString('hex')}`
}

interface AuthorityProfile {
  readonly kind: 'ca-root' | 'ca-issuing'
}

interface MailProfile {
  readonly kind: 'person' | 'office'
  readonly addresses: readonly string[]
}

interface HostProfile {
  readonly kind: 'tls'
  readonly hosts: readonly string[]
}

export type Profile = AuthorityProfile | MailProfile | HostProfile

/** Extensions that say what the holder is and may do; a request carries these alone. */
export function usageExtensions(profile: Profile, key: KeyObject): readonly Extension[] {
  const isRsa = key.asymmetricKeyType === 'rsa'
  const { digitalSignature, nonRepudiation, keyEncipherment, keyAgreement, keyCertSign, cRLSign } = keyUsage
  switch (profile.kind) {
    case 'ca-root':
      return [authority(), uses(keyCertSign, cRLSign)]
    case 'ca-issuing':
      // It issues to persons and hosts alone.
      return [authority(0), uses(keyCertSign, cRLSign)]
    case 'person':
    case 'office':
      return [
        uses(digitalSignature, nonRepudiation, isRsa ? keyEncipherment : keyAgreement),
        purpose(purposes.emailProtection),
        // [1] rfc822Name
        alternativeNames(profile.addresses.map(address => taggedPrimitive(1, Buffer.from(address)))),
      ]
    case 'tls':
      return [
        uses(digitalSignature, ...(isRsa ? [keyEncipherment] : [])),
        purpose(purposes.serverAuth),
        // [2] dNSName
        alternativeNames(profile.hosts.map(host => taggedPrimitive(2, Buffer.from(host)))),
      ]
  }
}

/** Extensions that tie a certificate to its key, its issuer and the place of the issuer's list. */
export function linkExtensions(
  key: KeyObject,
  issuerKeyId: Buffer,
  listUrl: string | null,
): readonly Extension[] {
  const links = [
    {
      oid: extensionOids.subjectKeyIdentifier,
      critical: false,
      value: octetString(keyIdentifier(key)),
    },
    {
      oid: extensionOids.authorityKeyIdentifier,
      critical: false,
      value: authorityKeyIdentifier(issuerKeyId),
    },
  ]
  if (listUrl === null) return links
  // DistributionPoint { [0] { [0] fullName { [6] URI } } }
  const point = sequence(tagged(0, tagged(0, taggedPrimitive(6, Buffer.from(listUrl)))))
  return [...links, { oid: extensionOids.crlDistributionPoints, critical: false, value: sequence(point) }]
}

function authority(pathLength?: number): Extension {
  const value = sequence(boolean(true), ...(pathLength === undefined ? [] : [integer(pathLength)]))
  return { oid: extensionOids.basicConstraints, critical: true, value }
}

function uses(...bits: readonly number[]): Extension {
  return { oid: extensionOids.keyUsage, critical: true, value: namedBits(...bits) }
}

function purpose(type: string): Extension {
  return { oid: extensionOids.extendedKeyUsage, critical: false, value: sequence(oid(type)) }
}

function alternativeNames(names: readonly Buffer[]): Extension {
  return { oid: extensionOids.subjectAltName, critical: false, value: sequence(...names) }
}
