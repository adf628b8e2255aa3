/**
 * The regulation as a function: facts in, verdict out.
 *
 * - Pure: no network, no clock, no message bytes; lists are prepared once, a verdict costs microseconds.
 * - Rules (`rules.ts`) tell what they see, by constant reasons; the settings (`settings.ts`) say what is done about
 *   each, by agency and direction, within the bounds of `reasons.ts`.
 * - Per recipient: inbound mail splits by recipient, a submission is bound by its strictest (`verdict.ts`).
 * - Every judgement carries rule, reason, citation and evidence, also when a stricter one decides.
 * - People's texts are made in `explain.ts` from the catalogue, never in a rule.
 *
 * Deliberately absent: storage (violations and settings are rows of the store), actions (the roads carry a verdict
 * out), and switches inside rules.
 */
import { type LetterFindings, noFindings, type OfficialDocument } from '../documents/facts.ts'
import type { DocumentKind } from '../documents/kinds.ts'
import type { Box } from '../ports/directory.ts'
import type { PolicyState } from '../ports/policy.ts'
import { clockRules } from './clock-rules.ts'
import { DomainBook, type DomainSettings } from './domains.ts'
import type { AgencyFacts, Facts, LetterFacts } from './facts.ts'
import { foldName } from './names.ts'
import { termsOf } from './reasons.ts'
import { type RuleTerms, rules } from './rules.ts'
import { documentsOf, ownDocumentsOf } from './seen.ts'
import { PolicySettings, type Standing } from './settings.ts'
import { type Citation, type Finding, type Judgement, type Verdict, verdictOf } from './verdict.ts'

export interface PolicyOptions extends DomainSettings {
  readonly kinds: readonly DocumentKind[]
  /** Corrected citations by rule id. */
  readonly citations?: ReadonlyMap<string, Citation>
  /** What references begin with: `CB` for Cao Bằng. */
  readonly referencePrefix: string
}

/** A rule with its citation as it is in force. */
export type RuleInForce = Required<RuleTerms>

export class Policy {
  /** The province's domain, for advice. */
  readonly domain: string
  readonly referencePrefix: string
  /** Every rule that concerns a letter or a box, also those that judge no letter. */
  readonly rules: readonly RuleInForce[]
  readonly kinds: readonly DocumentKind[]
  readonly #citations: ReadonlyMap<string, Citation>
  readonly #domains: DomainBook
  #settings = new PolicySettings()
  #names: ReadonlyMap<string, string> = new Map()
  /** Names as they were folded for the last use: most boxes are the same as before a change. */
  #folded: ReadonlyMap<string, string> = new Map()

  constructor(options: PolicyOptions) {
    this.domain = options.ownDomains[0] ?? ''
    this.referencePrefix = options.referencePrefix
    this.kinds = options.kinds
    this.rules = [...rules, ...clockRules].map(({ id, title, citation, thresholds = [] }) => ({
      id,
      title,
      citation: options.citations?.get(id) ?? citation,
      thresholds,
    }))
    this.#citations = new Map(this.rules.map(({ id, citation }) => [id, citation]))
    this.#domains = new DomainBook(options)
  }

  /** Tells the policy of the agencies and their approved domains: at start and after each change of them. */
  useAgencies(agencies: readonly AgencyFacts[]): void {
    this.#domains.useAgencies(agencies)
  }

  /** Tells it who the officials are: a stranger who signs with their name is noticed. */
  useBoxes(boxes: readonly Pick<Box, 'name' | 'address'>[]): void {
    const known = this.#folded
    this.#folded = new Map(boxes.map(({ name }) => [name, known.get(name) ?? foldName(name)]))
    this.#names = new Map(
      boxes
        .map(({ name, address }) => [this.#folded.get(name) ?? '', address] as const)
        .filter(([folded]) => folded.includes(' ')),
    )
  }

  useState(state: PolicyState): void {
    this.#settings = new PolicySettings(state)
  }

  get settings(): PolicySettings {
    return this.#settings
  }

  /** The sector-exempt agency that an address outside belongs to by its approved domain. */
  sectorAgencyOf(address: string): AgencyFacts | undefined {
    return this.#domains.ofAddress(address).sector
  }

  /** True for an address of a domain this server serves. */
  isOwn(address: string): boolean {
    return this.#domains.ofAddress(address).own === 'exact'
  }

  /** True for a box of a state body: ours, or one under `gov.vn`. */
  isState(address: string): boolean {
    return this.#domains.ofAddress(address).state
  }

  /** The official documents that count; none of a letter with a secret's stamp. */
  documentsIn(findings: LetterFindings): readonly OfficialDocument[] {
    return findings.stamps.length > 0 ? [] : documentsOf({ findings }, { settings: this.#settings })
  }

  /** Those of them that the sender's own agency issued. */
  ownDocumentsIn(letter: Pick<LetterFacts, 'senderAgency' | 'findings'>): readonly OfficialDocument[] {
    return ownDocumentsOf(letter, { settings: this.#settings })
  }

  /** `settings`: others than those in force, to see what they would decide. */
  judge(facts: Facts, settings: PolicySettings = this.#settings): Verdict {
    if (facts.letter.channel === 'system') return verdictOf([])
    const seen = withoutSecrets(facts)
    const context = { domains: this.#domains, settings, kinds: this.kinds, names: this.#names }
    const judgements: Judgement[] = []
    const standing = standingOf(seen)
    for (const rule of rules)
      for (const finding of rule.find(seen, context))
        judgements.push(this.decide(finding, standing, seen.letter.at, settings))
    return verdictOf(judgements)
  }

  /** What is done about a finding: the setting of the agency it concerns, or the leave that somebody gave. */
  decide(
    finding: Finding,
    standing: Standing,
    at: number,
    settings: PolicySettings = this.#settings,
  ): Judgement {
    const { rule } = termsOf(finding.reason)
    const citation = this.#citations.get(rule)
    if (citation === undefined) throw new Error(`the rule ${rule} is in no table`)
    const exception = settings.exceptionFor(finding.reason, finding.address, standing, at)
    if (exception === undefined)
      return { ...finding, rule, citation, action: settings.actionOf(finding.reason, standing) }
    const action = exception.byAgency ? settings.provinceActionOf(finding.reason, standing) : 'allow'
    return { ...finding, rule, citation, action, exception: exception.id }
  }
}

/** Of a letter with a secret's stamp nothing else is told that was read in it. */
function withoutSecrets(facts: Facts): Facts {
  const { stamps } = facts.letter.findings
  if (stamps.length === 0) return facts
  return { ...facts, letter: { ...facts.letter, subject: '', findings: { ...noFindings, stamps } } }
}

/** Whose setting counts: the recipient's agency's for a letter from outside, the sender's for an official's. */
function standingOf({ letter, recipient }: Facts): Standing {
  const agency = letter.channel === 'mx' ? recipient.agency : letter.senderAgency
  return { agencyId: agency?.id ?? null, direction: recipient.direction }
}
