import type { Dns, DnsRecordType } from '../ports/dns.ts'
import type { RelayOutcome } from '../ports/relay.ts'

/** Why a domain has no host to go to. */
export type NoRoute = Pick<RelayOutcome, 'state' | 'code' | 'enhanced' | 'text'>

export interface Exchanger {
  readonly name: string
  readonly preference: number
}

export type Exchangers = { readonly hosts: readonly Exchanger[] } | { readonly none: NoRoute }

function permanent(code: number, enhanced: string, text: string): { none: NoRoute } {
  return { none: { state: 'permanent', code, enhanced, text } }
}

function temporary(text: string): { none: NoRoute } {
  return { none: { state: 'temporary', code: 0, enhanced: '4.4.3', text } }
}

/**
 * The hosts that take a domain's mail, best first, equals in the order `random` gives them. RFC 5321 §5.1; without
 * an MX record the domain itself is its host; RFC 7505: a single MX of "." says that there is none.
 */
export async function mailExchangers(
  dns: Dns,
  domain: string,
  ourName: string,
  random: () => number,
): Promise<Exchangers> {
  const found = await lookUp(dns, domain, 'MX')
  if (found === 'failed') return temporary(`no answer about the mail exchangers of ${domain}`)
  if (found === 'no-name') return permanent(0, '5.1.2', `the domain ${domain} does not exist`)
  const hosts = found.flatMap(record => exchangerOf(record, random))
  if (hosts.length === 0 && found.length === 0) return { hosts: [{ name: domain, preference: 0 }] }
  // RFC 7505 §3.
  if (hosts.every(host => host.name === '')) return permanent(556, '5.1.10', `${domain} takes no mail`)
  hosts.sort((a, b) => a.preference - b.preference || a.order - b.order)
  // RFC 5321 §5.1: where we are a host of the domain ourselves, no host that is worse than us is tried.
  const ours = hosts.find(host => host.name === ourName.toLowerCase())
  const usable = hosts.filter(
    host => host.name !== '' && (ours === undefined || host.preference < ours.preference),
  )
  if (usable.length === 0) return permanent(0, '5.4.6', `mail for ${domain} leads back to this server`)
  return { hosts: usable.map(({ name, preference }) => ({ name, preference })) }
}

function exchangerOf(record: unknown, random: () => number) {
  if (typeof record !== 'object' || record === null) return []
  if (!('exchange' in record) || !('priority' in record)) return []
  const name = String(record.exchange).toLowerCase().replace(/\.$/, '')
  return [{ name, preference: Number(record.priority), order: random() }]
}

/** A host's addresses, IPv4 first; 'failed' when DNS may know some at another time. */
export async function addressesOf(dns: Dns, host: string): Promise<readonly string[] | 'failed'> {
  const [v4, v6] = await Promise.all([lookUp(dns, host, 'A'), lookUp(dns, host, 'AAAA')])
  const addresses = [v4, v6].flatMap(answer => (typeof answer === 'string' ? [] : answer)).map(String)
  return addresses.length === 0 && (v4 === 'failed' || v6 === 'failed') ? 'failed' : addresses
}

async function lookUp(
  dns: Dns,
  name: string,
  type: DnsRecordType,
): Promise<unknown[] | 'no-name' | 'failed'> {
  try {
    return await dns.resolve(name, type)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : ''
    if (code === 'ENODATA') return []
    return code === 'ENOTFOUND' ? 'no-name' : 'failed'
  }
}

/** The names alone, best first; empty when there are none or nobody answers. */
async function exchangerNames(dns: Dns, domain: string): Promise<readonly string[]> {
  const found = await lookUp(dns, domain, 'MX')
  if (typeof found === 'string') return []
  const hosts = found.flatMap(record => exchangerOf(record, () => 0))
  hosts.sort((a, b) => a.preference - b.preference)
  return hosts.map(host => host.name).filter(Boolean)
}

/** For the policy: the hosts, best first, with the country that their first address is of. */
export async function exchangersWithCountry(
  dns: Dns,
  domain: string,
  countryOf: (address: string) => Promise<string | null>,
): Promise<readonly { readonly host: string; readonly country: string | null }[]> {
  const hosts = await exchangerNames(dns, domain)
  return Promise.all(
    hosts.map(async host => {
      const addresses = await addressesOf(dns, host)
      const [first] = addresses === 'failed' ? [] : addresses
      return { host, country: first === undefined ? null : await countryOf(first) }
    }),
  )
}
