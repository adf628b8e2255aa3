/** Statistics: numbers of letters, no letters. */
import * as z from 'zod'
import { localTime } from '../../base/local-time.ts'
import { ok } from '../../base/result.ts'
import type { AcknowledgementCount } from '../../ports/acknowledgement.ts'
import { type Period, parsePeriod } from '../../statistics/period.ts'
import { showStatistics } from '../../statistics/show.ts'
import { agencyScope, type Caller, defineOperation, type Outcome, refuse } from '../operation.ts'
import type { Services } from '../services.ts'
import { present } from './parameters.ts'

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
      const { period, ...agency } = wanted.value
      const { read } = services.store
      return ok(await showStatistics(read, period, { ...agency, daily: daily ?? false }))
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
      const { period, ...agency } = wanted.value
      const counts = await services.store.read.acknowledgements.counts({ ...period, ...agency })
      return ok({ ...period, offices: counts.map(shownOffice) })
    },
  }),
}

/** The share in time of those that are decided; null before the first is. */
function shownOffice(count: AcknowledgementCount) {
  const { agencyCode, agencyName, address, received, inTime, late, open, unread } = count
  const rate = inTime + late === 0 ? null : inTime / (inTime + late)
  return { agency: agencyCode, name: agencyName, office: address, received, inTime, late, open, unread, rate }
}

/** The days and the agency that are asked for, within the caller's reach. */
async function wantedOf(
  { store, clock }: Services,
  caller: Caller,
  { agency, period }: { readonly agency?: string | undefined; readonly period?: string | undefined },
): Promise<Outcome<{ readonly period: Period; readonly agency?: string }>> {
  const scope = agencyScope(caller, agency)
  if (!scope.ok) return scope
  if (scope.value !== undefined && (await store.read.directory.agency(scope.value)) === undefined)
    return refuse('not-found', `no agency ${scope.value}`)
  const days = parsePeriod(period ?? localTime(clock.now()).slice(0, 'yyyy'.length))
  if (!days.ok) return refuse('invalid', days.error)
  return ok({ period: days.value, ...present({ agency: scope.value }) })
}
