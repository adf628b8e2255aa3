/**
 * The one way in for operators, whether they come over the socket or open the data directory themselves: a session
 * is found, the role checked, the trail written, and only then the operation runs.
 */
import { createHash, randomBytes } from 'node:crypto'
import type * as z from 'zod'
import { ok } from '../base/result.ts'
import { operatorCodeStep } from '../directory/operator.ts'
import { LoginThrottle } from '../directory/throttle.ts'
import type { Operator } from '../ports/directory.ts'
import { KeyFailure, type KeyFailureReason } from '../ports/keys.ts'
import { wholeProvince } from '../ports/search.ts'
import { type Store, StoreError } from '../ports/store.ts'
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
import type { Services } from './services.ts'

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
}

/** Implemented here, and by `client.ts` over the socket. */
export interface Control {
  describe(operation: string): Promise<Outcome<OperationInfo>>
  call(token: string, operation: string, parameters: unknown): Promise<Outcome<unknown>>
  logIn(request: LoginRequest): Promise<Outcome<SessionGrant>>
  logOut(token: string): Promise<Outcome<null>>
}

const tokenBytes = 32
/** Longer texts stand in the trail by their hash. */
const maxTrailText = 500

export function createControl(services: Services): Control {
  const { store, clock, config, passwords, serverKey } = services
  const throttle = new LoginThrottle(config.limits)
  /** Operator → time step of the last code used. RFC 6238 §5.2: a code is accepted once. */
  const usedSteps = new Map<number, number>()

  async function passes(operator: Operator, { password, code }: LoginRequest): Promise<boolean> {
    if ((await passwords.verify(password, operator.passwordHash)) !== 'match') return false
    const step = operatorCodeStep(serverKey, operator, code, clock.now(), usedSteps.get(operator.id))
    if (step !== undefined) usedSteps.set(operator.id, step)
    return step !== undefined
  }

  return {
    async describe(name) {
      const operation = findOperation(name)
      if (operation === undefined) return unknownOperation(name)
      const { summary, roles, effect } = operation
      return ok({ summary, roles, effect })
    },

    call: (token, name, parameters) =>
      guarded(async () => {
        const caller = await callerOf(services, token)
        if (caller === undefined) return refuse('refused', 'the session has ended; log in again')
        return dispatch(services, caller, name, parameters)
      }),

    logIn: request =>
      guarded(async () => {
        const { name } = request
        const guess = randomBytes(12).toString('base64')
        if (!throttle.admit(name, 'control', guess, clock.now())) {
          return refuse('try-again', 'too many wrong log-ins; wait a quarter of an hour')
        }
        const operator = await store.read.directory.operator(name)
        const passed =
          operator === undefined ? await passwords.pretend(request.password) : await passes(operator, request)
        if (operator === undefined || passed !== true)
          return refuse('refused', 'wrong name, password or code')
        throttle.forget(name, 'control', guess)
        await trail(store, {
          at: clock.now(),
          operator: name,
          role: operator.role,
          operation: 'login',
          detail: '{}',
        })
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
  const expiresAt = createdAt + config.limits.operatorSessionMs
  await store.write.putOperatorSession({
    tokenHash: hashToken(token),
    operatorId: operator.id,
    createdAt,
    expiresAt,
  })
  const agency =
    operator.agencyId === null ? undefined : await store.read.directory.agencyById(operator.agencyId)
  return { name: operator.name, role: operator.role, agency: agency?.code ?? null, token, expiresAt }
}

function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

async function callerOf({ store, clock }: Services, token: string): Promise<Caller | undefined> {
  const { directory } = store.read
  const session = await directory.operatorSession(hashToken(token))
  if (session === undefined || session.expiresAt <= clock.now()) return undefined
  const operator = await directory.operatorById(session.operatorId)
  if (operator === undefined) return undefined
  const agency = operator.agencyId === null ? undefined : await directory.agencyById(operator.agencyId)
  return {
    name: operator.name,
    role: operator.role,
    agency: agency === undefined ? null : { id: agency.id, code: agency.code },
    scope: operator.role === 'auditor' ? wholeProvince : null,
  }
}

/** Checks the role, then the parameters, then writes the trail, then runs: nothing is shown before it is logged. */
export async function dispatch(
  services: Services,
  caller: Caller,
  name: string,
  given: unknown,
): Promise<Outcome<unknown>> {
  const operation = findOperation(name)
  if (operation === undefined) return unknownOperation(name)
  const { store, clock } = services
  const record = { at: clock.now(), operator: caller.name, role: caller.role, operation: name }
  if (!operation.roles.includes(caller.role)) {
    await trail(store, { ...record, detail: JSON.stringify({ refused: true }) })
    return refuse('refused', `${caller.role} ${caller.name} may not: ${operation.summary.toLowerCase()}`)
  }
  const parameters = operation.parameters.safeParse(given)
  if (!parameters.success) return refuse('invalid', problemsOf(parameters.error))
  // Of an auditor everything is on the trail: who wrote to whom shows in lists too.
  if (operation.effect !== 'read' || caller.role === 'auditor')
    await trail(store, { ...record, detail: trailDetail(operation, parameters.data) })
  return operation.run(services, caller, parameters.data)
}

/** What is wrong with parameters, one a line. */
function problemsOf({ issues }: z.ZodError): string {
  return issues.map(({ path, message }) => [path.join('.'), message].filter(Boolean).join(': ')).join('\n')
}

function trail(store: Store, record: Parameters<Store['write']['audit']>[0]): Promise<void> {
  return store.write.audit(record)
}

/** Parameters as the trail keeps them: without secrets, long texts by their hash. */
function trailDetail(operation: AnyOperation, parameters: unknown): string {
  const secrets: readonly string[] = operation.secrets ?? []
  return JSON.stringify(parameters, (key, value: unknown) => {
    if (secrets.includes(key)) return undefined
    if (typeof value !== 'string' || value.length <= maxTrailText) return value
    return `sha256:${createHash('sha256').update(value).digest('hex')}`
  })
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
