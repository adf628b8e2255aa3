/** The custody of a letter: its trail, for auditors; and putting it back into a box that had it, for administrators. */
import * as z from 'zod'
import { trailOf } from '../../archive/trail.ts'
import { ok } from '../../base/result.ts'
import { say } from '../../base/texts.ts'
import { accountTexts } from '../../base/texts-account.ts'
import { mailboxName } from '../../mailbox/name.ts'
import type { RestoreError } from '../../ports/custody.ts'
import { defineOperation, refuse } from '../operation.ts'
import { findEntry, scopeOf } from './scoped.ts'

const id = z.int().positive()

const whyNot: Readonly<Record<RestoreError['reason'], (entry: number, box: string) => string>> = {
  // The same for a letter that does not exist: nobody finds out by trying who got what.
  'not-theirs': (entry, box) => `nothing shows that entry ${entry} came into ${box}`,
  'still-there': (entry, box) => `entry ${entry} still lies in a mailbox of ${box}`,
  'no-bytes': entry => `the bytes of entry ${entry} are gone: they were erased`,
  'over-quota': (_entry, box) => `${box} has no room for it`,
  'too-many': (_entry, box) => `${box} has as many mailboxes as it may have`,
}

export const custodyOperations = {
  'archive.trail': defineOperation({
    summary: 'Show what happened to a letter, and who looked at it',
    roles: ['auditor'],
    effect: 'evidence',
    parameters: z.strictObject({ id, approval: id.optional() }),
    entries: ({ id }) => [id],
    async run(services, caller, { id, approval }) {
      const found = await findEntry(services, caller, id, approval)
      if (!found.ok) return found
      const { read } = services.store
      const holdsTold = scopeOf(caller).scope === undefined
      return ok(await trailOf(read, found.value, services.config.limits.resultRows, holdsTold))
    },
  }),

  'archive.restore': defineOperation({
    summary: 'Put a letter back into a box that had it, and tell the owner',
    roles: ['administrator'],
    effect: 'change',
    parameters: z.strictObject({
      id,
      to: z.string().trim().toLowerCase(),
      mailbox: z.string(),
    }),
    entries: ({ id }) => [id],
    async run({ store, config, notify }, _caller, { id, to, mailbox: typed }) {
      const name = mailboxName(typed, config.limits.mailboxNameBytes)
      if (!name.ok) return refuse('invalid', `mailbox: ${name.error}`)
      const box = await store.read.directory.box(to)
      if (box === undefined || box.status === 'removed') return refuse('not-found', `no mailbox ${to}`)
      const restored = await store.write.restoreEntry(id, box.id, name.value)
      if (!restored.ok) {
        const { reason } = restored.error
        return refuse(reason === 'not-theirs' ? 'not-found' : 'refused', whyNot[reason](id, to))
      }
      const body = say(accountTexts.letterRestoredBody, { mailbox: restored.value.mailbox })
      await notify(box.address, { subject: accountTexts.letterRestoredSubject, body })
      return ok({ id, box: box.address, ...restored.value })
    },
  }),
}
