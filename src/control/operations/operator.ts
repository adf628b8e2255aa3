/**
 * Operators and their appointments. An administrator appoints and dismisses everybody, auditors, too: who looks into
 * letters is the head of the province's to say, and the decision's number stands in the appointment. That is no way to
 * choose one's own watchman in silence: each appointment, change and dismissal is a leaf of the log before it has an
 * effect, and every auditor sees those of all auditors, on the trail and in the list. Of the last auditor whose
 * appointment has no end nobody is dismissed, and none is narrowed: somebody always sees the whole province.
 *
 * A change of an appointment ends its sessions and approvals. An agency that an appointment names cannot be removed
 * before the appointment is changed (`in-use`); its code never changes, and its name is not kept here.
 */
import * as z from 'zod'
import { isWhole } from '../../archive/scope.ts'
import { localTime } from '../../base/local-time.ts'
import { fail, ok, type Result } from '../../base/result.ts'
import { enrolOperator, openAppointment, operatorRoles } from '../../directory/operator.ts'
import { generatePassword } from '../../directory/password-rules.ts'
import { totpUrl } from '../../directory/totp.ts'
import type { AgencyId, Appointment, DirectoryReads, Operator } from '../../ports/directory.ts'
import { defineOperation, type Outcome, refuse, refuseDirectory } from '../operation.ts'
import type { Services } from '../services.ts'
import { note, timeMs, timeOrNever } from './parameters.ts'

const everyone = ['administrator', 'agency-administrator', 'agency-head', 'auditor'] as const
const readers = ['administrator', 'auditor'] as const

/** What an appointment says; what is not given stays as it is, null takes it away. */
const terms = z.strictObject({
  /** Codes; none of them: the whole province. */
  agencies: z.array(z.string()).max(1000).optional(),
  lettersFromMs: timeMs.nullable().optional(),
  lettersBeforeMs: timeMs.nullable().optional(),
  endsAtMs: timeMs.nullable().optional(),
  decision: note.nullable().optional(),
})

type Terms = z.output<typeof terms>

async function agencyIds(
  directory: DirectoryReads,
  codes: readonly string[],
): Promise<Result<readonly AgencyId[] | null, string>> {
  const ids = new Set<AgencyId>()
  for (const code of codes) {
    const agency = await directory.agency(code)
    if (agency === undefined) return fail(`there is no agency "${code}"`)
    ids.add(agency.id)
  }
  return ok(ids.size === 0 ? null : [...ids].sort((a, b) => a - b))
}

/** The present appointment with what was given in its place, or what is wrong with that. */
async function appointed(
  { store, clock }: Services,
  { scope, endsAt, decision }: Appointment,
  given: Terms,
): Promise<Outcome<Appointment>> {
  const agencies =
    given.agencies === undefined ? ok(scope.agencies) : await agencyIds(store.read.directory, given.agencies)
  if (!agencies.ok) return refuse('not-found', agencies.error)
  const kept = <T>(value: T | undefined, present: T) => (value === undefined ? present : value)
  const fromMs = kept(given.lettersFromMs, scope.fromMs)
  const beforeMs = kept(given.lettersBeforeMs, scope.beforeMs)
  if (fromMs !== null && beforeMs !== null && fromMs >= beforeMs)
    return refuse('invalid', 'the period of the letters ends before it begins')
  const end = kept(given.endsAtMs, endsAt)
  if (given.endsAtMs != null && given.endsAtMs <= clock.now())
    return refuse(
      'invalid',
      `the appointment would have ended at ${localTime(given.endsAtMs)}; remove dismisses`,
    )
  return ok({
    scope: { agencies: agencies.value, fromMs, beforeMs },
    endsAt: end,
    decision: kept(given.decision, decision) ?? '',
  })
}

/** Sees everything, and will still do so next year. */
function isLasting({ appointment }: Pick<Operator, 'appointment'>): boolean {
  return appointment !== null && isWhole(appointment.scope) && appointment.endsAt === null
}

async function isLastLasting({ store }: Services, operator: Operator): Promise<boolean> {
  const others = (await store.read.directory.operators()).filter(({ name }) => name !== operator.name)
  return isLasting(operator) && !others.some(isLasting)
}

const keepOne = 'the only auditor of the whole province without an end; appoint another one first'

function shown(operator: Operator, agencies: ReadonlyMap<AgencyId, string>, now: number) {
  const { name, role, agencyId, createdAt, appointment } = operator
  const codeOf = (id: AgencyId) => agencies.get(id) ?? `${id}`
  return {
    name,
    role,
    agency: agencyId === null ? null : codeOf(agencyId),
    createdAt: localTime(createdAt),
    appointment:
      appointment === null
        ? null
        : {
            /** null: the whole province. */
            agencies: appointment.scope.agencies?.map(codeOf) ?? null,
            lettersFrom: timeOrNever(appointment.scope.fromMs),
            lettersBefore: timeOrNever(appointment.scope.beforeMs),
            until: timeOrNever(appointment.endsAt),
            ended: appointment.endsAt !== null && appointment.endsAt <= now,
            decision: appointment.decision,
          },
  }
}

async function shownOperators({ store, clock }: Services, operators: readonly Operator[]) {
  const agencies = new Map((await store.read.directory.agencies()).map(({ id, code }) => [id, code]))
  return operators.map(operator => shown(operator, agencies, clock.now()))
}

export const operatorOperations = {
  whoami: defineOperation({
    summary: 'Tell who is asking',
    roles: everyone,
    effect: 'read',
    parameters: z.strictObject({}),
    async run(services, { name, role, agency }) {
      const operator = await services.store.read.directory.operator(name)
      const [row] = operator === undefined ? [] : await shownOperators(services, [operator])
      return ok({ name, role, agency: agency?.code ?? null, appointment: row?.appointment ?? null })
    },
  }),

  'operator.list': defineOperation({
    summary: 'List the operators and what they are appointed for',
    roles: readers,
    effect: 'read',
    parameters: z.strictObject({}),
    run: async services =>
      ok(await shownOperators(services, await services.store.read.directory.operators())),
  }),

  'operator.show': defineOperation({
    summary: 'Show an operator and the appointment',
    roles: readers,
    effect: 'read',
    parameters: z.strictObject({ name: z.string() }),
    async run(services, _caller, { name }) {
      const operator = await services.store.read.directory.operator(name)
      const [found] = operator === undefined ? [] : await shownOperators(services, [operator])
      return found === undefined ? refuse('not-found', `no operator ${name}`) : ok(found)
    },
  }),

  'operator.add': defineOperation({
    summary: 'Appoint an operator',
    roles: ['administrator'],
    effect: 'change',
    parameters: z.strictObject({
      name: z.string(),
      role: z.enum(operatorRoles),
      agency: z.string().nullable(),
      appointment: terms.optional(),
    }),
    async run(services, _caller, { name, role, agency, appointment: given }) {
      if (role !== 'auditor' && given !== undefined)
        return refuse('invalid', 'only an auditor is appointed for agencies, a period or until an end')
      const appointment = await appointed(services, openAppointment, given ?? {})
      if (!appointment.ok) return appointment
      const password = generatePassword()
      const parts = { ...services, limits: services.config.limits }
      const request = { name, role, agency, password, appointment: appointment.value }
      const enrolled = await enrolOperator(parts, request)
      if (!enrolled.ok) return refuse('invalid', enrolled.error)
      return ok({ name, role, password, totpUrl: totpUrl(enrolled.value.totpSecret, name) })
    },
  }),

  'operator.set': defineOperation({
    summary: 'Change what an auditor is appointed for, and end the sessions',
    roles: ['administrator'],
    effect: 'change',
    parameters: z.strictObject({ name: z.string(), appointment: terms }),
    async run(services, _caller, { name, appointment: given }) {
      const { store } = services
      const operator = await store.read.directory.operator(name)
      if (operator === undefined) return refuse('not-found', `no operator ${name}`)
      if (operator.appointment === null)
        return refuse('refused', `${name} is no auditor: only auditors have an appointment to change`)
      const appointment = await appointed(services, operator.appointment, given)
      if (!appointment.ok) return appointment
      if (!isLasting({ appointment: appointment.value }) && (await isLastLasting(services, operator)))
        return refuse('refused', `${name} is ${keepOne}`)
      const changed = await store.write.setAppointment(name, appointment.value)
      if (!changed.ok) return refuseDirectory(changed.error)
      const [row] = await shownOperators(services, [{ ...operator, appointment: appointment.value }])
      return row === undefined ? refuse('not-found', `no operator ${name}`) : ok(row)
    },
  }),

  'operator.remove': defineOperation({
    summary: 'Dismiss an operator and end the sessions',
    roles: ['administrator'],
    effect: 'change',
    parameters: z.strictObject({ name: z.string() }),
    async run(services, caller, { name }) {
      if (name === caller.name) return refuse('refused', 'nobody dismisses himself')
      const operator = await services.store.read.directory.operator(name)
      if (operator !== undefined && (await isLastLasting(services, operator)))
        return refuse('refused', `${name} is ${keepOne}`)
      const removed = await services.store.write.removeOperator(name)
      return removed.ok ? ok({ name }) : refuseDirectory(removed.error)
    },
  }),
}
