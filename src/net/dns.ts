/**
 * DNS over Node's stub resolver (c-ares): each question has a time limit, each answer a short memory. RFC 1035,
 * RFC 2308 (negative answers are answers), RFC 8767 is deliberately not done: a stale answer is none.
 *
 * Node tells the time to live of A and AAAA only. Those keep theirs, up to the limit; other answers, and definite
 * negative ones, are used for the shorter `otherMs`, since the resolver behind keeps them as their owners wish.
 * A temporary failure is never remembered. The same question asked twice at once is asked once.
 */
import { Resolver } from 'node:dns/promises'
import { ExpiringCache } from '../base/expiring-cache.ts'
import { defaultLimits, type Limits } from '../base/limits.ts'
import type { Clock } from '../ports/clock.ts'
import type { Dns, DnsRecordType } from '../ports/dns.ts'
import { dnsError } from './fixed-dns.ts'

export interface DnsOptions {
  /** Resolvers as `address` or `address:port`; empty for the system's. */
  readonly servers: readonly string[]
  readonly limits?: Pick<Limits, 'dnsMs' | 'dnsCacheMs' | 'dnsCacheEntries'>
  readonly clock?: Clock
}

/** Definite answers: there is no such name, or no such record. */
const negative = new Set(['ENOTFOUND', 'ENODATA'])

const otherMs = 60_000

interface Answer {
  readonly records: readonly unknown[]
  readonly ttlMs: number
  /** ENOTFOUND or ENODATA; empty for records. */
  readonly failure: string
}

export function createDns({ servers, limits = defaultLimits, clock = { now: Date.now } }: DnsOptions): Dns {
  const resolver = new Resolver({ timeout: limits.dnsMs, tries: 2 })
  if (servers.length > 0) resolver.setServers(servers)
  const known = new ExpiringCache<Answer>(limits.dnsCacheEntries, clock)
  const asked = new Map<string, Promise<Answer>>()

  async function ask(key: string, name: string, type: DnsRecordType): Promise<Answer> {
    try {
      const answer = await query(resolver, name, type)
      known.set(key, answer, Math.min(answer.ttlMs, limits.dnsCacheMs))
      return answer
    } finally {
      asked.delete(key)
    }
  }

  return {
    async resolve(name, type) {
      const key = `${type} ${name.toLowerCase()}`
      let answer = known.get(key)
      if (answer === undefined) {
        let asking = asked.get(key)
        if (asking === undefined) {
          asking = ask(key, name, type)
          asked.set(key, asking)
        }
        answer = await asking
      }
      if (answer.failure !== '') throw dnsError(answer.failure, name, type)
      return [...answer.records]
    },
  }
}

async function query(resolver: Resolver, name: string, type: DnsRecordType): Promise<Answer> {
  try {
    if (type === 'A' || type === 'AAAA') {
      const records = await (type === 'A'
        ? resolver.resolve4(name, { ttl: true })
        : resolver.resolve6(name, { ttl: true }))
      const ttlMs = Math.min(...records.map(record => record.ttl)) * 1000
      return { records: records.map(record => record.address), ttlMs, failure: '' }
    }
    const records = await resolver.resolve(name, type)
    return { records: Array.isArray(records) ? records : [records], ttlMs: otherMs, failure: '' }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (negative.has(code)) return { records: [], ttlMs: otherMs, failure: code }
    // A name that cannot be asked for does not exist.
    if (code === 'EBADNAME') return { records: [], ttlMs: otherMs, failure: 'ENOTFOUND' }
    throw dnsError(code === 'ETIMEOUT' ? 'ETIMEOUT' : 'ESERVFAIL', name, type)
  }
}
