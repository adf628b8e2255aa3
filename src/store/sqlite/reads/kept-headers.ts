/** The headers of letters, as they are kept. */
import type { KeptHeader, KeptHeaderReads } from '../../../ports/kept-headers.ts'
import type { ViewId } from '../../../ports/mailboxes.ts'
import type { Db, Statement } from '../connection.ts'
import { HeaderUnpacker } from '../packed-header.ts'
import { headerSeal } from '../text-seal.ts'

export class KeptHeaderReader implements KeptHeaderReads {
  readonly #seal: ReturnType<typeof headerSeal>
  readonly #unpacker = new HeaderUnpacker()
  readonly #headers: Statement<[id: ViewId, sealed: Buffer]>

  constructor(db: Db, masterKey: Uint8Array) {
    this.#seal = headerSeal(masterKey)
    this.#headers = db
      .prepare<unknown[], [ViewId, Buffer]>(
        'SELECT view_id, sealed FROM json_each(?) JOIN kept_headers ON view_id = value',
      )
      .raw()
  }

  async headers(ids: readonly ViewId[]): Promise<readonly KeptHeader[]> {
    const headers: KeptHeader[] = []
    for (const [id, sealed] of this.#headers.all(JSON.stringify(ids))) {
      const packed = this.#seal.open(id, sealed)
      if (packed !== undefined) headers.push([id, this.#unpacker.unpack(packed)])
    }
    return headers
  }
}
