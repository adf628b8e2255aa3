/**
 * The one table of rules. A rule is a pure function from facts to findings; adding one is a file under `rules/`, its
 * reasons in `reasons.ts` and a line here. Citations are data beside the rule and can be replaced in the settings.
 */
import type { Text } from '../base/texts.ts'
import type { DocumentKind } from '../documents/kinds.ts'
import type { DomainBook } from './domains.ts'
import type { Facts } from './facts.ts'
import { freeMailRule } from './rules/d1b-free.ts'
import { officialMailRule } from './rules/d1b-mail.ts'
import { sectorRule } from './rules/d1b-sector.ts'
import { encryptedRule } from './rules/d1c-archive.ts'
import { executableRule } from './rules/d1c-executable.ts'
import { malwareRule } from './rules/d1c-malware.ts'
import { restrictedRule } from './rules/d1c-restricted.ts'
import { secretRule } from './rules/d1c-secret.ts'
import { signUpRule } from './rules/d1c-signup.ts'
import { unreadableRule } from './rules/d1c-unreadable.ts'
import { issuedBoxRule } from './rules/d3-staff.ts'
import { signatureRule } from './rules/d4a-sign.ts'
import { dispatchRule } from './rules/d5-dispatch.ts'
import { documentFormRule } from './rules/d5-form.ts'
import { documentKindsRule } from './rules/d5-kinds.ts'
import { officeVoiceRule } from './rules/d5-office.ts'
import type { PolicySettings } from './settings.ts'
import type { Threshold } from './thresholds.ts'
import type { Citation, Finding } from './verdict.ts'

/** What a rule may consult besides the facts. */
export interface RuleContext {
  readonly domains: DomainBook
  readonly settings: PolicySettings
  /** Kinds of administrative documents. */
  readonly kinds: readonly DocumentKind[]
  /** Address of the box that bears a name, by the folded name (`names.ts`). */
  readonly names: ReadonlyMap<string, string>
}

/** What people can look up of a rule. */
export interface RuleTerms {
  /** The clause's id in the regulation: `D1b-free`. */
  readonly id: string
  readonly title: Text
  readonly citation: Citation
  /** The numbers that govern it. */
  readonly thresholds?: readonly Threshold[]
}

/** A rule that judges letters; those that do not are in `clock-rules.ts`. */
export interface Rule extends RuleTerms {
  find(facts: Facts, context: RuleContext): readonly Finding[]
}

/** In the order in which a refusal tells them: what is gravest first. */
export const rules: readonly Rule[] = [
  secretRule,
  malwareRule,
  executableRule,
  freeMailRule,
  sectorRule,
  officialMailRule,
  issuedBoxRule,
  encryptedRule,
  restrictedRule,
  officeVoiceRule,
  documentFormRule,
  documentKindsRule,
  dispatchRule,
  signatureRule,
  signUpRule,
  unreadableRule,
]
