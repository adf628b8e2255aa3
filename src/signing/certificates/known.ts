/**
 * Certificates of correspondents outside: which of them letters may be encrypted with, and how they come to be known.
 *
 * A certificate that cannot be used now is kept and passed over: it may not hold yet, and one that ran out says why a
 * letter was not encrypted. Whom to believe is not asked here: an operator vouches for what is added, and a verified
 * signature for what is harvested.
 */
import { X509Certificate } from 'node:crypto'
import { ok } from '../../base/result.ts'
import { normalizeAddress } from '../../mail/address.ts'
import type {
  HarvestedCertificate,
  KnownCertificates,
  NewKnownCertificate,
} from '../../ports/known-certificates.ts'
import { canEncryptTo } from '../cms/enveloped-data.ts'
import {
  type CertificateOutcome,
  type CertificateParts,
  commonName,
  fingerprintOf,
  refuseCertificate,
} from './certificates.ts'
import { forMail, namesOf, validityProblems } from './import.ts'
import { keyUsage } from './profile.ts'
import { keyUsageOf, readCertificate } from './x509.ts'

type Parts = Pick<CertificateParts, 'store' | 'clock' | 'domain'>

export function createKnownCertificates({ store, clock, domain }: Parts): KnownCertificates {
  /** Of a box of ours: its own. */
  async function ofBox(address: string): Promise<readonly { readonly der: Buffer }[]> {
    const box = await store.read.directory.box(address)
    const own = box && (await store.read.certificates.ofBox(box.id))
    return own === undefined ? [] : [own]
  }

  return {
    async forAddress(address) {
      const inside = address.endsWith(`@${domain}`)
      const known = inside ? await ofBox(address) : await store.read.knownCertificates.of(address)
      const now = clock.now()
      return known.find(({ der }) => encryptionProblems(der, address, now).length === 0)?.der
    },

    async harvest({ address, der, entryId, at }: HarvestedCertificate) {
      const normal = normalizeAddress(address)?.address
      // The certificate of a box is known by its issue.
      if (normal === undefined || normal.endsWith(`@${domain}`)) return false
      if (encryptionProblems(Buffer.from(der), normal, at).length > 0) return false
      await store.write.putKnownCertificate(rowOf(normal, Buffer.from(der), 'harvested', entryId, at))
      return true
    },
  }
}

/** What keeps letters to an address from being encrypted with a certificate; empty when nothing does. */
export function encryptionProblems(der: Buffer, address: string, now: number): readonly string[] {
  const certificate = parsed(der)
  const fields = readCertificate(der)
  if (certificate === undefined || fields === undefined) return ['it cannot be read']
  const { publicKey } = certificate
  const usage = keyUsageOf(fields)
  const needed = publicKey.asymmetricKeyType === 'rsa' ? keyUsage.keyEncipherment : keyUsage.keyAgreement
  const problems: readonly (false | string)[] = [
    ...validityProblems(certificate, now),
    certificate.ca && 'it is of an authority, not of a person or an office',
    !isFor(certificate, address) && `it is not for ${address}, but for: ${namesOf(certificate)}`,
    !forMail(certificate.keyUsage) && 'its purpose is not mail (emailProtection)',
    usage !== undefined && !usage.has(needed) && 'its key is not for encryption',
    !canEncryptTo(publicKey) &&
      'nothing is encrypted with such a key: RSA from 2048 bits, or one of the curves P-256, P-384 and P-521',
  ]
  return problems.filter(problem => problem !== false)
}

function parsed(der: Buffer): X509Certificate | undefined {
  try {
    return new X509Certificate(der)
  } catch {
    return undefined
  }
}

/** Addresses differ in case from place to place. */
function isFor(certificate: X509Certificate, address: string): boolean {
  const names = (certificate.subjectAltName ?? '').toLowerCase().split(', ')
  return names.includes(`email:${address}`) || certificate.checkEmail(address) !== undefined
}

/** The row for an operator who vouches for it. */
export function knownByOperator(
  address: string,
  der: Buffer,
  now: number,
): CertificateOutcome<NewKnownCertificate> {
  const normal = normalizeAddress(address)?.address
  if (normal === undefined) return refuseCertificate('invalid', `${address} is no address`)
  const problems = encryptionProblems(der, normal, now)
  if (problems.length > 0) return refuseCertificate('refused', 'the certificate was not taken', problems)
  return ok(rowOf(normal, der, 'added', null, now))
}

function rowOf(
  address: string,
  der: Buffer,
  source: NewKnownCertificate['source'],
  entryId: NewKnownCertificate['entryId'],
  seenAt: number,
): NewKnownCertificate {
  const certificate = new X509Certificate(der)
  return {
    address,
    fingerprint: fingerprintOf(der),
    source,
    entryId,
    subject: commonName(certificate.subject),
    issuer: commonName(certificate.issuer),
    serial: certificate.serialNumber.toLowerCase(),
    notBefore: certificate.validFromDate.getTime(),
    notAfter: certificate.validToDate.getTime(),
    seenAt,
    der,
  }
}
