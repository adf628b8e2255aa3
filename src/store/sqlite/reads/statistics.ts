import type { Count, StatisticsReads } from '../../../ports/archive.ts'
import type { Db, Statement } from '../connection.ts'

type CountRow = Count & { readonly agencyCode: string | null; readonly agencyName: string | null }

export class StatisticsReader implements StatisticsReads {
  readonly #counts: Statement<CountRow>

  constructor(db: Db) {
    this.#counts = db.prepare(
      `SELECT c.day, nullif(c.agency_id, 0) AS agencyId, c.direction, c.verdict, c.messages, c.bytes,
         c.signed, c.verified, a.code AS agencyCode, a.name AS agencyName
       FROM counts c LEFT JOIN agencies a ON a.id = c.agency_id
       WHERE c.day BETWEEN @fromDay AND @toDay AND (@agency IS NULL OR a.code = @agency)
       ORDER BY c.day, a.code, c.direction, c.verdict`,
    )
  }

  async counts(filter: {
    readonly agency?: string
    readonly fromDay: string
    readonly toDay: string
  }): Promise<readonly CountRow[]> {
    return this.#counts.all({ agency: null, ...filter })
  }
}
