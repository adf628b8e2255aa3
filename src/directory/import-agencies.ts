import { fail, ok, type Result } from '../base/result.ts'
import type { NewAgency } from '../ports/directory.ts'
import type { Store } from '../ports/store.ts'
import { agencyColumns, agencyFromRow } from './agency.ts'
import { atLine, importRows } from './import-rows.ts'

/** Adds every agency of a CSV file, or none and tells every bad row. A dry run only checks. */
export async function importAgencies(
  store: Store,
  csv: string,
  options: { readonly dryRun: boolean; readonly maxRows: number },
): Promise<Result<readonly NewAgency[], readonly string[]>> {
  const existing = new Set((await store.read.directory.agencies()).map(agency => agency.code))
  const lineOf = new Map<string, number>()
  const rows = importRows(csv, agencyColumns, options.maxRows, (row, line) => {
    const agency = agencyFromRow(row)
    if (!agency.ok) return agency
    const { code } = agency.value
    const earlier = lineOf.get(code)
    lineOf.set(code, earlier ?? line)
    if (earlier !== undefined)
      return fail([{ field: 'code', message: `${code} stands on line ${earlier} too` }])
    if (existing.has(code)) return fail([{ field: 'code', message: `${code} already exists` }])
    return agency
  })
  if (!rows.ok) return rows
  const agencies = rows.value.map(row => row.value)
  if (options.dryRun || agencies.length === 0) return ok(agencies)
  const added = await store.write.addAgencies(agencies)
  if (added.ok) return ok(agencies)
  const { what, reason } = added.error
  return fail([atLine(lineOf.get(what) ?? 0, `${what}: ${reason}`)])
}
