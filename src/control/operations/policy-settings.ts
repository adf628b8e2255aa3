/**
 * What is done about each reason of the regulation: actions by agency and direction, and the history of every
 * setting. An administrator may go as far as the reason's floor and ceiling; an agency's own administrator may
 * only make the own agency stricter, also than what an administrator sets later.
 */
import * as z from 'zod'
import { formatSpan } from '../../base/keep-span.ts'
import { localTime } from '../../base/local-time.ts'
import { nearest } from '../../base/nearest.ts'
import { ok } from '../../base/result.ts'
import { isReason, type Reason, reasons, termsOf } from '../../policy/reasons.ts'
import { PolicySettings } from '../../policy/settings.ts'
import { milder, stricter } from '../../policy/verdict.ts'
import type { Direction } from '../../ports/archive.ts'
import type { Action, AgencyId, DirectoryReads } from '../../ports/directory.ts'
import type { ActionSetting, PolicyChange } from '../../ports/policy.ts'
import {
  type Caller,
  defineOperation,
  type Outcome,
  outsideAgency,
  refuse,
  refuseDirectory,
} from '../operation.ts'
import type { Services } from '../services.ts'
import { agencyCodes, agencyIdOf, direction } from './parameters.ts'

export const directions = ['inbound', 'outbound', 'internal'] as const satisfies Direction[]
const place = { reason: z.string(), agency: z.string().optional(), direction: direction.optional() }

export function findReason(name: string): Outcome<Reason> {
  if (isReason(name)) return ok(name)
  return refuse('not-found', `no reason ${name}; the nearest is ${nearest(name, [...reasons.keys()])}`)
}

/** Stores one change of the settings; resolves with the version it made. */
export async function changePolicy(
  { store, clock }: Services,
  caller: Caller,
  change: PolicyChange,
): Promise<Outcome<{ readonly version: number }>> {
  const changed = await store.write.changePolicy(change, caller.name, clock.now())
  return changed.ok ? changed : refuseDirectory(changed.error)
}

function beyondBounds(reason: Reason, action: Action) {
  const { floor, ceiling } = termsOf(reason)
  if (milder(action, floor) !== floor) return refuse('refused', `${reason} cannot be milder than ${floor}`)
  if (stricter(action, ceiling) !== ceiling)
    return refuse('refused', `${reason} cannot be stricter than ${ceiling}`)
  return undefined
}

/** An agency's administrator tightens what is in force for the own agency, and loosens nothing. */
async function loosens(
  { store }: Services,
  caller: Caller,
  setting: {
    readonly reason: Reason
    readonly agencyId: AgencyId | null
    readonly direction: Direction | null
  },
  action: Action,
) {
  if (caller.role !== 'agency-administrator') return undefined
  const inForce = new PolicySettings(await store.read.policy.state())
  for (const direction of setting.direction === null ? directions : [setting.direction]) {
    const now = inForce.actionOf(setting.reason, { agencyId: setting.agencyId, direction })
    if (stricter(action, now) !== action)
      return refuse(
        'refused',
        `${setting.reason} is ${now} (${direction}); only an administrator makes it milder`,
      )
  }
  return undefined
}

/** How a row says that the agency's own administrator made it. */
export function ownMark({ role }: Caller): { readonly byAgency?: true } {
  return role === 'agency-administrator' ? { byAgency: true } : {}
}

/** What decides in the stead of a setting, for whoever thinks that it is now in force everywhere. */
async function beside({ store }: Services, setting: ActionSetting) {
  const codeOf = await agencyCodes(store.read.directory)
  return new PolicySettings(await store.read.policy.state())
    .beside(setting)
    .map(({ agencyId, direction, action, byAgency = false }) => ({
      agency: codeOf(agencyId),
      direction,
      action,
      byAgency,
    }))
}

/** Without an agency a setting is the whole province's, which is no agency administrator's to change. */
export function beyondAgency(caller: Caller, agency: string | undefined) {
  if (caller.role === 'agency-administrator' && agency === undefined)
    return refuse(
      'refused',
      `${caller.name} sets for ${caller.agency?.code ?? 'no agency'} only: name it with --agency`,
    )
  return agency === undefined ? undefined : outsideAgency(caller, agency)
}

export const policySettingOperations = {
  'policy.set': defineOperation({
    summary: 'Set what is done about a reason',
    roles: ['administrator', 'agency-administrator'],
    effect: 'change',
    parameters: z.strictObject({ ...place, action: z.enum(['allow', 'flag', 'hold', 'block']) }),
    async run(services, caller, { reason: named, agency, direction = null, action }) {
      const reason = findReason(named)
      if (!reason.ok) return reason
      const agencyId = await agencyIdOf(services.store.read.directory, agency)
      if (!agencyId.ok) return agencyId
      const setting = { reason: reason.value, agencyId: agencyId.value, direction, ...ownMark(caller) }
      const refused =
        beyondAgency(caller, agency) ??
        beyondBounds(reason.value, action) ??
        (await loosens(services, caller, setting, action))
      if (refused !== undefined) return refused
      const changed = await changePolicy(services, caller, { kind: 'set-action', ...setting, action })
      return changed.ok
        ? ok({ ...changed.value, beside: await beside(services, { ...setting, action }) })
        : changed
    },
  }),

  'policy.unset': defineOperation({
    summary: 'Take back what was set about a reason',
    roles: ['administrator'],
    effect: 'change',
    parameters: z.strictObject(place),
    async run(services, caller, { reason: named, agency, direction = null }) {
      const reason = findReason(named)
      if (!reason.ok) return reason
      const agencyId = await agencyIdOf(services.store.read.directory, agency)
      if (!agencyId.ok) return agencyId
      const key = { reason: reason.value, agencyId: agencyId.value, direction }
      return changePolicy(services, caller, { kind: 'clear-action', ...key })
    },
  }),

  'policy.history': defineOperation({
    summary: 'Show what was changed in the settings, by whom, newest first',
    roles: ['administrator', 'auditor'],
    effect: 'read',
    parameters: z.strictObject({ limit: z.int().positive().optional() }),
    async run({ store, config }, _caller, { limit }) {
      const most = config.limits.resultRows
      const versions = await store.read.policy.versions(Math.min(limit ?? 100, most))
      const named = await naming(store.read.directory)
      return ok(
        await Promise.all(
          versions.map(async ({ version, at, author, change }) => ({
            version,
            at: localTime(at),
            author,
            ...(await named(change)),
          })),
        ),
      )
    },
  }),
}

/** A change with codes and addresses for ids, flat: what kind, and its details by name. */
async function naming(directory: DirectoryReads) {
  const codeOf = await agencyCodes(directory)
  const values = async (
    change: PolicyChange,
  ): Promise<Readonly<Record<string, string | number | boolean | null>>> => {
    switch (change.kind) {
      case 'set-action':
      case 'clear-action': {
        const { kind: _, agencyId, ...rest } = change
        return { ...rest, agency: codeOf(agencyId) }
      }
      case 'add-exception': {
        const { kind: _, agencyId, expiresAt, ...rest } = change
        return { ...rest, agency: codeOf(agencyId), expiresAt: localTime(expiresAt) }
      }
      case 'add-alternate': {
        const { kind: _, boxId, ...rest } = change
        return { ...rest, box: (await directory.boxById(boxId))?.address ?? `${boxId}` }
      }
      case 'set-route':
      case 'clear-route':
        return { ...change.setting }
      case 'set-retention': {
        const { kind: _, keep, agencyId, ...rest } = change
        return { ...rest, keep: formatSpan(keep), agency: codeOf(agencyId) }
      }
      default: {
        const { kind: _, ...rest } = change
        return rest
      }
    }
  }
  return async (change: PolicyChange) => ({ change: change.kind, details: await values(change) })
}
