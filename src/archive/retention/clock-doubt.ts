/**
 * Whether the clock may be believed before anything is erased: one that runs ahead erases early, for good.
 *
 * A server that runs leaves signed checkpoints, at least one a week by its own verifications; so between two of them, and
 * from the newest to now, no more than `clockGapMs` passes. A longer way means that the server stood still or that the
 * clock was put forward, and nobody but a person can tell which. It stays a doubt however many checkpoints follow, until
 * somebody independent has spoken since: a time-stamping authority by a token that agrees with the clock, or an
 * administrator, whose word is an act on the trail. What lies before that word is settled. Beside it, the clock may not
 * lie before what it has witnessed itself, nor have been put while this process runs.
 *
 * Not covered: a clock that goes wrong by less than `clockGapMs` while the server is stopped, again and again perhaps,
 * where no authority is asked; letters that were received while the clock was behind, whose age is counted from then;
 * an administrator who vouches for a wrong clock; and whoever writes the database.
 */
import type { Limits } from '../../base/limits.ts'
import { localTime } from '../../base/local-time.ts'
import { say, type Text } from '../../base/texts.ts'
import { retentionTexts } from '../../base/texts-retention.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Store } from '../../ports/store.ts'
import type { ClockMarks, StampedClock } from '../../ports/tlog.ts'

export type ClockDoubtReason = 'clock-behind' | 'clock-gap' | 'clock-put' | 'clock-contradicted'

export interface ClockDoubt {
  readonly reason: ClockDoubtReason
  readonly rule: typeof clockRule
  readonly text: Text
}

/** By which an application is refused. */
export const clockRule = 'retention-clock'

/** What else knows of time. */
export interface ClockWitness {
  /** Milliseconds that passed since some moment, whatever was done to the clock. */
  uptime(): number
  /** The newest token of a trusted authority about the log; null where there is none. */
  stamped(): Promise<StampedClock | null>
}

export interface Evidence extends ClockMarks {
  /** null when the newest word is not an authority's. */
  readonly stamped: StampedClock | null
  /** How much further the clock went than time did since this process began, or since somebody vouched for it. */
  readonly putMs: number
}

/** Times in milliseconds; null when nothing speaks against `now`. */
export function doubtOf(
  now: number,
  { newest, received, gap, stamped, putMs }: Evidence,
  { clockSkewMs, clockGapMs }: Pick<Limits, 'clockSkewMs' | 'clockGapMs'>,
): ClockDoubt | null {
  const doubt = (reason: ClockDoubtReason, text: Text): ClockDoubt => ({ reason, rule: clockRule, text })
  const latest = Math.max(newest ?? 0, received ?? 0)
  if (now < latest - clockSkewMs)
    return doubt(
      'clock-behind',
      say(retentionTexts.clockBehind, { now: localTime(now), seen: localTime(latest) }),
    )
  if (Math.abs(putMs) > clockSkewMs)
    return doubt('clock-put', say(retentionTexts.clockPut, { seconds: `${Math.round(putMs / 1000)}` }))
  if (stamped !== null && Math.abs(stamped.at - stamped.authorityAt) > clockSkewMs) {
    const [clock, authority] = [localTime(stamped.at), localTime(stamped.authorityAt)]
    return doubt('clock-contradicted', say(retentionTexts.clockContradicted, { clock, authority }))
  }
  const last = newest !== null && now - newest > clockGapMs ? { from: newest, to: now } : gap
  if (last === null) return null
  return doubt(
    'clock-gap',
    say(retentionTexts.clockGap, { from: localTime(last.from), to: localTime(last.to) }),
  )
}

export interface ClockGuardParts {
  readonly store: { readonly read: Pick<Store['read'], 'log'>; readonly write: Pick<Store['write'], 'audit'> }
  readonly clock: Clock
  readonly witness?: ClockWitness
  readonly limits: Pick<Limits, 'clockSkewMs' | 'clockGapMs'>
}

export class ClockGuard {
  readonly #parts: ClockGuardParts
  #offset: number

  constructor(parts: ClockGuardParts) {
    this.#parts = parts
    this.#offset = this.#offsetNow(parts.clock.now())
  }

  async doubt(now: number): Promise<ClockDoubt | null> {
    const { store, witness, limits } = this.#parts
    const [stamp, vouched] = await Promise.all([witness?.stamped() ?? null, store.read.log.vouchedClock()])
    const stamped = stamp !== null && stamp.size > (vouched?.size ?? 0) ? stamp : null
    const marks = await store.read.log.clockMarks(stamped ?? vouched, limits.clockGapMs)
    return doubtOf(now, { ...marks, stamped, putMs: this.#offsetNow(now) - this.#offset }, limits)
  }

  /** Puts on the trail that an administrator compared the clock with a right one. */
  async vouch(
    now: number,
    doubt: ClockDoubt,
    by: { readonly operator: string; readonly role: string },
  ): Promise<void> {
    const detail = JSON.stringify({ reason: doubt.reason, now: localTime(now) })
    await this.#parts.store.write.audit({ ...by, at: now, operation: 'retention.clock', detail })
    this.#offset = this.#offsetNow(now)
  }

  #offsetNow(now: number): number {
    const { witness } = this.#parts
    return witness === undefined ? 0 : now - witness.uptime()
  }
}
