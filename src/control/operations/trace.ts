/** Where letters are, for auditors alone: who wrote to whom is evidence. */
import * as z from 'zod'
import { trace } from '../../archive/trace.ts'
import { ok } from '../../base/result.ts'
import { defineOperation } from '../operation.ts'
import { scopeOf } from './scoped.ts'

export const traceOperations = {
  trace: defineOperation({
    summary: 'Tell where the letters of a message id or an address are',
    roles: ['auditor'],
    effect: 'evidence',
    parameters: z.strictObject({ subject: z.string().trim().min(1), limit: z.int().positive().optional() }),
    async run({ store, config }, caller, { subject, limit }) {
      const most = config.limits.resultRows
      return ok(await trace(store.read, subject, { limit: Math.min(limit ?? 100, most), ...scopeOf(caller) }))
    },
  }),
}
