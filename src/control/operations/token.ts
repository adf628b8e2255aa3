/** Tokens that hold keys (PKCS #11): whether they can be reached, and what is on them. */
import * as z from 'zod'
import { localTime } from '../../base/local-time.ts'
import { ok } from '../../base/result.ts'
import { KeyFailure } from '../../ports/keys.ts'
import { defineOperation, refuse } from '../operation.ts'

const roles = ['administrator', 'auditor'] as const

export const tokenOperations = {
  'token.status': defineOperation({
    summary: 'Ask the tokens whether their keys can be used',
    roles,
    effect: 'read',
    parameters: z.strictObject({}),
    async run({ tokens }) {
      // A wrong PIN is not tried again by this.
      await tokens.list().catch(expected)
      const { until, ...status } = tokens.status()
      return ok({ ...status, until: until === null ? null : localTime(until) })
    },
  }),

  'token.list': defineOperation({
    summary: 'List the private keys on the tokens, by the URI that names each',
    roles,
    effect: 'read',
    parameters: z.strictObject({}),
    async run({ tokens }) {
      if (tokens.status().state === 'none')
        return refuse('not-found', 'no token is configured: [token] module and pin_file')
      return ok(await tokens.list())
    },
  }),
}

function expected(error: unknown): void {
  if (!(error instanceof KeyFailure)) throw error
}
