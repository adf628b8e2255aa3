/** Agencies as an administrator enters them: what is valid, and what a row of `agencies.csv` means. */
import { isDomainName } from '../base/domain-name.ts'
import { fail, ok, type Result } from '../base/result.ts'
import type { Action, AgencyKind, MailSystem, NewAgency } from '../ports/directory.ts'
import { normalName } from './name.ts'
import type { Problem } from './problem.ts'

export const agencyKinds = [
  'department',
  'commune',
  'ward',
  'sector',
  'other',
] as const satisfies AgencyKind[]
export const mailSystems = ['provincial', 'sector-exempt'] as const satisfies MailSystem[]
export const actions = ['allow', 'flag', 'hold', 'block'] as const satisfies Action[]

/** The longest code leaves room for a person's name before it in a local part of 64 octets. */
const codePattern = /^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/
const maxSectorDomains = 20
const maxStaff = 1_000_000

export const agencyDefaults = {
  mailSystem: 'provincial',
  sectorDomains: [],
  staff: 0,
} as const satisfies Partial<NewAgency>

/** Every problem of an agency's fields; empty when it may be stored. */
export function agencyProblems(agency: NewAgency): Problem[] {
  const problems: Problem[] = []
  const complain = (field: string, message: string) => problems.push({ field, message })
  if (!codePattern.test(agency.code)) {
    complain('code', `"${agency.code}" is not 1 to 32 lower-case letters, digits and inner hyphens`)
  }
  if (normalName(agency.name) !== agency.name) {
    complain('name', 'is empty, longer than 200 characters or not plain text')
  }
  if (!Number.isInteger(agency.staff) || agency.staff < 0 || agency.staff > maxStaff) {
    complain('staff', 'is not a number of people')
  }
  if (agency.sectorDomains.length > maxSectorDomains) {
    complain('sector_domains', `more than ${maxSectorDomains} domains`)
  }
  for (const domain of agency.sectorDomains) {
    if (!isDomainName(domain)) complain('sector_domains', `"${domain}" is not a domain name`)
  }
  if (agency.mailSystem === 'sector-exempt' && agency.sectorDomains.length === 0) {
    complain('sector_domains', 'a sector-exempt agency names the domains of its own mail system')
  }
  if (agency.mailSystem === 'provincial' && agency.sectorDomains.length > 0) {
    complain('sector_domains', 'only a sector-exempt agency has domains of its own')
  }
  return problems
}

/** Columns of `agencies.csv`. */
export const agencyColumns = {
  required: ['code', 'name', 'kind', 'mail_system', 'sector_domains', 'staff'],
  optional: [],
} as const

/** One row of `agencies.csv`, read by column name. Domains are separated by spaces or semicolons. */
export function agencyFromRow(row: ReadonlyMap<string, string>): Result<NewAgency, Problem[]> {
  const problems: Problem[] = []
  const cell = (column: string) => row.get(column)?.trim() ?? ''
  const choice = <T extends string>(column: string, allowed: readonly T[], absent: T): T => {
    const text = cell(column)
    const found = text === '' ? absent : allowed.find(value => value === text)
    if (found === undefined) {
      problems.push({ field: column, message: `"${text}" is not one of ${allowed.join(', ')}` })
    }
    return found ?? absent
  }
  const staff = cell('staff')
  const agency: NewAgency = {
    code: cell('code'),
    name: normalName(cell('name')),
    kind: choice('kind', agencyKinds, 'other'),
    mailSystem: choice('mail_system', mailSystems, agencyDefaults.mailSystem),
    sectorDomains: cell('sector_domains')
      .toLowerCase()
      .split(/[\s;]+/)
      .filter(Boolean),
    staff: staff === '' ? 0 : /^\d+$/.test(staff) ? Number(staff) : Number.NaN,
  }
  problems.push(...agencyProblems(agency))
  return problems.length === 0 ? ok(agency) : fail(problems)
}
