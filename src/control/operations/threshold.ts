/** The regulation's numbers, each within its bounds. */
import * as z from 'zod'
import { nearest } from '../../base/nearest.ts'
import { ok } from '../../base/result.ts'
import { type ThresholdTerms, thresholds } from '../../policy/thresholds.ts'
import { defineOperation, type Outcome, refuse } from '../operation.ts'
import { changePolicy } from './policy-settings.ts'

const name = z.string()

function findTerms(name: string): Outcome<ThresholdTerms> {
  const terms = thresholds.get(name)
  if (terms !== undefined) return ok(terms)
  return refuse('not-found', `no threshold ${name}; the nearest is ${nearest(name, [...thresholds.keys()])}`)
}

export const thresholdOperations = {
  'threshold.list': defineOperation({
    summary: 'List the numbers of the regulation',
    roles: ['administrator', 'agency-administrator', 'auditor'],
    effect: 'read',
    parameters: z.strictObject({}),
    async run({ store }) {
      const set = new Map(
        (await store.read.policy.state()).thresholds.map(({ name, value }) => [name, value]),
      )
      return ok(
        [...thresholds].map(([name, terms]) => ({ name, value: set.get(name) ?? terms.default, ...terms })),
      )
    },
  }),

  'threshold.set': defineOperation({
    summary: 'Set a number of the regulation',
    roles: ['administrator'],
    effect: 'change',
    parameters: z.strictObject({ name, value: z.int() }),
    async run(services, caller, { name, value }) {
      const terms = findTerms(name)
      if (!terms.ok) return terms
      const { min, max, unit } = terms.value
      if (value < min || value > max) return refuse('invalid', `${name} is from ${min} to ${max} ${unit}`)
      return changePolicy(services, caller, { kind: 'set-threshold', name, value })
    },
  }),

  'threshold.clear': defineOperation({
    summary: 'Give a number of the regulation its default again',
    roles: ['administrator'],
    effect: 'change',
    parameters: z.strictObject({ name }),
    async run(services, caller, { name }) {
      const terms = findTerms(name)
      return terms.ok ? changePolicy(services, caller, { kind: 'clear-threshold', name }) : terms
    },
  }),
}
