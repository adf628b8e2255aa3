/**
 * Statistics: numbers of letters, no letters. An auditor of a part of the archive has those of the agencies and of the
 * whole days within it: a count of one on a day tells of a letter.
 */
import * as z from 'zod'
import { localInstant, localTime } from '../../base/local-time.ts'
import { ok } from '../../base/result.ts'
import type { AcknowledgementCount } from '../../ports/acknowledgement.ts'
import type { Scope } from '../../ports/search.ts'
import { type Period, parsePeriod } from '../../statistics/period.ts'
import { showStatistics } from '../../statistics/show.ts'
import { agencyScope, type Caller, defineOperation, type Outcome, refuse } from '../operation.ts'
import type { Services } from '../services.ts'
import { present } from './parameters.ts'
import { seesAgency } from './scoped.ts'

const dayMs = 24 * 60 * 60 * 1000

const span = {
  agency: z.string().trim().toLowerCase().optional(),
  /** The current year by default. */
  period: z.string().optional(),
}

export const statsOperations = {
  'stats.show': defineOperation({
    summary: 'Count letters by agency, direction and verdict',
    roles: ['administrator', 'agency-administrator', 'agency-head', 'auditor'],
    effect: 'read',
    parameters: z.strictObject({ ...span, daily: z.boolean().optional() }),
    async run(services, caller, { daily, ...asked }) {
      const wanted = await wantedOf(services, caller, asked)
      if (!wanted.ok) return wanted
      const { period, sees, ...agency } = wanted.value
      const { read } = services.store
      const report = await showStatistics(read, period, { ...agency, daily: daily ?? false })
      return ok({ ...report, rows: report.rows.filter(row => sees(row.agency)) })
    },
  }),

  'stats.acknowledgement': defineOperation({
    summary: 'Count the documents that office boxes took in in time, late and not yet',
    roles: ['administrator', 'agency-administrator', 'agency-head', 'auditor'],
    effect: 'read',
    parameters: z.strictObject(span),
    async run(services, caller, asked) {
      const wanted = await wantedOf(services, caller, asked)
      if (!wanted.ok) return wanted
      const { period, sees, ...agency } = wanted.value
      const counts = await services.store.read.acknowledgements.counts({ ...period, ...agency })
      const seen = counts.filter(({ agencyCode }) => sees(agencyCode))
      return ok({ ...period, offices: seen.map(shownOffice) })
    },
  }),
}

/** The share in time of those that are decided; null before the first is. */
function shownOffice(count: AcknowledgementCount) {
  const { agencyCode, agencyName, address, received, inTime, late, open, unread } = count
  const rate = inTime + late === 0 ? null : inTime / (inTime + late)
  return { agency: agencyCode, name: agencyName, office: address, received, inTime, late, open, unread, rate }
}

interface Wanted {
  readonly period: Period
  readonly agency?: string
  /** Whether rows of an agency, or with null of the province, are the caller's to see. */
  sees(agency: string | null): boolean
}

/** The days and the agency that are asked for, within the caller's reach. */
async function wantedOf(
  { store, clock }: Services,
  caller: Caller,
  { agency, period }: { readonly agency?: string | undefined; readonly period?: string | undefined },
): Promise<Outcome<Wanted>> {
  const scope = agencyScope(caller, agency)
  if (!scope.ok) return scope
  const asked = scope.value === undefined ? undefined : await store.read.directory.agency(scope.value)
  if (scope.value !== undefined && asked === undefined) return refuse('not-found', `no agency ${scope.value}`)
  if (asked !== undefined && !seesAgency(caller, asked.id))
    return refuse('refused', `${caller.name} is not appointed for ${asked.code}`)
  const days = parsePeriod(period ?? localTime(clock.now()).slice(0, 'yyyy'.length))
  if (!days.ok) return refuse('invalid', days.error)
  const ids = new Map((await store.read.directory.agencies()).map(({ code, id }) => [code, id]))
  return ok({
    period: wholeDaysOf(days.value, caller.scope),
    sees: code => seesAgency(caller, code === null ? null : (ids.get(code) ?? null)),
    ...present({ agency: scope.value }),
  })
}

/** The days that lie within a scope as a whole; where there are none, the last is before the first. */
function wholeDaysOf({ fromDay, toDay }: Period, scope: Scope | null): Period {
  const dayOf = (ms: number) => localTime(ms).slice(0, 'yyyy-mm-dd'.length)
  const { fromMs = null, beforeMs = null } = scope ?? {}
  const first = fromMs === null ? fromDay : dayOf(fromMs + dayMs - 1)
  const last = beforeMs === null ? toDay : dayOf(localInstant(dayOf(beforeMs)) - 1)
  return { fromDay: first > fromDay ? first : fromDay, toDay: last < toDay ? last : toDay }
}
