/**
 * Operators. An administrator appoints administrators and agency administrators, never an auditor: who watches is
 * not chosen by who is watched. Auditors are enrolled when the server is set up (`quickstart`).
 */
import * as z from 'zod'
import { localTime } from '../../base/local-time.ts'
import { ok } from '../../base/result.ts'
import { enrolOperator } from '../../directory/operator.ts'
import { generatePassword } from '../../directory/password-rules.ts'
import { totpUrl } from '../../directory/totp.ts'
import { defineOperation, refuse, refuseDirectory } from '../operation.ts'

const everyone = ['administrator', 'agency-administrator', 'agency-head', 'auditor'] as const

export const operatorOperations = {
  whoami: defineOperation({
    summary: 'Tell who is asking',
    roles: everyone,
    effect: 'read',
    parameters: z.strictObject({}),
    run: async (_services, { name, role, agency }) => ok({ name, role, agency: agency?.code ?? null }),
  }),

  'operator.list': defineOperation({
    summary: 'List the operators',
    roles: ['administrator', 'auditor'],
    effect: 'read',
    parameters: z.strictObject({}),
    async run({ store }) {
      const { directory } = store.read
      const agencies = new Map((await directory.agencies()).map(agency => [agency.id, agency.code]))
      const operators = await directory.operators()
      return ok(
        operators.map(({ name, role, agencyId, createdAt }) => ({
          name,
          role,
          agency: agencyId === null ? null : (agencies.get(agencyId) ?? null),
          createdAt: localTime(createdAt),
        })),
      )
    },
  }),

  'operator.add': defineOperation({
    summary: 'Appoint an operator',
    roles: ['administrator'],
    effect: 'change',
    parameters: z.strictObject({
      name: z.string(),
      role: z.enum(['administrator', 'agency-administrator']),
      agency: z.string().nullable(),
    }),
    async run(services, _caller, request) {
      const password = generatePassword()
      const parts = { ...services, limits: services.config.limits }
      const enrolled = await enrolOperator(parts, { ...request, password })
      if (!enrolled.ok) return refuse('invalid', enrolled.error)
      const { name, role } = request
      return ok({ name, role, password, totpUrl: totpUrl(enrolled.value.totpSecret, name) })
    },
  }),

  'operator.remove': defineOperation({
    summary: 'Dismiss an operator',
    roles: ['administrator'],
    effect: 'change',
    parameters: z.strictObject({ name: z.string() }),
    async run({ store }, caller, { name }) {
      if (name === caller.name) return refuse('refused', 'nobody dismisses himself')
      const operator = await store.read.directory.operator(name)
      if (operator?.role === 'auditor')
        return refuse('refused', 'an administrator does not dismiss an auditor')
      const removed = await store.write.removeOperator(name)
      return removed.ok ? ok({ name }) : refuseDirectory(removed.error)
    },
  }),
}
