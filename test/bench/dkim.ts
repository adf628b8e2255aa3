/**
 * What signing a letter that leaves costs: letters a second of this signer, nodemailer's and mailauth's over the same
 * letters in one run, and the longest stall of the event loop that a large one causes. Run on demand:
 *
 *     node test/bench/dkim.ts [--seconds 3]
 */

import { generateKeyPairSync } from 'node:crypto'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { DKIMSignOptions } from 'mailauth'
import { dkimSign } from 'mailauth/lib/dkim/sign.js'
import { dkimVerify } from 'mailauth/lib/dkim/verify.js'
import NodemailerDkim from 'nodemailer/lib/dkim'
import { keyRecord, publicKeyOf } from '../../src/signing/dkim/record.ts'
import { type DkimSigner, signDkim } from '../../src/signing/dkim/sign.ts'
import { localKey } from '../../src/signing/keys/local-key.ts'
import { randomFrom } from '../support/corpus/random.ts'

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '3' } } })
const milliseconds = Number(values.seconds) * 1000
const domain = 'caobang.gov.vn'

const privateKeys = {
  rsa: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
  ed25519: generateKeyPairSync('ed25519').privateKey,
}

const rsa: DkimSigner = {
  domain,
  selector: 'rsa',
  algorithm: 'rsa-sha256',
  key: localKey('rsa', privateKeys.rsa),
}
const ed25519: DkimSigner = {
  domain,
  selector: 'ed25519',
  algorithm: 'ed25519-sha256',
  key: localKey('ed25519', privateKeys.ed25519),
}

/** A letter with a text and an attachment of random octets, of so many octets in all. */
function letter(sizeBytes: number): Buffer {
  const text = 'Kính gửi: Văn phòng UBND tỉnh Lạng Sơn. Đề nghị phối hợp phòng, chống cháy rừng.\r\n'.repeat(
    20,
  )
  const header = [
    'Received: from authenticated-client (mail.caobang.gov.vn)\r\n\tby mail.caobang.gov.vn with ESMTPSA id 7F3K9Q;\r\n\tThu, 26 Nov 2026 08:30:00 +0700',
    'From: =?utf-8?b?Tmd1eeG7hW4gVsSDbiBBbg==?= <annv.sokhcn@caobang.gov.vn>',
    'To: vanthu@langson.gov.vn',
    'Subject: =?utf-8?q?V/v_ph=E1=BB=91i_h=E1=BB=A3p?=',
    'Date: Thu, 26 Nov 2026 08:30:00 +0700',
    'Message-ID: <15.ct@caobang.gov.vn>',
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary=b',
  ].join('\r\n')
  const start = `${header}\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${text}\r\n--b\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n`
  const rest = Math.max(0, sizeBytes - Buffer.byteLength(start))
  const octets = randomFrom(1).bytes(Math.floor((rest * 57) / 78))
  const lines = Buffer.from(octets).toString('base64').replace(/.{76}/g, '$&\r\n')
  return Buffer.from(`${start}${lines}\r\n--b--\r\n`)
}

type Sign = (message: Buffer) => Promise<Uint8Array>

const ours =
  (...signers: readonly DkimSigner[]): Sign =>
  message => {
    const signedAt = Date.now()
    return signDkim(message, signers, { signedAt, expiresAt: signedAt + 14 * 86_400_000 })
  }

const pem = ({ selector }: DkimSigner) =>
  privateKeys[selector as keyof typeof privateKeys].export({ format: 'pem', type: 'pkcs8' }).toString()

function mailauth(...signers: readonly DkimSigner[]): Sign {
  const signatureData = signers.map(signer => ({
    signingDomain: domain,
    selector: signer.selector,
    algorithm: signer.algorithm,
    privateKey: pem(signer),
  }))
  return async message => {
    const canonicalization = 'relaxed/relaxed'
    const options = { canonicalization, signTime: new Date(), signatureData } as unknown as DKIMSignOptions
    const { signatures } = await dkimSign(message, options)
    return Buffer.from(signatures)
  }
}

function nodemailer(by: DkimSigner): Sign {
  const signer = new NodemailerDkim({ domainName: domain, keySelector: by.selector, privateKey: pem(by) })
  return async message => {
    const chunks: Buffer[] = []
    for await (const chunk of signer.sign(message)) chunks.push(chunk as Buffer)
    const signed = Buffer.concat(chunks)
    return signed.subarray(0, signed.length - message.length)
  }
}

/** A signer that does not sign is fast. */
async function assertPasses(sign: Sign, message: Buffer, signatures: number): Promise<void> {
  const resolver = async (name: string) => {
    const { algorithm, key } = name.startsWith('rsa.') ? rsa : ed25519
    const publicKey = publicKeyOf(key.publicKey)
    const times = { createdAt: 0, activeFrom: 0, retiredAt: null }
    return [[keyRecord({ domain, selector: '', algorithm, publicKey, ...times }).text]] as unknown as string[]
  }
  const { results } = await dkimVerify(Buffer.concat([await sign(message), message]), { resolver })
  const passed = results.filter(({ status }) => status.result === 'pass')
  if (passed.length !== signatures) throw new Error(JSON.stringify(results))
}

async function measure(name: string, sign: Sign, signatures: number, message: Buffer, callers: number) {
  await assertPasses(sign, message, signatures)
  for (let warm = 0; warm < 20 && message.length < 1e6; warm++) await sign(message)
  const delay = monitorEventLoopDelay({ resolution: 1 })
  const start = performance.now()
  let letters = 0
  delay.enable()
  const cpu = process.threadCpuUsage()
  await Promise.all(
    Array.from({ length: callers }, async () => {
      do {
        await sign(message)
        letters++
        // A server has sockets to look after: the loop must come round, or nothing could stall.
        if (letters % 20 === 0) await sleep(0)
      } while (performance.now() - start < milliseconds)
    }),
  )
  const seconds = (performance.now() - start) / 1000
  const { user, system } = process.threadCpuUsage(cpu)
  await sleep(5)
  delay.disable()
  return {
    signer: name,
    KB: Math.round(message.length / 1024),
    callers,
    'letters/s': Math.round((letters / seconds) * 10) / 10,
    'main ms/letter': ((user + system) / 1000 / letters).toFixed(3),
    'longest stall ms': (delay.max / 1e6).toFixed(1),
  }
}

const contestants: readonly (readonly [string, Sign, number])[] = [
  ['congvu RSA', ours(rsa), 1],
  ['congvu Ed25519', ours(ed25519), 1],
  ['congvu both', ours(rsa, ed25519), 2],
  ['mailauth RSA', mailauth(rsa), 1],
  ['mailauth both', mailauth(rsa, ed25519), 2],
  ['nodemailer RSA', nodemailer(rsa), 1],
]
const small = letter(30 * 1024)
const large = letter(25 * 1024 * 1024)
const rows: unknown[] = []
for (const callers of [1, 20])
  for (const [name, sign, signatures] of contestants)
    rows.push(await measure(name, sign, signatures, small, callers))
for (const [name, sign, signatures] of contestants) rows.push(await measure(name, sign, signatures, large, 1))
console.table(rows)
