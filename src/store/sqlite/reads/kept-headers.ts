/** The headers of letters, as they are kept. */
import type { KeptHeaderReads } from '../../../ports/kept-headers.ts'
import type { ViewId } from '../../../ports/mailboxes.ts'
import type { Db, Statement } from '../connection.ts'
import { HeaderUnpacker } from '../packed-header.ts'
import { headerSeal } from '../text-seal.ts'

export class KeptHeaderReader implements KeptHeaderReads {
  readonly #seal: ReturnType<typeof headerSeal>
  readonly #unpacker = new HeaderUnpacker()
  readonly #listed: Statement<[id: ViewId, sealed: Buffer]>
  readonly #whole: Statement<[id: ViewId, sealed: Buffer]>

  constructor(db: Db, masterKey: Uint8Array) {
    this.#seal = headerSeal(masterKey)
    const read = (column: string) =>
      db
        .prepare<unknown[], [ViewId, Buffer]>(
          `SELECT view_id, ${column} FROM json_each(?) JOIN kept_headers ON view_id = value WHERE recipe = ?`,
        )
        .raw()
    this.#listed = read('listed')
    this.#whole = read('whole')
  }

  async headers(
    recipe: number,
    ids: readonly ViewId[],
    which: 'listed' | 'whole',
  ): ReturnType<KeptHeaderReads['headers']> {
    const headers: [ViewId, Uint8Array][] = []
    const asked = JSON.stringify(ids)
    const opened =
      which === 'listed'
        ? this.#seal.openFilters(recipe, this.#listed.all(asked, recipe))
        : this.#whole.all(asked, recipe).map(([id, sealed]) => [id, this.#seal.open(id, sealed)] as const)
    for (const [id, packed] of opened) {
      const header = packed && this.#unpacker.unpack(recipe, packed)
      if (header !== undefined) headers.push([id, header])
    }
    return headers
  }
}
