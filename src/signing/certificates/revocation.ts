/**
 * Revoked certificates, and the lists of them that the authorities sign (RFC 5280 §5). A list is signed anew when a
 * certificate is revoked, and long before it runs out: whoever checks must never find an old one. The root's holds
 * for over a year, since its key may be elsewhere.
 */
import { ok } from '../../base/result.ts'
import type { Certificate, CertificateId, RevocationReason } from '../../ports/certificates.ts'
import {
  type CertificateOutcome,
  type CertificateParts,
  type Issuer,
  refuseCertificate,
  subjectOf,
} from './certificates.ts'
import { encodeRevocationList, keyIdentifier } from './x509.ts'

export const revocationReasons = [
  'unspecified',
  'key-compromise',
  'affiliation-changed',
  'superseded',
  'cessation-of-operation',
] as const satisfies readonly RevocationReason[]

/** CRLReason; `unspecified` is told by leaving it out (RFC 5280 §5.3.1). */
const reasonCodes: Readonly<Record<RevocationReason, number | null>> = {
  unspecified: null,
  'key-compromise': 1,
  'affiliation-changed': 3,
  superseded: 4,
  'cessation-of-operation': 5,
}

const dayMs = 86_400_000
/** How long a list holds; it is signed anew when a seventh of that has passed. */
const listDays = { 'ca-issuing': 7, 'ca-root': 400 } as const
const renewedAfter = 1 / 7

export async function revoke(
  parts: CertificateParts,
  id: CertificateId,
  reason: RevocationReason,
): Promise<CertificateOutcome<Certificate>> {
  const { certificates } = parts.store.read
  const known = await certificates.certificate(id)
  if (known?.kind === 'ca-root' || known?.kind === 'ca-other')
    return refuseCertificate('refused', `${known.subject} stands in no list of revoked certificates`)
  // Without the root's key nobody would hear of it.
  if (known?.kind === 'ca-issuing' && (await issuerKeyOf(parts, known)) === undefined)
    return refuseCertificate('refused', 'bring the key of the root back first: congvu cert ca root-online')
  const revoked = await parts.store.write.revokeCertificate(id, reason, parts.clock.now())
  const certificate = await certificates.certificate(id)
  if (!revoked.ok || certificate === undefined)
    return refuseCertificate('not-found', `no certificate ${id}, or it is revoked already`)
  await refreshRevocationLists(parts)
  return ok(certificate)
}

async function issuerKeyOf({ store, keys }: CertificateParts, { issuerId }: Certificate) {
  const issuer = issuerId === null ? undefined : await store.read.certificates.certificate(issuerId)
  return issuer?.keyName == null ? undefined : keys.get(issuer.keyName)
}

/** Signs the lists that are due, of those issuers whose key is on the server. */
export async function refreshRevocationLists(parts: CertificateParts): Promise<void> {
  const { certificates } = parts.store.read
  for (const kind of ['ca-root', 'ca-issuing'] as const) {
    // Those of earlier authorities too, as long as something that they issued can hold.
    for (const certificate of await certificates.list({ kind, limit: 100 })) {
      if (certificate.keyName === null || !(await isDue(parts, certificate))) continue
      const key = await parts.keys.get(certificate.keyName)
      if (key !== undefined) await signRevocationList(parts, { certificate, key })
    }
  }
}

async function isDue({ store, clock }: CertificateParts, issuer: Certificate): Promise<boolean> {
  const { certificates } = store.read
  const now = clock.now()
  if (issuer.notAfter <= now) return false
  const list = await certificates.revocationList(issuer.id)
  if (list === undefined) return true
  if (now >= list.thisUpdate + (list.nextUpdate - list.thisUpdate) * renewedAfter) return true
  // What is revoked stays so: a list of as many is complete.
  return (await certificates.revoked(issuer.id)).length !== list.entries
}

export async function signRevocationList(
  parts: CertificateParts,
  { certificate, key }: Issuer,
): Promise<void> {
  const { certificates } = parts.store.read
  const revoked = await certificates.revoked(certificate.id)
  const before = await certificates.revocationList(certificate.id)
  const thisUpdate = parts.clock.now()
  const content = {
    number: (before?.number ?? 0) + 1,
    entries: revoked.length,
    thisUpdate,
    nextUpdate: thisUpdate + listDays[certificate.kind === 'ca-root' ? 'ca-root' : 'ca-issuing'] * dayMs,
  }
  const der = await encodeRevocationList(
    {
      ...content,
      issuer: subjectOf(certificate),
      issuerKeyId: keyIdentifier(key.publicKey),
      revoked: revoked.map(({ serial, revokedAt, reason }) => ({
        serial,
        revokedAt: revokedAt ?? 0,
        reasonCode: reasonCodes[reason ?? 'unspecified'],
      })),
    },
    key,
  )
  await parts.store.write.putRevocationList({ ...content, issuerId: certificate.id, der })
}
