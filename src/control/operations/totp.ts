/** Second factors of mailboxes: who has one, and help for who lost the phone. */
import * as z from 'zod'
import { localTime } from '../../base/local-time.ts'
import { ok } from '../../base/result.ts'
import { dropSecondFactor } from '../../directory/second-factor.ts'
import { agencyScope, defineOperation, refuseDirectory } from '../operation.ts'
import { boxFor } from './mailbox.ts'
import { present } from './parameters.ts'

export const totpOperations = {
  'totp.list': defineOperation({
    summary: 'List the mailboxes that have a second factor',
    roles: ['administrator', 'agency-administrator', 'auditor'],
    effect: 'read',
    parameters: z.strictObject({ agency: z.string().optional() }),
    async run({ store }, caller, { agency }) {
      const scope = agencyScope(caller, agency)
      if (!scope.ok) return scope
      const { directory } = store.read
      const boxes = await directory.boxes(present({ agency: scope.value }))
      const factors = await Promise.all(boxes.map(box => directory.secondFactor(box.id)))
      return ok(
        boxes.flatMap(({ address, name }, i) => {
          const factor = factors[i]
          if (factor === undefined) return []
          const { recoveryCodes, enrolledAt } = factor
          return [{ address, name, enrolledAt: localTime(enrolledAt), recoveryCodes }]
        }),
      )
    },
  }),

  'totp.remove': defineOperation({
    summary: 'Remove the second factor of a mailbox whose owner lost it',
    roles: ['administrator', 'agency-administrator'],
    effect: 'change',
    parameters: z.strictObject({ address: z.string().trim().toLowerCase() }),
    async run(services, caller, { address }) {
      const box = await boxFor(services, caller, address)
      if (!box.ok) return box
      const removed = await dropSecondFactor(services, box.value, caller.name)
      return removed.ok ? ok({ address: box.value.address }) : refuseDirectory(removed.error)
    },
  }),
}
