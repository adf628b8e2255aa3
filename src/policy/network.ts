/**
 * Whose network an address is of, from a table that the administrator provides (MaxMind DB with
 * `autonomous_system_number` and `autonomous_system_organization`, as GeoLite2, DB-IP and IPinfo offer it). None is
 * shipped: the free ones in the package registry are given up by their makers as wrong.
 */
import { readFile } from 'node:fs/promises'
import { isIP } from 'node:net'
import { type AsnResponse, Reader } from 'mmdb-lib'

export class NetworkTable {
  readonly #path: string | null
  #reader: Promise<Reader<AsnResponse>> | undefined

  constructor(path: string | null) {
    this.#path = path
  }

  /** `AS7552 Viettel Group`; null for an address that is malformed or not in the table. */
  async networkOf(address: string): Promise<string | null> {
    const path = this.#path
    if (path === null || isIP(address) === 0) return null
    this.#reader ??= readFile(path).then(bytes => new Reader<AsnResponse>(bytes))
    const row = (await this.#reader).get(address)
    if (row === null) return null
    return `AS${row.autonomous_system_number} ${row.autonomous_system_organization}`.slice(0, 200)
  }
}
