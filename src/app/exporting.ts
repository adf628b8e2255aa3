/** What an export takes from search and from the rule of two, put together. */
import { useApproval } from '../archive/approval.ts'
import type { Exporting } from '../archive/export/exports.ts'
import type { Clock } from '../ports/clock.ts'
import type { Store } from '../ports/store.ts'

export interface ExportingParts extends Pick<Exporting, 'index' | 'parseQuery'> {
  readonly store: Store
  readonly clock: Clock
}

export function createExporting({ store, clock, index, parseQuery }: ExportingParts): Exporting {
  return { index, parseQuery, useApproval: use => useApproval(store, clock, use) }
}
