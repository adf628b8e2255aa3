/** What an export takes from search and from the rule of two, put together. */
import type { Exporting } from '../archive/export/exports.ts'
import { fail } from '../base/result.ts'

/** Until both are there nobody agrees to an export, so none begins. */
export function createExporting(): Exporting {
  const nothing = () => Promise.reject(new Error('there is no index'))
  return {
    index: { caughtUp: nothing, state: nothing, entries: nothing },
    parseQuery: () => fail('there is no index'),
    useApproval: async () => fail({ reason: 'refused', message: 'an export needs an approval' }),
  }
}
