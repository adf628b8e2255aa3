import type { Dns, DnsRecordType } from '../ports/dns.ts'

/** Why a name server gives no answer: `ESERVFAIL` and `ETIMEOUT` are temporary. */
export type DnsFailure = 'ENOTFOUND' | 'ENODATA' | 'ESERVFAIL' | 'ETIMEOUT'

/** Answers by name (lower case, no final dot) and type; a failure in place of a name's records is every type's. */
export type Zone = Readonly<
  Record<string, DnsFailure | { readonly [T in DnsRecordType]?: readonly unknown[] | DnsFailure }>
>

/** A DNS that knows one zone and nothing else: for tests, the bench and the development start. */
export function fixedDns(zone: Zone): Dns {
  const names = new Map(Object.entries(zone))
  return {
    async resolve(name, type) {
      const records = names.get(name.toLowerCase().replace(/\.$/, '')) ?? 'ENOTFOUND'
      const answer = typeof records === 'string' ? records : (records[type] ?? 'ENODATA')
      if (typeof answer === 'string') throw dnsError(answer, name, type)
      return [...answer]
    },
  }
}

export function dnsError(code: string, name: string, type: DnsRecordType): Error {
  return Object.assign(new Error(`query${type} ${code} ${name}`), { code })
}
