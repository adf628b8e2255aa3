/** App passwords: one for each device of a person, shown once. */
import * as z from 'zod'
import { localTime } from '../../base/local-time.ts'
import { ok } from '../../base/result.ts'
import { grantAppPassword, revokeAppPassword } from '../../directory/own-account.ts'
import { defineOperation, refuse } from '../operation.ts'
import { boxFor, boxInService } from './mailbox.ts'
import { timeOrNever } from './parameters.ts'

const keepers = ['administrator', 'agency-administrator'] as const
const address = z.string().trim().toLowerCase()

export const appPasswordOperations = {
  'app-password.list': defineOperation({
    summary: 'List the app passwords of a mailbox',
    roles: ['administrator', 'agency-administrator', 'auditor'],
    effect: 'read',
    parameters: z.strictObject({ address }),
    async run(services, caller, { address }) {
      const box = await boxFor(services, caller, address)
      if (!box.ok) return box
      const apps = await services.store.read.directory.appPasswords(box.value.id)
      return ok(
        apps.map(({ id, label, createdAt, lastUsedAt }) => ({
          id,
          label,
          createdAt: localTime(createdAt),
          lastUsedAt: timeOrNever(lastUsedAt),
        })),
      )
    },
  }),

  'app-password.add': defineOperation({
    summary: 'Issue an app password',
    roles: keepers,
    effect: 'change',
    parameters: z.strictObject({ address, label: z.string() }),
    async run(services, caller, { address, label }) {
      const box = await boxInService(services, caller, address)
      if (!box.ok) return box
      const parts = { ...services, limits: services.config.limits }
      const issued = await grantAppPassword(parts, box.value, label, caller.name)
      if (!issued.ok)
        return refuse(issued.error.reason === 'refused' ? 'refused' : 'invalid', issued.error.text.en)
      return ok({ address: box.value.address, ...issued.value })
    },
  }),

  'app-password.remove': defineOperation({
    summary: 'Revoke an app password',
    roles: keepers,
    effect: 'change',
    parameters: z.strictObject({ address, id: z.int().positive() }),
    async run(services, caller, { address, id }) {
      const box = await boxFor(services, caller, address)
      if (!box.ok) return box
      const parts = { ...services, limits: services.config.limits }
      const revoked = await revokeAppPassword(parts, box.value, id, caller.name)
      return revoked.ok ? ok({ address: box.value.address, id }) : refuse('not-found', revoked.error.text.en)
    },
  }),
}
