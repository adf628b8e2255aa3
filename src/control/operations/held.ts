/** Letters that wait for an approver: envelope and grounds, never the letter. */
import * as z from 'zod'
import { localTime } from '../../base/local-time.ts'
import { ok } from '../../base/result.ts'
import type { Held } from '../../ports/queue.ts'
import {
  agencyScope,
  type Caller,
  defineOperation,
  type Outcome,
  refuse,
  refuseDirectory,
} from '../operation.ts'
import type { Services } from '../services.ts'
import { present } from './parameters.ts'

const approvers = ['administrator', 'agency-administrator'] as const
const ids = z.array(z.int().positive()).min(1).max(1000)

async function heldOf(
  { store, config }: Services,
  caller: Caller,
  agency?: string,
): Promise<Outcome<readonly Held[]>> {
  const scope = agencyScope(caller, agency)
  if (!scope.ok) return scope
  const filter = { ...present({ agency: scope.value }), limit: config.limits.resultRows }
  return ok(await store.read.queue.held(filter))
}

function shown(held: Held) {
  return { ...held, at: localTime(held.at) }
}

/** Decides letters one by one; all must wait and be within the approver's agency before the first is decided. */
async function decide(
  services: Services,
  caller: Caller,
  ids: readonly number[],
  decision: 'released' | 'rejected',
): Promise<Outcome<readonly { readonly id: number; readonly state: string }[]>> {
  const held = await heldOf(services, caller)
  if (!held.ok) return held
  const waiting = new Set(held.value.map(row => row.id))
  const wanted = [...new Set(ids)]
  for (const id of wanted) {
    if (!waiting.has(id)) return refuse('not-found', `no held letter is number ${id}`)
  }
  for (const id of wanted) {
    const decided = await services.store.write.decideHeld(id, decision, caller.name)
    if (!decided.ok) return refuseDirectory(decided.error)
  }
  return ok(wanted.map(id => ({ id, state: decision })))
}

export const heldOperations = {
  'held.list': defineOperation({
    summary: 'List the letters that wait for an approver',
    roles: [...approvers, 'auditor'],
    effect: 'read',
    parameters: z.strictObject({ agency: z.string().optional() }),
    async run(services, caller, { agency }) {
      const held = await heldOf(services, caller, agency)
      return held.ok ? ok(held.value.map(shown)) : held
    },
  }),

  'held.show': defineOperation({
    summary: 'Show who wrote to whom and why a letter waits',
    roles: [...approvers, 'auditor'],
    effect: 'read',
    parameters: z.strictObject({ id: z.int().positive() }),
    async run(services, caller, { id }) {
      const held = await heldOf(services, caller)
      if (!held.ok) return held
      const row = held.value.find(candidate => candidate.id === id)
      if (row === undefined) return refuse('not-found', `no held letter is number ${id}`)
      const { archive } = services.store.read
      const [entry, violations] = await Promise.all([
        archive.entry(row.entryId),
        archive.violations({ entryId: row.entryId, rule: row.rule, limit: 1 }),
      ])
      return ok({
        ...shown(row),
        mailFrom: entry?.mailFrom ?? '',
        sizeBytes: entry?.sizeBytes ?? 0,
        ref: violations[0]?.ref ?? null,
        judgements: entry === undefined ? [] : (JSON.parse(entry.judgements) as unknown),
      })
    },
  }),

  'held.release': defineOperation({
    summary: 'Deliver letters that were held',
    roles: approvers,
    effect: 'change',
    parameters: z.strictObject({ ids }),
    run: (services, caller, { ids }) => decide(services, caller, ids, 'released'),
  }),

  'held.reject': defineOperation({
    summary: 'Give up letters that were held; the archive keeps them',
    roles: approvers,
    effect: 'change',
    parameters: z.strictObject({ ids }),
    run: (services, caller, { ids }) => decide(services, caller, ids, 'rejected'),
  }),
}
