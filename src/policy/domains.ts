/** What the lists say of a domain, looked up once and kept: letters come from few domains. */
import type { AgencyFacts } from './facts.ts'
import { type FreeMailList, type FreeMailService, isForeignFreeMail } from './free-mail.ts'
import { canonicalDomain, lookAlikeOf } from './look-alike.ts'

export interface DomainFacts {
  /** Lower-case A-labels. */
  readonly name: string
  /** The province's own domain, or a name below it that this server does not serve. */
  readonly own: 'exact' | 'below' | null
  readonly service: FreeMailService | undefined
  /** Free and hosted abroad, both. */
  readonly foreignFreeMail: boolean
  /** The sector-exempt agency whose approved domain this is. */
  readonly sector: AgencyFacts | undefined
  /** The domain of ours it is written like. */
  readonly lookAlike: string | undefined
  readonly vietnamese: boolean
  /** A domain of state bodies. */
  readonly state: boolean
}

export interface DomainSettings {
  /** The province's domains that this server serves. */
  readonly ownDomains: readonly string[]
  /** Domains of state bodies, with everything below them. */
  readonly stateDomains: readonly string[]
  readonly freeMail: FreeMailList
  /** Domains remembered before the memory starts anew. */
  readonly rememberedDomains: number
}

export class DomainBook {
  readonly #own: ReadonlySet<string>
  readonly #stateDomains: readonly string[]
  readonly #freeMail: FreeMailList
  readonly #lookAlike: (domain: string) => string | undefined
  readonly #remembered: number
  readonly #known = new Map<string, DomainFacts>()
  #sectors = new Map<string, AgencyFacts>()

  constructor(settings: DomainSettings) {
    const own = settings.ownDomains.map(canonicalDomain)
    this.#own = new Set(own)
    this.#stateDomains = settings.stateDomains.map(canonicalDomain)
    this.#freeMail = settings.freeMail
    this.#remembered = settings.rememberedDomains
    this.#lookAlike = lookAlikeOf(own)
  }

  useAgencies(agencies: readonly AgencyFacts[]): void {
    this.#sectors = new Map(
      agencies
        .filter(agency => agency.mailSystem === 'sector-exempt')
        .flatMap(agency => agency.sectorDomains.map(domain => [canonicalDomain(domain), agency])),
    )
    this.#known.clear()
  }

  ofAddress(address: string): DomainFacts {
    const at = address.lastIndexOf('@')
    return this.ofDomain(at === -1 ? '' : address.slice(at + 1))
  }

  /** `written` as it came; spellings of one name are remembered apart. */
  ofDomain(written: string): DomainFacts {
    const known = this.#known.get(written)
    if (known !== undefined) return known
    const facts = this.#look(canonicalDomain(written))
    if (this.#known.size >= this.#remembered) this.#known.clear()
    this.#known.set(written, facts)
    return facts
  }

  serviceOfHost(host: string): FreeMailService | undefined {
    return this.#freeMail.ofHost(host)
  }

  #look(name: string): DomainFacts {
    const exact = this.#own.has(name)
    const below = !exact && [...this.#own].some(own => isAtOrBelow(name, own))
    const service = exact ? undefined : this.#freeMail.ofDomain(name)
    return {
      name,
      own: exact ? 'exact' : below ? 'below' : null,
      service,
      foreignFreeMail: service !== undefined && isForeignFreeMail(service),
      sector: this.#sectorOf(name),
      lookAlike: exact || below || name === '' ? undefined : this.#lookAlike(name),
      vietnamese: name.endsWith('.vn'),
      state: exact || below || this.#stateDomains.some(state => isAtOrBelow(name, state)),
    }
  }

  #sectorOf(name: string): AgencyFacts | undefined {
    for (let rest = name; rest.includes('.'); rest = rest.slice(rest.indexOf('.') + 1)) {
      const agency = this.#sectors.get(rest)
      if (agency !== undefined) return agency
    }
    return undefined
  }
}

export function isAtOrBelow(domain: string, parent: string): boolean {
  return domain === parent || domain.endsWith(`.${parent}`)
}
