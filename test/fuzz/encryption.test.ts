/**
 * The reader of encrypted messages against hostile octets: real messages of every kind, mutated, cut and spliced, alone and
 * as letters. Whatever comes, nothing throws, nothing but the content that went in comes out of a message that
 * authenticates it, and nothing takes long. Bounded by time; the seed is printed with a failure.
 */
import { beforeAll, expect, test } from 'vitest'
import { defaultLimits } from '../../src/base/limits.ts'
import { scanMessage } from '../../src/mail/structure.ts'
import { BerError, BerReader } from '../../src/signing/ber.ts'
import { envelop } from '../../src/signing/cms/enveloped-data.ts'
import { openEnveloped, type RecipientIdentity } from '../../src/signing/cms/open-enveloped.ts'
import { readEnveloped } from '../../src/signing/cms/read-enveloped.ts'
import { localKey } from '../../src/signing/keys/local-key.ts'
import { decryptMessage } from '../../src/signing/smime/decrypt.ts'
import { type Random, randomFrom } from '../support/corpus/random.ts'
import { OpensslAuthority } from '../support/openssl.ts'
import { OpensslCorrespondent } from '../support/openssl-encryption.ts'

const seed = 20261126
const entity = Buffer.from('Content-Type: text/plain; charset=utf-8\r\n\r\nKính gửi Sở Nội vụ\r\n')
let identities: readonly RecipientIdentity[]
let seeds: readonly Buffer[]

beforeAll(async () => {
  using authority = new OpensslAuthority()
  using openssl = new OpensslCorrespondent()
  const pairs = (['RSA-2048', 'ECDSA P-256', 'ECDSA P-384'] as const).map(name =>
    authority.pair('sonoivu@caobang.gov.vn', name),
  )
  identities = pairs.map(({ certificate, privateKey }) => ({
    certificate,
    key: localKey('k', privateKey),
  }))
  const certificates = pairs.map(({ certificate }) => certificate)
  const own = await Promise.all(
    (['gcm', 'cbc'] as const).flatMap(format => [
      envelop([entity], certificates, format),
      ...certificates.map(certificate => envelop([entity], [certificate], format)),
    ]),
  )
  const options = [
    ['-aes128'],
    ['-aes256', '-stream'],
    ['-aes-256-gcm', '-stream', '-keyid'],
    ['-aes-128-gcm'],
  ]
  seeds = [
    ...own.map(pieces => Buffer.concat(pieces)),
    ...options.flatMap(option => pairs.map(pair => openssl.encrypt(entity, [pair], option))),
  ]
}, 60_000)

function mutated(random: Random): Buffer {
  const bytes = Buffer.from(random.pick(seeds))
  const changes = random.below(6)
  for (let change = 0; change < changes; change++) {
    // Most of what can go wrong is in the head.
    const at = random.below(random.below(2) === 0 ? Math.min(bytes.length, 80) : bytes.length)
    const kind = random.below(4)
    if (kind === 0) bytes[at] = random.below(256)
    else if (kind === 1) bytes[at] = random.pick([0x30, 0x80, 0xa0, 0xa1, 0x04, 0x24, 0x00, 0x84, 0xff])
    else if (kind === 2) bytes.fill(0, at, Math.min(bytes.length, at + 1 + random.below(8)))
    else bytes.copy(bytes, at, random.below(bytes.length), bytes.length)
  }
  const cut = bytes.subarray(0, random.below(4) === 0 ? random.below(bytes.length + 1) : bytes.length)
  return random.below(6) === 0 ? Buffer.concat([cut, random.pick(seeds)]) : cut
}

async function forSomeTime(ms: number, run: (bytes: Buffer, random: Random) => unknown): Promise<number> {
  const random = randomFrom(seed)
  const end = performance.now() + ms
  let runs = 0
  for (; performance.now() < end; runs++) {
    const bytes = mutated(random)
    try {
      await run(bytes, random)
    } catch (error) {
      throw new Error(`seed ${seed}, run ${runs}: ${bytes.toString('base64')}`, { cause: error })
    }
  }
  return runs
}

test('every message that was made opens', async () => {
  for (const bytes of seeds)
    expect((await openEnveloped(bytes, identities, defaultLimits))?.content.equals(entity)).toBe(true)
})

test('reading never throws, and what it says lies inside the message', async () => {
  const runs = await forSomeTime(1500, bytes => {
    const message = readEnveloped(bytes, defaultLimits)
    const size = message?.content.reduce((sum, piece) => sum + piece.length, 0) ?? 0
    expect(size).toBeLessThanOrEqual(bytes.length)
  })
  expect(runs).toBeGreaterThan(5000)
})

test('a reader that goes over everything ends, or says why not', async () => {
  const walk = (reader: BerReader): void => {
    for (let element = reader.next(); element !== undefined; element = reader.next()) {
      if ((element.tag & 0x20) === 0) reader.content(element)
      else {
        reader.enter(element)
        walk(reader)
        reader.leave()
      }
    }
  }
  await forSomeTime(1000, bytes => {
    try {
      walk(new BerReader(bytes, defaultLimits))
    } catch (error) {
      if (!(error instanceof BerError)) throw error
    }
  })
})

test('opening never throws, and an authenticated message gives its content or nothing', async () => {
  const runs = await forSomeTime(3000, async bytes => {
    const opened = await openEnveloped(bytes, identities, defaultLimits)
    if (opened?.authenticated) expect(opened.content.equals(entity)).toBe(true)
    if (opened !== undefined) expect(opened.by.length).toBeGreaterThan(0)
  })
  expect(runs).toBeGreaterThan(200)
})

test('letters never throw, and no decrypted one has a field twice', async () => {
  await forSomeTime(3000, async (bytes, random) => {
    const lines = bytes.toString('base64').replace(/.{76}/g, '$&\r\n')
    const at = random.below(lines.length)
    const broken = random.below(3) === 0 ? `${lines.slice(0, at)}=\r\n-- \r\n${lines.slice(at)}` : lines
    const encoding = random.pick(['base64', 'quoted-printable', '8bit', 'x-unknown'])
    const form = Buffer.from(
      `From: <a@b.vn>\r\nContent-Type: application/pkcs7-mime\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n${broken}`,
      'latin1',
    )
    const root = scanMessage(form, defaultLimits)
    const opened = await decryptMessage(form, root, identities, defaultLimits)
    if (opened === undefined) return
    expect(scanMessage(opened.form, defaultLimits).otherReading).toBeUndefined()
    if (opened.authenticated) expect(opened.form.subarray(-20).equals(entity.subarray(-20))).toBe(true)
  })
})
