/** The regulation as it is in force, and what it would say of a letter. */
import * as z from 'zod'
import { ok } from '../../base/result.ts'
import { actions } from '../../directory/agency.ts'
import type { RuleInForce } from '../../policy/policy.ts'
import { reasons } from '../../policy/reasons.ts'
import { PolicySettings } from '../../policy/settings.ts'

import type { Action, AgencyId } from '../../ports/directory.ts'
import { defineOperation, refuse } from '../operation.ts'
import { agencyCodes } from './parameters.ts'

const everyone = ['administrator', 'agency-administrator', 'auditor'] as const

function describeRule({ id, title, citation }: RuleInForce) {
  return { id, title, citation, defaults: defaultsOf(id) }
}

/** What is done about what a rule can see unless a setting says otherwise: each action once, the mildest first. */
function defaultsOf(id: string): readonly Action[] {
  const seen = [...reasons.values()].filter(({ rule }) => rule === id)
  return actions.filter(action => seen.some(terms => terms.default === action))
}

export const policyOperations = {
  'policy.list': defineOperation({
    summary: 'List the rules with their citations',
    roles: everyone,
    effect: 'read',
    parameters: z.strictObject({}),
    async run({ policy }) {
      return ok(policy.rules.map(describeRule))
    },
  }),

  'policy.show': defineOperation({
    summary: 'Show one rule, what it can see, and what was set about it',
    roles: everyone,
    effect: 'read',
    parameters: z.strictObject({ rule: z.string() }),
    async run({ policy, store }, caller, { rule }) {
      const found = policy.rules.find(({ id }) => id.toLowerCase() === rule.toLowerCase())
      if (found === undefined) return refuse('not-found', `no rule ${rule}`)
      const reaches = (id: AgencyId) => caller.role !== 'agency-administrator' || id === caller.agency?.id
      const agencies = await store.read.directory.agencies()
      const codeOf = await agencyCodes(store.read.directory)
      const state = await store.read.policy.state()
      const settings = new PolicySettings(state)
      return ok({
        ...describeRule(found),
        reasons: [...reasons]
          .filter(([, terms]) => terms.rule === found.id)
          .map(([reason, { default: action, floor, ceiling }]) => ({
            reason,
            default: action,
            floor,
            ceiling,
            settings: state.actions
              .filter(setting => setting.reason === reason)
              .filter(({ agencyId }) => agencyId === null || reaches(agencyId))
              .map(({ agencyId, direction, action, byAgency = false }) => ({
                agency: codeOf(agencyId),
                direction,
                action,
                byAgency,
              })),
          })),
        thresholds: found.thresholds.map(name => ({ name, value: settings.threshold(name) })),
        exempt: agencies
          .filter(({ id, mailSystem }) => mailSystem === 'sector-exempt' && reaches(id))
          .map(({ code, sectorDomains }) => ({ code, sectorDomains })),
      })
    },
  }),
}
