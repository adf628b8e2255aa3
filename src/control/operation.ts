/**
 * What an operator can ask of the program: one operation, with the roles that may ask it.
 *
 * An operation is data: parameters as a schema, roles, an effect, and `run`. The command line, the control socket
 * and the console all go through `dispatch.ts`, so that a role is checked and a trail is written in one place.
 *
 * Invariants, checked when an operation is defined: nobody but an auditor is in an operation that reads letters
 * (`evidence`) or guards them (`safeguard`), and no auditor in one that changes anything (`change`). These effects are
 * on the audit trail before `run` begins, so an auditor's query is logged before its results exist. Letters are read
 * with a reason, which `dispatch` takes and writes down; and within a scope (`scopes.ts` says how for each operation).
 * What has to be a person's own act takes a fresh code of the second factor beside the session (`fresh-code.ts`).
 *
 * Results cross a socket as JSON: no dates, maps or nested bytes. A Uint8Array as the whole result goes as it is.
 */
import type * as z from 'zod'
import { fail, ok, type Result } from '../base/result.ts'
import type { EntryId } from '../ports/archive.ts'
import type { AgencyId, DirectoryError, OperatorRole } from '../ports/directory.ts'
import type { Scope } from '../ports/search.ts'
import type { Services } from './services.ts'

export type Role = OperatorRole

/** Who asks. */
export interface Caller {
  readonly name: string
  readonly role: Role
  /** The only agency an agency administrator may touch, or an agency's head may see; null for the other roles. */
  readonly agency: { readonly id: AgencyId; readonly code: string } | null
  /** What of the archive an auditor may see; null for the other roles, who see none of it. */
  readonly scope: Scope | null
  /** Why an auditor looks: given with every operation of effect `evidence`, and on the trail. */
  readonly reason?: string
}

/**
 * `read`: what anyone in the roles may know; `change`: alters state; `evidence`: shows letters or their content;
 * `safeguard`: what only auditors do to guard the archive, such as to agree to an export, and which changes no letter,
 * mailbox or setting.
 */
export type Effect = 'read' | 'change' | 'evidence' | 'safeguard'

export type RefusalReason = 'invalid' | 'problems' | 'not-found' | 'refused' | 'try-again' | 'failed'

export interface Refusal {
  readonly reason: RefusalReason
  readonly message: string
  /** One a line, when there are several: the bad rows of an import. */
  readonly problems?: readonly string[]
  /** The constant name of the decision, and of the rule that asked for it, where a refusal has them. */
  readonly cause?: string
  readonly rule?: string
}

export type Outcome<T> = Result<T, Refusal>

export interface Operation<Schema extends z.ZodType, Output> {
  readonly summary: string
  readonly roles: readonly Role[]
  readonly effect: Effect
  readonly parameters: Schema
  /** Letters that it is about, each by its number: the act is found from the letter, too. */
  entries?(parameters: z.output<Schema>): readonly EntryId[]
  /** Asks, beside the session, for six digits of the caller's second factor that were used for nothing else. */
  readonly freshCode?: true
  /** Parameters that never reach the audit trail. */
  readonly secrets?: readonly (keyof z.output<Schema> & string)[]
  run(services: Services, caller: Caller, parameters: z.output<Schema>): Promise<Outcome<Output>>
}

/** An operation whose types are not known here, as the table's users see it. */
export type AnyOperation = Operation<z.ZodType, unknown>

export function defineOperation<Schema extends z.ZodType, Output>(
  operation: Operation<Schema, Output>,
): Operation<Schema, Output> {
  const breach = roleBreach(operation.effect, operation.roles)
  if (breach !== undefined) throw new TypeError(`${operation.summary}: ${breach}`)
  return operation
}

export function roleBreach(effect: Effect, roles: readonly Role[]): string | undefined {
  if (effect === 'evidence' && roles.some(role => role !== 'auditor')) return 'only auditors read letters'
  if (effect === 'safeguard' && roles.some(role => role !== 'auditor')) return 'only auditors guard letters'
  if (effect === 'change' && roles.includes('auditor')) return 'an auditor changes nothing'
  return undefined
}

export function refuse(
  reason: RefusalReason,
  message: string,
  problems?: readonly string[],
): Result<never, Refusal> {
  return fail(problems === undefined ? { reason, message } : { reason, message, problems })
}

/** What a role has to do with its one agency; the other roles have none. */
const agencyRoles: ReadonlyMap<Role, string> = new Map([
  ['agency-administrator', 'administers'],
  ['agency-head', 'heads'],
])

/** The refusal of an agency administrator, or an agency's head, who reaches for another agency; undefined when allowed. */
export function outsideAgency(caller: Caller, code: string): Result<never, Refusal> | undefined {
  const verb = agencyRoles.get(caller.role)
  if (verb === undefined || caller.agency?.code === code) return undefined
  return refuse('refused', `${caller.name} ${verb} ${caller.agency?.code ?? 'no agency'}, not ${code}`)
}

/** The agency a listing is narrowed to: the one asked for, or the caller's own where there is only one. */
export function agencyScope(caller: Caller, asked: string | undefined): Outcome<string | undefined> {
  const verb = agencyRoles.get(caller.role)
  if (verb === undefined) return ok(asked)
  if (caller.agency === null) return refuse('refused', `${caller.name} ${verb} no agency`)
  return outsideAgency(caller, asked ?? caller.agency.code) ?? ok(caller.agency.code)
}

const directoryReasons = {
  exists: 'already exists',
  'not-found': 'does not exist',
  'in-use': 'is still in use',
} as const

/** A store's refusal in the words of an operator. */
export function refuseDirectory(error: DirectoryError): Result<never, Refusal> {
  const reason = error.reason === 'not-found' ? 'not-found' : 'refused'
  return refuse(reason, `${error.what} ${directoryReasons[error.reason]}`)
}
