/** Signatures of ours in the eyes of another implementation, and the standard's own vectors. */

import { createPrivateKey, generateKeyPairSync, hash } from 'node:crypto'
import fc from 'fast-check'
import { dkimVerify } from 'mailauth/lib/dkim/verify.js'
import { beforeAll, describe, expect, it } from 'vitest'
import { variedMessages } from '../../../test/support/corpus.ts'
import { headerFields } from '../../mail/header.ts'
import { localKey } from '../keys/local-key.ts'
import { relaxedField } from './canonical.ts'
import { keyRecord, publicKeyOf } from './record.ts'
import { bodyHashOf, type DkimSigner, signatureOf, signDkim } from './sign.ts'

const domain = 'caobang.gov.vn'
const signedAt = Math.floor(Date.now() / 1000) * 1000
const times = { signedAt, expiresAt: signedAt + 86_400_000 }

const signers: readonly DkimSigner[] = [
  {
    domain,
    selector: '20261126-rsa',
    algorithm: 'rsa-sha256',
    key: localKey('rsa', generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey),
  },
  {
    domain,
    selector: '20261126-ed25519',
    algorithm: 'ed25519-sha256',
    key: localKey('ed25519', generateKeyPairSync('ed25519').privateKey),
  },
]

const published = new Map(
  signers.map(signer => {
    const row = { ...signer, publicKey: publicKeyOf(signer.key.publicKey) }
    const { name, text } = keyRecord(row)
    return [name, text.match(/.{1,255}/g) ?? []]
  }),
)

async function signed(message: string | Uint8Array): Promise<Buffer> {
  const bytes = Buffer.from(message)
  return Buffer.concat([await signDkim(bytes, signers, times), bytes])
}

/** What mailauth says of each signature, RSA first. */
async function verdicts(message: Uint8Array): Promise<readonly string[]> {
  const resolver = async (name: string) => {
    const record = published.get(name)
    if (record === undefined) throw Object.assign(new Error(name), { code: 'ENOTFOUND' })
    return [record] as unknown as string[]
  }
  const { results } = await dkimVerify(Buffer.from(message), { resolver, strict: true })
  return results.map(({ status }) => status.result)
}

const letter = [
  'Received: from authenticated-client (mail.caobang.gov.vn)\r\n\tby mail.caobang.gov.vn with ESMTPSA id 7F3K9Q;\r\n\tThu, 26 Nov 2026 08:30:00 +0700',
  'From: =?utf-8?b?Tmd1eeG7hW4gVsSDbiBBbg==?= <annv.sokhcn@caobang.gov.vn>',
  'To: vanthu@langson.gov.vn',
  'Cc: soyt@langson.gov.vn',
  'Subject: =?utf-8?q?V/v_ph=E1=BB=91i_h=E1=BB=A3p?=\r\n =?utf-8?q?_ph=C3=B2ng_ch=C3=A1y?=',
  'Date: Thu, 26 Nov 2026 08:30:00 +0700',
  'Message-ID: <15.ct@caobang.gov.vn>',
  'MIME-Version: 1.0',
  'Content-Type: text/plain; charset=utf-8',
  'Content-Transfer-Encoding: 8bit',
  '',
  'Kính gửi: Văn phòng UBND tỉnh Lạng Sơn.',
  '',
  'Đề nghị phối hợp  phòng, chống cháy rừng.\t',
  '',
  '',
].join('\r\n')

describe('RFC 8463 appendix A', () => {
  const fields = [
    ['from', ' Joe SixPack <joe@football.example.com>\r\n'],
    ['to', ' Suzie Q <suzie@shopping.example.net>\r\n'],
    ['subject', ' Is dinner ready?\r\n'],
    ['date', ' Fri, 11 Jul 2003 21:00:37 -0700 (PDT)\r\n'],
    ['message-id', ' <20030712040037.46341.5F8J@football.example.com>\r\n'],
  ] as const
  const bodyHash = '2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8='
  const header = fields.map(([name, value]) => `${relaxedField(name, value)}\r\n`).join('')
  const data = (signature: string) => Buffer.from(header + relaxedField('dkim-signature', signature))

  it('the body', async () => {
    const body = 'Hi.\r\n\r\nWe lost the game.  Are you hungry yet?\r\n\r\nJoe.\r\n\r\n'
    expect(await bodyHashOf(Buffer.from(body))).toBe(bodyHash)
  })

  it('Ed25519', async () => {
    const seed = Buffer.from('nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=', 'base64')
    const pkcs8 = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed])
    const key = localKey('x', createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' }))
    expect(publicKeyOf(key.publicKey)).toBe('11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=')
    const field =
      ' v=1; a=ed25519-sha256; c=relaxed/relaxed;\r\n d=football.example.com; i=@football.example.com;\r\n' +
      ' q=dns/txt; s=brisbane; t=1528637909; h=from : to :\r\n' +
      ` subject : date : message-id : from : subject : date;\r\n bh=${bodyHash};\r\n b=`
    const signature = await signatureOf({ algorithm: 'ed25519-sha256', key }, data(field))
    expect(signature.toString('base64')).toBe(
      '/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11BusFa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==',
    )
  })

  it('RSA', async () => {
    const pkcs1 = [
      'MIICXQIBAAKBgQDkHlOQoBTzWRiGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2jLQiY/J16JYi0Qvx/byYzCNb3W91y3FutACDfzwQ',
      '/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3Ip3G+2kryOTIKT+l/K4w3QIDAQABAoGAH0cx',
      'OhFZDgzXWhDhnAJDw5s4roOXN4OhjiXa8W7Y3rhX3FJqmJSPuC8N9vQm6SVbaLAE4SG5mLMueHlh4KXffEpuLEiNp9Ss3O4YfLiQ',
      'pbRqE7Tm5SxKjvvQoZZezHorimOaChRL2it47iuWxzxSiRMv4c+j70GiWdxXnxe4UoECQQDzJB/0U58W7RZy6enGVj2kWF732CoW',
      'FZWzi1FicudrBFoy63QwcowpoCazKtvZGMNlPWnC7x/6o8GcuSe0ga2xAkEA8C7PipPm1/1fTRQvj1o/dDmZp243044ZNyxjg+/O',
      'PN0oWCbXIGxyWvmZbXriOWoSALJTjExEgraHEgnXssuk7QJBALl5ICsYMu6hMxO73gnfNayNgPxdWFV6Z7ULnKyV7HSVYF0hgYOH',
      'jeYe9gaMtiJYoo0zGN+L3AAtNP9huqkWlzECQE1alicIeVlo1e+qJ6Mgqr0Q7Aa7falZ448ccbSFYEPD6oFxiOl9Y9se9iYHZKKf',
      'Icsto7DUw1/hz2Ck4N5JrgUCQQCyKveNvjzkkd8HjYs0SwM0fPjK16//5qDZ2UiDGnOeuEzxBDAr518Z8VFbR41in3W4Y3yCDgQl',
      'LlcETrS+zYcL',
    ].join('')
    const pem = createPrivateKey({ key: Buffer.from(pkcs1, 'base64'), format: 'der', type: 'pkcs1' })
    const key = localKey('x', pem)
    expect(publicKeyOf(key.publicKey)).toMatch(/^MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWRiGs5V6/)
    const field =
      ' v=1; a=rsa-sha256; c=relaxed/relaxed;\r\n d=football.example.com; i=@football.example.com;\r\n' +
      ' q=dns/txt; s=test; t=1528637909; h=from : to : subject :\r\n' +
      ` date : message-id : from : subject : date;\r\n bh=${bodyHash};\r\n b=`
    const signature = await signatureOf({ algorithm: 'rsa-sha256', key }, data(field))
    expect(signature.toString('base64')).toBe(
      'F45dVWDfMbQDGHJFlXUNB2HKfbCeLRyhDXgFpEL8GwpsRe0IeIixNTe3DhCVlUrSjV4BwcVcOF6+FF3Zo9Rpo1tFOeS9mPYQTnGdaSGs' +
        'geefOsk2JzdA+L10TeYt9BgDfQNZtKdN1WO//KgIqXP7OdEFE4LjFYNcUxZQ4FADY+8=',
    )
  })
})

describe('the fields', () => {
  it('say what is signed, until when, in lines that mail carries', async () => {
    const text = (await signDkim(Buffer.from(letter), signers, times)).toString()
    const [rsa, ed25519, rest] = text.split(/(?<=\r\n)(?=DKIM-Signature:)/)
    expect(rest).toBeUndefined()
    for (const field of [rsa!, ed25519!]) {
      const flat = field.replace(/\r\n\t/g, ' ')
      expect(flat).toContain(` t=${signedAt / 1000}; x=${times.expiresAt / 1000};`)
      expect(flat.replace(/ /g, '')).toContain(
        'h=from:to:cc:subject:date:message-id:mime-version:content-type:content-transfer-encoding:' +
          'from:sender:reply-to:to:cc:subject:date:message-id:in-reply-to:references:mime-version:content-type:' +
          'content-transfer-encoding:content-disposition;',
      )
      expect(Math.max(...field.split('\r\n').map(({ length }) => length))).toBeLessThanOrEqual(78)
      expect(flat).not.toMatch(/[;\s]l=/)
    }
    expect(rsa).toMatch(/^DKIM-Signature: v=1; a=rsa-sha256; c=relaxed\/relaxed; d=caobang\.gov\.vn;/)
    expect(ed25519).toMatch(/^DKIM-Signature: v=1; a=ed25519-sha256; .*\r\n\ts=20261126-ed25519;/)
  })

  it('two of a kind are both signed, the last one first', async () => {
    const doubled = letter.replace('Date:', 'Comments: x\r\nSubject: hai\r\nDate:')
    const message = await signed(doubled)
    expect(message.toString()).toContain('subject:subject:date')
    expect(await verdicts(message)).toEqual(['pass', 'pass'])
    const swapped = message.toString('latin1').replace('Subject: hai', 'Subject: ba')
    expect(await verdicts(Buffer.from(swapped, 'latin1'))).toEqual(['fail', 'fail'])
  })

  it('a message may be a header alone', async () => {
    for (const message of [
      'From: a@caobang.gov.vn\r\n\r\n',
      'From: a@caobang.gov.vn\r\nSubject:\r\n\r\n\r\n\r\n',
    ])
      expect(await verdicts(await signed(message))).toEqual(['pass', 'pass'])
  })
})

describe('another implementation', () => {
  it('believes 400 messages of every kind', { timeout: 120_000 }, async () => {
    let checked = 0
    for (const { name, bytes, large } of variedMessages(450, 15)) {
      // A line of the header that is no field of RFC 5322 is read in as many ways as there are readers.
      if (large || headerFields(bytes).some(({ name }) => !/^[!-~]+$/.test(name))) continue
      const author = headerFields(bytes).some(field => field.name === 'from')
        ? ''
        : 'From: an@caobang.gov.vn\r\n'
      const message = await signed(Buffer.concat([Buffer.from(author), bytes]))
      expect([name, ...(await verdicts(message))]).toEqual([name, 'pass', 'pass'])
      checked++
    }
    expect(checked).toBeGreaterThanOrEqual(400)
  })
})

describe('what was changed', () => {
  let message: string
  let bodyStart: number

  beforeAll(async () => {
    message = (await signed(letter)).toString('latin1')
    bodyStart = message.indexOf('\r\n\r\n') + 4
  })

  const judge = (changed: string) => verdicts(Buffer.from(changed, 'latin1'))

  it.each([
    'From: Kẻ khác <ke.khac@example.com>',
    'Sender: ke.khac@example.com',
    'Reply-To: ke.khac@example.com',
    'To: ke.khac@example.com',
    'Cc: ke.khac@example.com',
    'Subject: Thu khac',
    'Date: Fri, 27 Nov 2026 08:30:00 +0700',
    'Message-ID: <16.ct@caobang.gov.vn>',
    'In-Reply-To: <16.ct@caobang.gov.vn>',
    'References: <16.ct@caobang.gov.vn>',
    'MIME-Version: 1.0',
    'Content-Type: text/html',
    'Content-Transfer-Encoding: base64',
    'Content-Disposition: attachment',
  ])('an added %s, before or after, is noticed', async line => {
    const added = Buffer.from(`${line}\r\n`).toString('latin1')
    expect(await judge(added + message)).toEqual(['fail', 'fail'])
    expect(await judge(`${message.slice(0, bodyStart - 2)}${added}${message.slice(bodyStart - 2)}`)).toEqual([
      'fail',
      'fail',
    ])
  })

  it('any other octet of a signed field or the body is noticed, 200 places', async () => {
    const from = message.indexOf('From:')
    const steps = Array.from(
      { length: 200 },
      (_, i) => from + Math.floor((i * (message.length - from)) / 200),
    )
    for (const at of steps) {
      const octet = message.charCodeAt(at)
      // White space may be folded, the case of a field's name is free, and empty lines at the end are none.
      if (octet <= 0x20 || message.slice(at).trim() === '') continue
      const other = String.fromCharCode(octet === 0x7a ? 0x79 : octet + 1)
      const changed = message.slice(0, at) + other + message.slice(at + 1)
      expect([at, ...(await judge(changed))]).toEqual([at, 'fail', 'fail'])
    }
  })

  it('text after the body, or less of it, is noticed', async () => {
    expect(await judge(`${message}\r\nThem\r\n`)).toEqual(['fail', 'fail'])
    expect(await judge(message.slice(0, -20))).toEqual(['fail', 'fail'])
  })

  it('a signature is good until x= and not after', async () => {
    const bytes = Buffer.from(letter)
    const past = { signedAt: signedAt - 20 * 86_400_000, expiresAt: signedAt - 1000 }
    const old = Buffer.concat([await signDkim(bytes, signers, past), bytes])
    expect(await verdicts(old)).not.toContain('pass')
  })

  it('white space that the relaxed form allows is not', async () => {
    const spaces = fc.constantFrom(' ', '  ', '\t', ' \t ')
    const change = fc.record({
      inside: spaces,
      ending: fc.constantFrom('', ' ', '\t\t'),
      lines: fc.nat({ max: 5 }),
      fold: fc.constantFrom(' ', '\r\n ', '\r\n\t  '),
      name: fc.constantFrom('SUBJECT', 'subject', 'Subject'),
    })
    await fc.assert(
      fc.asyncProperty(change, async ({ inside, ending, lines, fold, name }) => {
        const body = message.slice(bodyStart)
        const spaced = body.replace(/[ \t]+(?!\r)/g, inside).replace(/[ \t]*\r\n/g, `${ending}\r\n`)
        const header = message
          .slice(0, bodyStart)
          .replace('To: ', `To:${fold}`)
          .replace('Subject:', `${name}:`)
        expect(await judge(header + spaced + '\r\n'.repeat(lines))).toEqual(['pass', 'pass'])
      }),
      { numRuns: 60 },
    )
  })
})

describe('a body of 25 MB', () => {
  it.each([
    ['lines of base64', `${'QUJD'.repeat(19)}\r\n`, (body: string) => `${body}.\r\n`],
    ['white space', ' \t', () => ' .\r\n'],
    ['empty lines', '\r\n', (body: string) => `${body}.\r\n`],
  ])('is hashed in turns: %s', async (_, unit, relaxed) => {
    const body = Buffer.alloc(unit.length * Math.floor((25 * 1024 * 1024) / unit.length), unit)
    let turns = 0
    let hashed = false
    const others = () => {
      turns++
      if (!hashed) setImmediate(others)
    }
    setImmediate(others)
    const bodyHash = await bodyHashOf(Buffer.concat([body, Buffer.from('.\r\n')]))
    hashed = true
    expect(turns).toBeGreaterThan(body.length / (256 * 1024))
    expect(bodyHash).toBe(hash('sha256', relaxed(body.toString('latin1')), 'base64'))
  })
})
