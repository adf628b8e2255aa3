/** Statistics: numbers of letters, no letters. */
import * as z from 'zod'
import { localTime } from '../../base/local-time.ts'
import { ok } from '../../base/result.ts'
import { parsePeriod } from '../../statistics/period.ts'
import { showStatistics } from '../../statistics/show.ts'
import { agencyScope, defineOperation, refuse } from '../operation.ts'
import { present } from './parameters.ts'

export const statsOperations = {
  'stats.show': defineOperation({
    summary: 'Count letters by agency, direction and verdict',
    roles: ['administrator', 'agency-administrator', 'auditor'],
    effect: 'read',
    parameters: z.strictObject({
      agency: z.string().trim().toLowerCase().optional(),
      /** The current year by default. */
      period: z.string().optional(),
      daily: z.boolean().optional(),
    }),
    async run({ store, clock }, caller, { agency, period, daily }) {
      const scope = agencyScope(caller, agency)
      if (!scope.ok) return scope
      if (scope.value !== undefined && (await store.read.directory.agency(scope.value)) === undefined)
        return refuse('not-found', `no agency ${scope.value}`)
      const span = parsePeriod(period ?? localTime(clock.now()).slice(0, 'yyyy'.length))
      if (!span.ok) return refuse('invalid', span.error)
      return ok(
        await showStatistics(store.read, span.value, {
          ...present({ agency: scope.value }),
          daily: daily ?? false,
        }),
      )
    },
  }),
}
