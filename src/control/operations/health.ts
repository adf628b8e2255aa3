/** How the server is: numbers, and which of them are trouble. */
import * as z from 'zod'
import { ok } from '../../base/result.ts'
import { defineOperation } from '../operation.ts'

export const healthOperations = {
  'health.show': defineOperation({
    summary: 'Tell how the server is',
    roles: ['administrator', 'auditor'],
    effect: 'read',
    parameters: z.strictObject({}),
    async run({ health }) {
      return ok(await health.report())
    },
  }),
}
