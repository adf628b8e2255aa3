/** The regulation as it is in force, and what it would say of a letter. */
import * as z from 'zod'
import { ok } from '../../base/result.ts'
import type { RuleInForce } from '../../policy/policy.ts'
import { defineOperation, refuse } from '../operation.ts'

const everyone = ['administrator', 'agency-administrator', 'auditor'] as const

function describeRule({ rule, citation }: RuleInForce) {
  return { id: rule.id, title: rule.title, citation }
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
    summary: 'Show one rule and what each agency lets it do',
    roles: everyone,
    effect: 'read',
    parameters: z.strictObject({ rule: z.string() }),
    async run({ policy, store }, caller, { rule }) {
      const found = policy.rules.find(candidate => candidate.rule.id.toLowerCase() === rule.toLowerCase())
      if (found === undefined) return refuse('not-found', `no rule ${rule}`)
      const agencies = await store.read.directory.agencies()
      return ok({
        ...describeRule(found),
        agencies: agencies
          .filter(agency => caller.role !== 'agency-administrator' || agency.id === caller.agency?.id)
          .map(agency => ({
            code: agency.code,
            mailSystem: agency.mailSystem,
            sectorDomains: agency.sectorDomains,
            outbound: agency.freeMailOutbound,
            inbound: agency.freeMailInbound,
          })),
      })
    },
  }),
}
