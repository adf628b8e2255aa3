/**
 * The trail of operators: what was asked and changed, by whom. Reading it is on the trail too. Who is appointed for a
 * part of the archive sees the own acts and everybody's appointments: what others ask tells of letters elsewhere.
 */
import * as z from 'zod'
import { localTime } from '../../base/local-time.ts'
import { ok } from '../../base/result.ts'
import { defineOperation } from '../operation.ts'
import { scopeOf } from './scoped.ts'

const appointments = ['operator.add', 'operator.set', 'operator.remove']

export const auditOperations = {
  'audit.log': defineOperation({
    summary: 'Show the trail of operators, newest first',
    roles: ['auditor'],
    effect: 'evidence',
    parameters: z.strictObject({ limit: z.int().positive().optional() }),
    async run({ store, config }, caller, { limit }) {
      const most = config.limits.resultRows
      const whole = scopeOf(caller).scope === undefined
      const of = whole ? undefined : { operator: caller.name, operations: appointments }
      const records = await store.read.audit(Math.min(limit ?? 100, most), of)
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
