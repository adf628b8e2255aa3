/**
 * What the world is told of our names, held against what it should be. A key's record must hold that key. MX must
 * name this server; SPF and DMARC are the province's to word, so that one record of each, and only one, is right.
 */
import type { DkimKeyStatus } from '../ports/dkim.ts'
import type { Dns, DnsRecordType } from '../ports/dns.ts'

/** `left-over`: of a key that has expired, and may go. `unanswered`: no name server told. */
export type PublishedState = 'right' | 'missing' | 'different' | 'left-over' | 'unanswered'

export interface CheckedRecord {
  readonly name: string
  readonly type: 'MX' | 'A' | 'TXT'
  readonly purpose: 'mail' | 'address' | 'SPF' | 'DMARC' | 'DKIM'
  readonly state: PublishedState
  /** What is published under the name for this purpose. */
  readonly found: readonly string[]
}

export interface CheckedNames {
  readonly domain: string
  readonly hostname: string
  readonly keys: readonly DkimKeyStatus[]
}

export function checkDns(
  dns: Dns,
  { domain, hostname, keys }: CheckedNames,
): Promise<readonly CheckedRecord[]> {
  const one = (name: string, purpose: 'SPF' | 'DMARC', version: string) =>
    checkText(dns, name, purpose, records => {
      const found = records.filter(text => new RegExp(`^${version}(?=[ ;]|$)`, 'i').test(text))
      return { found, state: found.length === 1 ? 'right' : found.length === 0 ? 'missing' : 'different' }
    })
  return Promise.all([
    checkMail(dns, domain, hostname),
    checkAddress(dns, hostname),
    one(domain, 'SPF', 'v=spf1'),
    one(hostname, 'SPF', 'v=spf1'),
    one(`_dmarc.${domain}`, 'DMARC', 'v=DMARC1'),
    ...keys.map(key => checkKey(dns, key)),
  ])
}

type Finding = Pick<CheckedRecord, 'found' | 'state'>

const unanswered: Finding = { found: [], state: 'unanswered' }

async function checkMail(dns: Dns, name: string, hostname: string): Promise<CheckedRecord> {
  const records = (await ask(dns, name, 'MX')) as { exchange: string; priority: number }[] | null
  const here = records?.some(({ exchange }) => exchange.toLowerCase() === hostname.toLowerCase())
  const found = records?.map(({ exchange, priority }) => `${priority} ${exchange}`) ?? []
  const state =
    records === null ? 'unanswered' : here ? 'right' : found.length === 0 ? 'missing' : 'different'
  return { name, type: 'MX', purpose: 'mail', found, state }
}

async function checkAddress(dns: Dns, name: string): Promise<CheckedRecord> {
  const answers = await Promise.all([ask(dns, name, 'A'), ask(dns, name, 'AAAA')])
  const found = answers.flatMap(records => (records ?? []) as string[])
  const state = found.length > 0 ? 'right' : answers.includes(null) ? 'unanswered' : 'missing'
  return { name, type: 'A', purpose: 'address', found, state }
}

function checkKey(dns: Dns, { record, state, publicKey }: DkimKeyStatus): Promise<CheckedRecord> {
  return checkText(dns, record.name, 'DKIM', found => {
    if (state === 'expired') return { found, state: found.length === 0 ? 'right' : 'left-over' }
    const right = found.length === 1 && publishedKey(found[0] as string) === publicKey
    return { found, state: found.length === 0 ? 'missing' : right ? 'right' : 'different' }
  })
}

/** The `p=` of a key record; white space inside it is none of the key (RFC 6376 §3.6.1). */
function publishedKey(text: string): string | undefined {
  return /(?:^|;)\s*p\s*=([^;]*)/.exec(text)?.[1]?.replace(/\s/g, '')
}

async function checkText(
  dns: Dns,
  name: string,
  purpose: CheckedRecord['purpose'],
  judge: (records: readonly string[]) => Finding,
): Promise<CheckedRecord> {
  const records = (await ask(dns, name, 'TXT')) as string[][] | null
  const finding = records === null ? unanswered : judge(records.map(strings => strings.join('')))
  return { name, type: 'TXT', purpose, ...finding }
}

/** Null when nobody answers; that there is nothing is an answer. */
async function ask(dns: Dns, name: string, type: DnsRecordType): Promise<unknown[] | null> {
  try {
    return await dns.resolve(name, type)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : ''
    return code === 'ENOTFOUND' || code === 'ENODATA' ? [] : null
  }
}
