import type { AuditRecord } from '../../../ports/archive.ts'
import type { Db, Statement } from '../connection.ts'

const recordSql = 'SELECT at, operator, role, operation, detail FROM audit'

export class AuditReader {
  readonly #newest: Statement<AuditRecord>
  readonly #newestOf: Statement<AuditRecord>

  constructor(db: Db) {
    this.#newest = db.prepare(`${recordSql} ORDER BY id DESC LIMIT ?`)
    this.#newestOf = db.prepare(
      `${recordSql} WHERE operator = ? OR operation IN (SELECT value FROM json_each(?)) ORDER BY id DESC LIMIT ?`,
    )
  }

  async newest(
    limit: number,
    of?: { readonly operator: string; readonly operations: readonly string[] },
  ): Promise<readonly AuditRecord[]> {
    if (of === undefined) return this.#newest.all(limit)
    return this.#newestOf.all(of.operator, JSON.stringify(of.operations), limit)
  }
}
