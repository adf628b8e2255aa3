import type { Limits } from '../base/limits.ts'
import { fail, ok, type Result } from '../base/result.ts'
import type { NewAlias } from '../ports/directory.ts'
import type { Store } from '../ports/store.ts'
import { aliasColumns, aliasFromRow, planAlias } from './alias.ts'
import { atLine, type Imported, importRows } from './import-rows.ts'
import { describeProblems } from './problem.ts'

export interface AliasImport {
  readonly dryRun: boolean
  readonly domain: string
  readonly limits: Pick<Limits, 'importRows' | 'recipients'>
}

/**
 * Adds every alias of a CSV file, or none and tells every bad row. An alias may lead to one further down in the
 * same file. A dry run only checks.
 */
export async function importAliases(
  store: Store,
  csv: string,
  { dryRun, domain, limits }: AliasImport,
): Promise<Result<readonly NewAlias[], readonly string[]>> {
  const { directory } = store.read
  const existing = new Set(
    [...(await directory.boxes({})), ...(await directory.aliases())].map(entry => entry.address),
  )
  const rows = importRows(csv, aliasColumns, limits.importRows, row => ok(aliasFromRow(row)))
  if (!rows.ok) return rows
  const coming = new Set(rows.value.map(row => row.value.address))
  const rules = {
    domain,
    maxTargets: limits.recipients,
    isKnown: (address: string) => existing.has(address) || coming.has(address),
  }
  const planned = rows.value.map(row => ({ row, plan: planAlias(row.value, rules) }))
  const problems = planned.flatMap(({ row, plan }) => {
    if (!plan.ok) return [atLine(row.line, describeProblems(plan.error))]
    const { address } = plan.value
    return existing.has(address) || isRepeated(row, rows.value)
      ? [atLine(row.line, `address: ${address} already exists`)]
      : []
  })
  if (problems.length > 0) return fail(problems)
  const aliases = planned.flatMap(({ plan }) => (plan.ok ? [plan.value] : []))
  if (dryRun || aliases.length === 0) return ok(aliases)
  const added = await store.write.addAliases(aliases)
  return added.ok ? ok(aliases) : fail([`${added.error.what}: ${added.error.reason}`])
}

/** Stands on an earlier line too. */
function isRepeated(row: Imported<NewAlias>, rows: readonly Imported<NewAlias>[]): boolean {
  return rows.find(other => other.value.address === row.value.address) !== row
}
