/**
 * Which filters are to be put together next, and which slabs are to go: those of another recipe, those that cannot be
 * opened or read, and those most of whose letters have left. New ones fill the stretches between slabs, with small slabs beside them
 * taken in.
 */
import type { SlabId } from '../../../ports/kept-texts.ts'
import type { MailboxId, ViewId } from '../../../ports/mailboxes.ts'
import type { Db, Statement } from '../connection.ts'
import { SlabSeal } from '../slab-seal.ts'
import { type OfView, TextSeal } from '../text-seal.ts'
import { mostRecords } from './slabs.ts'

export interface SlabPlan {
  readonly mailbox: MailboxId
  readonly outdated: readonly SlabId[]
  /** Ascending; none where there is nothing but to clear away. */
  readonly letters: readonly PlannedLetter[]
}

export interface PlannedLetter {
  readonly uid: number
  readonly view: ViewId
  readonly filter: Uint8Array
}

export interface SlabSizes {
  /** Fewer are read one by one as fast. */
  readonly leastLetters: number
  readonly mostLetters: number
  /** Of filters, about. */
  readonly mostBytes: number
}

interface SlabRow {
  readonly id: SlabId
  readonly recipe: number
  readonly firstUid: number
  readonly lastUid: number
  readonly letters: number
  readonly present: number
  /** Whether its first record is there, and its last. */
  readonly hasRecords: 0 | 1
  readonly shape: Uint8Array
  readonly keys: Uint8Array
}

interface Stretch {
  /** Both outside of it. */
  readonly after: number
  readonly before: number
  /** Slabs that would be taken in, and how many letters of the stretch are in them. */
  readonly taken: readonly SlabId[]
  readonly takenLetters: number
}

const beyondUids = 2 ** 32
/** Slabs that go in one commit: of each a row of some thousand octets. */
const mostDropped = 256

export class SlabPlanner {
  readonly #sizes: SlabSizes
  readonly #filters: TextSeal
  readonly #seal: SlabSeal
  readonly #mailboxes: Statement<MailboxId>
  readonly #holding: Statement<MailboxId>
  readonly #slabs: Statement<SlabRow>
  readonly #count: Statement<number>
  readonly #letters: Statement<{ uid: number; view: ViewId; sealed: Buffer }>

  constructor(db: Db, masterKey: Uint8Array, sizes: SlabSizes) {
    this.#sizes = sizes
    this.#filters = new TextSeal(masterKey)
    this.#seal = new SlabSeal(masterKey)
    this.#mailboxes = db
      .prepare<unknown[], MailboxId>(
        `SELECT id FROM mailboxes AS m WHERE messages >= ?
           OR EXISTS (SELECT 1 FROM filter_slabs WHERE mailbox_id = m.id) ORDER BY id`,
      )
      .pluck()
    this.#holding = db
      .prepare<unknown[], MailboxId>(
        'SELECT DISTINCT mailbox_id FROM json_each(?) JOIN messages ON view_id = value',
      )
      .pluck()
    this.#slabs = db.prepare(
      `SELECT id, recipe, first_uid AS firstUid, last_uid AS lastUid, letters, shape, keys,
         (SELECT count(*) FROM messages WHERE mailbox_id = s.mailbox_id AND uid BETWEEN first_uid AND last_uid)
           AS present,
         records = 0 OR (EXISTS (SELECT 1 FROM slab_records WHERE id = s.id * ${mostRecords}) AND
           EXISTS (SELECT 1 FROM slab_records WHERE id = s.id * ${mostRecords} + records - 1)) AS hasRecords
       FROM filter_slabs AS s WHERE mailbox_id = ? ORDER BY last_uid`,
    )
    this.#count = db
      .prepare<unknown[], number>(
        `SELECT count(*) FROM
           (SELECT 1 FROM messages WHERE mailbox_id = ? AND uid > ? AND uid < ? LIMIT ?)`,
      )
      .pluck()
    this.#letters = db.prepare(
      `SELECT m.uid, m.view_id AS view, f.sealed
       FROM messages AS m JOIN text_filters AS f ON f.view_id = m.view_id AND f.recipe = @recipe
       WHERE m.mailbox_id = @mailbox AND m.uid > @after AND m.uid < @before
         AND m.view_id < @incomplete
       ORDER BY m.uid LIMIT @most`,
    )
  }

  /** Where there may be anything to do. */
  mailboxes(): readonly MailboxId[] {
    return this.#mailboxes.all(this.#sizes.leastLetters)
  }

  /** Where these letters are. */
  holding(views: readonly ViewId[]): readonly MailboxId[] {
    return this.#holding.all(JSON.stringify(views))
  }

  /**
   * Undefined: nothing is to be done in the mailbox. `incomplete`: the first view of which nothing is kept yet; it would be
   * left out of a slab of what came later for good.
   */
  next(recipe: number, mailbox: MailboxId, incomplete: ViewId): SlabPlan | undefined {
    const slabs = this.#slabs.all(mailbox)
    const outdated = slabs.filter(slab => this.#isOutdated(recipe, mailbox, slab)).map(({ id }) => id)
    if (outdated.length > 0) return { mailbox, outdated: outdated.slice(0, mostDropped), letters: [] }
    for (const stretch of this.#stretches(mailbox, slabs)) {
      const letters = this.#lettersOf({ recipe, mailbox, incomplete }, stretch)
      if (letters.length > 0) return { mailbox, outdated: stretch.taken, letters }
    }
    return undefined
  }

  #isOutdated(recipe: number, mailbox: MailboxId, slab: SlabRow): boolean {
    const { letters, present, hasRecords, shape, keys } = slab
    if (slab.recipe !== recipe || present < letters / 2 || hasRecords === 0) return true
    return this.#seal.open({ mailbox, recipe, shape }, keys) === undefined
  }

  /** Between slabs, before the first and after the last of them. */
  *#stretches(mailbox: MailboxId, slabs: readonly SlabRow[]): Iterable<Stretch> {
    const { leastLetters, mostLetters } = this.#sizes
    for (let i = 0; i <= slabs.length; i++) {
      const before = slabs[i]?.firstUid ?? beyondUids
      const end = (at: number) => slabs[at - 1]?.lastUid ?? 0
      let count = this.#count.get(mailbox, end(i), before, mostLetters) ?? 0
      if (count < leastLetters) continue
      let first = i
      for (; first > 0 && count + slabs[first - 1]!.letters <= mostLetters; first--)
        count += slabs[first - 1]!.letters
      const taken = slabs.slice(first, i)
      const takenLetters = taken.reduce((sum, { present }) => sum + present, 0)
      if (first < i) yield { after: end(first), before, taken: taken.map(({ id }) => id), takenLetters }
      yield { after: end(i), before, taken: [], takenLetters: 0 }
    }
  }

  /**
   * None where too few would be added to what is in slabs already, or too many for one with those that it would take in. So
   * each slab brings more letters into slabs, and whoever follows the plans comes to an end.
   */
  #lettersOf(
    among: { readonly recipe: number; readonly mailbox: MailboxId; readonly incomplete: ViewId },
    { after, before, taken, takenLetters }: Stretch,
  ): PlannedLetter[] {
    const { leastLetters, mostLetters, mostBytes } = this.#sizes
    const rows = this.#letters.all({ ...among, after, before, most: mostLetters })
    let bytes = 0
    const past = rows.findIndex(({ sealed }) => {
      bytes += sealed.length
      return bytes > mostBytes
    })
    if (past >= 0 && taken.length > 0) return []
    const fitting = past < 0 ? rows : rows.slice(0, past)
    const opened = new Map(
      this.#filters.openFilters(
        among.recipe,
        fitting.map(({ view, sealed }): OfView => [view, sealed]),
      ),
    )
    const letters = fitting.flatMap(({ uid, view }) => {
      const filter = opened.get(view)
      return filter === undefined ? [] : [{ uid, view, filter }]
    })
    const isEnough = past >= 0 ? letters.length > 0 : letters.length - takenLetters >= leastLetters
    return isEnough ? letters : []
  }
}
