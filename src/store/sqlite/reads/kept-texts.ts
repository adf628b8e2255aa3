/** What searches compare of letters, as it is kept. */
import type { KeptSlab, KeptTextReads } from '../../../ports/kept-texts.ts'
import type { MailboxId, ViewId } from '../../../ports/mailboxes.ts'
import type { Db, Statement } from '../connection.ts'
import { TextSeal } from '../text-seal.ts'
import { OpenedFilters } from './opened-filters.ts'
import { SlabReader } from './slabs.ts'

/** A view, and what is kept of it. */
export interface Unkept {
  readonly id: ViewId
  readonly hasText: 0 | 1
  readonly hasHeader: 0 | 1
}

export interface KeeperRecipes {
  readonly texts: number
  readonly headers: number
}

export class KeptTextReader implements KeptTextReads {
  readonly #seal: TextSeal
  readonly #opened: OpenedFilters
  readonly #slabs: SlabReader
  readonly #filters: Statement<[id: ViewId, sealed: Buffer]>
  readonly #texts: Statement<[id: ViewId, sealed: Buffer]>
  readonly #keptTo: Statement<ViewId>
  readonly #without: Statement<Unkept>

  /** `openedBytes` of filters are kept open for the next search. */
  constructor(db: Db, masterKey: Uint8Array, openedBytes = 0) {
    this.#seal = new TextSeal(masterKey)
    this.#opened = new OpenedFilters(openedBytes)
    this.#slabs = new SlabReader(db, masterKey)
    this.#filters = db
      .prepare<unknown[], [ViewId, Buffer]>(
        `SELECT view_id, sealed FROM json_each(?) JOIN text_filters ON view_id = value WHERE recipe = ?`,
      )
      .raw()
    this.#texts = db
      .prepare<unknown[], [ViewId, Buffer]>(
        `SELECT view_id, sealed FROM json_each(?) JOIN kept_texts ON view_id = value WHERE recipe = ?`,
      )
      .raw()
    this.#keptTo = db.prepare<unknown[], ViewId>('SELECT view_id FROM kept_to WHERE recipe = ?').pluck()
    this.#without = db.prepare(
      `SELECT id, EXISTS (SELECT 1 FROM text_filters WHERE view_id = views.id AND recipe = @texts) AS hasText,
         EXISTS (SELECT 1 FROM kept_headers WHERE view_id = views.id AND recipe = @headers) AS hasHeader
       FROM views WHERE id > @after AND NOT (hasText AND hasHeader) ORDER BY id LIMIT @limit`,
    )
  }

  async filters(recipe: number, ids: readonly ViewId[]): ReturnType<KeptTextReads['filters']> {
    return this.#opened.get(recipe, ids, missing =>
      this.#seal.openFilters(recipe, this.#filters.all(JSON.stringify(missing), recipe)),
    )
  }

  async texts(recipe: number, ids: readonly ViewId[]): ReturnType<KeptTextReads['texts']> {
    const texts: [ViewId, Uint8Array][] = []
    for (const [id, sealed] of this.#texts.all(JSON.stringify(ids), recipe)) {
      const text = this.#seal.open(id, sealed)
      if (text !== undefined) texts.push([id, text])
    }
    return texts
  }

  async slabs(recipe: number, mailbox: MailboxId, uid: number): Promise<readonly KeptSlab[]> {
    return this.#slabs.after(recipe, mailbox, uid)
  }

  /** Of every view up to this, what can be is kept; `recipe`: that of texts and headers together. */
  keptTo(recipe: number): ViewId {
    return this.#keptTo.get(recipe) ?? 0
  }

  /** Holds nothing of any letter in memory. */
  forget(): void {
    this.#opened.forget()
  }

  /** Views after this of which something is not, smallest first. */
  without(recipes: KeeperRecipes, after: ViewId, limit: number): readonly Unkept[] {
    return this.#without.all({ ...recipes, after, limit })
  }
}
