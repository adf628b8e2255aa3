/** Letters that wait for an approver: envelope and grounds, never the letter. */
import * as z from 'zod'
import { localTime } from '../../base/local-time.ts'
import { ok } from '../../base/result.ts'
import { heldViolation } from '../../flow/held.ts'
import type { Held, HeldDecision } from '../../ports/queue.ts'
import {
  agencyScope,
  type Caller,
  defineOperation,
  type Outcome,
  outsideAgency,
  refuse,
  refuseDirectory,
} from '../operation.ts'
import type { Services } from '../services.ts'
import { note, present, timeOrNever } from './parameters.ts'
import { scopeOf, seesEntry } from './scoped.ts'

const approvers = ['administrator', 'agency-administrator'] as const
const id = z.int().positive()
const ids = z.array(id).min(1).max(1000)

/** A letter within the caller's reach, decided or not. */
async function findHeld(
  { store }: Pick<Services, 'store'>,
  caller: Caller,
  id: number,
): Promise<Outcome<Held>> {
  const held = await store.read.queue.heldById(id)
  const within =
    held !== undefined &&
    outsideAgency(caller, held.agencyCode ?? '') === undefined &&
    (await seesEntry({ store }, caller, held.entryId))
  return within ? ok(held) : refuse('not-found', `no held letter is number ${id}`)
}

function shown(held: Held) {
  return {
    ...held,
    at: localTime(held.at),
    expiresAt: localTime(held.expiresAt),
    decidedAt: timeOrNever(held.decidedAt),
  }
}

/** Decides letters; all must wait and be within the approver's agency before the first is decided. */
async function decide(
  services: Services,
  caller: Caller,
  ids: readonly number[],
  decision: HeldDecision,
  reason: string,
): Promise<Outcome<readonly { readonly id: number; readonly state: string }[]>> {
  const wanted = [...new Set(ids)]
  for (const id of wanted) {
    const held = await findHeld(services, caller, id)
    if (!held.ok) return held
    const { state, decidedBy } = held.value
    if (state !== 'held') return refuse('not-found', `number ${id} was ${state} by ${decidedBy}`)
  }
  const desk = services.held
  const decided =
    decision === 'released'
      ? await desk.release(wanted, caller.name, reason)
      : await desk.reject(wanted, caller.name, reason)
  return decided.ok ? ok(wanted.map(id => ({ id, state: decision }))) : refuseDirectory(decided.error)
}

export const heldOperations = {
  'held.list': defineOperation({
    summary: 'List the letters that wait for an approver',
    roles: [...approvers, 'auditor'],
    effect: 'read',
    parameters: z.strictObject({ agency: z.string().optional() }),
    async run({ store, config }, caller, { agency }) {
      const scope = agencyScope(caller, agency)
      if (!scope.ok) return scope
      const filter = {
        ...present({ agency: scope.value }),
        ...scopeOf(caller),
        limit: config.limits.resultRows,
      }
      return ok((await store.read.queue.held(filter)).map(shown))
    },
  }),

  'held.show': defineOperation({
    summary: 'Show who wrote to whom and why a letter waits, or what was decided',
    roles: [...approvers, 'auditor'],
    effect: 'read',
    parameters: z.strictObject({ id }),
    async run(services, caller, { id }) {
      const held = await findHeld(services, caller, id)
      if (!held.ok) return held
      const { archive } = services.store.read
      const [entry, violation] = await Promise.all([
        archive.entry(held.value.entryId),
        heldViolation(archive, held.value),
      ])
      return ok({
        ...shown(held.value),
        mailFrom: entry?.mailFrom ?? '',
        sizeBytes: entry?.sizeBytes ?? 0,
        ref: violation?.ref ?? null,
        // The row's own: what other agencies decided of the letter is theirs.
        evidence: violation === undefined ? [] : (JSON.parse(violation.evidence) as unknown),
      })
    },
  }),

  'held.release': defineOperation({
    summary: 'Deliver letters that were held, and tell their senders',
    roles: approvers,
    effect: 'change',
    parameters: z.strictObject({ ids, reason: note.optional() }),
    run: (services, caller, { ids, reason }) => decide(services, caller, ids, 'released', reason ?? ''),
  }),

  'held.reject': defineOperation({
    summary: 'Give up letters that were held, and tell their senders why; the archive keeps them',
    roles: approvers,
    effect: 'change',
    parameters: z.strictObject({ ids, reason: note }),
    run: (services, caller, { ids, reason }) => decide(services, caller, ids, 'rejected', reason),
  }),
}
