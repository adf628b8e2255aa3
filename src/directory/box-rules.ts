/** The regulation's numbers for a box. The province's settings decide; these are the defaults it comes with. */

export interface BoxRules {
  /** An initial password that nobody changed locks the box after this time. */
  readonly initialPasswordHours: number
  /** Neither log-in nor letter for so long locks it; the owner is warned so long before. */
  readonly idleDays: number
  readonly idleWarningDays: number
  /** A leaver's box is kept for so long, for the case that the official comes back. */
  readonly leaverMonths: number
  readonly quotaWarningPercent: number
  readonly passwordAgeDays: number
  readonly passwordWarningDays: number
  /** Recipients outside the province that one box may write to within the window. */
  readonly externalLettersPerWindow: number
  readonly externalWindowMinutes: number
  /** Every agency's boxes are gone through so often. */
  readonly reviewMonths: number
}

export const defaultBoxRules: BoxRules = {
  initialPasswordHours: 6,
  idleDays: 45,
  idleWarningDays: 7,
  leaverMonths: 3,
  quotaWarningPercent: 90,
  passwordAgeDays: 180,
  passwordWarningDays: 14,
  externalLettersPerWindow: 250,
  externalWindowMinutes: 10,
  reviewMonths: 6,
}

export const boxRuleNames = Object.keys(defaultBoxRules) as (keyof BoxRules)[]
