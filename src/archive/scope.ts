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
