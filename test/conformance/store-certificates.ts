import { describe, expect, it } from 'vitest'
import type { NewCertificate, RevocationList } from '../../src/ports/certificates.ts'
import type { Store } from '../../src/ports/store.ts'
import { addresses, provision, value } from './letters.ts'
import type { MakePlace } from './store.ts'

let made = 0

function certificate(change: Partial<NewCertificate> = {}): NewCertificate {
  made += 1
  return {
    kind: 'person',
    subject: addresses[0]!,
    boxId: null,
    serial: `01${made}`,
    issuer: 'Cao Bằng Issuing CA',
    issuerId: null,
    notBefore: 1000,
    notAfter: 9000,
    keyName: `certificate-${made}`,
    fingerprint: `${made}`.padStart(64, '0'),
    der: Buffer.from(`certificate ${made}`),
    ...change,
  }
}

const add = async (store: Store, change: Partial<NewCertificate> = {}) =>
  value(await store.write.addCertificate(certificate(change)))

export function certificateConformance(makePlace: MakePlace): void {
  describe('certificates', () => {
    it('are found as they were stored, and once', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const { boxIds } = await provision(store)
      const { certificates } = store.read
      const given = certificate({ boxId: boxIds[0]! })
      const id = value(await store.write.addCertificate(given))
      const stored = await certificates.certificate(id)
      expect(stored).toEqual({
        ...given,
        id,
        status: 'active',
        revokedAt: null,
        reason: null,
        warnedDays: null,
      })
      expect(await certificates.byFingerprint(given.fingerprint)).toEqual(stored)
      expect(await certificates.ofBox(boxIds[0]!)).toEqual(stored)
      expect(await store.write.addCertificate(given)).toMatchObject({ error: { reason: 'exists' } })
      expect(await certificates.ofBox(boxIds[0]!)).toEqual(stored)
    })

    it('supersede the one before: of the box, or of the same kind and subject without one', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const { boxIds } = await provision(store)
      const { certificates } = store.read
      const statuses = async (...ids: readonly number[]) =>
        Promise.all(ids.map(async id => (await certificates.certificate(id))!.status))

      const first = await add(store, { boxId: boxIds[0]! })
      const other = await add(store, { boxId: boxIds[1]!, subject: addresses[1]! })
      const second = await add(store, { boxId: boxIds[0]!, kind: 'office' })
      expect(await statuses(first, other, second)).toEqual(['superseded', 'active', 'active'])
      expect((await certificates.ofBox(boxIds[0]!))!.id).toBe(second)

      const host = { kind: 'tls', subject: 'mail.caobang.gov.vn' } as const
      const ids = [
        await add(store, host),
        await add(store, { ...host, subject: 'b.gov.vn' }),
        await add(store, host),
      ]
      expect(await statuses(...ids)).toEqual(['superseded', 'active', 'active'])
      const foreign = { kind: 'ca-other', subject: 'CA' } as const
      expect(await statuses(await add(store, foreign), await add(store, foreign))).toEqual([
        'active',
        'active',
      ])
    })

    it('are revoked once, and listed by their issuer', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const { boxIds } = await provision(store)
      const issuerId = await add(store, { kind: 'ca-issuing', subject: 'CA' })
      const id = await add(store, { boxId: boxIds[0]!, issuerId })
      await add(store, { boxId: boxIds[1]!, issuerId })
      value(await store.write.revokeCertificate(id, 'key-compromise', 5000))
      const again = await store.write.revokeCertificate(id, 'unspecified', 6000)
      expect(again).toMatchObject({ error: { reason: 'not-found' } })
      const { certificates } = store.read
      expect(await certificates.ofBox(boxIds[0]!)).toBeUndefined()
      expect(await certificates.revoked(issuerId)).toMatchObject([
        { id, status: 'revoked', revokedAt: 5000, reason: 'key-compromise' },
      ])
      const { fingerprint } = (await certificates.certificate(id))!
      expect(await certificates.revocations()).toEqual([{ fingerprint, revokedAt: 5000 }])
      expect(await store.write.revokeCertificate(999, 'unspecified', 1)).toMatchObject({ ok: false })
    })

    it('tell whoever trusts them of each addition and each revocation', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const notices: string[] = []
      store.onCommit(({ kind }) => notices.push(kind))
      const id = await add(store, { kind: 'ca-root', subject: 'CA' })
      expect(notices).toEqual(['certificates'])
      value(await store.write.revokeCertificate(id, 'unspecified', 5000))
      await store.write.revokeCertificate(id, 'unspecified', 6000)
      expect(notices).toEqual(['certificates', 'certificates'])
    })

    it('are listed newest first by what is asked', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const { boxIds } = await provision(store)
      const a = await add(store, { boxId: boxIds[0]!, notAfter: 100 })
      const b = await add(store, { boxId: boxIds[0]!, notAfter: 200 })
      const c = await add(store, { kind: 'ca-root', subject: 'CA', notAfter: 300 })
      const list = async (filter: object) =>
        (await store.read.certificates.list({ limit: 10, ...filter })).map(({ id }) => id)
      expect(await list({})).toEqual([c, b, a])
      expect(await list({ limit: 1 })).toEqual([c])
      expect(await list({ boxId: boxIds[0]! })).toEqual([b, a])
      expect(await list({ status: 'active' })).toEqual([c, b])
      expect(await list({ kind: 'ca-root' })).toEqual([c])
      expect(await list({ endsBefore: 300 })).toEqual([b, a])
    })

    it('note a warning, and that their key is gone', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const id = await add(store, { kind: 'ca-root', subject: 'CA' })
      await store.write.noteCertificateWarning(id, 30)
      await store.write.setCertificateKey(id, null)
      expect(await store.read.certificates.certificate(id)).toMatchObject({ warnedDays: 30, keyName: null })
      await store.write.setCertificateKey(id, 'back')
      expect(await store.read.certificates.certificate(id)).toMatchObject({ keyName: 'back' })
    })

    it('are near their end until that was told', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const later = await add(store, { kind: 'tls', subject: 'a.gov.vn', notAfter: 200 })
      const sooner = await add(store, { kind: 'tls', subject: 'b.gov.vn', notAfter: 100 })
      await add(store, { kind: 'tls', subject: 'c.gov.vn', notAfter: 300 })
      const ending = async (limit = 10) =>
        (await store.read.certificates.ending(300, limit)).map(({ id }) => id)
      expect(await ending()).toEqual([sooner, later])
      expect(await ending(1)).toEqual([sooner])
      await store.write.noteCertificateWarning(sooner, 7)
      expect(await ending()).toEqual([sooner, later])
      await store.write.noteCertificateWarning(sooner, 0)
      expect(await ending()).toEqual([later])
      value(await store.write.revokeCertificate(later, 'superseded', 1))
      expect(await ending()).toEqual([])
    })

    it('are revoked with the deletion of their box', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const { boxIds } = await provision(store)
      const old = await add(store, { boxId: boxIds[0]! })
      const id = await add(store, { boxId: boxIds[0]! })
      await store.write.setBoxStatus(boxIds[0]!, 'removed', 1)
      expect(await store.write.deleteBox(boxIds[0]!, 7000)).toBe('deleted')
      for (const each of [old, id])
        expect(await store.read.certificates.certificate(each)).toMatchObject({
          status: 'revoked',
          revokedAt: 7000,
          reason: 'cessation-of-operation',
        })
    })

    it('have lists of the revoked ones, of which a later number stays', async () => {
      await using place = await makePlace()
      const issuerId = await (async () => {
        await using store = await place.open()
        const issuerId = await add(store, { kind: 'ca-issuing', subject: 'CA' })
        const list = (number: number): RevocationList => ({
          issuerId,
          number,
          entries: number * 10,
          thisUpdate: number * 100,
          nextUpdate: number * 1000,
          der: Buffer.from(`list ${number}`),
        })
        expect(await store.read.certificates.revocationList(issuerId)).toBeUndefined()
        expect(await store.write.putRevocationList(list(1))).toBe(true)
        expect(await store.write.putRevocationList(list(2))).toBe(true)
        expect(await store.write.putRevocationList(list(2))).toBe(false)
        return issuerId
      })()
      await using store = await place.open()
      expect(await store.read.certificates.revocationList(issuerId)).toEqual({
        issuerId,
        number: 2,
        entries: 20,
        thisUpdate: 200,
        nextUpdate: 2000,
        der: Buffer.from('list 2'),
      })
    })
  })
}
