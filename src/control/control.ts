/**
 * The one way in for operators, whether they come over the socket or open the data directory themselves: a session
 * is found, the role checked, the trail written, and only then the operation runs.
 */
import { createHash, randomBytes } from 'node:crypto'
import type * as z from 'zod'
import { localTime } from '../base/local-time.ts'
import { ok } from '../base/result.ts'
import { takeOperatorCode } from '../directory/operator.ts'
import { LoginThrottle } from '../directory/throttle.ts'
import type { EntryId } from '../ports/archive.ts'
import type { Operator } from '../ports/directory.ts'
import { KeyFailure, type KeyFailureReason } from '../ports/keys.ts'
import { StoreError } from '../ports/store.ts'
import { type FreshCodes, noCodes, parseCode, refuseCode } from './fresh-code.ts'
import {
  type AnyOperation,
  type Caller,
  type Effect,
  type Outcome,
  type Refusal,
  type Role,
  refuse,
} from './operation.ts'
import { findOperation } from './operations.ts'
import { parseReason } from './reason.ts'
import { outsideScopeRule } from './scopes.ts'
import type { Services } from './services.ts'
import { appointmentEnded, callerOf, hashToken, sessionEnd } from './sessions.ts'

/** What a client keeps of a session. */
export interface SessionGrant {
  readonly name: string
  readonly role: Role
  readonly agency: string | null
  readonly token: string
  readonly expiresAt: number
}

export interface LoginRequest {
  readonly name: string
  readonly password: string
  /** The second factor's six digits. */
  readonly code: string
}

export interface OperationInfo {
  readonly summary: string
  readonly roles: readonly Role[]
  readonly effect: Effect
  /** Whether it asks for a code of the second factor, given as `code` beside the parameters. */
  readonly freshCode: boolean
}

/** Implemented here, and by `client.ts` over the socket. */
export interface Control {
  describe(operation: string): Promise<Outcome<OperationInfo>>
  call(token: string, operation: string, parameters: unknown): Promise<Outcome<unknown>>
  logIn(request: LoginRequest): Promise<Outcome<SessionGrant>>
  logOut(token: string): Promise<Outcome<null>>
}

const tokenBytes = 32
/** Longer texts stand in the trail by their hash; but what somebody asks for of letters stands there as it was asked. */
const maxTrailText = 500

export function createControl(services: Services): Control {
  const { store, clock, config, passwords } = services
  /** Of log-ins and of fresh codes together: who guesses has no more guesses for the second way. */
  const throttle = new LoginThrottle(config.limits)

  /** Counts a guess before it is looked at, to be followed by the function when it was right; undefined: wait. */
  function admit(name: string): (() => void) | undefined {
    const guess = randomBytes(12).toString('base64')
    const admitted = throttle.admit(name, 'control', guess, clock.now())
    return admitted ? () => throttle.forget(name, 'control', guess) : undefined
  }

  async function passes(operator: Operator, { password, code }: LoginRequest): Promise<boolean> {
    const match = (await passwords.verify(password, operator.passwordHash)) === 'match'
    return match && (await takeOperatorCode(services, operator, code)) === 'right'
  }

  const codes: FreshCodes = async ({ name }, code) => {
    const wasRight = admit(name)
    if (wasRight === undefined) return refuseCode('too-many-codes', name)
    const operator = await store.read.directory.operator(name)
    const taken = operator === undefined ? 'wrong' : await takeOperatorCode(services, operator, code)
    if (taken !== 'right') return refuseCode(taken === 'used' ? 'used-code' : 'wrong-code', name)
    wasRight()
    return undefined
  }

  return {
    async describe(name) {
      const operation = findOperation(name)
      if (operation === undefined) return unknownOperation(name)
      const { summary, roles, effect, freshCode = false } = operation
      return ok({ summary, roles, effect, freshCode })
    },

    call: (token, name, parameters) =>
      guarded(async () => {
        const caller = await callerOf(services, token)
        if (caller === undefined) return refuse('refused', 'the session has ended; log in again')
        const outcome = await dispatch(services, caller, name, parameters, codes)
        const shows = outcome.ok && findOperation(name)?.effect === 'evidence'
        // Who was dismissed while it was looked up is not shown it any more.
        if (shows && (await callerOf(services, token)) === undefined)
          return refuse('refused', 'the session has ended meanwhile; log in again')
        return outcome
      }),

    logIn: request =>
      guarded(async () => {
        const { name } = request
        const wasRight = admit(name)
        if (wasRight === undefined)
          return refuse('try-again', 'too many wrong log-ins; wait a quarter of an hour')
        const operator = await store.read.directory.operator(name)
        const passed =
          operator === undefined ? await passwords.pretend(request.password) : await passes(operator, request)
        if (operator === undefined || passed !== true) {
          await trailLogin(services, operator, { refused: true })
          return refuse('refused', 'wrong name, password or code')
        }
        wasRight()
        const end = operator.appointment?.endsAt
        if (end != null && appointmentEnded(operator, clock.now())) {
          await trailLogin(services, operator, { refused: true, ended: localTime(end) })
          return refuse('refused', `the appointment of ${name} ended at ${localTime(end)}`)
        }
        await trailLogin(services, operator, {})
        return ok(await openSession(services, operator))
      }),

    logOut: token =>
      guarded(async () => {
        await store.write.removeOperatorSession(hashToken(token))
        return ok(null)
      }),
  }
}

/** Opens a session without asking for anything: for `logIn`, and for the start of a development server. */
export async function openSession(
  { store, clock, config }: Pick<Services, 'store' | 'clock' | 'config'>,
  operator: Operator,
): Promise<SessionGrant> {
  const token = randomBytes(tokenBytes).toString('base64url')
  const createdAt = clock.now()
  const expiresAt = sessionEnd(operator, createdAt, config.limits)
  await store.write.putOperatorSession({
    tokenHash: hashToken(token),
    operatorId: operator.id,
    createdAt,
    expiresAt,
    lastUsedAt: createdAt,
  })
  const agency =
    operator.agencyId === null ? undefined : await store.read.directory.agencyById(operator.agencyId)
  return { name: operator.name, role: operator.role, agency: agency?.code ?? null, token, expiresAt }
}

/** A name that nobody has may be a password in the wrong field: it is not written down. */
function trailLogin(
  { store, clock }: Services,
  operator: Operator | undefined,
  detail: object,
): Promise<void> {
  const { name, role } = operator ?? { name: '-', role: '-' }
  const at = clock.now()
  return store.write.audit({ at, operator: name, role, operation: 'login', detail: JSON.stringify(detail) })
}

/**
 * Checks the role, then the reason and the parameters, then writes the trail, then asks what the caller's scope permits at
 * all and takes the fresh code, then runs: nothing is shown or decided before it is logged. What an auditor was refused
 * stands there once more, as refused. Without `codes` an operation that needs one is refused.
 */
export async function dispatch(
  services: Services,
  caller: Caller,
  name: string,
  given: unknown,
  codes: FreshCodes = noCodes,
): Promise<Outcome<unknown>> {
  const operation = findOperation(name)
  if (operation === undefined) return unknownOperation(name)
  const { store, clock } = services
  const record = { operator: caller.name, role: caller.role, operation: name }
  const write = (detail: string, entries: readonly EntryId[] = []) =>
    store.write.audit({ ...record, at: clock.now(), detail, entries })
  if (!operation.roles.includes(caller.role)) {
    await write(JSON.stringify({ refused: true }))
    return refuse('refused', `${caller.role} ${caller.name} may not: ${operation.summary.toLowerCase()}`)
  }
  const proof = operation.freshCode === true ? parseCode(given, caller) : ok({ given, code: undefined })
  if (!proof.ok) return proof
  const asked = withReason(services, caller, operation, proof.value.given)
  if (!asked.ok) return asked
  const parameters = operation.parameters.safeParse(asked.value.given)
  if (!parameters.success) return refuse('invalid', problemsOf(parameters.error))
  const entries = operation.entries?.(parameters.data) ?? []
  const detail = trailDetail(services, operation, parameters.data, asked.value.caller.reason)
  // Of an auditor everything is on the trail: who wrote to whom shows in lists too.
  if (operation.effect !== 'read' || caller.role === 'auditor') await write(JSON.stringify(detail), entries)
  const { code } = proof.value
  const outcome =
    outsideScopeRule(name, caller) ??
    (code === undefined ? undefined : await codes(caller, code)) ??
    (await operation.run(services, asked.value.caller, parameters.data))
  if (outcome.ok || caller.role !== 'auditor') return outcome
  const { reason, cause, rule } = outcome.error
  if (reason === 'refused' || cause !== undefined)
    await write(JSON.stringify({ ...detail, refused: true, cause, rule }), entries)
  return outcome
}

/** Takes the reason out of what was given: letters are looked at with one, and the caller carries it. */
function withReason(
  { config }: Services,
  caller: Caller,
  { effect }: AnyOperation,
  given: unknown,
): Outcome<{ readonly given: unknown; readonly caller: Caller }> {
  if (effect !== 'evidence') return ok({ given, caller })
  const all: Record<string, unknown> = typeof given === 'object' && given !== null ? { ...given } : {}
  const { reason: text, ...rest } = all
  const reason = parseReason(text, config.limits)
  return reason.ok
    ? ok({ given: rest, caller: { ...caller, reason: reason.value } })
    : refuse('invalid', `reason: ${reason.error}`)
}

/** What is wrong with parameters, one a line. */
function problemsOf({ issues }: z.ZodError): string {
  return issues.map(({ path, message }) => [path.join('.'), message].filter(Boolean).join(': ')).join('\n')
}

/** Parameters as the trail keeps them: without secrets, long texts by their hash. */
function trailDetail(
  { config }: Services,
  operation: AnyOperation,
  parameters: unknown,
  reason: string | undefined,
): Record<string, unknown> {
  const secrets: readonly string[] = operation.secrets ?? []
  // No query is longer than that, so none hides behind a hash that nobody can read.
  const asks = operation.effect === 'evidence' || operation.effect === 'safeguard'
  const longest = asks ? Math.max(maxTrailText, config.limits.queryChars) : maxTrailText
  const kept = JSON.stringify(parameters, (key, value: unknown) => {
    if (secrets.includes(key)) return undefined
    if (typeof value !== 'string' || value.length <= longest) return value
    return `sha256:${createHash('sha256').update(value).digest('hex')}`
  })
  return { ...(JSON.parse(kept) as object), ...(reason === undefined ? {} : { reason }) }
}

function unknownOperation(name: string) {
  return refuse('invalid', `there is no operation "${name.slice(0, 100)}"`)
}

/** A failing store, and a key that is out of reach, become refusals: temporary ones are worth another try. */
async function guarded<T>(work: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof KeyFailure) return refuse(keyRefusals[error.reason], error.message)
    if (!(error instanceof StoreError)) throw error
    const reason: Refusal['reason'] = error.temporary ? 'try-again' : 'failed'
    return refuse(reason, error.message)
  }
}

const keyRefusals: Readonly<Record<KeyFailureReason, Refusal['reason']>> = {
  gone: 'try-again',
  busy: 'try-again',
  pin: 'refused',
  'no-key': 'not-found',
  refused: 'refused',
}
