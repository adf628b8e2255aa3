/**
 * The readers of signatures against hostile octets: signed letters and files, mutated, cut and spliced. Whatever comes,
 * nothing throws, and nothing that was changed where it is signed passes. Bounded by time; the seed is printed with a
 * failure.
 */
import { rmSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { defaultLimits } from '../../src/base/limits.ts'
import { readCertificate } from '../../src/signing/verify/certificate.ts'
import { readSignedData } from '../../src/signing/verify/cms.ts'
import { readOcspResponse } from '../../src/signing/verify/ocsp.ts'
import { verifyPdf } from '../../src/signing/verify/pdf.ts'
import type { RevocationStatement } from '../../src/signing/verify/revocation.ts'
import { readRevocationList } from '../../src/signing/verify/revocation-list.ts'
import { detached, plainPdf, signPdf } from '../signing/pdf.ts'
import { type Holder, header, judged, Pki, text } from '../signing/pki.ts'
import { type Random, randomFrom } from '../support/corpus/random.ts'

const seed = 20261126
const pki = new Pki()
let trust: ReturnType<Pki['trust']>
let clear: Buffer
let opaque: Buffer
let der: Buffer
let ocsp: Buffer
let list: Buffer
let parties: readonly [person: Uint8Array, issuer: Uint8Array]
let pdf: Buffer

beforeAll(() => {
  const root = pki.authority('Root')
  const a = pki.person('A', root)
  trust = pki.trust(root)
  const letter = (options: readonly string[]) =>
    Buffer.concat([Buffer.from(header), pki.sign(text, a, options)])
  clear = letter([])
  opaque = letter(['-nodetach', '-stream', '-indef'])
  der = detached(pki, a)(Buffer.from(text))
  ocsp = pki.ocsp(root, a, { revoked: true })
  pki.revoke(root, [a])
  list = pki.openssl(['crl', '-in', pki.path('Root.crl'), '-outform', 'DER'])
  rmSync(pki.path('Root.crl'))
  parties = [derOf(a), derOf(root)]
  pdf = signPdf(plainPdf(), { value: detached(pki, a) })
}, 60_000)
afterAll(() => pki[Symbol.dispose]())

function derOf({ certificate }: Holder): Buffer {
  return pki.openssl(['x509', '-in', certificate, '-outform', 'DER'])
}

function mutated(original: Buffer, random: Random): Buffer {
  const bytes = Buffer.from(original)
  for (let change = 1 + random.below(6); change > 0; change--) {
    const at = random.below(bytes.length)
    const kind = random.below(4)
    if (kind === 0) bytes[at] = random.below(256)
    else if (kind === 1) bytes.fill(0x80, at, Math.min(bytes.length, at + 1 + random.below(4)))
    else if (kind === 2) bytes.fill(0x30, at, Math.min(bytes.length, at + 1 + random.below(64)))
    else bytes.copy(bytes, at, random.below(bytes.length), bytes.length)
  }
  return random.below(4) === 0 ? bytes.subarray(0, random.below(bytes.length + 1)) : bytes
}

async function rounds(ms: number, round: (random: Random) => Promise<void> | void): Promise<void> {
  const random = randomFrom(seed)
  const end = performance.now() + ms
  let runs = 0
  for (; performance.now() < end; runs++) {
    try {
      await round(random)
    } catch (error) {
      throw new Error(`seed ${seed}, run ${runs}`, { cause: error })
    }
  }
  expect(runs).toBeGreaterThan(50)
}

test('letters', async () => {
  await rounds(3000, async random => {
    const bytes = mutated(random.pick([clear, opaque]), random)
    for (const { result, reasons } of await judged(bytes, trust))
      expect(reasons.length === 0).toBe(result === 'pass')
  })
})

test('a clear-signed letter of which any octet of the content changed never passes', async () => {
  const boundary = /boundary="([^"]+)"/.exec(clear.toString('latin1'))?.[1] ?? ''
  const start = clear.indexOf(`--${boundary}`) + boundary.length + 4
  const end = clear.indexOf(`\r\n--${boundary}`, start)
  expect(await judged(clear, trust)).toMatchObject([{ result: 'pass' }])
  await rounds(2000, async random => {
    const bytes = Buffer.from(clear)
    const at = start + random.below(end - start)
    bytes[at] = (bytes[at] as number) ^ (1 + random.below(255))
    const passed = (await judged(bytes, trust)).filter(({ result }) => result === 'pass')
    expect(passed).toEqual([])
  })
})

test('signed data', async () => {
  await rounds(2000, random => {
    const read = readSignedData(mutated(der, random))
    if (!read.ok) expect(read.error).toBe('malformed')
  })
})

test('words of revocation: nobody but their issuer says them', async () => {
  const [person, issuer] = parties.map(each => readCertificate(each)!)
  const said = (read: (der: Uint8Array) => RevocationStatement | undefined, der: Uint8Array) => {
    try {
      return read(der)?.revocationOf(person!, issuer!, Date.now() + 5000) ?? null
    } catch {
      return null
    }
  }
  for (const [read, original] of [
    [readOcspResponse, ocsp],
    [readRevocationList, list],
  ] as const) {
    expect(said(read, original)).toBe('revoked')
    await rounds(1000, random => {
      const bytes = mutated(original, random)
      // What stands behind the signature, and in certificates that are not needed, may be anything.
      if (said(read, bytes) !== null) expect(said(read, bytes)).toBe('revoked')
    })
  }
})

test('a signed file of which any octet outside of the value changed never passes', async () => {
  const value = [pdf.lastIndexOf('<30'), pdf.lastIndexOf('> >>')] as const
  const tools = { trust, limits: defaultLimits, at: Date.now() + 5000 }
  expect(verifyPdf(pdf, 'attachment 1', tools)).toMatchObject([{ result: 'pass' }])
  await rounds(2000, random => {
    const bytes = Buffer.from(pdf)
    let at = random.below(bytes.length)
    if (at >= value[0] && at <= value[1]) at = random.below(value[0])
    bytes[at] = (bytes[at] as number) ^ (1 + random.below(255))
    const passed = verifyPdf(bytes, 'attachment 1', tools).filter(({ result }) => result === 'pass')
    expect(passed).toEqual([])
  })
})

test('nesting without end, and ranges without end, cost little', () => {
  const began = performance.now()
  for (const octets of [Buffer.alloc(1024 * 1024, '3080', 'hex'), Buffer.alloc(1024 * 1024, '2480', 'hex')])
    expect(readSignedData(octets)).toEqual({ ok: false, error: 'malformed' })
  const ranges = Buffer.alloc(8 * 1024 * 1024, '/ByteRange [0 1 2 3]')
  verifyPdf(ranges, 'attachment 1', { trust, limits: defaultLimits, at: 0 })
  verifyPdf(Buffer.alloc(8 * 1024 * 1024, '/ByteRange '), 'attachment 1', {
    trust,
    limits: defaultLimits,
    at: 0,
  })
  expect(performance.now() - began).toBeLessThan(5000)
})
