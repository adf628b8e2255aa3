/**
 * Leave for one address or domain, for a time. An agency's own administrator gives leave from what the agency made
 * stricter for itself, not from what the province holds or blocks.
 */
import * as z from 'zod'
import { isDomainName } from '../../base/domain-name.ts'
import { localTime } from '../../base/local-time.ts'
import { ok } from '../../base/result.ts'
import { normalizeAddress } from '../../mail/address.ts'
import { type Reason, termsOf } from '../../policy/reasons.ts'
import { PolicySettings } from '../../policy/settings.ts'
import type { Direction } from '../../ports/archive.ts'
import { type Caller, defineOperation, outsideAgency, refuse } from '../operation.ts'
import type { Services } from '../services.ts'
import { agencyCodes, agencyIdOf, direction, note, timeMs } from './parameters.ts'
import { beyondAgency, changePolicy, findReason } from './policy-settings.ts'

/** `a@example.vn`, or `@example.vn` for a domain, as they are compared. */
function subjectOf(typed: string): string | undefined {
  if (!typed.startsWith('@')) return normalizeAddress(typed)?.address
  const domain = normalizeAddress(`x${typed}`)?.domain ?? ''
  return isDomainName(domain) ? `@${domain}` : undefined
}

async function weakensProvince(
  { store }: Services,
  caller: Caller,
  reason: Reason,
  direction: Direction | null,
) {
  if (caller.role !== 'agency-administrator') return undefined
  const province = new PolicySettings(await store.read.policy.state())
  for (const way of direction === null ? (['inbound', 'outbound', 'internal'] as const) : [direction]) {
    const action = province.actionOf(reason, { agencyId: null, direction: way })
    if (action === 'hold' || action === 'block')
      return refuse(
        'refused',
        `${reason} is ${action} in the whole province: only an administrator gives leave`,
      )
  }
  return undefined
}

export const exceptionOperations = {
  'exception.list': defineOperation({
    summary: 'List the exceptions and until when they hold',
    roles: ['administrator', 'agency-administrator', 'auditor'],
    effect: 'read',
    parameters: z.strictObject({}),
    async run({ store, clock }, caller) {
      const codeOf = await agencyCodes(store.read.directory)
      const { exceptions } = await store.read.policy.state()
      const mine = exceptions.filter(
        ({ agencyId }) =>
          caller.role !== 'agency-administrator' || agencyId === null || agencyId === caller.agency?.id,
      )
      return ok(
        mine.map(({ agencyId, createdAt, expiresAt, ...exception }) => ({
          ...exception,
          agency: codeOf(agencyId),
          createdAt: localTime(createdAt),
          expiresAt: localTime(expiresAt),
          inForce: expiresAt > clock.now(),
        })),
      )
    },
  }),

  'exception.add': defineOperation({
    summary: 'Give leave to an address or a domain for a time',
    roles: ['administrator', 'agency-administrator'],
    effect: 'change',
    parameters: z.strictObject({
      reason: z.string(),
      subject: z.string().trim().toLowerCase(),
      agency: z.string().optional(),
      direction: direction.optional(),
      untilMs: timeMs,
      note,
    }),
    async run(services, caller, { reason: named, agency, direction = null, note, untilMs, ...given }) {
      const reason = findReason(named)
      if (!reason.ok) return reason
      if (termsOf(reason.value).floor !== 'allow')
        return refuse(
          'refused',
          `${reason.value} is at least ${termsOf(reason.value).floor}: there is no leave`,
        )
      const subject = subjectOf(given.subject)
      if (subject === undefined) return refuse('invalid', `${given.subject} is no address and no @domain`)
      if (untilMs <= services.clock.now()) return refuse('invalid', 'it would have ended before it began')
      const agencyId = await agencyIdOf(services.store.read.directory, agency)
      if (!agencyId.ok) return agencyId
      const refused =
        beyondAgency(caller, agency) ?? (await weakensProvince(services, caller, reason.value, direction))
      if (refused !== undefined) return refused
      const added = await changePolicy(services, caller, {
        kind: 'add-exception',
        reason: reason.value,
        subject,
        agencyId: agencyId.value,
        direction,
        note,
        expiresAt: untilMs,
      })
      return added.ok ? ok({ id: added.value.version, subject }) : added
    },
  }),

  'exception.end': defineOperation({
    summary: 'End an exception now',
    roles: ['administrator', 'agency-administrator'],
    effect: 'change',
    parameters: z.strictObject({ id: z.int().positive() }),
    async run(services, caller, { id }) {
      const { exceptions } = await services.store.read.policy.state()
      const exception = exceptions.find(candidate => candidate.id === id)
      if (exception === undefined) return refuse('not-found', `no exception ${id}`)
      const codeOf = await agencyCodes(services.store.read.directory)
      const outside = outsideAgency(caller, codeOf(exception.agencyId) ?? 'the province')
      return outside ?? changePolicy(services, caller, { kind: 'end-exception', id })
    },
  }),
}
