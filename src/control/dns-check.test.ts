import { describe, expect, it } from 'vitest'
import { fixedDns, type Zone } from '../net/fixed-dns.ts'
import type { DkimKeyState, DkimKeyStatus } from '../ports/dkim.ts'
import { checkDns } from './dns-check.ts'
import { dnsRecords } from './dns-records.ts'

const domain = 'caobang.gov.vn'
const hostname = 'mail.caobang.gov.vn'
const p = 'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A'.repeat(12)

function key(state: DkimKeyState, selector = '20261126-rsa'): DkimKeyStatus {
  const record = { name: `${selector}._domainkey.${domain}`, text: `v=DKIM1; k=rsa; p=${p}` }
  const times = { createdAt: 0, activeFrom: 0, retiredAt: null }
  const keys = { publicKey: p, keyName: null, privateKey: selector }
  return { domain, selector, algorithm: 'rsa-sha256', ...keys, ...times, state, record }
}

const keyName = key('active').record.name

/** As `dns records` prints it, published. */
const published: Zone = {
  [domain]: { MX: [{ exchange: hostname, priority: 10 }], TXT: [['v=spf1 mx -all']] },
  [hostname]: { A: ['192.0.2.1'], TXT: [['v=spf1 a -all']] },
  [`_dmarc.${domain}`]: { TXT: [['v=DMARC1; p=none']] },
  [keyName]: { TXT: [[`v=DKIM1; k=rsa; p=${p}`.slice(0, 255), `v=DKIM1; k=rsa; p=${p}`.slice(255)]] },
}

async function states(zone: Zone, keys: readonly DkimKeyStatus[] = [key('active')]) {
  const checked = await checkDns(fixedDns(zone), { domain, hostname, keys })
  return checked.map(({ purpose, state }) => `${purpose} ${state}`)
}

const right = ['mail right', 'address right', 'SPF right', 'SPF right', 'DMARC right', 'DKIM right']

describe('what is published', () => {
  it('is right when it is what was printed', async () => {
    expect(await states(published)).toEqual(right)
    for (const state of ['waiting', 'active', 'retired'] as const)
      expect((await states(published, [key(state)])).at(-1)).toBe('DKIM right')
  })

  it('is missing where there is nothing, and unanswered where nobody tells', async () => {
    expect(await states({})).toEqual(right.map(text => text.replace('right', 'missing')))
    const silent = Object.fromEntries(Object.keys(published).map(name => [name, 'ESERVFAIL'] as const))
    expect(await states(silent)).toEqual(right.map(text => text.replace('right', 'unanswered')))
  })

  it.each<[string, Zone, string]>([
    [
      'MX names another host',
      { [domain]: { MX: [{ exchange: 'aspmx.l.google.com', priority: 1 }] } },
      'mail different',
    ],
    [
      'MX names this host last',
      {
        [domain]: {
          MX: [
            { exchange: 'b.vn', priority: 1 },
            { exchange: 'MAIL.caobang.gov.vn', priority: 9 },
          ],
        },
      },
      'mail right',
    ],
    ['an IPv6 address alone', { [hostname]: { AAAA: ['2001:db8::1'] } }, 'address right'],
    ['two SPF records', { [domain]: { TXT: [['v=spf1 mx -all'], ['v=spf1 a -all']] } }, 'SPF different'],
    [
      'SPF among others, reworded',
      { [domain]: { TXT: [['google-site-verification=x'], ['V=SPF1 ip4:192.0.2.0/24 -all']] } },
      'SPF right',
    ],
    ['what only begins like SPF', { [domain]: { TXT: [['v=spf10 mx']] } }, 'SPF missing'],
    ['a stricter DMARC', { [`_dmarc.${domain}`]: { TXT: [['v=DMARC1;p=reject']] } }, 'DMARC right'],
    ['another key', { [keyName]: { TXT: [['v=DKIM1; k=rsa; p=AAAA']] } }, 'DKIM different'],
    ['a key that was taken back', { [keyName]: { TXT: [['v=DKIM1; p=']] } }, 'DKIM different'],
    ['two keys', { [keyName]: { TXT: [[`p=${p}`], [`p=${p}`]] } }, 'DKIM different'],
    [
      'the same key, spaced',
      { [keyName]: { TXT: [[`k=rsa ; p = ${p.slice(0, 40)} ${p.slice(40)} ; t=s`]] } },
      'DKIM right',
    ],
  ])('%s', async (_, zone, expected) => {
    expect(await states(zone)).toContain(expected)
  })

  it('of an expired key should be nothing any more', async () => {
    expect((await states(published, [key('expired')])).at(-1)).toBe('DKIM left-over')
    expect((await states({}, [key('expired')])).at(-1)).toBe('DKIM right')
  })
})

it('a long text is printed as strings that a zone file takes; an expired key is not printed', () => {
  const records = dnsRecords(domain, hostname, [key('active'), key('expired', '20250101-rsa')])
  expect(records.filter(({ name }) => name.includes('_domainkey')).map(({ name }) => name)).toEqual([
    `${keyName}.`,
  ])
  const strings = [...records.at(-1)!.value.matchAll(/"([^"]*)"/g)].map(([, string]) => string!)
  expect(strings.map(({ length }) => length)).toEqual([255, expect.any(Number)])
  expect(strings.join('')).toBe(key('active').record.text)
})
