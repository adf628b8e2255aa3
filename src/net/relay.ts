/**
 * The way out: which hosts a message goes to, and in what order they are tried. The dialogue with one host is a
 * parameter (`smtp/client.ts`). RFC 5321 §5.1, RFC 7505, RFC 7504.
 *
 * Every outcome is permanent or temporary: a name that does not exist is permanent, a name server that does not
 * answer is temporary, and so is a domain none of whose hosts could be reached.
 */
import { readFile } from 'node:fs/promises'
import { isIP } from 'node:net'
import { defaultLimits, type Limits } from '../base/limits.ts'
import type { Logger } from '../base/log.ts'
import type { Dns } from '../ports/dns.ts'
import type {
  DeliverToHost,
  Relay,
  RelayHost,
  RelayOutcome,
  RelayRequest,
  RelayRoute,
} from '../ports/relay.ts'
import { addressesOf, mailExchangers, type NoRoute } from './exchangers.ts'

export interface RelayOptions {
  readonly relay: RelayRoute
  /** Our own name: mail must not come back to it. */
  readonly hostname: string
  readonly dns: Dns
  readonly deliver: DeliverToHost
  readonly log: Logger
  readonly limits?: Pick<Limits, 'relayHosts'>
  /** Where mail exchangers listen; another only in tests. */
  readonly port?: number
  /** Uniform in [0, 1): spreads mail over exchangers of one preference. */
  readonly random?: () => number
}

export function createRelay(options: RelayOptions): Relay {
  const { relay } = options
  switch (relay.mode) {
    case 'none':
      return { deliver: async request => outcomes(request, parked) }
    case 'smarthost':
      return { deliver: request => throughSmarthost(options, relay, request) }
    case 'direct':
      return { deliver: request => toExchangers(options, request) }
  }
}

type Answer = Pick<RelayOutcome, 'state' | 'code' | 'enhanced' | 'text'>

const parked: Answer = {
  state: 'parked',
  code: 0,
  enhanced: '',
  text: 'development: nothing leaves this machine',
}

function outcomes(request: RelayRequest, answer: Answer): readonly RelayOutcome[] {
  return request.recipients.map(({ address }) => ({ address, ...answer, host: '' }))
}

async function throughSmarthost(
  { dns, deliver, log }: RelayOptions,
  { host, port, implicitTls, credentials }: Extract<RelayRoute, { mode: 'smarthost' }>,
  request: RelayRequest,
): Promise<readonly RelayOutcome[]> {
  let password = ''
  try {
    if (credentials !== null) password = (await readFile(credentials.passwordFile, 'utf8')).trimEnd()
  } catch (error) {
    log.error({ err: error, file: credentials?.passwordFile }, 'the password of the smarthost cannot be read')
    return outcomes(request, temporary('4.3.5', 'the password of the smarthost cannot be read'))
  }
  const addresses = isIP(host) !== 0 ? [host] : await addressesOf(dns, host)
  if (addresses === 'failed' || addresses.length === 0) {
    return outcomes(request, temporary('4.4.3', `no address is known for the smarthost ${host}`))
  }
  const hosts = addresses.map(
    (address): RelayHost => ({
      name: host,
      address,
      port,
      security: implicitTls ? 'tls' : 'starttls',
      credentials: credentials === null ? null : { user: credentials.user, password },
    }),
  )
  return firstReached(deliver, hosts, request)
}

async function toExchangers(options: RelayOptions, request: RelayRequest): Promise<readonly RelayOutcome[]> {
  const { deliver, limits = defaultLimits, port = 25 } = options
  const [first] = request.recipients
  if (first === undefined) return []
  const domain = first.address.slice(first.address.lastIndexOf('@') + 1).toLowerCase()
  const found = await addressesFor(options, domain)
  if ('none' in found) return outcomes(request, found.none)
  const hosts = found.addresses.map(
    ({ name, address }): RelayHost => ({ name, address, port, security: 'opportunistic', credentials: null }),
  )
  return firstReached(deliver, hosts.slice(0, limits.relayHosts), request)
}

interface Located {
  readonly name: string
  readonly address: string
}

async function addressesFor(
  { dns, hostname, limits = defaultLimits, random = Math.random }: RelayOptions,
  domain: string,
): Promise<{ readonly addresses: readonly Located[] } | { readonly none: NoRoute }> {
  // RFC 5321 §4.1.3: an address literal is its own host.
  const literal = /^\[(?:ipv6:)?([0-9a-f:.]+)\]$/i.exec(domain)?.[1]
  if (literal !== undefined && isIP(literal) !== 0)
    return { addresses: [{ name: literal, address: literal }] }
  const exchangers = await mailExchangers(dns, domain, hostname, random)
  if ('none' in exchangers) return exchangers
  const addresses: Located[] = []
  let unanswered = false
  for (const { name } of exchangers.hosts.slice(0, limits.relayHosts)) {
    const found = await addressesOf(dns, name)
    if (found === 'failed') unanswered = true
    else addresses.push(...found.map(address => ({ name, address })))
  }
  if (addresses.length > 0) return { addresses }
  if (unanswered) return { none: temporary('4.4.3', `no answer about the hosts of ${domain}`) }
  return {
    none: { state: 'permanent', code: 0, enhanced: '5.4.4', text: `${domain} has no host with an address` },
  }
}

function temporary(enhanced: string, text: string): NoRoute {
  return { state: 'temporary', code: 0, enhanced, text }
}

/** The first host that a dialogue came about with decides; when none did, the last failure is told. */
async function firstReached(
  deliver: DeliverToHost,
  hosts: readonly RelayHost[],
  request: RelayRequest,
): Promise<readonly RelayOutcome[]> {
  let last: readonly RelayOutcome[] = []
  for (const host of hosts) {
    const delivery = await deliver(host, request)
    last = delivery.outcomes
    if (delivery.reached) break
  }
  return last
}
