import type { SearchIndex } from '../ports/search.ts'

/** Where there is no index, nothing is found, and holds stay where they began: they block everything. */
export const noIndex: SearchIndex = {
  find: async () => ({ ids: [], next: null, total: 0 }),
  facets: async () => [],
  entries: async () => [],
  state: async () => ({ indexedTo: 0, behind: 0, lagMs: 0 }),
  caughtUp: async () => {},
  forget: async () => {},
  rebuild: async () => {},
}
