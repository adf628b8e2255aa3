/** Rows that tell of entries: of each the entry is there, and none was added to what search finds them by. */
import { derivedTables, type RowKey } from '../../ports/evidence.ts'
import { definePhase, type Run } from '../run.ts'

interface Position {
  readonly table: number
  readonly after: RowKey
  /** Rows of this table until there, of entries of this run that were not erased. */
  readonly counted: number
  readonly done: number
}

const rowsAtATime = 1024

export const derivedPhase = definePhase<Position>({
  name: 'references',
  async begin({ erasures }) {
    await erasures.refresh()
    return { table: 0, after: null, counted: 0, done: 0 }
  },
  async step(run, { table: index, after, counted, done }) {
    const table = derivedTables[index]
    if (table === undefined) return null
    const rows = await run.parts.evidence.derived(table, after, rowsAtATime)
    let count = counted
    for (const { key, entry, entryExists, whole } of rows) {
      // The key of a party is an address, which is not for whoever verifies.
      const place = key.length === 1 ? `${table} ${key[0]}` : `${table} of entry ${entry}`
      const erased = run.erasures.actOf(entry, -1) !== undefined
      if (!entryExists) run.findings.add('derived', place, `tells of entry ${entry}, which is not there`)
      else if (!whole && !erased)
        run.findings.add('derived', place, 'what it needs of its entry is not there')
      if (entry <= run.bounds.entries && !erased) count++
      run.tally.derived++
    }
    const last = rows.at(-1)
    const next = done + rows.length
    if (last !== undefined && rows.length === rowsAtATime)
      return { table: index, after: last.key, counted: count, done: next }
    if (table === 'entry_parties') compare(run, table, count, run.tally.parties)
    if (table === 'entry_agencies') compare(run, table, count, run.tally.agencies)
    return index + 1 < derivedTables.length ? { table: index + 1, after: null, counted: 0, done: next } : null
  },
  work: ({ bounds }) => bounds.derived,
  done: ({ bounds }, { done }) => Math.min(done, bounds.derived),
})

/** Those that must be there are; more than these were put there. Not known when something was erased meanwhile. */
function compare({ erasures, tally, findings }: Run, table: string, found: number, expected: number): void {
  if (erasures.entries === tally.erasuresAtForms && found > expected)
    findings.add('derived', table, `${found - expected} rows follow from no entry`)
}
