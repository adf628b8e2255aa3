/** Filters of many letters together, as searches read them. */
import type { KeptSlab } from '../../../ports/kept-texts.ts'
import type { MailboxId } from '../../../ports/mailboxes.ts'
import type { Db, Statement } from '../connection.ts'
import { type SlabKeys, SlabSeal } from '../slab-seal.ts'

/** How many are told of at a time: their shapes take some kilobytes each. */
const atATime = 16
/** Of a slab: its records are numbered so far apart from those of the next. */
export const mostRecords = 2 ** 20

export function recordId(slab: number, number: number): number {
  return slab * mostRecords + number
}

interface SlabRow {
  readonly id: number
  readonly firstUid: number
  readonly lastUid: number
  readonly keys: Uint8Array
  readonly shape: Uint8Array
}

export class SlabReader {
  readonly #seal: SlabSeal
  readonly #after: Statement<SlabRow>
  readonly #records: Statement<[id: number, sealed: Buffer]>

  constructor(db: Db, masterKey: Uint8Array) {
    this.#seal = new SlabSeal(masterKey)
    this.#after = db.prepare(
      `SELECT id, first_uid AS firstUid, last_uid AS lastUid, keys, shape FROM filter_slabs
       WHERE mailbox_id = ? AND last_uid > ? AND recipe = ? ORDER BY last_uid LIMIT ${atATime}`,
    )
    this.#records = db
      .prepare<unknown[], [number, Buffer]>(
        'SELECT slab_records.id, sealed FROM json_each(?) JOIN slab_records ON slab_records.id = value',
      )
      .raw()
  }

  /** As `KeptTextReads` has it. */
  after(recipe: number, mailbox: MailboxId, uid: number): KeptSlab[] {
    return this.#after.all(mailbox, uid, recipe).map(({ id, firstUid, lastUid, keys, shape }) => {
      const opened = this.#seal.open({ mailbox, recipe, shape }, keys)
      return opened === undefined
        ? { firstUid, lastUid, shape: new Uint8Array(0), records: async () => new Map() }
        : { firstUid, lastUid, shape, records: async numbers => this.#open(id, opened, numbers) }
    })
  }

  #open(slab: number, keys: SlabKeys, numbers: readonly number[]): ReadonlyMap<number, Uint8Array> {
    const ids = numbers.map(number => recordId(slab, number))
    const sealed = this.#records.all(JSON.stringify(ids))
    return new Map(keys.open(sealed.map(([id, octets]) => [id - recordId(slab, 0), octets])))
  }
}
