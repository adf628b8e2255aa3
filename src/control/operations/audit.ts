/** The trail of operators: what was asked and changed, by whom. Reading it is on the trail too. */
import * as z from 'zod'
import { localTime } from '../../base/local-time.ts'
import { ok } from '../../base/result.ts'
import { defineOperation } from '../operation.ts'

export const auditOperations = {
  'audit.log': defineOperation({
    summary: 'Show the trail of operators, newest first',
    roles: ['auditor'],
    effect: 'evidence',
    parameters: z.strictObject({ limit: z.int().positive().optional() }),
    async run({ store, config }, _caller, { limit }) {
      const most = config.limits.resultRows
      const records = await store.read.audit(Math.min(limit ?? 100, most))
      return ok(
        records.map(record => ({
          ...record,
          at: localTime(record.at),
          detail: JSON.parse(record.detail) as unknown,
        })),
      )
    },
  }),
}
