/** The transparency log: what it publishes, its proofs, and whether all of it still agrees. */
import * as z from 'zod'
import { localTime } from '../../base/local-time.ts'
import { ok } from '../../base/result.ts'
import { stampedHash } from '../../tlog/daily-stamp.ts'
import { LogForked, wholeNote } from '../../tlog/log.ts'
import { defineOperation, type Outcome, refuse } from '../operation.ts'
import { findEntry } from './scoped.ts'

const size = z.int().nonnegative()
/** Of a checkpoint with the signatures of many witnesses. */
const mostNote = 256 * 1024
const readers = ['administrator', 'auditor'] as const
const hex = (octets: Uint8Array) => Buffer.from(octets).toString('hex')
const base64 = (octets: Uint8Array) => Buffer.from(octets).toString('base64')

/** A log that was tampered with is what these commands are for: told, not thrown. */
async function told<T>(work: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof LogForked) return refuse('problems', `nothing is signed any more: ${error.message}`)
    throw error
  }
}

export const logOperations = {
  'log.key': defineOperation({
    summary: 'Show the keys that verify checkpoints',
    roles: ['administrator', 'agency-administrator', 'auditor'],
    effect: 'read',
    parameters: z.strictObject({}),
    async run({ transparency }) {
      return ok({ keys: await transparency.verifierKeys() })
    },
  }),

  'log.checkpoint': defineOperation({
    summary: 'Sign the log as it is now and show its checkpoint',
    roles: readers,
    effect: 'read',
    parameters: z.strictObject({}),
    run: ({ transparency }) =>
      told(async () => {
        const newest = await transparency.publish()
        const { size, root, at, cosignatures } = newest
        return ok({
          size,
          root: hex(root),
          at: localTime(at),
          cosignatures: cosignatures.length,
          note: wholeNote(newest),
        })
      }),
  }),

  'log.stored': defineOperation({
    summary: 'Show a checkpoint that was signed before',
    roles: readers,
    effect: 'read',
    parameters: z.strictObject({ size }),
    async run({ store }, _caller, { size }) {
      const [stored] = await store.read.log.checkpoints(size - 1, 1)
      if (stored?.size !== size) return refuse('not-found', `no checkpoint of ${size} leaves is kept`)
      const { token } = stored
      return ok({ size, note: wholeNote(stored), token: token && base64(token) })
    },
  }),

  'log.timestamps': defineOperation({
    summary: 'List the checkpoints that a time-stamping authority vouched for, newest first',
    roles: readers,
    effect: 'read',
    parameters: z.strictObject({}),
    async run({ store, timestamps, config }) {
      const found = await store.read.log.timestamps(config.limits.resultRows)
      const shown = found.map(async ({ size }) => {
        const [stored] = await store.read.log.checkpoints(size - 1, 1)
        const origin = config.transparency.origin
        const verified =
          stored?.token == null
            ? undefined
            : timestamps.verify(stored.token, stampedHash({ ...stored, origin }))
        return verified?.ok
          ? { size, at: localTime(verified.value.at), authority: verified.value.authority, verified: true }
          : { size, at: null, authority: null, verified: false }
      })
      return ok(await Promise.all(shown))
    },
  }),

  'log.consistency': defineOperation({
    summary: 'Prove that the log of one size begins with that of another',
    roles: readers,
    effect: 'read',
    parameters: z.strictObject({ oldSize: size, size }),
    async run({ transparency, store }, _caller, { oldSize, size }) {
      const path = await transparency.consistency(oldSize, size)
      if (!path.ok) return refuse('invalid', path.error)
      const { log } = store.read
      const roots = { oldRoot: base64(await log.root(oldSize)), root: base64(await log.root(size)) }
      return ok({ oldSize, size, ...roots, path: path.value.map(base64) })
    },
  }),

  'log.proof': defineOperation({
    summary: 'Prove that a letter is in the log to whoever has its verifier keys',
    roles: ['auditor'],
    effect: 'evidence',
    parameters: z.strictObject({ id: z.int().positive() }),
    entries: ({ id }) => [id],
    run: (services, caller, { id }) =>
      told(async () => {
        const found = await findEntry(services, caller, id)
        if (!found.ok) return found
        const { transparency } = services
        const proof = await transparency.proofOf(id)
        return proof === undefined ? refuse('not-found', `no entry ${id}`) : ok({ id, proof })
      }),
  }),

  'log.verify': defineOperation({
    summary: 'Compute the whole log anew and compare it with everything stored of it',
    roles: readers,
    effect: 'read',
    parameters: z.strictObject({ outside: z.array(z.string().max(mostNote)).max(100).optional() }),
    async run({ transparency }, _caller, { outside }) {
      const { root, ...found } = await transparency.verify(outside)
      return ok({ ...found, root: hex(root) })
    },
  }),
}
