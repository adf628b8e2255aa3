/**
 * Slows guessing down without letting a stranger lock an official out: what counts is wrong guesses of one source,
 * and of one source at one account. An account as such is never locked. A device that repeats the same wrong password
 * makes one guess.
 */
import { isIPv6 } from 'node:net'
import type { Limits } from '../base/limits.ts'

export const throttleWindowMs = 15 * 60_000

export type ThrottleLimits = Pick<
  Limits,
  'failedLoginsPerSource' | 'failedLoginsPerAccount' | 'failedLoginRecords'
>

/** Guess → when. A guess is known by a keyed tag of account and password, never by itself. */
type Guesses = Map<string, number>

export class LoginThrottle {
  readonly #limits: ThrottleLimits
  /** In order of last use, so that the oldest is forgotten first. */
  readonly #records = new Map<string, Guesses>()

  constructor(limits: ThrottleLimits) {
    this.#limits = limits
  }

  /**
   * Counts a guess before it is verified, so that parallel ones cannot outrun the count; false when the source has
   * to wait. Follow a right one with `forget`.
   */
  admit(account: string, source: string, guess: string, now: number): boolean {
    const network = networkOf(source)
    const bySource = this.#guesses(network, now)
    const byAccount = this.#guesses(`${network} ${account}`, now)
    const known = bySource.has(guess) && byAccount.has(guess)
    const full =
      bySource.size >= this.#limits.failedLoginsPerSource ||
      byAccount.size >= this.#limits.failedLoginsPerAccount
    if (full && !known) return false
    bySource.set(guess, now)
    byAccount.set(guess, now)
    return true
  }

  /** True when it is this account that was guessed at from there, and not many accounts a little each. */
  isExhausted(account: string, source: string, now: number): boolean {
    return this.#guesses(`${networkOf(source)} ${account}`, now).size >= this.#limits.failedLoginsPerAccount
  }

  /** The guess was right: it and the account's earlier wrong ones from here do not count any more. */
  forget(account: string, source: string, guess: string): void {
    const network = networkOf(source)
    this.#records.get(network)?.delete(guess)
    this.#records.delete(`${network} ${account}`)
  }

  #guesses(key: string, now: number): Guesses {
    const guesses: Guesses = this.#records.get(key) ?? new Map()
    for (const [guess, at] of guesses) if (at <= now - throttleWindowMs) guesses.delete(guess)
    this.#records.delete(key)
    this.#records.set(key, guesses)
    const oldest = this.#records.keys().next().value
    if (this.#records.size > this.#limits.failedLoginRecords && oldest !== undefined)
      this.#records.delete(oldest)
    return guesses
  }
}

/** An IPv4 address, or the /64 that one IPv6 customer holds (RFC 6177 §2). */
export function networkOf(source: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(source)
  if (mapped?.[1] !== undefined) return mapped[1]
  const address = source.split('%')[0] ?? ''
  if (!isIPv6(address)) return source
  const [head = '', tail] = address.split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length)
  const groups = [...left, ...new Array<string>(zeros).fill('0'), ...right]
  return groups
    .slice(0, 4)
    .map(group => Number.parseInt(group, 16).toString(16))
    .join(':')
}
