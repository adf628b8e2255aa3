import type { AuditRecord } from '../../../ports/archive.ts'
import type { Db, Statement } from '../connection.ts'

export class AuditReader {
  readonly #newest: Statement<AuditRecord>

  constructor(db: Db) {
    this.#newest = db.prepare(
      'SELECT at, operator, role, operation, detail FROM audit ORDER BY id DESC LIMIT ?',
    )
  }

  async newest(limit: number): Promise<readonly AuditRecord[]> {
    return this.#newest.all(limit)
  }
}
