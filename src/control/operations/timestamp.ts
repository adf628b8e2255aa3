/** Time stamps of an authority elsewhere: asked for, and verified. What is stamped stays where it is. */
import * as z from 'zod'
import { localTime } from '../../base/local-time.ts'
import { ok, type Result } from '../../base/result.ts'
import type { Timestamp, TimestampFailure } from '../../ports/timestamp.ts'
import { defineOperation, type Outcome, refuse } from '../operation.ts'

const roles = ['administrator', 'auditor'] as const
const sha256 = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[0-9a-f]{64}$/)

function shown({ token, at, ...stamp }: Timestamp) {
  return { ...stamp, at: localTime(at), atMs: at, token: token.toString('base64') }
}

function told(outcome: Result<Timestamp, TimestampFailure>): Outcome<ReturnType<typeof shown>> {
  if (outcome.ok) return ok(shown(outcome.value))
  const { reason, permanent, detail } = outcome.error
  return refuse(permanent ? 'problems' : 'try-again', `${reason}: ${detail}`)
}

export const timestampOperations = {
  'timestamp.request': defineOperation({
    summary: 'Ask the time-stamping authority about a SHA-256',
    roles,
    effect: 'read',
    parameters: z.strictObject({ sha256 }),
    async run({ timestamps }, _caller, { sha256 }) {
      return told(await timestamps.stamp(Buffer.from(sha256, 'hex')))
    },
  }),

  'timestamp.verify': defineOperation({
    summary: 'Verify a token of a time-stamping authority about a SHA-256',
    roles,
    effect: 'read',
    parameters: z.strictObject({ sha256, token: z.base64().max(256 * 1024) }),
    async run({ timestamps }, _caller, { sha256, token }) {
      return told(timestamps.verify(Buffer.from(token, 'base64'), Buffer.from(sha256, 'hex')))
    },
  }),
}
