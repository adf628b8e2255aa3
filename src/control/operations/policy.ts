/** The regulation as it is in force, and what it would say of a letter. */
import * as z from 'zod'
import { ok } from '../../base/result.ts'
import { checkAddresses } from '../../policy/check.ts'
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

  'policy.check': defineOperation({
    summary: 'Explain what would happen to a letter, and why',
    roles: everyone,
    effect: 'read',
    parameters: z.strictObject({
      from: z.string().trim(),
      to: z.string().trim(),
      channel: z.enum(['mx', 'submission', 'submissions']).optional(),
      peer: z.union([z.ipv4(), z.ipv6()]).optional(),
      helo: z.string().optional(),
      signedBy: z.string().optional(),
    }),
    async run({ policy, store, countryOf }, _caller, { from, to, channel, peer, helo, signedBy }) {
      const answer = await checkAddresses(policy, store.read.directory, {
        from,
        to,
        ...(channel === undefined ? {} : { channel }),
        ...(signedBy === undefined ? {} : { signedBy }),
        ...(peer === undefined
          ? {}
          : { peer: { address: peer, helo: helo ?? '', country: await countryOf(peer) } }),
      })
      if (answer.ok) return ok(answer.value)
      const { reason, what } = answer.error
      return reason === 'bad-address'
        ? refuse('invalid', `${what} is no address`)
        : refuse('invalid', `${what} is not of this province, so the letter would not pass here`)
    },
  }),
}
