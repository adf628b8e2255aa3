/**
 * The one table of rules. A rule is a pure function of the facts; adding one is a file under `rules/` and a line
 * here. Citations are data beside the rule and can be replaced in the settings.
 */
import type { DomainBook } from './domains.ts'
import type { Facts } from './facts.ts'
import { freeMailRule } from './rules/d1b-free.ts'
import type { Citation, Judgement } from './verdict.ts'

/** What a rule may consult besides the facts. */
export interface RuleContext {
  readonly domains: DomainBook
  readonly citation: Citation
}

export interface Rule {
  /** The clause's id in the regulation: `D1b-free`. */
  readonly id: string
  readonly title: { readonly vi: string; readonly en: string }
  readonly citation: Citation
  judge(facts: Facts, context: RuleContext): readonly Judgement[]
}

export const rules: readonly Rule[] = [freeMailRule]
