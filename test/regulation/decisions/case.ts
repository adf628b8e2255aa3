/** A row of the decision table: what happens, and what the regulation makes of it. */
import type { Reason } from '../../../src/policy/reasons.ts'
import type { Action } from '../../../src/ports/directory.ts'
import type { MadeLetter } from '../letter.ts'
import type { Circumstances } from '../province.ts'

/** A letter that somebody writes. */
export type Letter = Omit<MadeLetter, 'id' | 'class' | 'about' | 'expect'>

/** The rules of one clause, retold in cases. */
export interface Clause {
  /** What the clause asks, in Vietnamese. */
  readonly title: string
  readonly cases: readonly Case[]
}

export interface Case {
  /** The situation in one sentence. */
  readonly when: string
  readonly letter: Letter
  /** Header fields that stand before those the letter has, each with its CRLF. */
  readonly fields?: string
  /** Octets in the place of those that the letter would be made into. */
  readonly bytes?: Uint8Array
  readonly circumstances?: Circumstances
  readonly outcome: Outcome
}

export interface Outcome {
  readonly action: Action
  /** Ids of the rules that speak with more than `allow`, sorted. */
  readonly rules: readonly string[]
  /** Of the judgement that decides; null where nothing at all is said. */
  readonly reason: Reason | null
  /** What else is found, in any order. */
  readonly also?: readonly Reason[]
  /** Words that the explanation must hold. */
  readonly told: readonly string[]
  /** Words that it must not hold: of a secret nothing is repeated. */
  readonly untold?: readonly string[]
  /** What each recipient meets, where they differ. */
  readonly each?: readonly (readonly [address: string, action: Action])[]
}

/** Nothing is found. */
export const passes: Outcome = { action: 'allow', rules: [], reason: null, told: ['Được phép.'] }

type More = Pick<Outcome, 'also' | 'untold' | 'each'>

/** It passes; what was noted is counted and told to whoever asks. */
export function passesAs(reason: Reason, told: readonly string[] = [], more: More = {}): Outcome {
  return { action: 'allow', rules: [], reason, told: ['Được phép.', ...told], ...more }
}

export function flagged(
  rules: string | readonly string[],
  reason: Reason,
  told: readonly string[],
  more: More = {},
): Outcome {
  const delivered = 'Thư vẫn được chuyển và được ghi nhận.'
  return { action: 'flag', rules: [rules].flat(), reason, told: [...told, delivered], ...more }
}

export function held(
  rules: string | readonly string[],
  reason: Reason,
  told: readonly string[],
  more: More = {},
): Outcome {
  const waiting = 'Thư được giữ lại chờ người có thẩm quyền xem xét.'
  return { action: 'hold', rules: [rules].flat(), reason, told: [...told, waiting], ...more }
}

export function blocked(
  rules: string | readonly string[],
  reason: Reason,
  told: readonly string[],
  more: More = {},
): Outcome {
  return {
    action: 'block',
    rules: [rules].flat(),
    reason,
    told: [...told, 'Thư bị từ chối.'],
    ...more,
  }
}
