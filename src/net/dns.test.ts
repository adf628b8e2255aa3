import { createSocket } from 'node:dgram'
import { expect, it } from 'vitest'
import { FakeDns } from '../../test/bench/fake-dns.ts'
import { createDns } from './dns.ts'

const zone = [
  { name: 'caobang.gov.vn', type: 'MX', value: 'mail.caobang.gov.vn' },
  { name: 'caobang.gov.vn', type: 'TXT', value: 'v=spf1 mx -all' },
  { name: 'mail.caobang.gov.vn', type: 'A', value: '192.0.2.25' },
] as const
const limits = { dnsMs: 1000, dnsCacheMs: 30_000, dnsCacheEntries: 100 }

it('answers, remembers records and their absence, and forgets in time', async () => {
  let now = 0
  const server = await FakeDns.start(zone)
  const dns = createDns({ servers: [`127.0.0.1:${server.port}`], limits, clock: { now: () => now } })
  const ask = () =>
    Promise.allSettled([
      dns.resolve('caobang.gov.vn', 'MX'),
      dns.resolve('CaoBang.gov.vn', 'TXT'),
      dns.resolve('mail.caobang.gov.vn', 'A'),
      dns.resolve('mail.caobang.gov.vn', 'TXT'),
      dns.resolve('khongco.vn', 'A'),
      dns.resolve(`${'x'.repeat(64)}.vn`, 'A'),
    ])
  const first = await ask()
  expect(first).toMatchObject([
    { value: [{ exchange: 'mail.caobang.gov.vn', priority: 10 }] },
    { value: [['v=spf1 mx -all']] },
    { value: ['192.0.2.25'] },
    { reason: { code: 'ENODATA' } },
    { reason: { code: 'ENOTFOUND' } },
    { reason: { code: 'ENOTFOUND' } },
  ])
  await server[Symbol.asyncDispose]()
  expect(await ask()).toMatchObject(first)
  now = limits.dnsCacheMs
  await expect(dns.resolve('caobang.gov.vn', 'MX')).rejects.toMatchObject({
    code: expect.stringMatching(/^(?:ETIMEOUT|ESERVFAIL)$/),
  })
})

it('gives up on a name server that says nothing, and asks it again the next time', async () => {
  const asked: Buffer[] = []
  const silent = createSocket('udp4')
  silent.on('message', query => asked.push(query))
  await new Promise<void>(resolve => silent.bind(0, '127.0.0.1', resolve))
  const dns = createDns({
    servers: [`127.0.0.1:${silent.address().port}`],
    limits: { ...limits, dnsMs: 150 },
  })
  const both = await Promise.allSettled([
    dns.resolve('caobang.gov.vn', 'A'),
    dns.resolve('caobang.gov.vn', 'A'),
  ])
  expect(both).toMatchObject([{ reason: { code: 'ETIMEOUT' } }, { reason: { code: 'ETIMEOUT' } }])
  const attempts = asked.length
  expect(attempts).toBeLessThanOrEqual(2)
  await expect(dns.resolve('caobang.gov.vn', 'A')).rejects.toMatchObject({ code: 'ETIMEOUT' })
  expect(asked.length).toBeGreaterThan(attempts)
  await new Promise<void>(resolve => silent.close(() => resolve()))
})
