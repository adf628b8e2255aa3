/** Certificates of correspondents outside. */
import { fail, ok } from '../../../base/result.ts'
import type { NewKnownCertificate } from '../../../ports/known-certificates.ts'
import type { Jobs } from '../protocol.ts'
import type { WriterSession } from '../session.ts'

export function knownCertificateJobs({
  db,
  limits,
}: WriterSession): Pick<Jobs, 'putKnownCertificate' | 'removeKnownCertificate'> {
  const put = db.prepare<NewKnownCertificate>(
    `INSERT INTO known_certificates (address, fingerprint, source, entry_id, subject, issuer, serial, not_before,
       not_after, first_seen, last_seen, der)
     VALUES (@address, @fingerprint, @source, @entryId, @subject, @issuer, @serial, @notBefore, @notAfter, @seenAt,
       @seenAt, @der)
     ON CONFLICT DO UPDATE SET last_seen = max(last_seen, excluded.last_seen),
       source = iif(excluded.source = 'added', 'added', source)`,
  )
  const forget = db.prepare(
    `DELETE FROM known_certificates
     WHERE address = @address AND source = 'harvested' AND fingerprint NOT IN (
       SELECT fingerprint FROM known_certificates WHERE address = @address AND source = 'harvested'
       ORDER BY last_seen DESC, fingerprint LIMIT @kept)`,
  )
  const remove = db.prepare(
    'DELETE FROM known_certificates WHERE address = ? AND (? IS NULL OR fingerprint = ?)',
  )
  return {
    putKnownCertificate(certificate) {
      put.run(certificate)
      forget.run({ address: certificate.address, kept: limits.knownCertificates })
    },

    removeKnownCertificate(address, fingerprint) {
      const { changes } = remove.run(address, fingerprint, fingerprint)
      return changes === 0 ? fail({ reason: 'not-found', what: `a certificate of ${address}` }) : ok(changes)
    },
  }
}
