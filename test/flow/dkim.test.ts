/** What leaves is signed or does not leave; what is ours and comes back is known as ours. */

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSenderVerifier } from '../../src/auth/verify.ts'
import { createSmtpBackend } from '../../src/flow/backend.ts'
import { fixedDns } from '../../src/net/fixed-dns.ts'
import { keyRecord, publicKeyOf } from '../../src/signing/dkim/record.ts'
import { an, binh, domain, envelope, Road, signer, signerKey } from './road.ts'

const outside = 'vanthu@langson.gov.vn'
const dayS = 86_400

function letter(to: string, extra = ''): Buffer {
  const header = `From: ${an}\r\nTo: ${to}\r\nSubject: =?utf-8?q?Gi=E1=BA=A5y_m=E1=BB=9Di?=\r\n${extra}`
  return Buffer.from(`${header}\r\nKính mời dự họp.\r\n`)
}

let road: Road

beforeEach(async () => {
  road = await Road.open()
})
afterEach(() => road[Symbol.asyncDispose]())

/** The form of the newest letter that left. */
async function leaving(): Promise<string> {
  const [entry] = await road.letters()
  const sent = entry!.forms.find(({ kind }) => kind === 'sent')
  return Buffer.from(await road.store.read.blobs.bytes(sent!.blob)).toString('utf8')
}

/** What a receiver finds out about a message that comes from `192.0.2.25`, which may not send for us. */
async function authenticate(message: string) {
  const row = { ...signer, publicKey: publicKeyOf(signerKey), createdAt: 0, activeFrom: 0, retiredAt: null }
  const { name, text } = keyRecord(row)
  const dns = fixedDns({ [name]: { TXT: [[text]] }, [domain]: { TXT: [['v=spf1 ip4:198.51.100.1 -all']] } })
  const verify = createSenderVerifier({ dns, clock: { now: () => road.now } })
  return verify({
    address: '192.0.2.25',
    helo: 'mail.langson.gov.vn',
    mailFrom: an,
    bytes: Buffer.from(message),
  })
}

describe('what leaves', () => {
  it('begins with the signature of its author’s domain, over the trace and the completed header', async () => {
    expect(await road.submit(an, [outside], letter(outside, `Bcc: ${binh}\r\n`))).toMatchObject({ code: 250 })
    const sent = await leaving()
    expect(sent).toMatch(
      /^DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed\/relaxed; d=caobang\.gov\.vn;\r\n\ts=road;/,
    )
    expect(sent).toMatch(/\r\nReceived: .*\r\nMessage-ID: <.*\r\nDate: .*\r\nFrom: /s)
    expect(sent).not.toMatch(/^Bcc:/m)
    const { dkim } = await authenticate(sent)
    expect(dkim).toMatchObject([{ result: 'pass', domain, selector: 'road' }])
  })

  it('carries one signature for everyone, inside too', async () => {
    await road.submit(an, [outside, binh], letter(`${outside}, ${binh}`))
    const [shown] = await road.inbox(binh)
    expect(shown!.match(/^DKIM-Signature:/gm)).toHaveLength(1)
    expect(shown).toContain(await leaving())
  })

  it('is not what stays inside', async () => {
    await road.submit(an, [binh], letter(binh, `Bcc: ${an}\r\n`))
    expect((await road.inbox(binh)).join()).not.toContain('DKIM-Signature')
  })

  it('waits at its sender’s when it cannot be signed, and the log says why', async () => {
    for (const signers of [async () => [], () => Promise.reject(new Error('key file is damaged'))]) {
      road.signers = signers
      expect(await road.submit(an, [outside], letter(outside))).toMatchObject({
        code: 451,
        enhanced: '4.7.5',
        reason: 'not-signed',
      })
    }
    expect(await road.submit(an, [binh], letter(binh))).toMatchObject({ code: 250 })
    expect(await road.store.read.queue.list({ limit: 10 })).toEqual([])
    const refused = (await road.letters()).filter(({ reply }) => reply.reason === 'not-signed')
    expect(refused.map(({ accepted, forms }) => [accepted, forms.length])).toEqual([
      [false, 0],
      [false, 0],
    ])
  })

  it('goes unsigned where the configuration says so', async () => {
    const backend = createSmtpBackend({ ...road.context, signDkim: null })
    const data = { bytes: Uint8Array.from(letter(outside)), receivedAt: road.now }
    expect(await backend.message(road.peer(an), envelope(an, [outside]), data)).toMatchObject({ code: 250 })
    expect(await leaving()).toMatch(/^Received: /)
  })

  it('and is held first has a signature that outlasts the deadline', async () => {
    await road.change({
      kind: 'set-action',
      reason: 'free-mail-recipient',
      agencyId: null,
      direction: null,
      action: 'hold',
    })
    await road.submit(an, ['hoa@gmail.com'], letter('hoa@gmail.com'))
    const held = await leaving()
    const [waiting] = await road.store.read.queue.held({ limit: 10 })
    expect(waiting).toMatchObject({ address: 'hoa@gmail.com' })
    const [, t, x] = /t=(\d+); x=(\d+);/.exec(held)!.map(Number)
    expect(x! - t!).toBe((14 + 5) * dayS)
    await road.context.held.release([waiting!.id], 'sokhcn.qt', 'đã xem')
    const [queued] = await road.store.read.queue.list({ limit: 10 })
    expect(Buffer.from(await road.store.read.blobs.bytes(queued!.blob)).toString()).toBe(held)
  })
})

describe('a letter of ours that comes back from outside', () => {
  async function comesBack(change: (sent: string) => string) {
    await road.submit(an, [outside], letter(outside))
    const forwarded = change(await leaving())
    road.authentication = await authenticate(forwarded)
    const reply = await road.receive(an, [binh], Buffer.from(forwarded))
    const [entry] = await road.letters()
    return { reply, entry: entry! }
  }

  it('unchanged is an honest forward: flagged and delivered', async () => {
    const { reply, entry } = await comesBack(sent => `Received: from list.langson.gov.vn\r\n${sent}`)
    expect(reply.code).toBe(250)
    expect(entry).toMatchObject({ direction: 'inbound', verdict: 'flag' })
    expect(entry.judgements).toContain('own-domain-forwarded')
    expect((await road.inbox(binh)).join()).toContain('Kính mời dự họp.')
  })

  it.each<[string, (sent: string) => string]>([
    ['with other words', sent => sent.replace('Kính mời', 'Miễn')],
    ['with another subject added', sent => `Subject: Khac\r\n${sent}`],
    ['with its signature taken off', sent => sent.slice(sent.indexOf('Received:'))],
  ])('%s is forged: blocked', async (_, change) => {
    const { reply, entry } = await comesBack(change)
    expect(reply.code).toBe(550)
    expect(entry).toMatchObject({ verdict: 'block', accepted: false })
    expect(entry.judgements).toContain('own-domain-forged')
    expect(await road.inbox(binh)).toEqual([])
  })
})
