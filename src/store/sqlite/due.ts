/**
 * Which letters are due to be erased, in one SQL for the reader that shows them and for the job that condemns them: what
 * a trial run shows is what happens. Of several classes that match a letter the one that keeps it longest counts; of a
 * letter that none matches nobody ever asks.
 */
import { spanBefore } from '../../base/keep-span.ts'
import type { EntryId } from '../../ports/archive.ts'
import type { Blocked, RetentionClass } from '../../ports/retention.ts'
import type { Db, Statement } from './connection.ts'

/** Before every letter: what is kept for ever. */
const never = -1

interface ClassRow extends Omit<RetentionClass, 'keep'> {
  readonly months: number | null
  readonly days: number | null
}

/** A class as it stands at one moment: letters received before `cutoff` are over. */
interface Standing extends RetentionClass {
  readonly cutoff: number
}

export interface DueRow {
  readonly id: EntryId
  readonly receivedAt: number
  readonly className: string
}

type MatchRow = readonly [id: EntryId, receivedAt: number, ordinal: number | null]

/** Letters that are not erased and not condemned, with the place of the longest of their classes in the list. */
const matchSql = `
  WITH class AS MATERIALIZED (
    SELECT key AS ordinal, value ->> 'agencyId' AS agency_id, value ->> 'documentKind' AS document_kind,
      value ->> 'rule' AS rule, value ->> 'direction' AS direction, value ->> 'verdict' AS verdict
    FROM json_each(@classes))
  SELECT e.id, e.received_at,
    (SELECT min(c.ordinal) FROM class AS c
     WHERE (c.direction IS NULL OR c.direction = e.direction)
       AND (c.verdict IS NULL OR c.verdict = e.verdict)
       AND (c.agency_id IS NULL
         OR EXISTS (SELECT 1 FROM entry_agencies AS a WHERE a.agency_id = c.agency_id AND a.entry_id = e.id))
       AND (c.document_kind IS NULL
         OR EXISTS (SELECT 1 FROM documents AS d WHERE d.entry_id = e.id AND d.kind = c.document_kind))
       AND (c.rule IS NULL
         OR EXISTS (SELECT 1 FROM violations AS v WHERE v.entry_id = e.id AND v.rule = c.rule)))
  FROM entries AS e
  WHERE e.received_at < @youngest AND e.erased_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM erasures AS x WHERE x.entry_id = e.id)`

export function readClasses(db: Db): Statement<ClassRow> {
  return db.prepare(
    `SELECT name, months, days, agency_id AS agencyId, document_kind AS documentKind, rule, direction, verdict
     FROM retention_classes ORDER BY name`,
  )
}

export function toClass({ months, days, ...conditions }: ClassRow): RetentionClass {
  return { ...conditions, keep: months === null ? null : { months, days: days ?? 0 } }
}

export class DueEntries {
  readonly #classes: Statement<ClassRow>
  readonly #window: Statement<MatchRow>
  readonly #listed: Statement<MatchRow>

  constructor(db: Db) {
    this.#classes = readClasses(db)
    this.#window = db.prepare<unknown[], MatchRow>(`${matchSql} AND e.id > @after AND e.id <= @to`).raw()
    this.#listed = db
      .prepare<unknown[], MatchRow>(`${matchSql} AND e.id IN (SELECT value FROM json_each(@ids))`)
      .raw()
  }

  /** By entry number. */
  inWindow(now: number, after: EntryId, to: EntryId): readonly DueRow[] {
    return this.#due(now, this.#window, { after, to })
  }

  of(now: number, ids: readonly EntryId[]): readonly DueRow[] {
    return this.#due(now, this.#listed, { ids: JSON.stringify(ids) })
  }

  #due(now: number, statement: Statement<MatchRow>, bounds: object): readonly DueRow[] {
    const standing = longestFirst(this.#classes.all().map(toClass), now)
    const youngest = standing.at(-1)?.cutoff ?? never
    if (youngest === never) return []
    const due: DueRow[] = []
    for (const [id, receivedAt, ordinal] of statement.all({
      classes: JSON.stringify(standing),
      youngest,
      ...bounds,
    })) {
      const longest = ordinal === null ? undefined : standing[ordinal]
      if (longest !== undefined && receivedAt < longest.cutoff)
        due.push({ id, receivedAt, className: longest.name })
    }
    return due
  }
}

/** The order decides which class of several counts: the one that keeps longest, then by name. */
function longestFirst(classes: readonly RetentionClass[], now: number): readonly Standing[] {
  return classes
    .map(one => ({ ...one, cutoff: one.keep === null ? never : spanBefore(now, one.keep) }))
    .toSorted((a, b) => a.cutoff - b.cutoff || (a.name < b.name ? -1 : 1))
}

/** What keeps letters although they are due. */
export class Blocks {
  readonly #blocked: Statement<{ id: EntryId; blocked: Blocked }>

  constructor(db: Db) {
    this.#blocked = db.prepare(
      `WITH asked AS (SELECT value AS id FROM json_each(?)),
         edge AS MATERIALIZED (SELECT min(evaluated_to) AS evaluated_to FROM holds WHERE removed_at IS NULL)
       SELECT id, blocked FROM (
         SELECT id, CASE
           WHEN EXISTS (SELECT 1 FROM hold_entries AS h JOIN holds ON holds.id = h.hold_id
                        WHERE h.entry_id = asked.id AND holds.removed_at IS NULL) THEN 'hold'
           WHEN id > (SELECT evaluated_to FROM edge) THEN 'hold-unknown'
           WHEN EXISTS (SELECT 1 FROM queue
                        WHERE queue.entry_id = asked.id AND queue.state IN ('waiting', 'parked'))
             OR EXISTS (SELECT 1 FROM held WHERE held.entry_id = asked.id AND held.state = 'held')
             THEN 'under-way'
           END AS blocked
         FROM asked)
       WHERE blocked IS NOT NULL`,
    )
  }

  of(ids: readonly EntryId[]): ReadonlyMap<EntryId, Blocked> {
    return new Map(this.#blocked.all(JSON.stringify(ids)).map(({ id, blocked }) => [id, blocked]))
  }
}
