/**
 * What time alone brings about in the life of a box. Pure: a box, the time and the rules in, events out; the clerk
 * (`box-clerk.ts`) carries them out.
 *
 * - An initial password that is not changed, a box nobody uses, a password that grew old: the box is locked. A
 *   locked box still receives, and a person unlocks it (`mailbox enable`, or a new password), which starts its
 *   clocks anew.
 * - A warning is due once when its cause arises, and again only after the cause had gone.
 * - A leaver's box is deleted when its months are over.
 */
import { monthsAfter } from '../base/local-time.ts'
import type { Box, BoxWarning, LockReason } from '../ports/directory.ts'
import type { BoxRules } from './box-rules.ts'

export type BoxEvent =
  | { readonly kind: 'lock'; readonly reason: LockReason }
  | { readonly kind: 'warn'; readonly about: BoxWarning }
  /** The cause of an earlier warning has gone. */
  | { readonly kind: 'calm'; readonly about: BoxWarning }
  | { readonly kind: 'delete' }

/** What the clocks look at. */
export type ClockedBox = Pick<
  Box,
  | 'status'
  | 'statusSince'
  | 'createdAt'
  | 'initialPassword'
  | 'passwordIssuedAt'
  | 'passwordChangedAt'
  | 'lastLoginAt'
  | 'lastSentAt'
  | 'usedBytes'
  | 'quotaBytes'
  | 'warnings'
>

const hourMs = 3_600_000
const dayMs = 24 * hourMs
const warnings: readonly BoxWarning[] = ['idle', 'password-age', 'quota']

export function dueOf(box: ClockedBox, now: number, rules: BoxRules): readonly BoxEvent[] {
  if (box.status === 'removed') return now >= deletedAt(box, rules) ? [{ kind: 'delete' }] : []
  const lock = box.status === 'active' ? lockDue(box, now, rules) : undefined
  if (lock !== undefined) return [{ kind: 'lock', reason: lock }]
  return warnings.flatMap((about): BoxEvent[] => {
    const wanted = hasCause(box, about, now, rules)
    if (wanted === box.warnings.includes(about)) return []
    return [{ kind: wanted ? 'warn' : 'calm', about }]
  })
}

/** When a clock will lock the box if nothing changes; Infinity for a clock that does not run. */
export function locksAt(box: ClockedBox, reason: LockReason, rules: BoxRules): number {
  const since = box.statusSince ?? 0
  switch (reason) {
    case 'initial-password':
      if (!box.initialPassword || box.passwordIssuedAt === null) return Number.POSITIVE_INFINITY
      return Math.max(box.passwordIssuedAt, since) + rules.initialPasswordHours * hourMs
    case 'idle':
      return lastUse(box) + rules.idleDays * dayMs
    case 'password-expired':
      if (box.initialPassword || box.passwordChangedAt === null) return Number.POSITIVE_INFINITY
      // Unlocking it with the old password leaves the time of a warning to change it.
      return Math.max(
        box.passwordChangedAt + rules.passwordAgeDays * dayMs,
        since + rules.passwordWarningDays * dayMs,
      )
  }
}

/** When a leaver's box is deleted: so many months, by the calendar, after it was removed. */
export function deletedAt(box: Pick<Box, 'statusSince' | 'createdAt'>, rules: BoxRules): number {
  return monthsAfter(box.statusSince ?? box.createdAt, rules.leaverMonths)
}

/** True when the owner has neither read nor written for so long that a warning is due. */
export function isIdle(box: ClockedBox, now: number, rules: BoxRules): boolean {
  return now >= lastUse(box) + (rules.idleDays - rules.idleWarningDays) * dayMs
}

export function isNearlyFull({ usedBytes, quotaBytes }: ClockedBox, rules: BoxRules): boolean {
  return usedBytes * 100 >= quotaBytes * rules.quotaWarningPercent
}

function lastUse(box: ClockedBox): number {
  return Math.max(box.createdAt, box.statusSince ?? 0, box.lastLoginAt ?? 0, box.lastSentAt ?? 0)
}

function lockDue(box: ClockedBox, now: number, rules: BoxRules): LockReason | undefined {
  const reasons: readonly LockReason[] = ['initial-password', 'password-expired', 'idle']
  return reasons.find(reason => now >= locksAt(box, reason, rules))
}

function hasCause(box: ClockedBox, about: BoxWarning, now: number, rules: BoxRules): boolean {
  if (about === 'quota') return isNearlyFull(box, rules)
  // There is nothing to lose where nobody can log in.
  if (box.status !== 'active') return false
  if (about === 'idle') return isIdle(box, now, rules)
  return now >= locksAt(box, 'password-expired', rules) - rules.passwordWarningDays * dayMs
}
