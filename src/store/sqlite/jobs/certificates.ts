/** Certificates and lists of revoked ones. */
import { fail, ok } from '../../../base/result.ts'
import type { CertificateId, NewCertificate } from '../../../ports/certificates.ts'
import type { Jobs } from '../protocol.ts'
import type { WriterSession } from '../session.ts'

export function certificateJobs(
  session: WriterSession,
): Pick<
  Jobs,
  | 'addCertificate'
  | 'revokeCertificate'
  | 'setCertificateKey'
  | 'noteCertificateWarning'
  | 'putRevocationList'
> {
  const { db } = session
  const insert = db
    .prepare<NewCertificate, CertificateId>(
      `INSERT INTO certificates (kind, subject, box_id, serial, issuer, issuer_id, not_before, not_after, key_name,
       fingerprint, der)
     VALUES (@kind, @subject, @boxId, @serial, @issuer, @issuerId, @notBefore, @notAfter, @keyName, @fingerprint,
       @der)
     RETURNING id`,
    )
    .pluck()
  const known = db.prepare<unknown[], number>('SELECT 1 FROM certificates WHERE fingerprint = ?').pluck()
  // A chain may end in several authorities of elsewhere with one name; of all others there is one.
  const supersede = db.prepare(
    `UPDATE certificates SET status = 'superseded'
     WHERE status = 'active' AND @kind <> 'ca-other'
       AND iif(@boxId IS NULL, kind = @kind AND subject = @subject, box_id = @boxId)`,
  )
  const revoke = db.prepare(
    `UPDATE certificates SET status = 'revoked', revoked_at = @at, reason = @reason
     WHERE id = @id AND status <> 'revoked'`,
  )
  const setKey = db.prepare('UPDATE certificates SET key_name = ? WHERE id = ?')
  const warned = db.prepare('UPDATE certificates SET warned_days = ? WHERE id = ?')
  const putList = db.prepare(
    `INSERT INTO revocation_lists (issuer_id, number, entries, this_update, next_update, der)
     VALUES (@issuerId, @number, @entries, @thisUpdate, @nextUpdate, @der)
     ON CONFLICT DO UPDATE SET number = excluded.number, entries = excluded.entries,
       this_update = excluded.this_update,
       next_update = excluded.next_update, der = excluded.der
     WHERE excluded.number > number`,
  )
  return {
    addCertificate(certificate) {
      const { fingerprint, kind, subject, boxId } = certificate
      if (known.get(fingerprint) !== undefined)
        return fail({ reason: 'exists', what: `certificate of ${subject}` })
      supersede.run({ kind, subject, boxId })
      session.notify({ kind: 'certificates' })
      return ok(insert.get(certificate) as CertificateId)
    },

    revokeCertificate(id, reason, at) {
      if (revoke.run({ id, reason, at }).changes === 0)
        return fail({ reason: 'not-found', what: `certificate ${id} that holds` })
      session.notify({ kind: 'certificates' })
      return ok(undefined)
    },

    setCertificateKey(id, keyName) {
      setKey.run(keyName, id)
    },

    noteCertificateWarning(id, days) {
      warned.run(days, id)
    },

    putRevocationList: list => putList.run(list).changes === 1,
  }
}
