/** Legal holds, by auditors alone: letters that match are erased by nobody. A hold changes no letter. */
import * as z from 'zod'
import { localTime } from '../../base/local-time.ts'
import { ok } from '../../base/result.ts'
import type { Hold } from '../../ports/retention.ts'
import { defineOperation, refuse, refuseDirectory } from '../operation.ts'
import { note } from './parameters.ts'
import { settingName } from './retention.ts'

function shown({ tree: _, addedAt, removed, ...hold }: Hold) {
  return {
    ...hold,
    addedAt: localTime(addedAt),
    removed: removed === null ? null : { ...removed, at: localTime(removed.at) },
  }
}

export const holdOperations = {
  'hold.list': defineOperation({
    summary: 'List the holds that keep letters from erasure',
    roles: ['auditor'],
    effect: 'read',
    parameters: z.strictObject({ all: z.boolean().optional() }),
    async run({ store }, _caller, { all = false }) {
      return ok((await store.read.retention.holds(all)).map(shown))
    },
  }),

  'hold.show': defineOperation({
    summary: 'Show a hold with the entries it keeps',
    roles: ['auditor'],
    effect: 'read',
    parameters: z.strictObject({ name: settingName }),
    async run({ store, limits }, _caller, { name }) {
      const hold = (await store.read.retention.holds(true)).findLast(one => one.name === name)
      if (hold === undefined) return refuse('not-found', `no hold ${name}`)
      const entries = await store.read.retention.heldBy(hold.id, 0, limits.resultRows)
      return ok({ ...shown(hold), entries })
    },
  }),

  'hold.add': defineOperation({
    summary: 'Keep every letter that a query finds, now or later, from erasure',
    roles: ['auditor'],
    effect: 'safeguard',
    parameters: z.strictObject({ name: settingName, query: z.string().trim().max(2000), reason: note }),
    async run({ store, retention, parseQuery, clock }, caller, { name, query, reason }) {
      const tree = parseQuery(query)
      if (!tree.ok) return refuse('invalid', tree.error)
      const added = await store.write.addHold({
        name,
        query,
        tree: tree.value,
        reason,
        author: caller.name,
        addedAt: clock.now(),
      })
      if (!added.ok) return refuseDirectory(added.error)
      await retention.advanceHolds()
      const holds = await store.read.retention.holds(true)
      return ok(shown(holds.find(({ id }) => id === added.value.id)!))
    },
  }),

  'hold.remove': defineOperation({
    summary: 'Remove a hold: what it kept may be erased when its time is over',
    roles: ['auditor'],
    effect: 'safeguard',
    parameters: z.strictObject({ name: settingName, reason: note }),
    async run({ store, clock }, caller, { name, reason }) {
      const removed = await store.write.removeHold(name, caller.name, reason, clock.now())
      return removed.ok ? ok({ name }) : refuseDirectory(removed.error)
    },
  }),
}
