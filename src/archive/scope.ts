import type { Entry } from '../ports/archive.ts'
import type { Scope } from '../ports/search.ts'

/** Whether somebody with this scope may see the entry. */
export function inScope(
  { receivedAt, senderAgencyId, recipients }: Pick<Entry, 'receivedAt' | 'senderAgencyId' | 'recipients'>,
  { agencies, fromMs, beforeMs }: Scope,
): boolean {
  if (fromMs !== null && receivedAt < fromMs) return false
  if (beforeMs !== null && receivedAt >= beforeMs) return false
  if (agencies === null) return true
  const allowed = new Set(agencies)
  return (
    (senderAgencyId !== null && allowed.has(senderAgencyId)) ||
    recipients.some(({ agencyId }) => agencyId !== null && allowed.has(agencyId))
  )
}

/** Whether a scope leaves nothing out. */
export function isWhole({ agencies, fromMs, beforeMs }: Scope): boolean {
  return agencies === null && fromMs === null && beforeMs === null
}

/** Whether somebody with the outer scope sees all that the inner one shows. */
export function covers(outer: Scope, inner: Scope): boolean {
  if (outer.fromMs !== null && (inner.fromMs === null || inner.fromMs < outer.fromMs)) return false
  if (outer.beforeMs !== null && (inner.beforeMs === null || inner.beforeMs > outer.beforeMs)) return false
  if (outer.agencies === null) return true
  const allowed = new Set(outer.agencies)
  return inner.agencies?.every(agency => allowed.has(agency)) ?? false
}
