/**
 * What a person does with the own account: the password, the second factor, the passwords of devices.
 *
 * Invariants: the owner hears of every change before it takes place; every change is on the audit trail; a code of
 * the second factor counts once, also across a restart; wrong passwords and codes are throttled by account, since
 * whoever guesses here holds the account's password or a session already. `second-factor.ts` has the second factor.
 */
import { randomBytes } from 'node:crypto'
import type { Limits } from '../base/limits.ts'
import { fail, ok, type Result } from '../base/result.ts'
import { say, type Text, texts } from '../base/texts.ts'
import { accountTexts } from '../base/texts-account.ts'
import type { Clock } from '../ports/clock.ts'
import type { Box } from '../ports/directory.ts'
import type { Store } from '../ports/store.ts'
import { appPasswordKeys, issueAppPassword } from './app-password.ts'
import { normalName } from './name.ts'
import type { PasswordHasher } from './password.ts'
import { passwordProblem } from './password-rules.ts'
import { LoginThrottle } from './throttle.ts'

export interface OwnAccountParts {
  readonly store: Store
  readonly clock: Clock
  readonly passwords: PasswordHasher
  readonly serverKey: Uint8Array
  readonly limits: Limits
  readonly notify: (address: string, notice: { readonly subject: Text; readonly body: Text }) => Promise<void>
}

/** Why something was not done, for the person who asked. */
export interface OwnRefusal {
  readonly reason: 'wrong' | 'throttled' | 'busy' | 'invalid' | 'refused'
  readonly text: Text
}

export function refuseOwn(reason: OwnRefusal['reason'], text: Text): Result<never, OwnRefusal> {
  return fail({ reason, text })
}

/** Counts wrong passwords and codes of accounts that are logged in, or half so. */
export class OwnGuard {
  readonly #throttle: LoginThrottle
  readonly #clock: Clock

  constructor({ limits, clock }: Pick<OwnAccountParts, 'limits' | 'clock'>) {
    this.#throttle = new LoginThrottle(limits)
    this.#clock = clock
  }

  /** Runs a check that says `wrong` to a guess; further ones are refused when there were too many. */
  async check<T>(
    box: Box,
    what: 'password' | 'code',
    check: () => Promise<Result<T, OwnRefusal>>,
  ): Promise<Result<T, OwnRefusal>> {
    const source = `own ${what} ${box.address}`
    const guess = randomBytes(12).toString('base64')
    if (!this.#throttle.admit(box.address, source, guess, this.#clock.now()))
      return refuseOwn('throttled', accountTexts.tooManyTries)
    const outcome = await check()
    if (outcome.ok || outcome.error.reason !== 'wrong') this.#throttle.forget(box.address, source, guess)
    return outcome
  }
}

/** The trail names a person's own doings by the address. */
export function ownTrail(
  { store, clock }: OwnAccountParts,
  box: Box,
  operation: string,
  detail: object = {},
) {
  const record = { at: clock.now(), operator: box.address, role: 'owner', operation }
  return store.write.audit({ ...record, detail: JSON.stringify(detail) })
}

export async function checkPassword(
  { store, passwords }: OwnAccountParts,
  box: Box,
  password: string,
): Promise<Result<void, OwnRefusal>> {
  const phc = await store.read.directory.passwordHash(box.id)
  const match = await (phc === null ? passwords.pretend(password) : passwords.verify(password, phc))
  if (match === 'busy') return refuseOwn('busy', accountTexts.tryLater)
  return match === 'match' ? ok(undefined) : refuseOwn('wrong', accountTexts.wrongPassword)
}

/** Sets a password of the person's own in place of the present one. */
export async function changePassword(
  parts: OwnAccountParts,
  guard: OwnGuard,
  box: Box,
  { current, next }: { readonly current: string; readonly next: string },
): Promise<Result<void, OwnRefusal>> {
  const { store, clock, passwords, notify, limits } = parts
  const hasFactor = (await store.read.directory.secondFactor(box.id)) !== undefined
  const problem = passwordProblem(next, box, limits, hasFactor)
  if (problem !== undefined) return refuseOwn('invalid', problem)
  const proved = await guard.check(box, 'password', () => checkPassword(parts, box, current))
  if (!proved.ok) return proved
  if (await isKnown(parts, box, current, next)) return refuseOwn('invalid', accountTexts.passwordUsedBefore)
  const hash = await passwords.hash(next)
  await notify(box.address, {
    subject: accountTexts.passwordChangedSubject,
    body: say(accountTexts.passwordChangedBody, {
      address: box.address,
      advice: accountTexts.reportAtOnce,
    }),
  })
  await ownTrail(parts, box, 'own.password')
  await store.write.setPassword(box.id, hash, false, clock.now())
  return ok(undefined)
}

/** Whether a password is the present one or among the last ones. */
async function isKnown(
  { store, passwords }: OwnAccountParts,
  box: Box,
  current: string,
  next: string,
): Promise<boolean> {
  if (current.normalize('NFC') === next.normalize('NFC')) return true
  for (const phc of await store.read.directory.earlierPasswords(box.id))
    if ((await passwords.verify(next, phc)) !== 'mismatch') return true
  return false
}

export interface IssuedAppPassword {
  readonly id: number
  readonly label: string
  /** Told once. */
  readonly password: string
}

/** Issues a device's password, by an operator's name or by the owner. */
export async function grantAppPassword(
  { store, serverKey, clock, limits, notify }: OwnAccountParts,
  box: Box,
  name: string,
  operator: string | Text,
): Promise<Result<IssuedAppPassword, OwnRefusal>> {
  const label = normalName(name)
  if (label === '') return refuseOwn('invalid', accountTexts.deviceWithoutName)
  const { length: count } = await store.read.directory.appPasswords(box.id)
  if (count >= limits.appPasswords)
    return refuseOwn('refused', say(accountTexts.tooManyDevices, { count: String(count) }))
  const { password, row } = await issueAppPassword(appPasswordKeys(serverKey), box, label, clock.now())
  await notify(box.address, {
    subject: texts.appPasswordSubject,
    body: say(texts.appPasswordBody, { label, operator, address: box.address }),
  })
  return ok({ id: await store.write.addAppPassword(row), label, password })
}

/** Revokes a device's password. The box's connections end; devices with a password that holds come back by themselves. */
export async function revokeAppPassword(
  { store, notify }: OwnAccountParts,
  box: Box,
  id: number,
  operator: string | Text,
): Promise<Result<void, OwnRefusal>> {
  const app = (await store.read.directory.appPasswords(box.id)).find(candidate => candidate.id === id)
  if (app === undefined) return refuseOwn('invalid', accountTexts.noSuchDevice)
  await notify(box.address, {
    subject: accountTexts.appPasswordGoneSubject,
    body: say(accountTexts.appPasswordGoneBody, {
      label: app.label,
      operator,
      address: box.address,
      advice: accountTexts.reportAtOnce,
    }),
  })
  const removed = await store.write.removeAppPassword(box.id, id)
  return removed.ok ? ok(undefined) : refuseOwn('invalid', accountTexts.noSuchDevice)
}
