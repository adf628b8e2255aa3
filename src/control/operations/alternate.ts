/** Officials' addresses elsewhere, confirmed by a person: what comes from one comes from the official. */
import * as z from 'zod'
import { localTime } from '../../base/local-time.ts'
import { ok } from '../../base/result.ts'
import { normalizeAddress } from '../../mail/address.ts'
import type { Box } from '../../ports/directory.ts'
import { type Caller, defineOperation, type Outcome, refuse } from '../operation.ts'
import type { Services } from '../services.ts'
import { note } from './parameters.ts'
import { changePolicy } from './policy-settings.ts'
import { seesAgency } from './scoped.ts'

/** Records an address as the official's; one that is recorded for the same box already is left as it is. */
export async function recordAlternate(
  services: Services,
  caller: Caller,
  { address: typed, box, note }: { readonly address: string; readonly box: Box; readonly note: string },
): Promise<Outcome<{ readonly address: string; readonly box: string }>> {
  const { policy, store } = services
  const address = normalizeAddress(typed)?.address
  if (address === undefined) return refuse('invalid', `${typed} is no address`)
  if (policy.isOwn(address)) return refuse('invalid', `${address} is an address of the province itself`)
  const { alternates } = await store.read.policy.state()
  const known = alternates.find(alternate => alternate.address === address)
  if (known?.boxId === box.id) return ok({ address, box: box.address })
  const added = await changePolicy(services, caller, { kind: 'add-alternate', address, boxId: box.id, note })
  return added.ok ? ok({ address, box: box.address }) : added
}

export const alternateOperations = {
  'alternate.list': defineOperation({
    summary: "List the officials' addresses elsewhere",
    roles: ['administrator', 'auditor'],
    effect: 'read',
    parameters: z.strictObject({}),
    async run({ store }, caller) {
      const { alternates } = await store.read.policy.state()
      const boxes = await Promise.all(alternates.map(({ boxId }) => store.read.directory.boxById(boxId)))
      const mine = alternates.filter((_, i) => seesAgency(caller, boxes[i]?.agencyId ?? null))
      return ok(
        mine.map(({ boxId: _, createdAt, ...alternate }) => ({
          ...alternate,
          createdAt: localTime(createdAt),
        })),
      )
    },
  }),

  'alternate.add': defineOperation({
    summary: 'Record an address elsewhere as an official’s',
    roles: ['administrator'],
    effect: 'change',
    parameters: z.strictObject({ address: z.string().trim(), box: z.string().trim().toLowerCase(), note }),
    async run(services, caller, { address, box, note }) {
      const official = await services.store.read.directory.box(box)
      if (official === undefined) return refuse('not-found', `no mailbox ${box}`)
      return recordAlternate(services, caller, { address, box: official, note })
    },
  }),

  'alternate.remove': defineOperation({
    summary: 'Forget that an address elsewhere is an official’s',
    roles: ['administrator'],
    effect: 'change',
    parameters: z.strictObject({ address: z.string().trim() }),
    async run(services, caller, { address: typed }) {
      const address = normalizeAddress(typed)?.address ?? typed
      const removed = await changePolicy(services, caller, { kind: 'remove-alternate', address })
      return removed.ok ? ok({ address }) : removed
    },
  }),
}
