import type { EntryId } from '../../../ports/archive.ts'
import { type BegunExport, type ExportId, type ExportReads, listedIdBytes } from '../../../ports/exports.ts'
import type { Scope } from '../../../ports/search.ts'
import type { Db, Statement } from '../connection.ts'
import { listedInRow } from '../jobs/exports.ts'

interface ExportRow extends Omit<BegunExport, 'scope' | 'seal'> {
  readonly scope: string
  readonly sealSize: number | null
  readonly sealNote: string
  readonly sealToken: Buffer | null
  readonly sealKeys: string
}

const columns = `id, operator, approval, query, format, scope, entries, through, at, expires_at AS expiresAt,
  begun_leaf AS begunLeaf, ended_leaf AS endedLeaf, seal_size AS sealSize, seal_note AS sealNote,
  seal_token AS sealToken, seal_keys AS sealKeys`

export class ExportReader implements ExportReads {
  readonly #export: Statement<ExportRow>
  readonly #open: Statement<ExportRow>
  readonly #part: Statement<Buffer>

  constructor(db: Db) {
    this.#export = db.prepare(`SELECT ${columns} FROM exports WHERE id = ?`)
    this.#open = db.prepare(
      `SELECT ${columns} FROM exports
       WHERE approval = @approval AND operator = @operator AND query = @query AND format = @format AND expires_at > @now
       ORDER BY at DESC, id LIMIT 1`,
    )
    this.#part = db
      .prepare<unknown[], Buffer>('SELECT ids FROM export_entries WHERE export_id = ? AND part = ?')
      .pluck()
  }

  async export(id: ExportId): Promise<BegunExport | undefined> {
    const row = this.#export.get(id)
    return row && toExport(row)
  }

  async openExport(
    { operator, approval, query, format }: Parameters<ExportReads['openExport']>[0],
    now: number,
  ): Promise<BegunExport | undefined> {
    const row = this.#open.get({ operator, approval, query, format, now })
    return row && toExport(row)
  }

  async exportEntries(id: ExportId, first: number, limit: number): Promise<readonly EntryId[]> {
    const ids: EntryId[] = []
    for (let at = first; at < first + limit; ) {
      const part = Math.floor(at / listedInRow)
      const row = this.#part.get(id, part)
      if (row === undefined) break
      const end = Math.min((part + 1) * listedInRow, first + limit)
      for (; at < end; at++) {
        const place = (at - part * listedInRow) * listedIdBytes
        if (place >= row.length) return ids
        ids.push(Number(row.readBigUInt64BE(place)))
      }
    }
    return ids
  }
}

function toExport({ scope, sealSize, sealNote, sealToken, sealKeys, ...row }: ExportRow): BegunExport {
  const seal = sealSize === null ? null : { size: sealSize, note: sealNote, token: sealToken, keys: sealKeys }
  return { ...row, scope: JSON.parse(scope) as Scope, seal }
}
