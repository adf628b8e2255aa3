/** The outbound queue: what waits for the outside, and what an administrator may do with it. Envelopes only. */
import * as z from 'zod'
import { localTime } from '../../base/local-time.ts'
import { ok } from '../../base/result.ts'
import type { QueueChange, QueueItem, QueueState } from '../../ports/queue.ts'
import { defineOperation, type Outcome, refuse } from '../operation.ts'
import type { Services } from '../services.ts'
import { present } from './parameters.ts'
import { scopeOf, seesEntry } from './scoped.ts'

const states = [
  'waiting',
  'parked',
  'delivered',
  'failed',
  'expired',
  'dropped',
] as const satisfies QueueState[]
const id = z.int().positive()
const ids = z.array(id).min(1).max(1000)

function shown({ blob: _, ...item }: QueueItem) {
  return { ...item, createdAt: localTime(item.createdAt), nextAttemptAt: localTime(item.nextAttemptAt) }
}

type Step = Pick<QueueChange, 'state' | 'nextAttemptAt'>

/** Moves items that are in one of the `from` states; all or none. */
async function move(
  { store }: Services,
  ids: readonly number[],
  from: readonly QueueState[],
  to: (item: QueueItem) => Step,
): Promise<Outcome<readonly { readonly id: number; readonly state: QueueState }[]>> {
  const changes: QueueChange[] = []
  for (const id of new Set(ids)) {
    const item = await store.read.queue.item(id)
    if (item === undefined) return refuse('not-found', `nothing in the queue is number ${id}`)
    if (!from.includes(item.state))
      return refuse('refused', `number ${id} is ${item.state}, not ${from.join(' or ')}`)
    const { attempts, lastReply } = item
    changes.push({ id, attempts, lastReply, ...to(item) })
  }
  await store.write.changeQueue(changes)
  return ok(changes.map(({ id, state }) => ({ id, state })))
}

export const queueOperations = {
  'queue.list': defineOperation({
    summary: 'List what waits to go out',
    roles: ['administrator', 'auditor'],
    effect: 'read',
    parameters: z.strictObject({ state: z.enum(states).optional() }),
    async run({ store, config }, caller, { state }) {
      const limit = config.limits.resultRows
      const items = await store.read.queue.list({ ...present({ state }), ...scopeOf(caller), limit })
      return ok(items.map(shown))
    },
  }),

  'queue.show': defineOperation({
    summary: 'Show one recipient of the queue',
    roles: ['administrator', 'auditor'],
    effect: 'read',
    parameters: z.strictObject({ id }),
    async run({ store }, caller, { id }) {
      const item = await store.read.queue.item(id)
      return item === undefined || !(await seesEntry({ store }, caller, item.entryId))
        ? refuse('not-found', `nothing in the queue is number ${id}`)
        : ok(shown(item))
    },
  }),

  'queue.retry': defineOperation({
    summary: 'Try again now',
    roles: ['administrator'],
    effect: 'change',
    parameters: z.strictObject({ ids }),
    run: (services, _caller, { ids }) =>
      move(services, ids, ['waiting'], () => ({ state: 'waiting', nextAttemptAt: services.clock.now() })),
  }),

  'queue.hold': defineOperation({
    summary: 'Keep from going out',
    roles: ['administrator'],
    effect: 'change',
    parameters: z.strictObject({ ids }),
    run: (services, _caller, { ids }) =>
      move(services, ids, ['waiting'], ({ nextAttemptAt }) => ({ state: 'parked', nextAttemptAt })),
  }),

  'queue.release': defineOperation({
    summary: 'Let go out what was held',
    roles: ['administrator'],
    effect: 'change',
    parameters: z.strictObject({ ids }),
    async run(services, _caller, { ids }) {
      if (services.config.relay.mode === 'none')
        return refuse('refused', 'relay.mode is "none": nothing leaves')
      return move(services, ids, ['parked'], () => ({
        state: 'waiting',
        nextAttemptAt: services.clock.now(),
      }))
    },
  }),

  'queue.drop': defineOperation({
    summary: 'Give a recipient up; the archive keeps the letter',
    roles: ['administrator'],
    effect: 'change',
    parameters: z.strictObject({ ids }),
    run: (services, _caller, { ids }) =>
      move(services, ids, ['waiting', 'parked'], ({ nextAttemptAt }) => ({
        state: 'dropped',
        nextAttemptAt,
      })),
  }),
}
