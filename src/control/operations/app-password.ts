/** App passwords: one for each device of a person, shown once. */
import * as z from 'zod'
import { localTime } from '../../base/local-time.ts'
import { ok } from '../../base/result.ts'
import { say, texts } from '../../base/texts.ts'
import { appPasswordKeys, issueAppPassword } from '../../directory/app-password.ts'
import { normalName } from '../../directory/name.ts'
import { defineOperation, refuse, refuseDirectory } from '../operation.ts'
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
    parameters: z.strictObject({ address, label: z.string().transform(normalName) }),
    async run(services, caller, { address, label }) {
      const { store, serverKey, clock, config, notify } = services
      const box = await boxInService(services, caller, address)
      if (!box.ok) return box
      if (label === '') return refuse('invalid', 'label: name the device, in at most 200 characters')
      const apps = await store.read.directory.appPasswords(box.value.id)
      if (apps.length >= config.limits.appPasswords) {
        return refuse('refused', `${address} has ${apps.length} app passwords already; remove one first`)
      }
      const { password, row } = await issueAppPassword(
        appPasswordKeys(serverKey),
        box.value,
        label,
        clock.now(),
      )
      const told = { label, operator: caller.name, address: box.value.address }
      await notify(box.value.address, {
        subject: texts.appPasswordSubject,
        body: say(texts.appPasswordBody, told),
      })
      const id = await store.write.addAppPassword(row)
      return ok({ address: box.value.address, id, label, password })
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
      const removed = await services.store.write.removeAppPassword(box.value.id, id)
      return removed.ok ? ok({ address: box.value.address, id }) : refuseDirectory(removed.error)
    },
  }),
}
