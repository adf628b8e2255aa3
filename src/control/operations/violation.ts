/** The ledger of the rules: rows with their evidence, no letters. */
import * as z from 'zod'
import { localTime } from '../../base/local-time.ts'
import { ok } from '../../base/result.ts'
import { normalizeRef } from '../../policy/reference.ts'
import type { Violation } from '../../ports/archive.ts'
import type { BoxId, DirectoryReads } from '../../ports/directory.ts'
import type { ViolationState } from '../../ports/policy.ts'
import {
  agencyScope,
  type Caller,
  defineOperation,
  type Outcome,
  outsideAgency,
  refuse,
  refuseDirectory,
} from '../operation.ts'
import type { Services } from '../services.ts'
import { recordAlternate } from './alternate.ts'
import { note, present, timeOrNever } from './parameters.ts'
import { scopeOf } from './scoped.ts'

const everyone = ['administrator', 'agency-administrator', 'agency-head', 'auditor'] as const
const judges = ['administrator', 'agency-administrator'] as const
const states = ['recorded', 'suspected', 'confirmed', 'dismissed'] as const satisfies ViolationState[]

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
    state: violation.state,
    decidedBy: violation.decidedBy,
    decidedAt: timeOrNever(violation.decidedAt),
    note: violation.note,
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
      state: z.enum(states).optional(),
      sinceMs: z.int().optional(),
      limit: z.int().positive().optional(),
    }),
    async run({ store, config }, caller, { agency, rule, state, sinceMs, limit }) {
      const scope = agencyScope(caller, agency)
      if (!scope.ok) return scope
      const most = config.limits.resultRows
      const violations = await store.read.archive.violations({
        ...present({ agency: scope.value, rule, state, sinceMs }),
        ...scopeOf(caller),
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
    async run(services, caller, { ref }) {
      const violation = await findViolation(services, caller, ref)
      if (!violation.ok) return violation
      const [row] = await shown(services.store.read.directory, [violation.value])
      return row === undefined ? refuse('not-found', `no violation ${ref}`) : ok(row)
    },
  }),

  'violation.confirm': defineOperation({
    summary: 'Confirm a row of the ledger; naming the official whose address it was',
    roles: judges,
    effect: 'change',
    parameters: z.strictObject({
      ref: z.string(),
      reason: note,
      official: z.string().trim().toLowerCase().optional(),
    }),
    async run(services, caller, { ref, reason, official }) {
      const violation = await findUndecided(services, caller, ref)
      if (!violation.ok) return violation
      if (official !== undefined) {
        // The address of any other row may be a citizen's, who was only written to.
        if (violation.value.state !== 'suspected')
          return refuse('refused', `${ref} suspects nobody: an official is named where somebody is`)
        const box = await services.store.read.directory.box(official)
        if (box === undefined || outsideAgency(caller, box.agencyCode) !== undefined)
          return refuse('not-found', `no mailbox ${official}`)
        const { address } = violation.value
        const recorded = await recordAlternate(services, caller, { address, box, note: `${ref}: ${reason}` })
        if (!recorded.ok) return recorded
      }
      return decide(services, caller, violation.value, 'confirmed', reason)
    },
  }),

  'violation.dismiss': defineOperation({
    summary: 'Dismiss a row of the ledger: it was no violation',
    roles: judges,
    effect: 'change',
    parameters: z.strictObject({ ref: z.string(), reason: note }),
    async run(services, caller, { ref, reason }) {
      const violation = await findUndecided(services, caller, ref)
      return violation.ok ? decide(services, caller, violation.value, 'dismissed', reason) : violation
    },
  }),
}

/** The row of a reference, as a person types it, within the caller's reach. */
async function findViolation({ store }: Services, caller: Caller, ref: string): Promise<Outcome<Violation>> {
  const filter = { ref: normalizeRef(ref), ...scopeOf(caller), limit: 1 }
  const [violation] = await store.read.archive.violations(filter)
  if (violation === undefined) return refuse('not-found', `no violation ${ref}`)
  return outsideAgency(caller, violation.agencyCode ?? '') ?? ok(violation)
}

async function findUndecided(services: Services, caller: Caller, ref: string): Promise<Outcome<Violation>> {
  const violation = await findViolation(services, caller, ref)
  if (!violation.ok) return violation
  const { state, decidedBy } = violation.value
  return decidedBy === null ? violation : refuse('refused', `${ref} was ${state} by ${decidedBy}`)
}

async function decide(
  { store, clock }: Services,
  caller: Caller,
  { ref }: Violation,
  state: 'confirmed' | 'dismissed',
  reason: string,
): Promise<Outcome<{ readonly ref: string; readonly state: ViolationState }>> {
  const decided = await store.write.decideViolation(ref, state, caller.name, reason, clock.now())
  return decided.ok ? ok({ ref, state }) : refuseDirectory(decided.error)
}
