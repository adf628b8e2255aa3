/** Correspondents' certificates: which are taken, and which one a letter is encrypted with. */
import { createHash, X509Certificate } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { KnownCertificates } from '../../src/ports/known-certificates.ts'
import { createAuthority } from '../../src/signing/certificates/authority.ts'
import { issueToBox } from '../../src/signing/certificates/issue.ts'
import {
  createKnownCertificates,
  encryptionProblems,
  knownByOperator,
} from '../../src/signing/certificates/known.ts'
import { addresses, value } from '../conformance/letters.ts'
import { OpensslAuthority } from '../support/openssl.ts'
import { type CertificatePlace, openPlace } from './place.ts'

const address = 'vanthu@langson.gov.vn'
const dayMs = 86_400_000
let authority: OpensslAuthority
let place: CertificatePlace
let known: KnownCertificates

beforeAll(() => {
  authority = new OpensslAuthority()
})
afterAll(() => authority[Symbol.dispose]())
beforeEach(async () => {
  place = await openPlace()
  // Certificates begin with the second in which they are made, or the next.
  place.now = Date.now() + 60_000
  known = createKnownCertificates(place.parts)
  return () => place[Symbol.asyncDispose]()
})

const certificateOf = (to = address, ...rest: readonly ['RSA-PSS' | 'ECDSA P-256'] | []) =>
  authority.issue(to, ...rest).certificate

/** Of two the one that begins later is used, however often the other is seen: these begin in the same second. */
function ofOneSecond(): readonly [Buffer, Buffer] {
  for (;;) {
    const pair = [certificateOf(), certificateOf(address, 'ECDSA P-256')] as const
    const [first, second] = pair.map(der => new X509Certificate(der).validFrom)
    if (first === second) return pair
  }
}

const harvest = (der: Uint8Array, at = place.now, from = address) =>
  known.harvest({ address: from, der, entryId: 3, at })

async function add(der: Buffer): Promise<void> {
  await place.parts.store.write.putKnownCertificate(value(knownByOperator(address, der, place.now)))
}

describe('a harvested certificate', () => {
  it('is what letters are encrypted with, the one that was seen last', async () => {
    const [old, recent] = ofOneSecond()
    expect(await known.forAddress(address)).toBeUndefined()
    expect(await harvest(old, place.now)).toBe(true)
    expect(await harvest(recent, place.now + 1000)).toBe(true)
    expect(await known.forAddress(address)).toEqual(recent)
    expect(await harvest(old, place.now + 2000, 'VanThu@LangSon.gov.vn')).toBe(true)
    expect(await known.forAddress(address)).toEqual(old)
    const rows = await place.parts.store.read.knownCertificates.of(address)
    const row = { source: 'harvested', entryId: 3, subject: address, issuer: 'Trung gian thử nghiệm' }
    expect(rows).toMatchObject([row, row])
  })

  it('is not kept when nothing can be encrypted with it', async () => {
    expect(await harvest(certificateOf(address, 'RSA-PSS'))).toBe(false)
    expect(await harvest(certificateOf('khac@langson.gov.vn'))).toBe(false)
    expect(await harvest(Buffer.from('3000', 'hex'))).toBe(false)
    expect(await harvest(certificateOf(), place.now, 'không phải địa chỉ')).toBe(false)
    expect(await place.parts.store.read.knownCertificates.of(address)).toEqual([])
  })

  it('comes after one that an operator vouches for', async () => {
    const [own, newer] = [certificateOf(), certificateOf()]
    await add(own)
    await harvest(newer, place.now + dayMs)
    expect(await known.forAddress(address)).toEqual(own)
  })

  it('is passed over when it has run out', async () => {
    await harvest(certificateOf())
    place.now += 31 * dayMs
    expect(await known.forAddress(address)).toBeUndefined()
  })
})

it("a box of ours has its own certificate, and nobody else's", async () => {
  value(await createAuthority(place.parts, { name: 'Cao Bằng', keyKind: 'ec-p256' }))
  const box = await place.box()
  expect(await known.forAddress(addresses[0]!)).toBeUndefined()
  const issued = value(await issueToBox(place.parts, box, { keyKind: 'ec-p256', days: null }, 'quantri'))
  expect(await known.forAddress(addresses[0]!)).toEqual(issued.der)
  expect(await known.forAddress(`khong@${addresses[0]!.split('@')[1]}`)).toBeUndefined()
})

it('tells an operator all that is wrong', () => {
  const der = certificateOf('khac@langson.gov.vn', 'RSA-PSS')
  const later = place.now + 31 * dayMs
  expect(encryptionProblems(der, address, later)).toEqual([
    expect.stringMatching(/^khac@langson\.gov\.vn ran out on /),
    expect.stringContaining('it is not for vanthu@langson.gov.vn, but for: email:khac@langson.gov.vn'),
    expect.stringContaining('nothing is encrypted with such a key'),
  ])
  expect(knownByOperator(address, der, later)).toMatchObject({ error: { reason: 'refused' } })
  expect(knownByOperator('x', der, later)).toMatchObject({ error: { reason: 'invalid' } })
})

it('is kept under its fingerprint', async () => {
  const der = certificateOf()
  await add(der)
  const [row] = await place.parts.store.read.knownCertificates.of(address)
  expect(row?.fingerprint).toBe(createHash('sha256').update(der).digest('hex'))
  expect(row?.der).toEqual(der)
})
