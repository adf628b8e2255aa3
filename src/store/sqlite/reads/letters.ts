/** Entries whose received bytes are kept, by period and by number. */
import { breathe } from '../../../base/breath.ts'
import { localTime } from '../../../base/local-time.ts'
import type { EntryId } from '../../../ports/archive.ts'
import type { KeptLetter, LetterList, LetterReads, Period } from '../../../ports/audit-mailboxes.ts'
import type { AgencyId } from '../../../ports/directory.ts'
import type { Scope } from '../../../ports/search.ts'
import type { Db, Statement } from '../connection.ts'

type ListRow = [id: number, receivedAtMs: number, sizeBytes: number]

interface ErasureRow {
  readonly id: number
  readonly detail: string
}

/** Rows looked at in one turn of the event loop: a few milliseconds. */
const rowsAtOnce = 1024
/** Time whose entries are counted through in one turn. */
const boundsMs = 3 * 3_600_000

// An erased letter has no place any more, and a refused one never had bytes.
const isKept = `(EXISTS (SELECT 1 FROM hot WHERE hot.blob_id = e.received_blob)
  OR EXISTS (SELECT 1 FROM cold WHERE cold.blob_id = e.received_blob))`

export class LetterReader implements LetterReads {
  readonly #last: Statement<EntryId>
  readonly #bounds: Statement<{ first: EntryId | null; last: EntryId | null }>
  readonly #ofProvince: Statement<ListRow>
  readonly #ofAgency: Statement<ListRow>
  readonly #provinceEnd: Statement<EntryId>
  readonly #agencyEnd: Statement<EntryId>
  readonly #byId: Statement<KeptLetter>
  readonly #countedMonths: Statement<string>
  readonly #endsOfProvince: Statement<number>
  readonly #endsOfAgency: Statement<number>
  readonly #lastAct: Statement<number>
  readonly #erasures: Statement<ErasureRow>

  constructor(db: Db) {
    this.#last = db.prepare<unknown[], EntryId>('SELECT coalesce(max(id), 0) FROM entries').pluck()
    this.#bounds = db.prepare(
      'SELECT min(id) AS first, max(id) AS last FROM entries WHERE received_at >= ? AND received_at < ?',
    )
    // A piece is some of the numbers, not some of the letters: however few of them match, it is short.
    this.#provinceEnd = db
      .prepare<unknown[], EntryId>('SELECT id FROM entries WHERE id > ? ORDER BY id LIMIT 1 OFFSET ?')
      .pluck()
    this.#agencyEnd = db
      .prepare<unknown[], EntryId>(
        'SELECT entry_id FROM entry_agencies WHERE agency_id = ? AND entry_id > ? ORDER BY entry_id LIMIT 1 OFFSET ?',
      )
      .pluck()
    const list = 'SELECT e.id, e.received_at, e.size FROM'
    const inTime = `e.received_at >= ? AND e.received_at < ? AND ${isKept}`
    this.#ofProvince = db
      .prepare<unknown[], ListRow>(
        `${list} entries e WHERE e.id > ? AND e.id <= ? AND ${inTime} ORDER BY e.id`,
      )
      .raw()
    this.#ofAgency = db
      .prepare<unknown[], ListRow>(
        `${list} entry_agencies a JOIN entries e ON e.id = a.entry_id
         WHERE a.agency_id = ? AND a.entry_id > ? AND a.entry_id <= ? AND ${inTime} ORDER BY a.entry_id`,
      )
      .raw()
    this.#byId = db.prepare(
      `SELECT e.id, e.received_at AS receivedAt, e.size AS sizeBytes, e.received_blob AS blob
       FROM entries e WHERE e.id IN (SELECT value FROM json_each(@ids))
         AND (@from IS NULL OR e.received_at >= @from) AND (@before IS NULL OR e.received_at < @before)
         AND (@agencies IS NULL OR EXISTS (SELECT 1 FROM entry_agencies a
           WHERE a.agency_id IN (SELECT value FROM json_each(@agencies)) AND a.entry_id = e.id))
         AND ${isKept}
       ORDER BY e.id`,
    )
    this.#countedMonths = db
      .prepare<unknown[], string>(
        `SELECT DISTINCT substr(day, 1, 7) FROM counts WHERE agency_id = ? AND verdict <> 'refused'`,
      )
      .pluck()
    this.#endsOfProvince = db
      .prepare<unknown[], number>(
        `SELECT received_at FROM entries
         WHERE id IN ((SELECT min(id) FROM entries), (SELECT max(id) FROM entries))`,
      )
      .pluck()
    this.#endsOfAgency = db
      .prepare<unknown[], number>(
        `SELECT received_at FROM entries
         WHERE id IN ((SELECT min(entry_id) FROM entry_agencies WHERE agency_id = @agency),
                      (SELECT max(entry_id) FROM entry_agencies WHERE agency_id = @agency))`,
      )
      .pluck()
    this.#lastAct = db.prepare<unknown[], number>('SELECT coalesce(max(id), 0) FROM audit').pluck()
    this.#erasures = db.prepare(
      `SELECT id, detail FROM audit WHERE id > ? AND id <= ? AND operation = 'retention.erase' ORDER BY id`,
    )
  }

  async last(): Promise<EntryId> {
    return this.#last.get()!
  }

  async inPeriod(period: Period, after: EntryId, upTo: EntryId, limit: number): Promise<LetterList> {
    const bounds = await this.#boundsOf(period, after)
    const rows: ListRow[] = []
    const end = Math.min(upTo, bounds.last)
    for (let at = Math.max(after, bounds.first - 1); at < end && rows.length < limit; ) {
      const pieceEnd = Math.min(this.#pieceEnd(period.agency, at) ?? end, end)
      for (const row of this.#piece(period, at, pieceEnd)) rows.push(row)
      at = pieceEnd
      await breathe()
    }
    return toList(rows.slice(0, limit))
  }

  async byId(ids: ArrayLike<EntryId>, { agencies, fromMs, beforeMs }: Scope): Promise<readonly KeptLetter[]> {
    const found: KeptLetter[] = []
    const scope = {
      agencies: agencies === null ? null : JSON.stringify(agencies),
      from: fromMs,
      before: beforeMs,
    }
    for (let start = 0; start < ids.length; start += rowsAtOnce) {
      if (start > 0) await breathe()
      const piece = Array.prototype.slice.call(ids, start, start + rowsAtOnce) as EntryId[]
      for (const row of this.#byId.all({ ids: JSON.stringify(piece), ...scope })) found.push(row)
    }
    return found
  }

  async months(agency: AgencyId | null): Promise<readonly string[]> {
    const months = new Set(this.#countedMonths.all(agency ?? 0))
    const ends = agency === null ? this.#endsOfProvince.all() : this.#endsOfAgency.all({ agency })
    for (const receivedAt of ends) months.add(localTime(receivedAt).slice(0, 'yyyy-mm'.length))
    return [...months].sort()
  }

  async lastAct(): Promise<number> {
    return this.#lastAct.get()!
  }

  async erasures(after: number): Promise<{ upTo: number; entries: readonly EntryId[] }> {
    const upTo = this.#lastAct.get()!
    const entries = this.#erasures.all(after, upTo).flatMap(({ detail }) => erasedBy(detail))
    return { upTo, entries }
  }

  /** The least and the greatest number of a period: letters are numbered when they are committed, not as they came. */
  async #boundsOf({ fromMs, beforeMs }: Period, after: EntryId): Promise<{ first: EntryId; last: EntryId }> {
    // What is new is looked at whole.
    if (after > 0) return { first: after + 1, last: Number.MAX_SAFE_INTEGER }
    let first = Number.MAX_SAFE_INTEGER
    let last = 0
    for (let start = fromMs; start < beforeMs; start += boundsMs) {
      const bounds = this.#bounds.get(start, Math.min(start + boundsMs, beforeMs))
      first = Math.min(first, bounds?.first ?? first)
      last = Math.max(last, bounds?.last ?? 0)
      if ((start - fromMs) % (8 * boundsMs) === 0) await breathe()
    }
    return { first, last }
  }

  #pieceEnd(agency: AgencyId | null, after: EntryId): EntryId | undefined {
    return agency === null
      ? this.#provinceEnd.get(after, rowsAtOnce)
      : this.#agencyEnd.get(agency, after, rowsAtOnce)
  }

  #piece({ agency, fromMs, beforeMs }: Period, after: EntryId, upTo: EntryId): ListRow[] {
    return agency === null
      ? this.#ofProvince.all(after, upTo, fromMs, beforeMs)
      : this.#ofAgency.all(agency, after, upTo, fromMs, beforeMs)
  }
}

function toList(rows: readonly ListRow[]): LetterList {
  return {
    ids: Uint32Array.from(rows, row => row[0]),
    receivedAtMs: Float64Array.from(rows, row => row[1]),
    sizesBytes: Uint32Array.from(rows, row => row[2]),
  }
}

/** What an act of erasure names: `{"entries":[17,23],…}`. */
function erasedBy(detail: string): readonly EntryId[] {
  const { entries } = JSON.parse(detail) as { readonly entries?: unknown }
  return Array.isArray(entries) ? entries.filter(Number.isSafeInteger) : []
}
