/**
 * Who is at the page. Sessions live in memory, known by the hash of a random token that only the browser has; a
 * restart logs everybody out. They end by silence, by age, by log-out, and when the account's password changes.
 */
import { createHash, randomBytes } from 'node:crypto'
import type { Limits } from '../../base/limits.ts'
import type { IssuedAppPassword } from '../../directory/own-account.ts'
import type { OfferedTotp } from '../../directory/second-factor.ts'
import type { Clock } from '../../ports/clock.ts'
import type { BoxId } from '../../ports/directory.ts'

/** `code`: the second factor is awaited; `password`: the password has to be changed before anything else. */
export type Stage = 'code' | 'password' | 'account'

/** Shown once, by the page that follows what was done. */
export type News =
  | { readonly kind: 'password-saved' | 'factor-removed' | 'app-revoked' }
  | { readonly kind: 'factor-saved'; readonly recoveryCodes: readonly string[] }
  | { readonly kind: 'app-issued'; readonly app: IssuedAppPassword }

export interface NewSession {
  readonly boxId: BoxId
  /** The password's hash at log-in. */
  readonly phc: string | null
  readonly stage: Stage
  /** What comes after the code. */
  readonly next: Exclude<Stage, 'code'>
}

export interface PageSession extends NewSession {
  /** In every form; only pages of this session know it. */
  readonly formToken: string
  readonly startedAt: number
  seenAt: number
  /** A second factor that waits for its first code. */
  offered: OfferedTotp | undefined
  news: News | undefined
}

export type SessionLimits = Pick<Limits, 'pageSessions' | 'pageSessionIdleMs' | 'pageSessionMs'>

const tokenBytes = 32

export function newToken(): string {
  return randomBytes(tokenBytes).toString('base64url')
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

export class PageSessions {
  readonly #limits: SessionLimits
  readonly #clock: Clock
  /** By the token's hash, the longest unused first. */
  readonly #sessions = new Map<string, PageSession>()

  constructor(limits: SessionLimits, clock: Clock) {
    this.#limits = limits
    this.#clock = clock
  }

  /** Begins a session; resolves with its token, for the cookie. */
  begin(session: NewSession): string {
    const token = newToken()
    const now = this.#clock.now()
    const more = { formToken: newToken(), startedAt: now, seenAt: now, offered: undefined, news: undefined }
    this.#sessions.set(hashOf(token), { ...session, ...more })
    const oldest = this.#sessions.keys().next().value
    if (this.#sessions.size > this.#limits.pageSessions && oldest !== undefined) this.#sessions.delete(oldest)
    return token
  }

  find(token: string): PageSession | undefined {
    const hash = hashOf(token)
    const session = this.#sessions.get(hash)
    if (session === undefined) return undefined
    this.#sessions.delete(hash)
    const now = this.#clock.now()
    const { pageSessionIdleMs, pageSessionMs } = this.#limits
    if (now - session.seenAt >= pageSessionIdleMs || now - session.startedAt >= pageSessionMs)
      return undefined
    session.seenAt = now
    this.#sessions.set(hash, session)
    return session
  }

  end(token: string): void {
    this.#sessions.delete(hashOf(token))
  }
}
