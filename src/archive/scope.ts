/** Who may see what of the archive, as sets of letters. */
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

/** What two scopes both allow; null when that is nothing. */
export function bothScopes(one: Scope, other: Scope): Scope | null {
  const agencies = bothAgencies(one.agencies, other.agencies)
  const fromMs = furthest(Math.max, one.fromMs, other.fromMs)
  const beforeMs = furthest(Math.min, one.beforeMs, other.beforeMs)
  const isEmpty = agencies?.length === 0 || (fromMs !== null && beforeMs !== null && fromMs >= beforeMs)
  return isEmpty ? null : { agencies, fromMs, beforeMs }
}

function bothAgencies(one: Scope['agencies'], other: Scope['agencies']): Scope['agencies'] {
  if (one === null || other === null) return one ?? other
  return one.filter(agency => other.includes(agency))
}

function furthest(
  choose: (one: number, other: number) => number,
  one: number | null,
  other: number | null,
): number | null {
  return one === null || other === null ? (one ?? other) : choose(one, other)
}

export function sameScope(one: Scope, other: Scope): boolean {
  const text = ({ agencies, fromMs, beforeMs }: Scope) =>
    JSON.stringify([agencies && [...agencies].sort((a, b) => a - b), fromMs, beforeMs])
  return text(one) === text(other)
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
