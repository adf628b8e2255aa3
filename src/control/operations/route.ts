/** How each kind of document travels on each route (directive, clause 5). */
import * as z from 'zod'
import { fold } from '../../base/fold.ts'
import { nearest } from '../../base/nearest.ts'
import { ok } from '../../base/result.ts'
import type { DocumentChannel, DocumentRoute } from '../../ports/policy.ts'
import { defineOperation, type Outcome, refuse } from '../operation.ts'
import type { Services } from '../services.ts'
import { changePolicy } from './policy-settings.ts'

const kind = z.string()
const route = z.enum([
  'inside-agency',
  'between-agencies',
  'state',
  'outside',
] as const satisfies DocumentRoute[])
const channel = z.enum(['electronic', 'with-paper', 'paper'] as const satisfies DocumentChannel[])

/** The kind's name as the table of kinds writes it, from one typed without marks or capitals. */
function findKind({ policy }: Services, typed: string): Outcome<string> {
  const names = policy.kinds.map(({ name }) => name)
  const found = names.find(name => fold(name) === fold(typed.trim()))
  if (found !== undefined) return ok(found)
  return refuse('not-found', `no kind of document "${typed}"; the nearest is ${nearest(typed, names)}`)
}

export const routeOperations = {
  'route.list': defineOperation({
    summary: 'List how kinds of documents travel, where it was set',
    roles: ['administrator', 'agency-administrator', 'auditor'],
    effect: 'read',
    parameters: z.strictObject({}),
    async run({ store }) {
      return ok((await store.read.policy.state()).routes)
    },
  }),

  'route.set': defineOperation({
    summary: 'Set how a kind of document travels on a route',
    roles: ['administrator'],
    effect: 'change',
    parameters: z.strictObject({ kind, route, channel }),
    async run(services, caller, { kind: typed, route, channel }) {
      const kind = findKind(services, typed)
      if (!kind.ok) return kind
      return changePolicy(services, caller, {
        kind: 'set-route',
        setting: { kind: kind.value, route, channel },
      })
    },
  }),

  'route.clear': defineOperation({
    summary: 'Let a kind of document travel as the decree has it',
    roles: ['administrator'],
    effect: 'change',
    parameters: z.strictObject({ kind, route }),
    async run(services, caller, { kind: typed, route }) {
      const kind = findKind(services, typed)
      if (!kind.ok) return kind
      return changePolicy(services, caller, { kind: 'clear-route', setting: { kind: kind.value, route } })
    },
  }),
}
