/** Boxes as an administrator enters them: what is valid, and what a row of a mailbox file means. */
import { parseByteSize } from '../base/byte-size.ts'
import type { Limits } from '../base/limits.ts'
import { fail, ok, type Result } from '../base/result.ts'
import type { BoxKind } from '../ports/directory.ts'
import { directoryAddress, normalName } from './name.ts'
import { holdsIdentityNumber, isUnit, type NamingPolicy, suggestAddress } from './naming.ts'
import type { Problem } from './problem.ts'

export const boxKinds = ['person', 'office'] as const satisfies BoxKind[]

const maxPositionLength = 200

/** What is asked for; the address may be left to the naming rule. */
export interface BoxRequest {
  readonly address: string | null
  readonly kind: BoxKind
  readonly name: string
  readonly agency: string
  readonly position: string
  readonly leader: boolean
  readonly quotaBytes: number | null
  /** The part of the agency that an office box is for: `phc`, `du`, `hdnd`. */
  readonly unit: string | null
}

/** A request with nothing left open, its agency by code. */
export interface BoxPlan extends Omit<BoxRequest, 'unit'> {
  readonly address: string
  readonly quotaBytes: number
}

export interface PlanRules {
  readonly domain: string
  readonly naming: NamingPolicy
  readonly limits: Pick<Limits, 'personQuotaBytes' | 'officeQuotaBytes'>
  readonly agencyExists: (code: string) => boolean
  /** True for the address of a box or an alias. */
  readonly isTaken: (address: string) => boolean
}

/** Completes a request, or tells everything that is wrong with it. */
export function planBox(request: BoxRequest, rules: PlanRules): Result<BoxPlan, Problem[]> {
  const problems: Problem[] = []
  const complain = (field: string, message: string) => problems.push({ field, message })
  const name = normalName(request.name)
  const position = request.position === '' ? '' : normalName(request.position)
  const { kind, agency, quotaBytes, leader } = request
  if (name === '') complain('name', 'is empty, longer than 200 characters or not plain text')
  if (position === '' && request.position !== '') {
    complain('position', `is longer than ${maxPositionLength} characters or not plain text`)
  }
  if (!rules.agencyExists(agency)) complain('agency', `there is no agency "${agency}"`)
  if (quotaBytes !== null && (!Number.isSafeInteger(quotaBytes) || quotaBytes < 1)) {
    complain('quota', 'is not a size such as 2G')
  }
  const unit = unitProblem(request)
  if (unit !== undefined) problems.push(unit)
  const address = plannedAddress(request, name, rules)
  if (!address.ok) problems.push(address.error)
  if (problems.length > 0 || !address.ok) return fail(problems)
  const usual = kind === 'office' ? rules.limits.officeQuotaBytes : rules.limits.personQuotaBytes
  return ok({ kind, agency, leader, name, position, address: address.value, quotaBytes: quotaBytes ?? usual })
}

function unitProblem({ unit, kind, address }: BoxRequest): Problem | undefined {
  if (unit === null) return undefined
  if (kind !== 'office') return { field: 'unit', message: 'only an office box is for a part of an agency' }
  if (address !== null) return { field: 'unit', message: 'follows from the address that is given' }
  if (isUnit(unit)) return undefined
  return { field: 'unit', message: `"${unit}" is not 1 to 16 lower-case letters, digits and inner hyphens` }
}

function plannedAddress(request: BoxRequest, name: string, rules: PlanRules): Result<string, Problem> {
  if (request.address === null) {
    const box = { kind: request.kind, name, agencyCode: request.agency, unit: request.unit }
    const suggested = suggestAddress(box, rules.domain, rules.naming, rules.isTaken)
    return suggested === undefined
      ? fail({ field: 'address', message: 'none can be made from the name and agency; give one' })
      : ok(suggested)
  }
  const address = directoryAddress(request.address, rules.domain)
  if (address === undefined) {
    return fail({ field: 'address', message: `"${request.address}" is not a plain address @${rules.domain}` })
  }
  if (holdsIdentityNumber(address)) {
    return fail({ field: 'address', message: `${address} holds the digits of an identity card` })
  }
  return rules.isTaken(address) ? fail({ field: 'address', message: `${address} is taken` }) : ok(address)
}

export const boxColumns = {
  required: ['address', 'name', 'kind', 'agency'],
  optional: ['position', 'leader', 'quota', 'unit'],
} as const

const yes = ['yes', 'true', '1', 'có']
const no = ['', 'no', 'false', '0', 'không']

/** One row of a mailbox file, read by column name. An empty address is made by the naming rule. */
export function boxFromRow(row: ReadonlyMap<string, string>): Result<BoxRequest, Problem[]> {
  const problems: Problem[] = []
  const cell = (column: string) => row.get(column)?.trim() ?? ''
  const kind = cell('kind') === '' ? 'person' : boxKinds.find(value => value === cell('kind'))
  if (kind === undefined)
    problems.push({ field: 'kind', message: `"${cell('kind')}" is not one of person, office` })
  const leader = cell('leader').toLowerCase()
  if (!yes.includes(leader) && !no.includes(leader)) {
    problems.push({ field: 'leader', message: `"${leader}" is not yes or no` })
  }
  const quota = cell('quota') === '' ? null : parseByteSize(cell('quota'))
  if (quota === undefined)
    problems.push({ field: 'quota', message: `"${cell('quota')}" is not a size such as 2G` })
  if (kind === undefined || quota === undefined || problems.length > 0) return fail(problems)
  return ok({
    address: cell('address') === '' ? null : cell('address'),
    kind,
    name: cell('name'),
    agency: cell('agency').toLowerCase(),
    position: cell('position'),
    leader: yes.includes(leader),
    quotaBytes: quota,
    unit: cell('unit') === '' ? null : cell('unit').toLowerCase(),
  })
}
