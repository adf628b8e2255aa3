import type { KeyUseReads, KeyUseTotals } from '../../../ports/keys.ts'
import type { Db, Statement } from '../connection.ts'

export class KeyUseReader implements KeyUseReads {
  readonly #totals: Statement<KeyUseTotals>

  constructor(db: Db) {
    this.#totals = db.prepare(
      `SELECT key, sum(signatures) AS signatures, sum(decryptions) AS decryptions, sum(failures) AS failures,
         max(day) AS lastDay
       FROM key_uses GROUP BY key ORDER BY key`,
    )
  }

  async totals(): Promise<readonly KeyUseTotals[]> {
    return this.#totals.all()
  }
}
