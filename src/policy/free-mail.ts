/**
 * The free-mail list: which domains belong to a free mail service, where it is hosted, and by which host names its
 * servers are known. The directive's test is two flags at once, free *and* hosted abroad (clause 1.b), so a row
 * carries both, and a Vietnamese-hosted service can stand in the list without being flagged.
 *
 * The data is `config/free-mail.csv`; an override file of the same columns adds rows or, for a domain already
 * listed, takes their place. A domain stands for its subdomains too; `yahoo.*` stands for the name under any
 * public suffix.
 */
import { readFile } from 'node:fs/promises'
import { getDomainWithoutSuffix } from 'tldts'
import { parseTable } from '../base/csv.ts'
import { fail, ok, type Result } from '../base/result.ts'

export interface FreeMailService {
  /** As listed: `gmail.com`, `yahoo.*`. */
  readonly domain: string
  readonly service: string
  readonly free: boolean
  /** ISO 3166-1 alpha-2 of the hosting. */
  readonly country: string
  readonly hostedAbroad: boolean
  /** Suffixes of its mail exchangers' and relays' names. */
  readonly hosts: readonly string[]
  readonly source: string
}

/** The directive's test: both at once. */
export function isForeignFreeMail(service: FreeMailService): boolean {
  return service.free && service.hostedAbroad
}

export class FreeMailList {
  readonly #byDomain = new Map<string, FreeMailService>()
  /** `yahoo` of `yahoo.*` */
  readonly #byName = new Map<string, FreeMailService>()
  readonly #byHost = new Map<string, FreeMailService>()

  /** A later row takes the place of an earlier one of the same domain. */
  constructor(services: readonly FreeMailService[]) {
    const latest = new Map(services.map(service => [service.domain, service]))
    for (const service of latest.values()) {
      if (service.domain.endsWith('.*')) this.#byName.set(service.domain.slice(0, -2), service)
      else this.#byDomain.set(service.domain, service)
      for (const host of service.hosts) if (!this.#byHost.has(host)) this.#byHost.set(host, service)
    }
  }

  /** The service a domain (lower-case A-labels) or one of its parents belongs to. */
  ofDomain(domain: string): FreeMailService | undefined {
    const listed = nearest(this.#byDomain, domain)
    if (listed !== undefined || this.#byName.size === 0) return listed
    const name = getDomainWithoutSuffix(domain)
    return name === null ? undefined : this.#byName.get(name)
  }

  /** The service whose servers carry this host name. */
  ofHost(host: string): FreeMailService | undefined {
    return nearest(this.#byHost, host.toLowerCase().replace(/\.$/, ''))
  }
}

/** Looks a name up, then its parents. */
function nearest<T>(map: ReadonlyMap<string, T>, name: string): T | undefined {
  for (let rest = name; ; ) {
    const found = map.get(rest)
    if (found !== undefined) return found
    const dot = rest.indexOf('.')
    if (dot === -1) return undefined
    rest = rest.slice(dot + 1)
  }
}

export async function loadFreeMail(
  path: string,
  overridePath?: string,
): Promise<Result<FreeMailList, readonly string[]>> {
  const paths = overridePath === undefined ? [path] : [path, overridePath]
  const services: FreeMailService[] = []
  const problems: string[] = []
  for (const file of paths) {
    const parsed = parseFreeMail(await readFile(file, 'utf8'))
    if (parsed.ok) services.push(...parsed.value)
    else problems.push(...parsed.error.map(problem => `${file}: ${problem}`))
  }
  return problems.length === 0 ? ok(new FreeMailList(services)) : fail(problems)
}

const columns = ['domain', 'service', 'free', 'country', 'hosted_abroad', 'hosts', 'source']

/** Reads the table, or tells every bad line. */
export function parseFreeMail(text: string): Result<readonly FreeMailService[], readonly string[]> {
  return parseTable(text, columns, parseRow)
}

const listedDomain =
  /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*\.(\*|[a-z0-9-]{2,})$/

function parseRow(cells: readonly string[]): FreeMailService | string {
  const [domain = '', service = '', free, country = '', abroad, hosts = '', source = ''] = cells
  if (!listedDomain.test(domain)) return `bad domain ${domain}`
  if (service === '') return 'no service'
  if (free !== 'yes' && free !== 'no') return `free is ${free}, not yes or no`
  if (!/^[A-Z]{2}$/.test(country)) return `bad country ${country}`
  if (abroad !== 'yes' && abroad !== 'no') return `hosted_abroad is ${abroad}, not yes or no`
  return {
    domain,
    service,
    free: free === 'yes',
    country,
    hostedAbroad: abroad === 'yes',
    hosts: hosts.split(' ').filter(host => host !== ''),
    source,
  }
}
