/** Whether everything that the archive keeps is what was archived. Shows numbers of entries, and nothing of letters. */
import { randomInt } from 'node:crypto'
import * as z from 'zod'
import { ok } from '../../base/result.ts'
import { reportOf } from '../../verification/report.ts'
import { defineOperation, refuse } from '../operation.ts'

/** Of a checkpoint with the signatures of many witnesses. */
const mostNote = 256 * 1024
const readers = ['administrator', 'auditor'] as const

export const verificationOperations = {
  'archive.verify.start': defineOperation({
    summary: 'Verify the whole archive, or go on where a verification broke off',
    roles: readers,
    effect: 'read',
    parameters: z.strictObject({
      outside: z.array(z.string().max(mostNote)).max(100).optional(),
      /** Of the blobs those whose bytes are read, in hundredths. */
      samplePercent: z.number().gt(0).max(100).optional(),
      restart: z.boolean().optional(),
    }),
    async run({ verifier }, _caller, { outside = [], samplePercent = 100, restart = false }) {
      const started = await verifier.start({
        outside,
        sample: samplePercent / 100,
        seed: randomInt(2 ** 32),
        restart,
      })
      return started.ok ? ok({ how: started.value }) : refuse('try-again', started.error)
    },
  }),

  'archive.verify.state': defineOperation({
    summary: 'Tell how the verification of the archive stands, and how the last one ended',
    roles: readers,
    effect: 'read',
    // Below the time after which a request is given up.
    parameters: z.strictObject({ waitMs: z.int().min(0).max(50_000).optional() }),
    async run({ verifier, clock }, _caller, { waitMs = 0 }) {
      if (waitMs > 0) await verifier.wait(waitMs)
      return ok(reportOf(await verifier.state(), clock.now()))
    },
  }),
}
