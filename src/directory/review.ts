/** The six-monthly review of an agency's boxes: what about each box a person should look at. */
import { monthsAfter } from '../base/local-time.ts'
import type { Agency, Box, BoxReview } from '../ports/directory.ts'
import type { BoxRules } from './box-rules.ts'
import { isIdle, isNearlyFull } from './clocks.ts'

export type Finding =
  | 'leader'
  | 'leaver'
  | 'disabled'
  | 'locked'
  | 'never-logged-in'
  | 'initial-password'
  | 'idle'
  | 'over-quota'
  | 'near-quota'

/** Empty for a box in plain use. The head of the agency always shows: the flag is what the report counts by. */
export function findingsOf(box: Box, now: number, rules: BoxRules): readonly Finding[] {
  const full = box.usedBytes >= box.quotaBytes
  const findings: readonly (readonly [Finding, boolean])[] = [
    ['leader', box.leader],
    ['leaver', box.status === 'removed'],
    ['disabled', box.status === 'disabled'],
    ['locked', box.status === 'locked'],
    ['never-logged-in', box.firstLoginAt === null],
    ['initial-password', box.initialPassword],
    ['idle', isIdle(box, now, rules)],
    ['over-quota', full],
    ['near-quota', !full && isNearlyFull(box, rules)],
  ]
  return findings.filter(([, found]) => found).map(([finding]) => finding)
}

/** When an agency's boxes are to be gone through next. */
export function reviewDueAt(
  agency: Pick<Agency, 'createdAt'>,
  last: BoxReview | undefined,
  rules: BoxRules,
): number {
  return monthsAfter(last?.at ?? agency.createdAt, rules.reviewMonths)
}
