/** Agencies: what an operator may see and change. */
import * as z from 'zod'
import { localTime } from '../../base/local-time.ts'
import { ok } from '../../base/result.ts'
import { agencyDefaults, agencyKinds, agencyProblems, mailSystems } from '../../directory/agency.ts'
import { importAgencies } from '../../directory/import-agencies.ts'
import { normalName } from '../../directory/name.ts'
import { describeProblems } from '../../directory/problem.ts'
import type { Agency, AgencyChange, NewAgency } from '../../ports/directory.ts'
import { type Caller, defineOperation, outsideAgency, refuse, refuseDirectory } from '../operation.ts'
import { present } from './parameters.ts'

const everyone = ['administrator', 'agency-administrator', 'auditor'] as const

const fields = {
  name: z.string().transform(normalName),
  kind: z.enum(agencyKinds),
  mailSystem: z.enum(mailSystems),
  sectorDomains: z.array(z.string().trim().toLowerCase()),
  staff: z.int().nonnegative(),
}
const change = z.strictObject(fields).partial()
const code = z.string().trim().toLowerCase()

function shown(agency: Agency) {
  return { ...agency, createdAt: localTime(agency.createdAt) }
}

function mayShow(caller: Caller, agency: Agency): boolean {
  return outsideAgency(caller, agency.code) === undefined
}

export const agencyOperations = {
  'agency.list': defineOperation({
    summary: 'List the agencies',
    roles: everyone,
    effect: 'read',
    parameters: z.strictObject({ kind: z.enum(agencyKinds).optional() }),
    async run({ store }, caller, { kind }) {
      const agencies = await store.read.directory.agencies()
      const wanted = agencies.filter(
        agency => mayShow(caller, agency) && (kind === undefined || agency.kind === kind),
      )
      return ok(wanted.map(shown))
    },
  }),

  'agency.show': defineOperation({
    summary: 'Show one agency',
    roles: everyone,
    effect: 'read',
    parameters: z.strictObject({ code }),
    async run({ store }, caller, { code }) {
      const outside = outsideAgency(caller, code)
      if (outside !== undefined) return outside
      const agency = await store.read.directory.agency(code)
      return agency === undefined ? refuse('not-found', `no agency ${code}`) : ok(shown(agency))
    },
  }),

  'agency.add': defineOperation({
    summary: 'Add an agency',
    roles: ['administrator'],
    effect: 'change',
    parameters: z.strictObject({ code, name: fields.name, kind: fields.kind, change }),
    async run({ store }, _caller, { code, name, kind, change }) {
      const agency: NewAgency = { ...agencyDefaults, code, name, kind, ...present(change) }
      const problems = agencyProblems(agency)
      if (problems.length > 0) return refuse('invalid', describeProblems(problems))
      const added = await store.write.addAgencies([agency])
      return added.ok ? ok({ code }) : refuseDirectory(added.error)
    },
  }),

  'agency.set': defineOperation({
    summary: 'Change an agency',
    roles: ['administrator'],
    effect: 'change',
    parameters: z.strictObject({ code, change }),
    async run({ store }, _caller, { code, change }) {
      const agency = await store.read.directory.agency(code)
      if (agency === undefined) return refuse('not-found', `no agency ${code}`)
      const changes: AgencyChange = present(change)
      const problems = agencyProblems({ ...agency, ...changes })
      if (problems.length > 0) return refuse('invalid', describeProblems(problems))
      const changed = await store.write.changeAgency(code, changes)
      return changed.ok ? ok({ code }) : refuseDirectory(changed.error)
    },
  }),

  'agency.remove': defineOperation({
    summary: 'Remove an agency that has no boxes',
    roles: ['administrator'],
    effect: 'change',
    parameters: z.strictObject({ code }),
    async run({ store }, _caller, { code }) {
      const removed = await store.write.removeAgency(code)
      return removed.ok ? ok({ code }) : refuseDirectory(removed.error)
    },
  }),

  'agency.import': defineOperation({
    summary: 'Add every agency of a CSV file, or none',
    roles: ['administrator'],
    effect: 'change',
    parameters: z.strictObject({ csv: z.string(), dryRun: z.boolean() }),
    async run({ store, config }, _caller, { csv, dryRun }) {
      const imported = await importAgencies(store, csv, { dryRun, maxRows: config.limits.importRows })
      if (imported.ok) return ok({ agencies: imported.value.length, dryRun })
      return refuse('problems', 'nothing was imported', imported.error)
    },
  }),
}
