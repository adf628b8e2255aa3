import type { Limits } from '../base/limits.ts'
import { fail, ok, type Result } from '../base/result.ts'
import type { NewBox } from '../ports/directory.ts'
import type { Store } from '../ports/store.ts'
import { type BoxPlan, boxColumns, boxFromRow, planBox } from './box.ts'
import { atLine, importRows } from './import-rows.ts'
import type { NamingPolicy } from './naming.ts'
import type { PasswordHasher } from './password.ts'
import { generatePassword } from './password-rules.ts'

export interface BoxImport {
  readonly dryRun: boolean
  /** Gives each new box an initial password, told once in the result. */
  readonly passwords: boolean
  readonly domain: string
  readonly naming: NamingPolicy
  readonly limits: Limits
}

export interface ImportedBox {
  readonly address: string
  readonly name: string
  readonly agency: string
  /** The initial password, when one was made. */
  readonly password: string | null
}

/** Adds every box of a CSV file, or none and tells every bad row. A dry run only checks. */
export async function importBoxes(
  store: Store,
  hasher: PasswordHasher,
  csv: string,
  options: BoxImport,
): Promise<Result<readonly ImportedBox[], readonly string[]>> {
  const { directory } = store.read
  const agencies = new Map((await directory.agencies()).map(agency => [agency.code, agency.id]))
  const taken = new Set(
    [...(await directory.boxes({})), ...(await directory.aliases())].map(entry => entry.address),
  )
  const lineOf = new Map<string, number>()
  const rules = {
    domain: options.domain,
    naming: options.naming,
    limits: options.limits,
    agencyExists: (code: string) => agencies.has(code),
    isTaken: (address: string) => taken.has(address),
  }
  const rows = importRows(csv, boxColumns, options.limits.importRows, (row, line) => {
    const request = boxFromRow(row)
    const plan = request.ok ? planBox(request.value, rules) : request
    if (!plan.ok) return plan
    taken.add(plan.value.address)
    lineOf.set(plan.value.address, line)
    return plan
  })
  if (!rows.ok) return rows
  const plans = rows.value.map(row => row.value)
  if (options.dryRun || plans.length === 0) return ok(plans.map(plan => imported(plan, null)))
  const boxes: NewBox[] = []
  const results: ImportedBox[] = []
  for (const plan of plans) {
    // One at a time: log-ins share the hasher and must not wait for a whole province.
    const password = options.passwords ? generatePassword() : null
    const passwordHash = password === null ? null : await hasher.hash(password)
    boxes.push(newBox(plan, agencies.get(plan.agency) ?? 0, passwordHash))
    results.push(imported(plan, password))
  }
  const added = await store.write.addBoxes(boxes)
  if (added.ok) return ok(results)
  const { what, reason } = added.error
  return fail([atLine(lineOf.get(what) ?? 0, `${what}: ${reason}`)])
}

function imported({ address, name, agency }: BoxPlan, password: string | null): ImportedBox {
  return { address, name, agency, password }
}

export function newBox(plan: BoxPlan, agencyId: number, passwordHash: string | null): NewBox {
  const { address, kind, name, position, leader, quotaBytes } = plan
  return { address, kind, agencyId, name, position, leader, quotaBytes, passwordHash }
}
