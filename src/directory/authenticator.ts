/**
 * Log-ins of people and their devices. Implements `ports/credentials.ts` for submission and IMAP.
 *
 * A password is tried, from cheap to dear, as one that was right a moment ago, as an app password, and as the
 * person's own (argon2id). Only the last can be guessed, so only it is throttled: a flood of guesses from an office's
 * shared address does not stop the devices there that are right. An unknown address costs what a known one costs.
 *
 * Mail programs outside, and those of a person with a second factor, need an app password: a person's own password
 * alone opens them only where `login-rules.ts` says so, which is told to nobody but who knows it.
 *
 * Deliberately absent: locking an account for its wrong passwords, which would let a stranger lock an official out.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { ExpiringCache } from '../base/expiring-cache.ts'
import type { Limits } from '../base/limits.ts'
import type { Logger } from '../base/log.ts'
import { say, type Text, texts } from '../base/texts.ts'
import { accountTexts } from '../base/texts-account.ts'
import type { Clock } from '../ports/clock.ts'
import {
  type Authenticator,
  isBox,
  type LoginFailure,
  type OwnAuthenticator,
  type ScramVerifier,
} from '../ports/credentials.ts'
import type { AppPassword, Box, BoxId } from '../ports/directory.ts'
import type { Store } from '../ports/store.ts'
import { appPasswordKeys, parseScram } from './app-password.ts'
import type { IdentityProvider } from './identity-provider.ts'
import { lockAdvice } from './lock-advice.ts'
import type { LoginRules } from './login-rules.ts'
import type { PasswordHasher } from './password.ts'
import { LoginThrottle, type ThrottleLimits } from './throttle.ts'

export type AuthenticatorLimits = ThrottleLimits & Pick<Limits, 'loginCacheMs' | 'loginCacheEntries'>

/** An owner hears of guesses at the password once in this time, however many there are. */
const guessNoticeMs = 24 * 3_600_000

/** The last log-in is kept to this precision, so that a busy client does not write at every connection. */
const loginPrecisionMs = 5 * 60_000

const badCredentials: LoginFailure = { reason: 'bad-credentials', temporary: false }
const disabled: LoginFailure = { reason: 'disabled', temporary: false, explanation: texts.boxDisabled }
const throttled: LoginFailure = { reason: 'throttled', temporary: true }
const appPasswordNeeded: LoginFailure = {
  reason: 'app-password-needed',
  temporary: false,
  explanation: accountTexts.appPasswordNeeded,
}
const unavailable: LoginFailure = { reason: 'unavailable', temporary: true }

/** Which credential a password was. It is looked up again at each use, so revoking it takes effect at once. */
type Credential =
  | { readonly kind: 'password'; readonly phc: string }
  | { readonly kind: 'app-password'; readonly id: number }

interface Remembered {
  readonly box: BoxId
  readonly credential: Credential
  readonly until: number
}

export function createAuthenticator(parts: {
  readonly store: Store
  readonly clock: Clock
  readonly limits: AuthenticatorLimits
  readonly serverKey: Uint8Array
  readonly passwords: PasswordHasher
  readonly rules: LoginRules
  /** Whose tokens open mail programs; null for nobody's. */
  readonly identity?: IdentityProvider | null
  /** Puts a letter into a box: an owner hears of guesses at the password. */
  readonly notify: (address: string, notice: { readonly subject: Text; readonly body: Text }) => Promise<void>
  readonly log: Logger
}): Authenticator & OwnAuthenticator {
  const { store, clock, limits, passwords, rules } = parts
  const { directory } = store.read
  const appKeys = appPasswordKeys(parts.serverKey)
  const throttle = new LoginThrottle(limits)
  /** Tags are worth nothing outside this process and its lifetime. */
  const tagKey = randomBytes(32)
  const remembered = new Map<string, Remembered>()
  const underway = new Map<string, Promise<Box | LoginFailure>>()
  /** Accounts whose owners were told of guesses today. */
  const told = new ExpiringCache<true>(limits.failedLoginRecords, clock)

  const tagOf = (address: string, password: string) =>
    createHmac('sha256', tagKey).update(`${address}\0${password}`).digest('base64')

  function remember(tag: string, box: BoxId, credential: Credential): void {
    remembered.delete(tag)
    remembered.set(tag, { box, credential, until: clock.now() + limits.loginCacheMs })
    const oldest = remembered.keys().next().value
    if (remembered.size > limits.loginCacheEntries && oldest !== undefined) remembered.delete(oldest)
  }

  async function recall(tag: string): Promise<{ box: Box; credential: Credential } | undefined> {
    const found = remembered.get(tag)
    if (found === undefined) return undefined
    const box = await directory.boxById(found.box)
    if (box !== undefined && clock.now() < found.until && (await stillHolds(found))) {
      return { box, credential: found.credential }
    }
    remembered.delete(tag)
    return undefined
  }

  async function stillHolds({ box, credential }: Remembered): Promise<boolean> {
    if (credential.kind === 'password') return (await directory.passwordHash(box)) === credential.phc
    return (await directory.appPasswords(box)).some(app => app.id === credential.id)
  }

  /** The end of every right log-in. A lost note of it must not turn an official away. */
  function admit(box: Box, app: AppPassword | undefined): Box | LoginFailure {
    const refusal = outOfService(box)
    if (refusal !== undefined) return refusal
    const now = clock.now()
    if (now - (box.lastLoginAt ?? 0) > loginPrecisionMs) {
      store.write.recordLogin(box.id, now).catch(() => undefined)
    }
    if (app !== undefined && now - (app.lastUsedAt ?? 0) > loginPrecisionMs) {
      store.write.useAppPassword(app.id, now).catch(() => undefined)
    }
    return box
  }

  /** The source has to wait; when it was this account that it guessed at, the owner is told. */
  function throttledAt(box: Box | undefined, source: string): LoginFailure {
    if (box === undefined || box.status === 'removed' || told.get(box.address)) return throttled
    const { address } = box
    if (!throttle.isExhausted(address, source, clock.now())) return throttled
    told.set(address, true, guessNoticeMs)
    const count = String(limits.failedLoginsPerAccount)
    parts
      .notify(address, {
        subject: texts.wrongPasswordsSubject,
        body: say(texts.wrongPasswordsBody, { address, source, count }),
      })
      .catch(error => parts.log.error({ err: error, box: address }, 'an owner was not told of guesses'))
    return throttled
  }

  async function logIn(address: string, password: string, source: string, tag: string) {
    const known = await recall(tag)
    if (known?.credential.kind === 'password') return admitOwn(known.box, source)
    if (known !== undefined) return admit(known.box, undefined)
    const box = await directory.box(address)
    const lookup = appKeys.lookup(password)
    const apps = box === undefined ? [] : await directory.appPasswords(box.id)
    const app = apps.find(candidate => equalHex(candidate.lookup, lookup))
    if (box !== undefined && app !== undefined) {
      remember(tag, box.id, { kind: 'app-password', id: app.id })
      return admit(box, app)
    }
    const own = await verifyOwn(box, address, password, source, tag)
    return isBox(own) ? admitOwn(own, source) : own
  }

  /** The person's own password, which alone can be guessed. */
  async function verifyOwn(
    box: Box | undefined,
    address: string,
    password: string,
    source: string,
    tag: string,
  ): Promise<Box | LoginFailure> {
    if (!throttle.admit(address, source, tag, clock.now())) return throttledAt(box, source)
    const phc = box === undefined ? null : await directory.passwordHash(box.id)
    const match = await (phc === null ? passwords.pretend(password) : passwords.verify(password, phc))
    if (match === 'match') throttle.forget(address, source, tag)
    if (match === 'busy') return unavailable
    if (match === 'mismatch' || box === undefined || phc === null) return badCredentials
    remember(tag, box.id, { kind: 'password', phc })
    return box
  }

  async function admitOwn(box: Box, source: string): Promise<Box | LoginFailure> {
    const refusal = outOfService(box)
    if (refusal !== undefined) return refusal
    const hasFactor = (await directory.secondFactor(box.id)) !== undefined
    return rules.ownPasswordOpens(source, hasFactor) ? admit(box, undefined) : appPasswordNeeded
  }

  async function appOfVerifier(box: Box, verifier: ScramVerifier): Promise<AppPassword | undefined> {
    const apps = await directory.appPasswords(box.id)
    return apps.find(app => {
      const storedKey = parseScram(app.scram)?.storedKey
      return storedKey?.length === verifier.storedKey.length && timingSafeEqual(storedKey, verifier.storedKey)
    })
  }

  /** Signed tokens cannot be guessed: a wrong one is not counted. */
  const bearer = ({ addressOf }: IdentityProvider): Pick<Authenticator, 'verifyBearer'> => ({
    async verifyBearer(token, asked) {
      try {
        const address = await addressOf(token)
        const isOther = asked !== '' && asked.trim().toLowerCase() !== address
        const box = address === undefined || isOther ? undefined : await directory.box(address)
        return box === undefined ? badCredentials : admit(box, undefined)
      } catch (error) {
        parts.log.error({ err: error }, 'tokens cannot be verified')
        return unavailable
      }
    },
  })

  return {
    ...(parts.identity ? bearer(parts.identity) : {}),

    async verifyPlain(login, password, source) {
      const address = login.trim().toLowerCase()
      const tag = tagOf(address, password)
      // A client opens several connections at once: the same log-in is computed once. Where it comes from matters.
      const same = `${source} ${tag}`
      const current = underway.get(same)
      if (current !== undefined) return current
      const attempt = logIn(address, password, source, tag)
        .catch(() => unavailable)
        .finally(() => underway.delete(same))
      underway.set(same, attempt)
      return attempt
    },

    async verifyOwn(login, password, source) {
      const address = login.trim().toLowerCase()
      const box = await directory.box(address)
      const own = await verifyOwn(box, address, password, source, tagOf(address, password))
      return isBox(own) ? (outOfService(own) ?? own) : own
    },

    async scramVerifiers(login) {
      const address = login.trim().toLowerCase()
      const box = await directory.box(address)
      const apps = box === undefined ? [] : await directory.appPasswords(box.id)
      const verifiers = apps.flatMap(app => parseScram(app.scram) ?? [])
      return verifiers.length > 0 ? verifiers : [appKeys.decoy(address)]
    },

    async scramDone(login, verifier, source) {
      const address = login.trim().toLowerCase()
      const box = verifier === null ? undefined : await directory.box(address)
      const app = box === undefined || verifier === null ? undefined : await appOfVerifier(box, verifier)
      if (box !== undefined && app !== undefined) return admit(box, app)
      // The password stays unknown to us, so every failed exchange is a guess of its own.
      const guess = randomBytes(12).toString('base64')
      if (throttle.admit(address, source, guess, clock.now())) return badCredentials
      return throttledAt(await directory.box(address), source)
    },
  }
}

/** Why a box that is not active stays closed to a right credential; its owner is told. */
function outOfService({ status, lockReason }: Box): LoginFailure | undefined {
  if (status === 'active') return undefined
  if (status !== 'locked' || lockReason === null) return disabled
  const reason = lockReason === 'idle' ? 'locked' : 'expired'
  return { reason, temporary: false, explanation: lockAdvice[lockReason] }
}

export function equalHex(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))
}
