/** What the operations on letters share: an auditor sees those within the scope, and others when another agrees. */
import { entrySubject, useApproval } from '../../archive/approval.ts'
import { inScope, isWhole } from '../../archive/scope.ts'
import { ok } from '../../base/result.ts'
import type { ApprovalId } from '../../ports/approval.ts'
import type { Entry, EntryId } from '../../ports/archive.ts'
import type { AgencyId } from '../../ports/directory.ts'
import type { Scope } from '../../ports/search.ts'
import { type Caller, type Outcome, refuse } from '../operation.ts'
import type { Services } from '../services.ts'

/** An auditor's scope where it leaves something out, for filters of the store; other roles have no letters to filter. */
export function scopeOf({ scope }: Caller): { readonly scope?: Scope } {
  return scope === null || isWhole(scope) ? {} : { scope }
}

/** Whether what belongs to an agency, and to no letter, is the caller's to see. */
export function seesAgency({ scope }: Caller, agency: AgencyId | null): boolean {
  if (scope === null || scope.agencies === null) return true
  return agency !== null && scope.agencies.includes(agency)
}

/** Whether a row is of a letter that the caller may see. */
export async function seesEntry(
  { store }: Pick<Services, 'store'>,
  caller: Caller,
  id: EntryId,
): Promise<boolean> {
  const { scope } = scopeOf(caller)
  if (scope === undefined) return true
  const entry = await store.read.archive.entry(id)
  return entry !== undefined && inScope(entry, scope)
}

/** A letter that the caller may see. */
export async function findEntry(
  { store, clock }: Pick<Services, 'store' | 'clock'>,
  { name, scope }: Caller,
  id: EntryId,
  approval?: ApprovalId,
): Promise<Outcome<Entry>> {
  const entry = await store.read.archive.entry(id)
  if (entry === undefined) return refuse('not-found', `no entry ${id}`)
  if (scope !== null && inScope(entry, scope)) return ok(entry)
  if (approval === undefined) {
    const way = `another auditor may agree: congvu approval request read ${id} --reason "…"`
    return refuse('refused', `entry ${id} is outside what ${name} is appointed for; ${way}`)
  }
  const use = { id: approval, operator: name, purpose: 'read', subject: entrySubject(id) } as const
  const used = await useApproval(store, clock, use)
  if (used.ok) return ok(entry)
  return refuse(used.error.reason === 'not-found' ? 'not-found' : 'refused', used.error.message)
}
