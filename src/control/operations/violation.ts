/** The ledger of the rules: rows with their evidence, no letters. */
import * as z from 'zod'
import { localTime } from '../../base/local-time.ts'
import { ok } from '../../base/result.ts'
import { normalizeRef } from '../../policy/reference.ts'
import type { Violation } from '../../ports/archive.ts'
import type { BoxId, DirectoryReads } from '../../ports/directory.ts'
import { agencyScope, defineOperation, outsideAgency, refuse } from '../operation.ts'
import { present } from './parameters.ts'

const everyone = ['administrator', 'agency-administrator', 'auditor'] as const

async function shown(directory: DirectoryReads, violations: readonly Violation[]) {
  const addresses = await addressesOf(directory, violations)
  return violations.map(violation => ({
    ref: violation.ref,
    at: localTime(violation.at),
    rule: violation.rule,
    action: violation.action,
    reason: violation.reason,
    agency: violation.agencyCode,
    box: violation.boxId === null ? null : (addresses.get(violation.boxId) ?? null),
    address: violation.address,
    entryId: violation.entryId,
    evidence: JSON.parse(violation.evidence) as unknown,
  }))
}

async function addressesOf(
  directory: DirectoryReads,
  violations: readonly Violation[],
): Promise<ReadonlyMap<BoxId, string>> {
  const addresses = new Map<BoxId, string>()
  for (const { boxId } of violations) {
    if (boxId === null || addresses.has(boxId)) continue
    const box = await directory.boxById(boxId)
    if (box !== undefined) addresses.set(boxId, box.address)
  }
  return addresses
}

export const violationOperations = {
  'violation.list': defineOperation({
    summary: 'List the ledger of the rules, newest first',
    roles: everyone,
    effect: 'read',
    parameters: z.strictObject({
      agency: z.string().optional(),
      rule: z.string().optional(),
      sinceMs: z.int().optional(),
      limit: z.int().positive().optional(),
    }),
    async run({ store, config }, caller, { agency, rule, sinceMs, limit }) {
      const scope = agencyScope(caller, agency)
      if (!scope.ok) return scope
      const most = config.limits.resultRows
      const violations = await store.read.archive.violations({
        ...present({ agency: scope.value, rule, sinceMs }),
        limit: Math.min(limit ?? most, most),
      })
      return ok(await shown(store.read.directory, violations))
    },
  }),

  'violation.show': defineOperation({
    summary: 'Show the row a reference stands for',
    roles: everyone,
    effect: 'read',
    parameters: z.strictObject({ ref: z.string() }),
    async run({ store }, caller, { ref }) {
      const violations = await store.read.archive.violations({ ref: normalizeRef(ref), limit: 1 })
      const [violation] = violations
      if (violation === undefined) return refuse('not-found', `no violation ${ref}`)
      const outside = outsideAgency(caller, violation.agencyCode ?? '')
      if (outside !== undefined) return outside
      const [row] = await shown(store.read.directory, [violation])
      return row === undefined ? refuse('not-found', `no violation ${ref}`) : ok(row)
    },
  }),
}
