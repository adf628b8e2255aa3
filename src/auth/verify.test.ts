import { generateKeyPairSync } from 'node:crypto'
import { dkimSign } from 'mailauth/lib/dkim/sign.js'
import { describe, expect, it } from 'vitest'
import { defaultLimits } from '../base/limits.ts'
import { fixedDns, type Zone } from '../net/fixed-dns.ts'
import type { Dns } from '../ports/dns.ts'
import { admissionOf } from './admission.ts'
import type { SenderAuthentication } from './outcome.ts'
import { authenticationResults } from './results.ts'
import { createSenderVerifier, type ReceivedMessage } from './verify.ts'

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const keyRecord = `v=DKIM1; k=rsa; p=${publicKey.export({ type: 'spki', format: 'der' }).toString('base64')}`

const zone: Zone = {
  'langson.gov.vn': { TXT: [['v=spf1 ip4:203.113.131.0/24 -all']] },
  '_dmarc.langson.gov.vn': { TXT: [['v=DMARC1; p=reject']] },
  's1._domainkey.langson.gov.vn': { TXT: [[keyRecord]] },
  'vnpt.vn': { TXT: [['v=spf1 ip4:203.113.131.1 ~all']] },
  '_dmarc.vnpt.vn': { TXT: [['v=DMARC1; p=quarantine; sp=none']] },
  'mx.vnpt.vn': { TXT: [['v=spf1 ip4:203.113.131.1 -all']] },
  'nhomuc.vn': { TXT: [['v=spf1 exists:%{l}.spf.nhomuc.vn -all']] },
  'hanh.spf.nhomuc.vn': { A: ['127.0.0.2'] },
  'hong.vn': 'ESERVFAIL',
  '_dmarc.hong.vn': 'ESERVFAIL',
  'cham.vn': 'ETIMEOUT',
  '_dmarc.cham.vn': { TXT: [['v=DMARC1; p=reject']] },
  'evil.example': { TXT: [['v=spf1 +all']] },
  '_dmarc.evil.example': { TXT: [['v=DMARC1; p=none']] },
}

const officialAddress = '203.113.131.7'

function counting(dns: Dns) {
  const asked: string[] = []
  const resolve: Dns['resolve'] = (name, type) => {
    asked.push(`${type} ${name}`)
    return dns.resolve(name, type)
  }
  return { asked, resolve }
}

function letter(from: string, body = 'Kính gửi Ủy ban nhân dân tỉnh Cao Bằng.\r\n'): Buffer {
  const head = [
    from,
    'To: ubnd@caobang.gov.vn',
    'Subject: V/v 15/CT-UBND',
    'Date: Mon, 23 Nov 2026 08:00:00 +0700',
  ]
  return Buffer.from(`${head.filter(line => line !== '').join('\r\n')}\r\n\r\n${body}`)
}

const dns = fixedDns(zone)
const verify = createSenderVerifier({ dns, clock: Date })

function check(message: Partial<ReceivedMessage> & { bytes: Buffer }): Promise<SenderAuthentication> {
  return verify({
    address: officialAddress,
    helo: 'mail.langson.gov.vn',
    mailFrom: 'vanthu@langson.gov.vn',
    ...message,
  })
}

async function signed(message: Buffer, extra: object = {}): Promise<Buffer> {
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  const key = { signingDomain: 'langson.gov.vn', selector: 's1', privateKey: pem, ...extra }
  // The types ask for one key, the program for a list.
  const { signatures, errors } = await dkimSign(message, { ...key, signatureData: [key] })
  expect(errors).toEqual([])
  return Buffer.concat([Buffer.from(signatures), message])
}

const official = letter('From: =?utf-8?q?V=C4=83n_th=C6=B0?= <vanthu@langson.gov.vn>')

describe('a sender', () => {
  it('passes by SPF alone', async () => {
    const outcome = await check({ bytes: official })
    expect(outcome).toEqual({
      spf: { result: 'pass', identity: 'mailfrom', domain: 'langson.gov.vn' },
      arc: null,
      dkim: [],
      dmarc: { result: 'pass', policy: 'reject', domain: 'langson.gov.vn' },
      headerFromDomain: 'langson.gov.vn',
      temporary: false,
    })
    expect(admissionOf(outcome)).toBeUndefined()
  })

  it('passes by DKIM alone, a megabyte as well as a line', async () => {
    for (const body of ['Kính gửi.\r\n', `${'15/CT-UBND '.repeat(7)}\r\n`.repeat(13_000)]) {
      const bytes = await signed(letter('From: <vanthu@langson.gov.vn>', body))
      const outcome = await check({ address: '192.0.2.1', mailFrom: 'bounce@mailer.example', bytes })
      expect(outcome.dmarc).toEqual({ result: 'pass', policy: 'reject', domain: 'langson.gov.vn' })
      expect(outcome.dkim).toEqual([
        { result: 'pass', domain: 'langson.gov.vn', selector: 's1', algorithm: 'rsa-sha256', comment: '' },
      ])
    }
  })

  it('without a signature from a foreign address is refused by the policy of its domain', async () => {
    const outcome = await check({ address: '192.0.2.1', bytes: official })
    expect(outcome.spf.result).toBe('fail')
    expect(outcome.dmarc).toMatchObject({ result: 'fail', policy: 'reject' })
    expect(admissionOf(outcome)).toMatchObject({ code: 550, enhanced: '5.7.1', reason: 'dmarc-reject' })
  })

  it('whose letter was changed after signing fails', async () => {
    const bytes = Buffer.concat([await signed(official), Buffer.from('Chuyển tiền vào tài khoản sau.\r\n')])
    const outcome = await check({ address: '192.0.2.1', bytes })
    expect(outcome.dkim[0]).toMatchObject({ result: 'fail' })
    expect(outcome.dmarc.result).toBe('fail')
  })

  it('who signs a part of the body only does not pass by it', async () => {
    const bytes = Buffer.concat([await signed(official, { maxBodyLength: 20 }), Buffer.from('Thêm vào.\r\n')])
    const outcome = await check({ address: '192.0.2.1', bytes })
    expect(outcome.dkim[0]).toMatchObject({ result: 'policy' })
    expect(outcome.dmarc.result).toBe('fail')
  })

  it('asks for quarantine where its policy says so, which is the mailbox’s business', async () => {
    const outcome = await check({
      address: '192.0.2.1',
      mailFrom: 'a@vnpt.vn',
      bytes: letter('From: CSKH <a@vnpt.vn>'),
    })
    expect(outcome.dmarc).toEqual({ result: 'fail', policy: 'quarantine', domain: 'vnpt.vn' })
    expect(admissionOf(outcome)).toBeUndefined()
  })

  it('of a subdomain inherits the policy and aligns', async () => {
    const bytes = letter('From: <a@mx.vnpt.vn>')
    const outcome = await check({ address: '203.113.131.1', helo: 'mx.vnpt.vn', mailFrom: '', bytes })
    expect(outcome.spf).toEqual({ result: 'pass', identity: 'helo', domain: 'mx.vnpt.vn' })
    expect(outcome.dmarc).toEqual({ result: 'pass', policy: 'none', domain: 'vnpt.vn' })
  })

  it('without any record is let in', async () => {
    const outcome = await check({ mailFrom: 'a@congty.example', bytes: letter('From: a@congty.example') })
    expect(outcome).toMatchObject({ spf: { result: 'none' }, dmarc: { result: 'none' }, temporary: false })
    expect(admissionOf(outcome)).toBeUndefined()
  })

  it.each([
    ['hong.vn', 'temperror'],
    ['cham.vn', 'fail'],
  ])('of %s, whose name servers do not answer, is told to try again', async (domain, result) => {
    const outcome = await check({ mailFrom: `a@${domain}`, bytes: letter(`From: a@${domain}`) })
    expect(outcome).toMatchObject({ spf: { result: 'temperror' }, dmarc: { result }, temporary: true })
    expect(admissionOf(outcome)).toMatchObject({ code: 451, enhanced: '4.4.3' })
  })
})

describe('an author that cannot be told', () => {
  it.each([
    ['no From field', ''],
    ['two From fields', 'From: <vanthu@langson.gov.vn>\r\nFrom: <a@evil.example>'],
    [
      'two From fields, one with a space before its colon',
      'From: <a@evil.example>\r\nFrom : <vanthu@langson.gov.vn>',
    ],
    ['two domains', 'From: <vanthu@langson.gov.vn>, <a@evil.example>'],
    ['an empty group', 'From: Văn thư:;'],
    ['no address', 'From: Văn thư'],
    ['an empty field', 'From:'],
    ['empty brackets', 'From: Văn thư <>'],
    ['no domain', 'From: <vanthu@>'],
    ['two at signs', 'From: <a@evil.example@langson.gov.vn>'],
    ['a quoted at sign', 'From: <"vanthu@langson.gov.vn"@evil.example>'],
    ['a source route', 'From: <@langson.gov.vn,@b.example:a@evil.example>'],
    ['a NUL', 'From: <vanthu@langson.gov.vn\0@evil.example>'],
    ['two addresses without a comma', 'From: <vanthu@langson.gov.vn> <a@evil.example>, <b@langson.gov.vn>'],
    ['two domains in a group', 'From: Nhóm: <a@evil.example>, <vanthu@langson.gov.vn>;'],
  ])('is refused: %s', async (_, from) => {
    const outcome = await check({ address: '192.0.2.1', mailFrom: 'a@evil.example', bytes: letter(from) })
    expect(outcome.dmarc.result).toBe('no-author')
    expect(admissionOf(outcome)).toMatchObject({ code: 550, reason: 'no-author' })
  })

  it.each([
    ['an address as a display name', 'From: "vanthu@langson.gov.vn" <a@evil.example>'],
    ['a comment', 'From: a@evil.example (vanthu@langson.gov.vn)'],
    ['an encoded word', 'From: =?utf-8?B?PHZhbnRodUBsYW5nc29uLmdvdi52bj4=?= <a@evil.example>'],
    ['a folded field', 'From:\r\n Văn thư\r\n <a@evil.example>'],
    ['two mailboxes of one domain', 'From: <a@evil.example>, b@EVIL.example'],
  ])('is not: %s', async (_, from) => {
    const outcome = await check({ address: '192.0.2.1', mailFrom: 'a@evil.example', bytes: letter(from) })
    expect(outcome).toMatchObject({
      headerFromDomain: 'evil.example',
      dmarc: { result: 'pass', policy: 'none' },
    })
  })

  it('nor is a domain with Vietnamese letters', async () => {
    const outcome = await check({ bytes: letter('From: <a@caobằng.vn>') })
    expect(outcome.headerFromDomain).toBe('xn--caobng-6f8b.vn')
  })
})

describe('memory', () => {
  it('asks DNS once for letters of one sender, unless the record looks at the local part', async () => {
    const counted = counting(dns)
    let now = 0
    const remembering = createSenderVerifier({ dns: counted, clock: { now: () => now } })
    const message = {
      address: officialAddress,
      helo: 'x',
      mailFrom: 'vanthu@langson.gov.vn',
      bytes: official,
    }
    await remembering(message)
    const first = counted.asked.length
    expect(first).toBeGreaterThan(0)
    const again = await remembering({ ...message, mailFrom: 'khac@langson.gov.vn' })
    expect(again.dmarc.result).toBe('pass')
    expect(counted.asked).toHaveLength(first)
    now = defaultLimits.senderOutcomeMs
    await remembering(message)
    expect(counted.asked).toHaveLength(2 * first)

    const bytes = letter('From: <hanh@nhomuc.vn>')
    const one = await remembering({ ...message, mailFrom: 'hanh@nhomuc.vn', bytes })
    const other = await remembering({ ...message, mailFrom: 'nguoi.khac@nhomuc.vn', bytes })
    expect([one.spf.result, other.spf.result]).toEqual(['pass', 'fail'])
  })

  it('never keeps a temporary failure', async () => {
    const broken = { answer: 'ESERVFAIL' as const }
    const flaky: Dns = {
      resolve: (name, type) => fixedDns(broken.answer ? { [name]: broken.answer } : zone).resolve(name, type),
    }
    const checker = createSenderVerifier({ dns: flaky, clock: Date })
    const message = {
      address: officialAddress,
      helo: 'x',
      mailFrom: 'vanthu@langson.gov.vn',
      bytes: official,
    }
    expect((await checker(message)).temporary).toBe(true)
    Object.assign(broken, { answer: '' })
    expect((await checker(message)).dmarc.result).toBe('pass')
  })

  it('does not verify a line whose white space would cost the square of its length', async () => {
    const body = (bytes: number) => `${' '.repeat(bytes - 1)}x\r\n`
    const signedWith = async (bytes: number) => signed(letter('From: <vanthu@langson.gov.vn>', body(bytes)))
    const { dkimLineBytes } = defaultLimits
    const short = await check({ address: '192.0.2.1', bytes: await signedWith(dkimLineBytes - 2) })
    expect(short.dkim).toMatchObject([{ result: 'pass' }])
    const long = await check({ address: '192.0.2.1', bytes: await signedWith(dkimLineBytes) })
    expect(long.dkim).toMatchObject([{ result: 'permerror', comment: 'a line is too long' }])
    expect(long.dmarc.result).toBe('fail')
  })

  it('does not verify a flood of signatures', async () => {
    const one = await signed(official)
    const signature = one.subarray(0, one.length - official.length)
    const bytes = Buffer.concat([...Array(defaultLimits.dkimSignatures + 1).fill(signature), official])
    const outcome = await check({ address: '192.0.2.1', bytes })
    expect(outcome.dkim).toMatchObject([{ result: 'permerror', comment: 'too many signatures' }])
    expect(outcome.dmarc.result).toBe('fail')
  })
})

describe('Authentication-Results', () => {
  it('is one field', async () => {
    const outcome = await check({ bytes: await signed(official) })
    expect(authenticationResults('mail.caobang.gov.vn', outcome)).toBe(
      'Authentication-Results: mail.caobang.gov.vn;\r\n' +
        ' spf=pass smtp.mailfrom=langson.gov.vn;\r\n' +
        ' dkim=pass header.d=langson.gov.vn header.s=s1 header.a=rsa-sha256;\r\n' +
        ' dmarc=pass policy.dmarc=reject header.from=langson.gov.vn\r\n',
    )
  })

  it('lets nothing out of its values', () => {
    const nasty = 'a"b\\c\r\nX-Injected: 1; dmarc=pass'
    const text = authenticationResults('mail.caobang.gov.vn', {
      spf: { result: 'none', identity: 'helo', domain: nasty },
      dkim: [{ result: 'fail', domain: nasty, selector: '', algorithm: '', comment: 'lỗi) (dmarc=pass' }],
      dmarc: { result: 'no-author', policy: 'none', domain: '' },
      arc: { result: 'neutral', sealers: [nasty], vouched: false },
      headerFromDomain: '',
      temporary: false,
    })
    expect(text).toBe(
      'Authentication-Results: mail.caobang.gov.vn;\r\n' +
        ' spf=none smtp.helo="a\\"b\\\\c??X-Injected: 1; dmarc=pass";\r\n' +
        ' dkim=fail (l i   dmarc=pass) header.d="a\\"b\\\\c??X-Injected: 1; dmarc=pass";\r\n' +
        ' dmarc=permerror;\r\n' +
        ' arc=neutral (sealed by a"b c  X-Injected: 1; dmarc=pass)\r\n',
    )
  })
})
