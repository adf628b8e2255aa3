/** Certificates of correspondents outside. */
import type { KnownCertificate, KnownCertificateReads } from '../../../ports/known-certificates.ts'
import type { Db, Statement } from '../connection.ts'

const columns = `
  SELECT address, fingerprint, source, entry_id AS entryId, subject, issuer, serial, not_before AS notBefore,
    not_after AS notAfter, first_seen AS firstSeen, last_seen AS lastSeen, der
  FROM known_certificates`

/** By issue before sight: an old letter that comes again brings no old certificate back. */
const bestFirst = `source = 'added' DESC, not_before DESC, last_seen DESC, fingerprint`

export class KnownCertificateReader implements KnownCertificateReads {
  readonly #of: Statement<KnownCertificate>
  readonly #list: Statement<KnownCertificate>

  constructor(db: Db) {
    this.#of = db.prepare(`${columns} WHERE address = ? ORDER BY ${bestFirst}`)
    this.#list = db.prepare(
      `${columns} WHERE @domain IS NULL OR substr(address, instr(address, '@') + 1) = @domain
       ORDER BY address, ${bestFirst} LIMIT @limit`,
    )
  }

  async of(address: string): Promise<readonly KnownCertificate[]> {
    return this.#of.all(address)
  }

  async list({
    domain = undefined,
    limit,
  }: Parameters<KnownCertificateReads['list']>[0]): Promise<readonly KnownCertificate[]> {
    return this.#list.all({ domain: domain ?? null, limit })
  }
}
