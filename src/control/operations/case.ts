/** Cases that a secret's stamp opened: told to the head, removed, assessed, closed, in this order. */
import * as z from 'zod'
import { localTime } from '../../base/local-time.ts'
import { ok } from '../../base/result.ts'
import { caseSteps, type SecretCase } from '../../ports/policy.ts'
import {
  agencyScope,
  type Caller,
  defineOperation,
  type Outcome,
  outsideAgency,
  refuse,
} from '../operation.ts'
import type { Services } from '../services.ts'
import { note, present } from './parameters.ts'
import { scopeOf } from './scoped.ts'

const everyone = ['administrator', 'agency-administrator', 'agency-head', 'auditor'] as const
const id = z.int().positive()

function shown({ openedAt, steps, ...rest }: SecretCase) {
  return {
    ...rest,
    openedAt: localTime(openedAt),
    steps: steps.map(({ at, ...step }) => ({ ...step, at: localTime(at) })),
  }
}

async function findCase({ store }: Services, caller: Caller, id: number): Promise<Outcome<SecretCase>> {
  const [found] = await store.read.policy.cases({ id, ...scopeOf(caller), limit: 1 })
  const within = found !== undefined && outsideAgency(caller, found.agencyCode ?? '') === undefined
  return within ? ok(found) : refuse('not-found', `no case ${id}`)
}

export const caseOperations = {
  'case.list': defineOperation({
    summary: 'List the cases of state secrets, newest first',
    roles: everyone,
    effect: 'read',
    parameters: z.strictObject({ agency: z.string().optional(), open: z.boolean().optional() }),
    async run({ store, config }, caller, { agency, open }) {
      const scope = agencyScope(caller, agency)
      if (!scope.ok) return scope
      const mine = { ...present({ agency: scope.value, open }), ...scopeOf(caller) }
      const filter = { ...mine, limit: config.limits.resultRows }
      return ok((await store.read.policy.cases(filter)).map(shown))
    },
  }),

  'case.show': defineOperation({
    summary: 'Show the steps of a case',
    roles: everyone,
    effect: 'read',
    parameters: z.strictObject({ id }),
    async run(services, caller, { id }) {
      const found = await findCase(services, caller, id)
      return found.ok ? ok(shown(found.value)) : found
    },
  }),

  'case.step': defineOperation({
    summary: 'Record that the next step of a case was taken',
    roles: ['administrator', 'agency-administrator'],
    effect: 'change',
    parameters: z.strictObject({ id, step: z.enum(caseSteps), note }),
    async run(services, caller, { id, step, note }) {
      const found = await findCase(services, caller, id)
      if (!found.ok) return found
      const { store, clock } = services
      const taken = await store.write.stepCase(id, step, caller.name, note, clock.now())
      if (taken.ok) return ok({ id, step })
      if (taken.error.reason === 'not-found') return refuse('not-found', `no case ${id}`)
      const { next } = taken.error
      return refuse(
        'refused',
        next === null ? `case ${id} is closed` : `the next step of case ${id} is ${next}`,
      )
    },
  }),
}
