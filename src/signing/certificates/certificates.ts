/**
 * Certificates of boxes and hosts, and the authority that issues them where the province has none from outside.
 *
 *     authority.ts   the root, whose key may leave the server, and the issuing authority under it
 *     issue.ts       certificates for persons, offices and hosts; requests to the government's authority
 *     import.ts      what that authority, or a PKCS#12 file, brought; every doubt is a refusal
 *     revocation.ts  revoked certificates and the signed lists of them; revocation-server.ts gives those out
 *     renewal.ts     the clock: ends that come near, lists that grow old
 *     export.ts      a box's key and certificate for a mail program: PKCS#12, a profile for iOS (ios-profile.ts)
 *     identity.ts    what a box's letters are signed with, and what is opened with its keys
 *     known.ts       correspondents' certificates, which letters to them are encrypted with
 *     own-authorities.ts    what verification is told of these certificates, as soon as it changes
 *     profile.ts, x509.ts, pkcs12.ts    the formats: RFC 5280, RFC 2986, RFC 7292
 *
 * Invariants: a box has at most one active certificate; a key is durable before the certificate that needs it is
 * stored; a new certificate has a new key; keys never leave but by an export that the owner is told of.
 *
 * Deliberately absent: judging what others signed (`verify/`, told by own-authorities.ts); answering OCSP, since lists
 * of a province are small; certificates of a domain as a whole, which mail programs show as those of somebody else.
 */
import { hash, X509Certificate } from 'node:crypto'
import { fail, type Result } from '../../base/result.ts'
import type { Text } from '../../base/texts.ts'
import type { Certificate, CertificateId, NewCertificate } from '../../ports/certificates.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Keys, SigningKey } from '../../ports/keys.ts'
import type { Store } from '../../ports/store.ts'
import { certificateFields } from './x509.ts'

export interface CertificateParts {
  readonly store: Store
  readonly keys: Keys
  readonly clock: Clock
  /** The mail domain: what the authority is for. */
  readonly domain: string
  /** Where an issuer's list of revoked certificates is found; null when lists are not served. */
  readonly listUrl: (issuer: CertificateId) => string | null
  readonly notify: (address: string, notice: { readonly subject: Text; readonly body: Text }) => Promise<void>
}

/** An authority whose key is at hand. */
export interface Issuer {
  readonly certificate: Certificate
  readonly key: SigningKey
}

export interface CertificateRefusal {
  readonly reason: 'not-found' | 'refused' | 'invalid'
  readonly message: string
  /** One a line, when there are several. */
  readonly problems?: readonly string[]
}

export type CertificateOutcome<T> = Result<T, CertificateRefusal>

export function refuseCertificate(
  reason: CertificateRefusal['reason'],
  message: string,
  problems?: readonly string[],
): Result<never, CertificateRefusal> {
  return fail(problems === undefined ? { reason, message } : { reason, message, problems })
}

/** What a certificate that is to be stored is, beside what stands in it. */
export type Holding = Pick<NewCertificate, 'kind' | 'subject' | 'boxId' | 'issuerId' | 'keyName'>

/** Stores a certificate, or finds the one that is the same to the byte. */
export async function storeCertificate(
  { store }: CertificateParts,
  der: Buffer,
  holding: Holding,
): Promise<Certificate> {
  const parsed = new X509Certificate(der)
  const fingerprint = fingerprintOf(der)
  // A refusal says that it is there already.
  await store.write.addCertificate({
    ...holding,
    serial: parsed.serialNumber.toLowerCase(),
    issuer: commonName(parsed.issuer),
    notBefore: parsed.validFromDate.getTime(),
    notAfter: parsed.validToDate.getTime(),
    fingerprint,
    der,
  })
  const stored = await store.read.certificates.byFingerprint(fingerprint)
  if (stored === undefined) throw new Error(`the certificate of ${holding.subject} was not stored`)
  return stored
}

/** SHA-256, lower-case hex: what the store knows a certificate by. */
export function fingerprintOf(der: Uint8Array): string {
  return hash('sha256', der)
}

/** The common name in a name as the platform writes it, or the whole of it. */
export function commonName(name: string): string {
  const line = name.split('\n').findLast(attribute => attribute.startsWith('CN='))
  return (line?.slice(3) ?? name.replaceAll('\n', ', ')).replace(/\\(.)/g, '$1')
}

/** Certificates above one, its issuer first. */
export async function chainOf(
  { store }: Pick<CertificateParts, 'store'>,
  certificate: Pick<Certificate, 'issuerId'>,
): Promise<readonly Certificate[]> {
  const chain: Certificate[] = []
  for (let id = certificate.issuerId; id !== null; id = chain.at(-1)?.issuerId ?? null) {
    const issuer = await store.read.certificates.certificate(id)
    if (issuer === undefined) break
    chain.push(issuer)
  }
  return chain
}

/** The subject of a certificate of ours, to the byte. */
export function subjectOf({ der }: Pick<Certificate, 'der'>): Buffer {
  return certificateFields(der).subject
}

export function toPem(der: Uint8Array, label = 'CERTIFICATE'): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`
}
