/**
 * Leave for one address or domain, for a time. An agency's own administrator gives leave from what the agency made
 * stricter for itself, down to what the province has set and no further.
 */
import * as z from 'zod'
import { isDomainName } from '../../base/domain-name.ts'
import { localTime } from '../../base/local-time.ts'
import { ok } from '../../base/result.ts'
import { normalizeAddress } from '../../mail/address.ts'
import { type Reason, termsOf } from '../../policy/reasons.ts'
import { PolicySettings } from '../../policy/settings.ts'
import type { Direction } from '../../ports/archive.ts'
import type { AgencyId } from '../../ports/directory.ts'
import { type Caller, defineOperation, outsideAgency, refuse } from '../operation.ts'
import { agencyCodes, agencyIdOf, direction, note, timeMs } from './parameters.ts'
import { beyondAgency, changePolicy, directions, findReason, ownMark } from './policy-settings.ts'
import { seesAgency } from './scoped.ts'

const dayMs = 86_400_000

/** `a@example.vn`, or `@example.vn` for a domain, as they are compared. */
function subjectOf(typed: string): string | undefined {
  if (!typed.startsWith('@')) return normalizeAddress(typed)?.address
  const domain = normalizeAddress(`x${typed}`)?.domain ?? ''
  return isDomainName(domain) ? `@${domain}` : undefined
}

interface Leave {
  readonly reason: Reason
  readonly agencyId: AgencyId | null
  readonly direction: Direction | null
}

/** An agency's administrator has nothing to lift where the agency is no stricter than the province. */
function liftsNothing(settings: PolicySettings, caller: Caller, { reason, agencyId, direction }: Leave) {
  if (caller.role !== 'agency-administrator') return undefined
  const stricter = (direction === null ? directions : [direction]).some(way => {
    const standing = { agencyId, direction: way }
    return settings.actionOf(reason, standing) !== settings.provinceActionOf(reason, standing)
  })
  return stricter
    ? undefined
    : refuse('refused', `the agency made ${reason} no stricter: only an administrator gives leave`)
}

function endsBadly(settings: PolicySettings, untilMs: number, now: number) {
  if (untilMs <= now) return refuse('invalid', 'it would have ended before it began')
  const days = settings.threshold('exceptionDays')
  // The day it ends on counts as a whole.
  return untilMs > now + (days + 1) * dayMs
    ? refuse('invalid', `it would last longer than ${days} days`)
    : undefined
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
          agencyId === null ||
          (seesAgency(caller, agencyId) && (caller.agency === null || agencyId === caller.agency.id)),
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
      const agencyId = await agencyIdOf(services.store.read.directory, agency)
      if (!agencyId.ok) return agencyId
      const leave = { reason: reason.value, agencyId: agencyId.value, direction }
      const settings = new PolicySettings(await services.store.read.policy.state())
      const refused =
        endsBadly(settings, untilMs, services.clock.now()) ??
        beyondAgency(caller, agency) ??
        liftsNothing(settings, caller, leave)
      if (refused !== undefined) return refused
      const added = await changePolicy(services, caller, {
        kind: 'add-exception',
        ...leave,
        ...ownMark(caller),
        subject,
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
