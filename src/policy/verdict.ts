/** What the rules say of a letter: every judgement is kept, the strictest decides. */
import type { Text } from '../base/texts.ts'
import type { Action } from '../ports/directory.ts'
import type { Reason } from './reasons.ts'

/** Where a rule stands in the regulation: data, so that a correction needs no developer. */
export interface Citation extends Text {
  /** The clause alone, for header fields and tables: `1.b`. */
  readonly clause: string
}

/** Names and values a person can check; keys are ours, never the sender's. */
export type Evidence = Readonly<Record<string, string | number | boolean | null | readonly string[]>>

/** What a rule saw. What is done about it is for the settings to say. */
export interface Finding {
  readonly reason: Reason
  /** The address that made the rule speak. */
  readonly address: string
  readonly evidence: Evidence
}

export interface Judgement extends Finding {
  /** `D1b-free` */
  readonly rule: string
  readonly action: Action
  readonly citation: Citation
  /** The leave that made it milder, by its number. */
  readonly exception?: number
}

export interface Verdict {
  readonly action: Action
  /** In the order of the rules; `allow` judgements are exemptions worth counting. */
  readonly judgements: readonly Judgement[]
}

const strictness: Readonly<Record<Action, number>> = { allow: 0, flag: 1, hold: 2, block: 3 }

export function stricter(a: Action, b: Action): Action {
  return strictness[a] >= strictness[b] ? a : b
}

export function milder(a: Action, b: Action): Action {
  return strictness[a] <= strictness[b] ? a : b
}

export function verdictOf(judgements: readonly Judgement[]): Verdict {
  let action: Action = 'allow'
  for (const judgement of judgements) action = stricter(action, judgement.action)
  return { action, judgements }
}

/** The first of the strictest judgements: what a refusal or a header field tells. */
export function decisive(verdict: Verdict): Judgement | undefined {
  return verdict.judgements.find(judgement => judgement.action === verdict.action)
}

/** One verdict for all recipients, as a submission has it: the strictest action, every judgement once. */
export function bind(verdicts: readonly Verdict[]): Verdict {
  const different = new Set(verdicts)
  const [first] = different
  if (different.size === 1 && first !== undefined) return first
  const seen = new Map<string, Judgement>()
  for (const verdict of different)
    for (const judgement of verdict.judgements) {
      const key = `${judgement.rule} ${judgement.action} ${judgement.reason} ${judgement.address}`
      if (!seen.has(key)) seen.set(key, judgement)
    }
  return verdictOf([...seen.values()])
}
