/**
 * The regulation as a function: facts in, verdict out. D1b-free of the provincial directive is the first rule.
 *
 * - Pure: no network, no clock, no message bytes; lists are prepared once, a verdict costs microseconds.
 * - Per recipient: inbound mail splits by recipient, a submission is bound by its strictest (`verdict.ts`).
 * - Every judgement carries rule, reason, citation and evidence, also when a stricter one decides.
 * - People's texts are made in `explain.ts` from the catalogue, never in a rule.
 *
 * Deliberately absent: storage (violations are rows of the store), actions (the roads carry a verdict out), and
 * switches inside rules other than the agency's own settings.
 */
import { DomainBook, type DomainSettings } from './domains.ts'
import type { AgencyFacts, Facts } from './facts.ts'
import type { FreeMailList } from './free-mail.ts'
import { type Rule, rules } from './rules.ts'
import { type Citation, type Judgement, type Verdict, verdictOf } from './verdict.ts'

export interface PolicySettings extends Pick<DomainSettings, 'ownDomains'> {
  readonly freeMail: FreeMailList
  /** Domains of state bodies, `gov.vn` by default. */
  readonly stateDomains?: readonly string[]
  /** Corrected citations by rule id. */
  readonly citations?: ReadonlyMap<string, Citation>
  /** Domains remembered before the memory starts anew. */
  readonly rememberedDomains?: number
  /** What references begin with: `CB` for Cao Bằng. */
  readonly referencePrefix?: string
}

export interface RuleInForce {
  readonly rule: Rule
  readonly citation: Citation
}

export class Policy {
  /** The province's domain, for advice. */
  readonly domain: string
  readonly referencePrefix: string
  readonly rules: readonly RuleInForce[]
  readonly #domains: DomainBook

  constructor(settings: PolicySettings) {
    this.domain = settings.ownDomains[0] ?? ''
    this.referencePrefix = settings.referencePrefix ?? 'CB'
    this.rules = rules.map(rule => ({
      rule,
      citation: settings.citations?.get(rule.id) ?? rule.citation,
    }))
    this.#domains = new DomainBook({
      ownDomains: settings.ownDomains,
      stateDomains: settings.stateDomains ?? ['gov.vn'],
      freeMail: settings.freeMail,
      rememberedDomains: settings.rememberedDomains ?? 20_000,
    })
  }

  /** Tells the policy of the agencies and their approved domains: at start and after each change of them. */
  useAgencies(agencies: readonly AgencyFacts[]): void {
    this.#domains.useAgencies(agencies)
  }

  /** The sector-exempt agency that an address outside belongs to by its approved domain. */
  sectorAgencyOf(address: string): AgencyFacts | undefined {
    return this.#domains.ofAddress(address).sector
  }

  /** True for an address of a domain this server serves. */
  isOwn(address: string): boolean {
    return this.#domains.ofAddress(address).own === 'exact'
  }

  judge(facts: Facts): Verdict {
    const judgements: Judgement[] = []
    for (const { rule, citation } of this.rules)
      judgements.push(...rule.judge(facts, { domains: this.#domains, citation }))
    return verdictOf(judgements)
  }
}
