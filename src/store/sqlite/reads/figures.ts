import type { StoreFigures } from '../../../ports/figures.ts'
import type { Db, Statement } from '../connection.ts'

/** All of it by indexes: years of letters stay in the tables. */
export class FiguresReader {
  readonly #figures: Statement<Record<'entries' | 'leaves' | 'waiting' | 'parked' | 'held', number>>
  readonly #oldest: Statement<number | null>

  constructor(db: Db) {
    this.#figures = db.prepare(
      `SELECT (SELECT coalesce(max(id), 0) FROM entries) AS entries,
         (SELECT coalesce(max(leaf_index) + 1, 0) FROM log) AS leaves,
         (SELECT count(*) FROM queue WHERE state = 'waiting') AS waiting,
         (SELECT count(*) FROM queue WHERE state = 'parked') AS parked,
         (SELECT count(*) FROM held WHERE state = 'held') AS held`,
    )
    this.#oldest = db
      .prepare<unknown[], number | null>(`SELECT min(created_at) FROM queue WHERE state = 'waiting'`)
      .pluck()
  }

  figures(): Omit<StoreFigures, 'writerJobs'> {
    const { entries, leaves, waiting, parked, held } = this.#figures.get()!
    const oldestWaitingAt = this.#oldest.get() ?? null
    return { entries, leaves, held, queue: { waiting, parked, oldestWaitingAt } }
  }
}
