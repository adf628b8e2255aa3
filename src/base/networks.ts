/** Networks as an administrator writes them, `10.0.0.0/8` or `fd00::/8`, and whether an address is in one. */
import { BlockList, isIP } from 'node:net'

/** Loopback, private (RFC 1918, RFC 4193) and link-local (RFC 3927, RFC 4291) networks. */
export const privateNetworks = [
  '127.0.0.0/8',
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '169.254.0.0/16',
  '::1/128',
  'fc00::/7',
  'fe80::/10',
] as const

interface Network {
  readonly address: string
  readonly bits: number
  readonly family: 'ipv4' | 'ipv6'
}

function parseNetwork(text: string): Network | undefined {
  const [, address = '', bits = ''] = /^([0-9a-f.:]+)\/(\d{1,3})$/i.exec(text) ?? []
  const version = isIP(address)
  if (version === 0 || Number(bits) > (version === 4 ? 32 : 128)) return undefined
  return { address, bits: Number(bits), family: version === 4 ? 'ipv4' : 'ipv6' }
}

export function isNetwork(text: string): boolean {
  return parseNetwork(text) !== undefined
}

/** A test for addresses as sockets tell them: IPv4 mapped into IPv6, or with a zone, too. */
export function networkTest(networks: readonly string[]): (address: string) => boolean {
  const list = new BlockList()
  for (const text of networks) {
    const network = parseNetwork(text)
    if (network === undefined) throw new TypeError(`"${text}" is no network`)
    list.addSubnet(network.address, network.bits, network.family)
  }
  return source => {
    const address = source.replace(/%.*$/, '')
    const version = isIP(address)
    return version !== 0 && list.check(address, version === 4 ? 'ipv4' : 'ipv6')
  }
}
