import { generateKeyPairSync } from 'node:crypto'
import { sealMessage } from 'mailauth/lib/arc/index.js'
import { expect, it } from 'vitest'
import { fixedDns, type Zone } from '../net/fixed-dns.ts'
import { admissionOf } from './admission.ts'
import { authenticationResults } from './results.ts'
import { createSenderVerifier } from './verify.ts'

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
const keyRecord = `v=DKIM1; k=rsa; p=${publicKey.export({ type: 'spki', format: 'der' }).toString('base64')}`
const list = 'lists.mic.gov.vn'
const forwarder = 'fwd.caobang.edu.vn'

const zone: Zone = {
  'langson.gov.vn': { TXT: [['v=spf1 -all']] },
  '_dmarc.langson.gov.vn': { TXT: [['v=DMARC1; p=reject']] },
  [list]: { TXT: [['v=spf1 ip4:203.113.131.7 -all']] },
  [`a._domainkey.${list}`]: { TXT: [[keyRecord]] },
  [`a._domainkey.${forwarder}`]: { TXT: [[keyRecord]] },
}

/** What subscribers get: the list's name in the subject breaks the author's own signature. */
const letter = Buffer.from(
  [
    'From: <vanthu@langson.gov.vn>',
    'To: <cto@lists.mic.gov.vn>',
    'Subject: [cto] V/v 15/CT-UBND',
    'Date: Thu, 26 Nov 2026 08:00:00 +0700',
    '',
    'Kính gửi các đơn vị.',
    '',
  ].join('\r\n'),
)

const proved = `${list}; dkim=pass header.d=langson.gov.vn; dmarc=pass (p=reject)\r\n header.from=langson.gov.vn`

async function sealed(message: Buffer, signingDomain: string, cv: 'none' | 'pass', found = proved) {
  const signer = { signingDomain, selector: 'a', privateKey: pem }
  return Buffer.concat([await sealMessage(message, { ...signer, cv, authResults: found }), message])
}

function check(bytes: Buffer, trustedSealers: readonly string[]) {
  const verify = createSenderVerifier({ dns: fixedDns(zone), clock: Date, trustedSealers })
  return verify({ address: '203.113.131.7', helo: list, mailFrom: `cto-bounces@${list}`, bytes })
}

it('a letter that a trusted list changed comes in on its word', async () => {
  const outcome = await check(await sealed(letter, list, 'none'), [list])
  expect(outcome).toMatchObject({ dmarc: { result: 'fail', policy: 'reject' }, temporary: false })
  expect(outcome.arc).toEqual({ result: 'pass', sealers: [list], vouched: true })
  expect(admissionOf(outcome)).toBeUndefined()
  expect(authenticationResults('mail.caobang.gov.vn', outcome)).toContain(
    `;\r\n dmarc=fail policy.dmarc=reject header.from=langson.gov.vn;\r\n arc=pass (sealed by ${list}, trusted)\r\n`,
  )
})

it.each<[string, () => Promise<Buffer>, readonly string[], string]>([
  ['a list that nobody trusts', () => sealed(letter, list, 'none'), [forwarder], 'neutral'],
  [
    'a list that saw nothing proved',
    () => sealed(letter, list, 'none', `${list}; dmarc=fail header.from=langson.gov.vn`),
    [list],
    'pass',
  ],
  [
    'a list that saw somebody else proved',
    () => sealed(letter, list, 'none', `${list}; dmarc=pass header.from=evil.example`),
    [list],
    'pass',
  ],
  [
    'a list that repeats what a sender says of himself, quoted',
    () =>
      sealed(
        letter,
        list,
        'none',
        `${list}; spf=pass smtp.mailfrom="; dmarc=pass header.from=langson.gov.vn"@evil.example; dmarc=fail header.from=langson.gov.vn`,
      ),
    [list],
    'pass',
  ],
  [
    'a list that repeats it in a comment',
    () =>
      sealed(
        letter,
        list,
        'none',
        `${list}; dkim=fail (a \\) (b); dmarc=pass header.from=langson.gov.vn; c) header.d=evil.example`,
      ),
    [list],
    'pass',
  ],
  [
    'a list that tells of the author twice',
    () => sealed(letter, list, 'none', `${proved}; dmarc=fail header.from=langson.gov.vn`),
    [list],
    'pass',
  ],
  [
    'a letter that was changed after the seal',
    async () => Buffer.concat([await sealed(letter, list, 'none'), Buffer.from('Gấp!\r\n')]),
    [list],
    'fail',
  ],
  [
    'a trusted list before somebody whom nobody trusts',
    async () => sealed(await sealed(letter, list, 'none'), forwarder, 'pass'),
    [list],
    'neutral',
  ],
])('%s vouches for nothing', async (_, make, trusted, result) => {
  const outcome = await check(await make(), trusted)
  expect(outcome.arc).toMatchObject({ result, vouched: false })
  expect(admissionOf(outcome)).toMatchObject({ code: 550, reason: 'dmarc-reject' })
})

it('a chain of trusted sealers counts', async () => {
  const outcome = await check(await sealed(await sealed(letter, list, 'none'), forwarder, 'pass'), [
    list,
    forwarder,
  ])
  expect(outcome.arc).toEqual({ result: 'pass', sealers: [list, forwarder], vouched: true })
})

it('without trusted sealers nothing of it is looked at', async () => {
  const outcome = await check(await sealed(letter, list, 'none'), [])
  expect(outcome.arc).toBeNull()
  expect(admissionOf(outcome)).toMatchObject({ reason: 'dmarc-reject' })
})
