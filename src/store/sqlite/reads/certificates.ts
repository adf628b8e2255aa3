/** Certificates, and the lists of revoked ones. */
import type {
  Certificate,
  CertificateId,
  CertificateReads,
  RevocationList,
  Revoked,
} from '../../../ports/certificates.ts'
import type { BoxId } from '../../../ports/directory.ts'
import type { Db, Statement } from '../connection.ts'

const columns = `
  SELECT id, kind, subject, box_id AS boxId, serial, issuer, issuer_id AS issuerId, not_before AS notBefore,
    not_after AS notAfter, status, revoked_at AS revokedAt, reason, key_name AS keyName, fingerprint,
    warned_days AS warnedDays, der
  FROM certificates`

export class CertificateReader implements CertificateReads {
  readonly #list: Statement<Certificate>
  readonly #ending: Statement<Certificate>
  readonly #byId: Statement<Certificate>
  readonly #byFingerprint: Statement<Certificate>
  readonly #ofBox: Statement<Certificate>
  readonly #revoked: Statement<Certificate>
  readonly #revocations: Statement<Revoked>
  readonly #revocationList: Statement<RevocationList>

  constructor(db: Db) {
    this.#list = db.prepare(
      `${columns}
       WHERE (@boxId IS NULL OR box_id = @boxId) AND (@kind IS NULL OR kind = @kind)
         AND (@status IS NULL OR status = @status) AND (@endsBefore IS NULL OR not_after < @endsBefore)
       ORDER BY id DESC LIMIT @limit`,
    )
    this.#ending = db.prepare(
      `${columns} WHERE status = 'active' AND not_after < ? AND warned_days IS NOT 0 ORDER BY not_after LIMIT ?`,
    )
    this.#byId = db.prepare(`${columns} WHERE id = ?`)
    this.#byFingerprint = db.prepare(`${columns} WHERE fingerprint = ?`)
    this.#ofBox = db.prepare(`${columns} WHERE box_id = ? AND status = 'active'`)
    this.#revoked = db.prepare(`${columns} WHERE issuer_id = ? AND status = 'revoked' ORDER BY id`)
    this.#revocations = db.prepare(
      `SELECT fingerprint, revoked_at AS revokedAt FROM certificates WHERE status = 'revoked' ORDER BY id`,
    )
    this.#revocationList = db.prepare(
      `SELECT issuer_id AS issuerId, number, entries, this_update AS thisUpdate, next_update AS nextUpdate,
         der
       FROM revocation_lists WHERE issuer_id = ?`,
    )
  }

  async list({
    boxId = undefined,
    kind = undefined,
    status = undefined,
    endsBefore = undefined,
    limit,
  }: Parameters<CertificateReads['list']>[0]): Promise<readonly Certificate[]> {
    const filter = { boxId, kind, status, endsBefore }
    const given = Object.entries(filter).map(([name, value]) => [name, value ?? null])
    return this.#list.all({ ...Object.fromEntries(given), limit })
  }

  async ending(before: number, limit: number): Promise<readonly Certificate[]> {
    return this.#ending.all(before, limit)
  }

  async certificate(id: CertificateId): Promise<Certificate | undefined> {
    return this.#byId.get(id)
  }

  async byFingerprint(fingerprint: string): Promise<Certificate | undefined> {
    return this.#byFingerprint.get(fingerprint)
  }

  async ofBox(box: BoxId): Promise<Certificate | undefined> {
    return this.#ofBox.get(box)
  }

  async revoked(issuer: CertificateId): Promise<readonly Certificate[]> {
    return this.#revoked.all(issuer)
  }

  async revocations(): Promise<readonly Revoked[]> {
    return this.#revocations.all()
  }

  async revocationList(issuer: CertificateId): Promise<RevocationList | undefined> {
    return this.#revocationList.get(issuer)
  }
}
