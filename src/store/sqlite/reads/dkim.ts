import type { DkimKey, DkimReads } from '../../../ports/dkim.ts'
import type { Db, Statement } from '../connection.ts'

export class DkimReader implements DkimReads {
  readonly #keys: Statement<DkimKey>

  constructor(db: Db) {
    this.#keys = db.prepare(
      `SELECT domain, selector, algorithm, public_key AS publicKey, key_name AS keyName,
         created_at AS createdAt, active_from AS activeFrom, retired_at AS retiredAt
       FROM dkim_keys ORDER BY created_at, domain, selector`,
    )
  }

  async keys(): Promise<readonly DkimKey[]> {
    return this.#keys.all()
  }
}
