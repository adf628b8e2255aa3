/** Time stamps of `openssl ts` over loopback: taken, and refused for every reason there is. */
import { hash, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { defaultLimits } from '../../src/base/limits.ts'
import { createRandomPool } from '../../src/base/random-pool.ts'
import { createTimestampAuthority } from '../../src/net/timestamp-authority.ts'
import type { TimestampFailure, TimestampReason } from '../../src/ports/timestamp.ts'
import { childrenOf, readAll, tags } from '../../src/signing/der.ts'
import { readTrust } from '../../src/signing/timestamp/chain.ts'
import { readReply } from '../../src/signing/timestamp/reply.ts'
import { encodeRequest } from '../../src/signing/timestamp/request.ts'
import { createTimestamps, type TimestampsOptions } from '../../src/signing/timestamp/timestamp.ts'
import { readToken } from '../../src/signing/timestamp/token.ts'
import {
  OpensslTimestampAuthority,
  policy,
  refusal,
  send,
  wrongPurposes,
} from '../support/timestamp-authority.ts'

const document = Buffer.from('Quyết định số 14/QĐ-UBND')
const imprint = hash('sha256', document, 'buffer')
const hex = imprint.toString('hex')

let authority: OpensslTimestampAuthority
let usual: OpensslTimestampAuthority['answer']
beforeAll(async () => {
  authority = await OpensslTimestampAuthority.open()
  usual = authority.answer
})
afterAll(() => authority[Symbol.asyncDispose]())
beforeEach(async () => {
  authority.answer = usual
  await authority.certify({})
})

function client(limits: Partial<typeof defaultLimits> = {}, options: Partial<TimestampsOptions> = {}) {
  return createTimestamps({
    ask: createTimestampAuthority({ url: authority.url, limits: { ...defaultLimits, ...limits } }),
    trust: readTrust(readFileSync(authority.rootFile, 'utf8')),
    policy: null,
    random: createRandomPool(),
    ...options,
  })
}

async function failure(stamping: ReturnType<ReturnType<typeof client>['stamp']>): Promise<TimestampFailure> {
  const stamped = await stamping
  if (stamped.ok) throw new Error('it was taken')
  return stamped.error
}

function nonceOf(query: Buffer): bigint {
  const nonce = childrenOf(readAll(query)?.[0])?.findLast(({ tag }) => tag === tags.integer)
  return BigInt(`0x${nonce!.content.toString('hex')}`)
}

async function genuine(): Promise<Buffer> {
  const stamped = await client().stamp(imprint)
  if (!stamped.ok) throw new Error(stamped.error.detail)
  return stamped.value.token
}

describe('a time stamp', () => {
  it.each(['rsa-2048', 'rsa-4096', 'ec-p256'] as const)(
    'is taken from an authority with %s',
    async keyKind => {
      await authority.certify({ keyKind })
      const before = Math.floor(Date.now() / 1000) * 1000
      const stamped = await client({}, { policy }).stamp(imprint)
      expect(stamped).toMatchObject({
        ok: true,
        value: { authority: 'Dấu thời gian thử nghiệm', policy, accuracyMs: 1500 },
      })
      if (!stamped.ok) return
      expect(stamped.value.at).toBeGreaterThanOrEqual(before)
      expect(stamped.value.at).toBeLessThanOrEqual(Date.now())
      await authority.verify(stamped.value.token, hex)
      expect(client().verify(stamped.value.token, imprint)).toEqual(stamped)
    },
  )

  it('each has a nonce of its own', async () => {
    const nonces = new Set<bigint | null>()
    for (let i = 0; i < 3; i++) {
      const read = readToken(await genuine())
      if (read.ok) nonces.add(read.value.content.nonce)
    }
    expect(nonces.size).toBe(3)
    expect(nonces).not.toContain(null)
  })

  it.each(['RSA-PSS', 'SHA-384', 'by the identifier of the key'])('signed in another way: %s', async way => {
    const options = new Map([
      ['RSA-PSS', ['-keyopt', 'rsa_padding_mode:pss']],
      ['SHA-384', ['-md', 'sha384']],
      ['by the identifier of the key', ['-keyid']],
    ]).get(way)!
    authority.answer = async (query, response) =>
      send(response, await authority.signedAnew(query, {}, ...options))
    expect(await client().stamp(imprint)).toMatchObject({ ok: true })
  })

  it('is taken by a chain that comes with it', async () => {
    await authority.certify({ under: 'authority' })
    const stamped = await client().stamp(imprint)
    expect(stamped).toMatchObject({ ok: true })
    if (stamped.ok) await authority.verify(stamped.value.token, hex)
  })

  it('is none without an authority', async () => {
    expect(await failure(client({}, { ask: null }).stamp(imprint))).toMatchObject({
      reason: 'not-configured',
      permanent: true,
    })
  })
})

describe('what is no answer', () => {
  const cases: readonly [string, TimestampReason, boolean, OpensslTimestampAuthority['answer']][] = [
    ['an error of the server', 'http-status', false, (_, out) => void out.writeHead(503).end()],
    ['too many requests', 'http-status', false, (_, out) => void out.writeHead(429).end()],
    ['another place', 'http-status', true, (_, out) => void out.writeHead(302, { location: '/' }).end()],
    ['nothing there', 'http-status', true, (_, out) => void out.writeHead(404).end()],
    ['a page', 'malformed', true, (_, out) => send(out, Buffer.from('<html>'), 'text/html')],
    ['no DER', 'malformed', true, (_, out) => send(out, Buffer.from('hello'))],
    ['nothing', 'malformed', true, (_, out) => send(out, Buffer.alloc(0))],
    [
      'a grant without a token',
      'malformed',
      true,
      (_, out) => send(out, Buffer.from('30053003020100', 'hex')),
    ],
    ['a line that breaks', 'unreachable', false, (_, out) => void out.destroy()],
    ['badAlg', 'rejected', true, (_, out) => send(out, refusal(2, 0, 'không dùng SHA-256'))],
    ['unacceptedPolicy', 'rejected', true, (_, out) => send(out, refusal(2, 15, 'x'))],
    ['timeNotAvailable', 'rejected', false, (_, out) => send(out, refusal(2, 14, 'x'))],
    ['systemFailure', 'rejected', false, (_, out) => send(out, refusal(2, 25, 'x'))],
    ['waiting', 'rejected', false, (_, out) => send(out, refusal(3, 2, 'x'))],
    ['a revoked authority', 'rejected', true, (_, out) => send(out, refusal(5, 2, 'x'))],
  ]
  it.each(cases)('%s: %s, permanent %s', async (_, reason, permanent, answer) => {
    authority.answer = answer
    expect(await failure(client().stamp(imprint))).toMatchObject({ reason, permanent })
  })

  it('says what the authority said', async () => {
    authority.answer = (_, out) => send(out, refusal(2, 0, 'không dùng\nSHA-256'))
    expect((await failure(client().stamp(imprint))).detail).toBe('rejection: badAlg: không dùng SHA-256')
  })

  it("openssl's own refusal of a policy", async () => {
    expect(await failure(client({}, { policy: '1.2.3.4' }).stamp(imprint))).toMatchObject({
      reason: 'rejected',
      permanent: true,
      detail: expect.stringContaining('unacceptedPolicy'),
    })
  })

  it('a host that is not there', async () => {
    const ask = createTimestampAuthority({ url: 'http://127.0.0.1:1/', limits: defaultLimits })
    expect(await failure(client({}, { ask }).stamp(imprint))).toMatchObject({
      reason: 'unreachable',
      permanent: false,
    })
  })

  it('a reply that drips', async () => {
    authority.answer = async (_, out) => {
      out.writeHead(200, { 'content-type': 'application/timestamp-reply' })
      for (let i = 0; i < 400 && !out.destroyed; i++) {
        out.write(Buffer.of(0x30))
        await sleep(50)
      }
      out.end()
    }
    const start = performance.now()
    expect(await failure(client({ timestampMs: 300 }).stamp(imprint))).toMatchObject({
      reason: 'timeout',
      permanent: false,
    })
    expect(performance.now() - start).toBeLessThan(10_000)
  })

  it('a reply without end', async () => {
    let sent = 0
    authority.answer = async (_, out) => {
      out.writeHead(200, { 'content-type': 'application/timestamp-reply' })
      for (; sent < 50_000_000 && !out.destroyed; sent += 65_536) {
        if (!out.write(Buffer.alloc(65_536, 0x30))) await sleep(1)
      }
    }
    expect(await failure(client().stamp(imprint))).toMatchObject({ reason: 'too-large', permanent: true })
    expect(sent).toBeLessThan(20_000_000)
  })
})

describe('a token is refused', () => {
  const answered = async (
    make: (query: Buffer) => Buffer | Promise<Buffer>,
    options?: Partial<TimestampsOptions>,
  ) => {
    authority.answer = async (query, response) => send(response, await make(query))
    return failure(client({}, options).stamp(imprint))
  }
  const permanent = true

  it('about other octets', async () => {
    const others = Buffer.alloc(32, 7)
    const about = (query: Buffer) => encodeRequest({ imprint: others, nonce: nonceOf(query), policy: null })
    expect(await answered(query => authority.reply(about(query)))).toMatchObject({
      reason: 'wrong-imprint',
      permanent,
    })
    authority.answer = usual
    expect(client().verify(await genuine(), others)).toMatchObject({ error: { reason: 'wrong-imprint' } })
  })

  it('for another request, or for one without a nonce', async () => {
    expect(await answered(() => authority.reply(authority.query(hex)))).toMatchObject({
      reason: 'wrong-nonce',
      permanent,
    })
    expect(await answered(() => authority.reply(authority.query(hex, '-no_nonce')))).toMatchObject({
      reason: 'wrong-nonce',
      permanent,
    })
  })

  it('under another policy than was asked for', async () => {
    const withoutPolicy = (query: Buffer) => encodeRequest({ imprint, nonce: nonceOf(query), policy: null })
    const options = { policy: '1.3.6.1.4.1.1402.15.1' }
    expect(await answered(query => authority.reply(withoutPolicy(query)), options)).toMatchObject({
      reason: 'wrong-policy',
      permanent,
    })
  })

  it.each(Object.entries(wrongPurposes))('of an authority for %s', async (_, terms) => {
    expect(await answered(query => authority.signedAnew(query, terms))).toMatchObject({
      reason: 'wrong-purpose',
      permanent,
    })
  })

  it('of an authority that is not trusted', async () => {
    await authority.certify({ stranger: true })
    expect(await failure(client().stamp(imprint))).toMatchObject({ reason: 'untrusted', permanent })
    await authority.certify({})
    expect(await failure(client({}, { trust: [] }).stamp(imprint))).toMatchObject({ reason: 'untrusted' })
  })

  it.each([
    ['nobody', 'untrusted'],
    ['authority that ran out', 'expired'],
  ] as const)('of an authority under %s', async (under, reason) => {
    await authority.certify({ under })
    expect(await failure(client().stamp(imprint))).toMatchObject({ reason, permanent })
  })

  it('of an authority whose certificate had run out, or did not hold yet', async () => {
    await authority.certify({ endsAt: Date.now() - 60_000 })
    expect(await failure(client().stamp(imprint))).toMatchObject({ reason: 'expired', permanent })
    await authority.certify({ endsAt: Date.now() + 3 * 86_400_000 })
    expect(await failure(client().stamp(imprint))).toMatchObject({ reason: 'not-yet-valid', permanent })
  })

  it('that holds later, when the certificate has run out since: it is judged as of its own time', async () => {
    await authority.certify({ endsAt: Date.now() + 2000 })
    const token = await genuine()
    await sleep(2500)
    expect(client().verify(token, imprint)).toMatchObject({ ok: true })
  })

  it('without the certificate of its authority', async () => {
    expect(await answered(query => authority.signedAnew(query, {}, '-nocerts'))).toMatchObject({
      reason: 'no-certificate',
      permanent,
    })
  })

  it('signed with SHA-1', async () => {
    expect(await answered(query => authority.signedAnew(query, {}, '-md', 'sha1'))).toMatchObject({
      reason: 'weak-algorithm',
      permanent,
    })
  })

  it('that was altered, wherever that is', async () => {
    const token = await genuine()
    const stamps = client()
    const genuineFacts = stamps.verify(token, imprint)
    const outcomes = new Map<string, number>()
    for (let at = 0; at < token.length; at++) {
      const altered = Buffer.from(token)
      altered[at] = (altered[at] ?? 0) ^ 0x01
      const verified = stamps.verify(altered, imprint)
      const outcome = verified.ok ? 'taken' : verified.error.reason
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
      // What says nothing may change: a version, the name of a digest that is told twice, a certificate nobody needs.
      if (verified.ok) expect({ ...verified.value, token }).toEqual(genuineFacts.ok && genuineFacts.value)
    }
    expect(outcomes.get('taken') ?? 0).toBeLessThan(token.length / 20)
    expect(outcomes.get('bad-signature') ?? 0).toBeGreaterThan(token.length / 2)
  })

  it('cut short, everywhere, without an exception', async () => {
    const token = await genuine()
    const stamps = client()
    for (let length = 0; length < token.length; length++)
      expect(stamps.verify(token.subarray(0, length), imprint)).toMatchObject({ ok: false })
    expect(stamps.verify(Buffer.concat([token, Buffer.of(0)]), imprint)).toMatchObject({ ok: false })
  })
})

it('a reply of random octets is malformed, never an exception', () => {
  const random = createRandomPool()
  for (let i = 0; i < 2000; i++) {
    const bytes = Buffer.from(random(64))
    bytes[0] = 0x30
    bytes[1] = 62
    expect(readReply(bytes)).toMatchObject({ ok: false })
  }
})

it('a file of trust with a broken certificate is an error', () => {
  expect(() => readTrust('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----')).toThrow()
  expect(readTrust(readFileSync(authority.rootFile, 'utf8'))[0]).toBeInstanceOf(X509Certificate)
})
