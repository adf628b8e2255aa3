import { describe, expect, it } from 'vitest'
import type { NewKnownCertificate } from '../../src/ports/known-certificates.ts'
import type { MakePlace } from './store.ts'

const address = 'vanthu@langson.gov.vn'

function known(name: string, change: Partial<NewKnownCertificate> = {}): NewKnownCertificate {
  return {
    address,
    fingerprint: name.padStart(64, '0'),
    source: 'harvested',
    entryId: 7,
    subject: 'Văn thư',
    issuer: 'CA Lạng Sơn',
    serial: '01ab',
    notBefore: 1000,
    notAfter: 9000,
    seenAt: 2000,
    der: Buffer.from(name),
    ...change,
  }
}

export function knownCertificateConformance(makePlace: MakePlace): void {
  describe("correspondents' certificates", () => {
    it('are found as they were stored, also after a restart', async () => {
      await using place = await makePlace()
      {
        await using store = await place.open()
        expect(await store.read.knownCertificates.of(address)).toEqual([])
        await store.write.putKnownCertificate(known('a'))
      }
      await using store = await place.open()
      const { seenAt, ...kept } = known('a')
      expect(await store.read.knownCertificates.of(address)).toEqual([
        { ...kept, firstSeen: seenAt, lastSeen: seenAt },
      ])
    })

    it('are seen again, and one that an operator vouches for stays so', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const seen = async () =>
        (await store.read.knownCertificates.of(address)).map(one => [
          one.source,
          one.entryId,
          one.firstSeen,
          one.lastSeen,
        ])
      await store.write.putKnownCertificate(known('a'))
      await store.write.putKnownCertificate(known('a', { seenAt: 5000, entryId: 9 }))
      await store.write.putKnownCertificate(known('a', { seenAt: 1000 }))
      expect(await seen()).toEqual([['harvested', 7, 2000, 5000]])
      await store.write.putKnownCertificate(known('a', { source: 'added', entryId: null, seenAt: 6000 }))
      await store.write.putKnownCertificate(known('a', { seenAt: 7000 }))
      expect(await seen()).toEqual([['added', 7, 2000, 7000]])
    })

    it('come in the order of their worth, and of an address the last harvested ones stay', async () => {
      await using place = await makePlace()
      await using store = await place.open({ knownCertificates: 2 })
      await store.write.putKnownCertificate(known('added', { source: 'added', seenAt: 1 }))
      for (const [i, name] of ['a', 'b', 'c'].entries())
        await store.write.putKnownCertificate(known(name, { seenAt: 10 + i }))
      await store.write.putKnownCertificate(known('other', { address: 'b@langson.gov.vn' }))
      const names = (await store.read.knownCertificates.of(address)).map(({ der }) => der.toString())
      expect(names).toEqual(['added', 'c', 'b'])
    })

    it('are listed by address, of one domain, and at most so many', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      for (const other of ['c@baclieu.gov.vn', address, 'a@langson.gov.vn'])
        await store.write.putKnownCertificate(known('a', { address: other }))
      const listed = async (filter: { domain?: string; limit: number }) =>
        (await store.read.knownCertificates.list(filter)).map(one => one.address)
      expect(await listed({ limit: 10 })).toEqual(['a@langson.gov.vn', 'c@baclieu.gov.vn', address])
      expect(await listed({ domain: 'langson.gov.vn', limit: 10 })).toEqual(['a@langson.gov.vn', address])
      expect(await listed({ domain: 'gov.vn', limit: 10 })).toEqual([])
      expect(await listed({ limit: 1 })).toEqual(['a@langson.gov.vn'])
    })

    it('go one by one, or all of an address', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      for (const name of ['a', 'b', 'c']) await store.write.putKnownCertificate(known(name))
      const { fingerprint } = known('b')
      expect(await store.write.removeKnownCertificate(address, fingerprint)).toEqual({ ok: true, value: 1 })
      const missing = { ok: false, error: { reason: 'not-found', what: `a certificate of ${address}` } }
      expect(await store.write.removeKnownCertificate(address, fingerprint)).toEqual(missing)
      expect(await store.write.removeKnownCertificate(address, null)).toEqual({ ok: true, value: 2 })
      expect(await store.read.knownCertificates.of(address)).toEqual([])
    })
  })
}
