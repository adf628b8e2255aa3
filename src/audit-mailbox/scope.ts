import type { Scope } from '../ports/search.ts'

/** What two scopes both allow; null when that is nothing. */
export function bothScopes(one: Scope, other: Scope): Scope | null {
  const agencies = bothAgencies(one.agencies, other.agencies)
  const fromMs = furthest(Math.max, one.fromMs, other.fromMs)
  const beforeMs = furthest(Math.min, one.beforeMs, other.beforeMs)
  const isEmpty = agencies?.length === 0 || (fromMs !== null && beforeMs !== null && fromMs >= beforeMs)
  return isEmpty ? null : { agencies, fromMs, beforeMs }
}

export function sameScope(one: Scope, other: Scope): boolean {
  const text = ({ agencies, fromMs, beforeMs }: Scope) =>
    JSON.stringify([agencies && [...agencies].sort((a, b) => a - b), fromMs, beforeMs])
  return text(one) === text(other)
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
