/** Operators of the command line: who they are, how they prove it. Every role has a second factor. */

import type { Limits } from '../base/limits.ts'
import { fail, ok, type Result } from '../base/result.ts'
import type { Clock } from '../ports/clock.ts'
import type { Appointment, Operator, OperatorRole } from '../ports/directory.ts'
import { wholeProvince } from '../ports/search.ts'
import type { Store } from '../ports/store.ts'
import type { PasswordHasher } from './password.ts'
import { passwordProblem } from './password-rules.ts'
import { newTotpSecret, verifyTotp } from './totp.ts'
import { sealTotpSecret, unsealTotpSecret } from './totp-secret.ts'

export const operatorRoles = [
  'administrator',
  'agency-administrator',
  'agency-head',
  'auditor',
] as const satisfies OperatorRole[]

/** The whole province, without an end: of an auditor of whom nothing else was said. */
export const openAppointment: Appointment = { scope: wholeProvince, endsAt: null, decision: '' }

/** Of acts that nobody asked for. */
const serverNames: ReadonlySet<string> = new Set(['congvu', 'clock'])

const namePattern = /^[a-z][a-z0-9._-]{0,62}$/

/** An operator's name is also the name of a session file. */
export function isOperatorName(name: string): boolean {
  return namePattern.test(name)
}

export interface OperatorParts {
  readonly store: Store
  readonly clock: Clock
  readonly passwords: PasswordHasher
  readonly serverKey: Uint8Array
  readonly limits: Limits
}

export interface OperatorRequest {
  readonly name: string
  readonly role: OperatorRole
  /** Code of the only agency; for an agency administrator or an agency's head alone. */
  readonly agency: string | null
  /** For an auditor alone; without one, `openAppointment`. */
  readonly appointment?: Appointment
  readonly password: string
}

export interface EnrolledOperator {
  readonly operator: Operator
  /** Base32, told once, for the authenticator app. */
  readonly totpSecret: string
}

/** Adds an operator with a new second factor, or says what is wrong with the request. */
export async function enrolOperator(
  { store, clock, passwords, serverKey, limits }: OperatorParts,
  request: OperatorRequest,
): Promise<Result<EnrolledOperator, string>> {
  const { name, role, password } = request
  if (!isOperatorName(name))
    return fail('name: begins with a letter; lower-case letters, digits, . _ - up to 63')
  if ((await store.read.directory.operator(name)) !== undefined) return fail(`name: ${name} already exists`)
  if (serverNames.has(name)) return fail(`name: ${name} is what the server calls itself on the trail`)
  // The trail, approvals and exports tell people apart by name: nobody inherits another's.
  const [acted] = await store.read.audit(1, { operator: name, operations: [] })
  if (acted !== undefined) return fail(`name: ${name} stands on the trail already; choose another`)
  const ofAgency = role === 'agency-administrator' || role === 'agency-head'
  if (ofAgency !== (request.agency !== null)) {
    return fail("agency: is given for an agency administrator or an agency's head, and only then")
  }
  const agency = request.agency === null ? undefined : await store.read.directory.agency(request.agency)
  if (request.agency !== null && agency === undefined)
    return fail(`agency: there is no agency "${request.agency}"`)
  const problem = passwordProblem(password, { address: name, name }, limits)
  if (problem !== undefined) return fail(problem.en)
  const totpSecret = newTotpSecret()
  const row: Omit<Operator, 'id'> = {
    name,
    role,
    agencyId: agency?.id ?? null,
    passwordHash: await passwords.hash(password),
    totpSecret: sealTotpSecret(serverKey, totpSecret, name),
    createdAt: clock.now(),
    appointment: role === 'auditor' ? (request.appointment ?? openAppointment) : null,
  }
  const id = await store.write.putOperator(row)
  return ok({ operator: { ...row, id }, totpSecret })
}

/** `used`: it was right, and is taken, or one of a later time step is. */
export type CodeCheck = 'right' | 'wrong' | 'used'

/**
 * Takes six digits of an operator's second factor. RFC 6238 §5.2: a code is accepted once, so that the code which
 * opened a session does for nothing else. An operator who was never enrolled has no right code.
 */
export async function takeOperatorCode(
  { store, clock, serverKey }: Pick<OperatorParts, 'store' | 'clock' | 'serverKey'>,
  { id, name, totpSecret }: Operator,
  code: string,
): Promise<CodeCheck> {
  const secret = totpSecret === null ? undefined : unsealTotpSecret(serverKey, totpSecret, name)
  const step = secret === undefined ? undefined : verifyTotp(secret, code, clock.now())
  if (step === undefined) return 'wrong'
  return (await store.write.useOperatorStep(id, step)) ? 'right' : 'used'
}
