import { createServer, type Server } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { defaultLimits, type Limits } from '../src/base/limits.ts'
import { silentLogger } from '../src/base/log.ts'
import { fixedDns, type Zone } from '../src/net/fixed-dns.ts'
import { createRelay } from '../src/net/relay.ts'
import type { RelayHost, RelayOutcome, RelayRequest, RelayRoute } from '../src/ports/relay.ts'
import { createSmtpDelivery } from '../src/smtp/client.ts'
import { type Recorder, recorder } from './support/smtp-recorder.ts'

const letter = Buffer.from('Subject: V/v 15/CT-UBND\r\n\r\n.\r\n..hai chấm\r\nKính gửi Lạng Sơn.\r\n')

async function* twoPieces(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield bytes.subarray(0, 30)
  yield bytes.subarray(30)
}

function request(to: readonly string[], change: Partial<RelayRequest> = {}): RelayRequest {
  return {
    mailFrom: 'hanh@caobang.gov.vn',
    recipients: to.map(address => ({ address, notify: '', orcpt: '' })),
    open: () => twoPieces(letter),
    sizeBytes: letter.length,
    smtpUtf8: false,
    eightBit: true,
    ret: '',
    envid: '',
    ...change,
  }
}

const zone: Zone = {
  'langson.gov.vn': {
    MX: [
      { exchange: 'mx2.langson.gov.vn', priority: 20 },
      { exchange: 'mx1.langson.gov.vn', priority: 10 },
    ],
  },
  'mx1.langson.gov.vn': { A: ['127.0.0.2'] },
  'mx2.langson.gov.vn': { A: ['127.0.0.1'] },
  'nomx.vn': { A: ['127.0.0.1'] },
  'nullmx.vn': { MX: [{ exchange: '', priority: 0 }] },
  'self.vn': { MX: [{ exchange: 'mail.caobang.gov.vn', priority: 10 }] },
  'noaddress.vn': { MX: [{ exchange: 'nowhere.vn', priority: 10 }] },
  'servfail.vn': 'ESERVFAIL',
  'halfanswered.vn': { MX: [{ exchange: 'servfail.vn', priority: 10 }] },
}

/** Relaying to servers on one port of several loopback addresses. */
function relayTo(port: number, route: RelayRoute = { mode: 'direct' }, limits: Partial<Limits> = {}) {
  const all = { ...defaultLimits, ...limits }
  return createRelay({
    relay: route,
    hostname: 'mail.caobang.gov.vn',
    dns: fixedDns(zone),
    deliver: createSmtpDelivery({ hostname: 'mail.caobang.gov.vn', limits: all }),
    limits: all,
    log: silentLogger,
    port,
  })
}

const states = (outcomes: readonly RelayOutcome[]) => outcomes.map(outcome => outcome.state)

function opportunistic(server: Recorder): RelayHost {
  return { name: 'mx', address: '127.0.0.1', port: server.port, security: 'opportunistic', credentials: null }
}

describe('one host', () => {
  const deliver = createSmtpDelivery({ hostname: 'mail.caobang.gov.vn' })

  it('gets the exact bytes over TLS, and each recipient has an outcome of its own', async () => {
    await using server = await recorder()
    const to = ['vanthu@langson.gov.vn', 'khong.co.ai@langson.gov.vn', 'ubnd@langson.gov.vn']
    const { reached, outcomes } = await deliver(opportunistic(server), request(to))
    expect(reached).toBe(true)
    expect(outcomes).toEqual([
      {
        address: to[0],
        state: 'delivered',
        code: 250,
        enhanced: '2.6.0',
        text: 'Accepted 7F3K9Q',
        host: 'mx',
      },
      {
        address: to[1],
        state: 'permanent',
        code: 550,
        enhanced: '5.1.1',
        text: 'Không có hộp thư này\nNo such mailbox',
        host: 'mx',
      },
      {
        address: to[2],
        state: 'delivered',
        code: 250,
        enhanced: '2.6.0',
        text: 'Accepted 7F3K9Q',
        host: 'mx',
      },
    ])
    const [received] = server.received
    expect(received!.bytes.equals(letter)).toBe(true)
    expect(received!.peer).toMatchObject({ helo: 'mail.caobang.gov.vn', tls: expect.stringMatching(/^TLS/) })
    expect(received!.envelope.parameters).toMatchObject({ body: '8bitmime', sizeBytes: letter.length })
  })

  it('is told the DSN parameters of each recipient', async () => {
    await using server = await recorder('mx', {}, true)
    const recipients = [
      { address: 'a@langson.gov.vn', notify: 'NEVER', orcpt: '' },
      { address: 'b@langson.gov.vn', notify: 'SUCCESS,DELAY', orcpt: 'rfc822;b+2Bx@langson.gov.vn' },
    ]
    const asked = request([], { recipients, ret: 'HDRS', envid: 'QQ+3D314' })
    expect(states((await deliver(opportunistic(server), asked)).outcomes)).toEqual(['delivered', 'delivered'])
    const envelopes = server.received.map(({ envelope }) => envelope)
    expect(envelopes.map(envelope => envelope.recipients[0]!.parameters)).toEqual([
      { notify: 'NEVER', orcpt: '' },
      { notify: 'SUCCESS,DELAY', orcpt: 'rfc822;b+2Bx@langson.gov.vn' },
    ])
    expect(envelopes[0]!.parameters).toMatchObject({ ret: 'HDRS', envid: 'QQ+3D314' })
  })

  it.each([
    [451, '4.7.1', 'temporary'],
    [550, '5.7.1', 'permanent'],
  ])('that answers the data with %s failed for good or not', async (code, enhanced, state) => {
    await using server = await recorder()
    server.backend.message = async () => ({ code, enhanced, text: 'No', reason: 'no' })
    const { outcomes } = await deliver(opportunistic(server), request(['a@langson.gov.vn']))
    expect(outcomes).toMatchObject([{ state, code, enhanced, text: 'No' }])
  })

  it('that says nothing is left in time, in every phase', async () => {
    const limits = { relayConnectMs: 800, relayReplyMs: 1200, relayDeliveryMs: 1600 }
    const impatient = createSmtpDelivery({ hostname: 'mail.caobang.gov.vn', limits })
    const silent = await new Promise<Server>(resolve => {
      const listening = createServer(socket => socket.on('error', () => {})).listen(0, '127.0.0.1', () =>
        resolve(listening),
      )
    })
    const address = silent.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const host: RelayHost = {
      name: 'mx',
      address: '127.0.0.1',
      port,
      security: 'opportunistic',
      credentials: null,
    }
    expect(await impatient(host, request(['a@langson.gov.vn']))).toMatchObject({
      reached: false,
      outcomes: [{ state: 'temporary', code: 0 }],
    })
    silent.close()

    await using server = await recorder()
    server.backend.message = async () => {
      await sleep(4000)
      return { code: 250, enhanced: '2.6.0', text: 'late', reason: 'ok' }
    }
    const slow = await impatient(opportunistic(server), request(['a@langson.gov.vn']))
    expect(slow).toMatchObject({ reached: true, outcomes: [{ state: 'temporary', code: 0 }] })
  })

  it('never takes a message that could not be read to its end for whole', async () => {
    await using server = await recorder()
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield letter
      await sleep(20)
      throw new Error('the blob is damaged')
    }
    const { outcomes } = await deliver(opportunistic(server), request(['a@langson.gov.vn'], { open: broken }))
    expect(outcomes).toMatchObject([{ state: 'temporary', code: 0, enhanced: '4.3.0' }])
    await sleep(100)
    expect(server.received).toEqual([])
  })

  it('is not given a password or a letter without a certificate that holds', async () => {
    await using server = await recorder('submission')
    const host: RelayHost = {
      ...opportunistic(server),
      security: 'starttls',
      credentials: { user: 'a', password: 'b' },
    }
    const { reached, outcomes } = await deliver(host, request(['a@langson.gov.vn']))
    expect(reached).toBe(false)
    expect(outcomes).toMatchObject([{ state: 'temporary', code: 0 }])
  })

  it('holds the certificate against a host that is known by its address, too', async () => {
    await using server = await recorder('mx')
    for (const name of ['127.0.0.1', 'mail.caobang.gov.vn']) {
      const host: RelayHost = { ...opportunistic(server), name, security: 'starttls' }
      const { reached, outcomes } = await deliver(host, request(['a@langson.gov.vn']))
      expect(reached).toBe(false)
      expect(outcomes[0]?.text).toMatch(/self-signed certificate/)
    }
  })
})

describe('direct relaying', () => {
  it('tries the exchangers by preference until one is reached', async () => {
    await using server = await recorder()
    const outcomes = await relayTo(server.port).deliver(request(['vanthu@langson.gov.vn']))
    expect(outcomes).toMatchObject([{ state: 'delivered', host: 'mx2.langson.gov.vn' }])
  })

  it('goes to the domain itself where it has no MX, and to an address literal', async () => {
    await using server = await recorder()
    const relay = relayTo(server.port)
    expect(await relay.deliver(request(['a@nomx.vn']))).toMatchObject([
      { state: 'delivered', host: 'nomx.vn' },
    ])
    expect(states(await relay.deliver(request(['a@[127.0.0.1]'])))).toEqual(['delivered'])
  })

  it.each([
    ['nullmx.vn', 'permanent', '5.1.10'],
    ['self.vn', 'permanent', '5.4.6'],
    ['noaddress.vn', 'permanent', '5.4.4'],
    ['khongco.vn', 'permanent', '5.1.2'],
    ['servfail.vn', 'temporary', '4.4.3'],
    ['halfanswered.vn', 'temporary', '4.4.3'],
  ])('to %s fails: %s %s', async (domain, state, enhanced) => {
    const outcomes = await relayTo(1).deliver(request([`a@${domain}`, `b@${domain}`]))
    expect(outcomes).toMatchObject([
      { address: `a@${domain}`, state, enhanced },
      { address: `b@${domain}`, state, enhanced },
    ])
  })

  it('to hosts that nobody answers at is tried again later', async () => {
    expect(await relayTo(1).deliver(request(['a@langson.gov.vn']))).toMatchObject([
      { state: 'temporary', code: 0, enhanced: '4.4.1', host: 'mx2.langson.gov.vn' },
    ])
  })
})

it('a server in development keeps everything', async () => {
  expect(await relayTo(1, { mode: 'none' }).deliver(request(['a@gmail.com']))).toEqual([
    {
      address: 'a@gmail.com',
      state: 'parked',
      code: 0,
      enhanced: '',
      text: 'development: nothing leaves this machine',
      host: '',
    },
  ])
})

it('a smarthost whose password is missing is not tried', async () => {
  const credentials = { user: 'caobang', passwordFile: '/nonexistent/password' }
  const route = { mode: 'smarthost', host: '127.0.0.1', port: 1, implicitTls: false, credentials } as const
  expect(await relayTo(1, route).deliver(request(['a@gmail.com']))).toMatchObject([
    { state: 'temporary', enhanced: '4.3.5' },
  ])
})
