/** The life of a box that was issued: locking, a leaver's end, reviews, and the directory that is published. */
import * as z from 'zod'
import { localTime } from '../../base/local-time.ts'
import { ok } from '../../base/result.ts'
import { deletedAt } from '../../directory/clocks.ts'
import { findingsOf, reviewDueAt } from '../../directory/review.ts'
import type { Box } from '../../ports/directory.ts'
import { agencyScope, type Caller, defineOperation, refuse } from '../operation.ts'
import type { Services } from '../services.ts'
import { boxFor, boxInService } from './mailbox.ts'
import { present } from './parameters.ts'

const everyone = ['administrator', 'agency-administrator', 'auditor'] as const
const keepers = ['administrator', 'agency-administrator'] as const
const address = z.string().trim().toLowerCase()
const agency = z.string().trim().toLowerCase().optional()

async function setStatus(
  { store, clock }: Services,
  { role }: Caller,
  box: Box,
  status: 'active' | 'disabled',
) {
  const by = role === 'agency-administrator' ? 'agency' : 'province'
  if (box.disabledBy === 'province' && by === 'agency')
    return refuse('refused', `the province disabled ${box.address}; only an administrator enables it`)
  await store.write.setBoxStatus(box.id, status, clock.now(), by)
  return ok({ address: box.address, status })
}

/** The agencies a caller may go through, or the one asked for, with their boxes by agency. */
async function scopeOf({ store }: Services, caller: Caller, asked: string | undefined) {
  const scope = agencyScope(caller, asked)
  if (!scope.ok) return scope
  const { directory } = store.read
  const agencies = (await directory.agencies()).filter(({ code }) => code === (scope.value ?? code))
  if (agencies.length === 0 && scope.value !== undefined)
    return refuse('not-found', `no agency ${scope.value}`)
  const boxes = await directory.boxes(present({ agency: scope.value }))
  return ok({ agencies, boxesOf: Map.groupBy(boxes, box => box.agencyId) })
}

export const mailboxLifeOperations = {
  'mailbox.disable': defineOperation({
    summary: 'Lock a mailbox: no log-in; it still receives',
    roles: keepers,
    effect: 'change',
    parameters: z.strictObject({ address }),
    async run(services, caller, { address }) {
      const box = await boxInService(services, caller, address)
      return box.ok ? setStatus(services, caller, box.value, 'disabled') : box
    },
  }),

  'mailbox.enable': defineOperation({
    summary: 'Unlock a mailbox and start its clocks anew',
    roles: keepers,
    effect: 'change',
    parameters: z.strictObject({ address }),
    async run(services, caller, { address }) {
      const box = await boxInService(services, caller, address)
      return box.ok ? setStatus(services, caller, box.value, 'active') : box
    },
  }),

  'mailbox.remove': defineOperation({
    summary: "Take a leaver's mailbox out of service; the archive keeps what passed through it",
    roles: ['administrator'],
    effect: 'change',
    parameters: z.strictObject({ address }),
    async run(services, caller, { address }) {
      const box = await boxInService(services, caller, address)
      if (!box.ok) return box
      const statusSince = services.clock.now()
      await services.store.write.setBoxStatus(box.value.id, 'removed', statusSince)
      const until = deletedAt({ ...box.value, statusSince }, services.boxRules())
      return ok({ address: box.value.address, status: 'removed', deletedAt: localTime(until) })
    },
  }),

  'mailbox.restore': defineOperation({
    summary: "Put a leaver's mailbox back into service before it is deleted",
    roles: ['administrator'],
    effect: 'change',
    parameters: z.strictObject({ address }),
    async run(services, caller, { address }) {
      const box = await boxFor(services, caller, address)
      if (!box.ok) return box
      if (box.value.status !== 'removed') return refuse('refused', `${address} is in service`)
      // The clock may be deleting it at this moment.
      if (services.clock.now() >= deletedAt(box.value, services.boxRules()))
        return refuse('refused', `the time ${address} was kept for is over`)
      return setStatus(services, caller, box.value, 'active')
    },
  }),

  'mailbox.review': defineOperation({
    summary: 'List what about the mailboxes of each agency a person should look at',
    roles: everyone,
    effect: 'read',
    parameters: z.strictObject({ agency }),
    async run(services, caller, { agency }) {
      const scope = await scopeOf(services, caller, agency)
      if (!scope.ok) return scope
      const { agencies, boxesOf } = scope.value
      const now = services.clock.now()
      const rules = services.boxRules()
      const reviews = await services.store.read.directory.reviews()
      const last = new Map(reviews.map(review => [review.agencyId, review]))
      return ok(
        agencies.map(({ id, code, name, createdAt }) => {
          const review = last.get(id)
          const dueAt = reviewDueAt({ createdAt }, review, rules)
          return {
            agency: code,
            name,
            reviewedAt: review === undefined ? null : localTime(review.at),
            reviewedBy: review?.operator ?? null,
            dueAt: localTime(dueAt),
            overdue: now >= dueAt,
            boxes: (boxesOf.get(id) ?? []).flatMap(box => {
              const findings = findingsOf(box, now, rules)
              return findings.length === 0 ? [] : [{ address: box.address, name: box.name, findings }]
            }),
          }
        }),
      )
    },
  }),

  'mailbox.reviewed': defineOperation({
    summary: 'Record that the mailboxes of an agency, or of all, were reviewed',
    roles: keepers,
    effect: 'change',
    parameters: z.strictObject({ agency }),
    async run(services, caller, { agency }) {
      const scope = await scopeOf(services, caller, agency)
      if (!scope.ok) return scope
      const { agencies } = scope.value
      const at = services.clock.now()
      await services.store.write.recordBoxReviews(
        agencies.map(({ id }) => ({ agencyId: id, at, operator: caller.name })),
      )
      return ok({ agencies: agencies.map(({ code }) => code), at: localTime(at) })
    },
  }),

  'mailbox.export': defineOperation({
    summary: 'The directory as it is published: names, positions, addresses, agencies',
    roles: everyone,
    effect: 'read',
    parameters: z.strictObject({ agency }),
    async run(services, caller, { agency }) {
      const scope = await scopeOf(services, caller, agency)
      if (!scope.ok) return scope
      const { agencies, boxesOf } = scope.value
      return ok(
        agencies.flatMap(({ id, code, name: agencyName }) =>
          (boxesOf.get(id) ?? [])
            .filter(({ status }) => status !== 'removed')
            .map(({ name, position, address }) => ({ name, position, address, agency: code, agencyName })),
        ),
      )
    },
  }),
}
