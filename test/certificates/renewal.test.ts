/** Ends that come near: who is told, when, and how often. */
import { describe, expect, it } from 'vitest'
import { silentLogger } from '../../src/base/log.ts'
import { createAuthority } from '../../src/signing/certificates/authority.ts'
import { issueToBox, issueToHost } from '../../src/signing/certificates/issue.ts'
import { createRenewalClerk, stageOf } from '../../src/signing/certificates/renewal.ts'
import { addresses, value } from '../conformance/letters.ts'
import { type CertificatePlace, openPlace, start } from './place.ts'

const day = 86_400_000
const days = [60, 30, 7]
const postmaster = 'postmaster@caobang.gov.vn'

async function placeWithClerk(warningDays: readonly number[] = days) {
  const place = await openPlace()
  value(await createAuthority(place.parts, { name: 'Cao Bằng', keyKind: 'ec-p256' }))
  const clerk = createRenewalClerk({ ...place.parts, days: () => warningDays, log: silentLogger })
  /** What is told at a tick so many days before the end. */
  const toldAt = async (end: number, before: number) => {
    place.told.length = 0
    place.now = end - before * day
    await clerk.tick(place.now)
    return place.told.map(line => line.split(': ')[0])
  }
  return { place, clerk, toldAt }
}

const issue = async (place: CertificatePlace, index: number) =>
  value(await issueToBox(place.parts, await place.box(index), { keyKind: 'ec-p256', days: 365 }, 'quantri'))

describe('a distance', () => {
  const notAfter = start + 365 * day

  it.each([
    [61, null, undefined],
    [60, null, 60],
    [45, 60, undefined],
    [30, 60, 30],
    [7.1, 30, undefined],
    [7, 30, 7],
    [7, null, 7],
    [1, 7, undefined],
    [0, 7, 0],
    [-5, 0, undefined],
  ])('of %s days after a warning at %s is told at %s', (before, warnedDays, stage) => {
    expect(stageOf({ notAfter, warnedDays }, notAfter - before * day, days)).toBe(stage)
  })
})

describe('the clerk', () => {
  it('tells the owner, the office and the administrators once at each distance, and at the end', async () => {
    const { place, toldAt } = await placeWithClerk()
    await using _ = place
    value(await place.parts.store.write.changeBox(addresses[1]!, { kind: 'office' }))
    const { notAfter } = await issue(place, 0)
    const everyone = [addresses[0], addresses[1], postmaster]
    expect(await toldAt(notAfter, 61)).toEqual([])
    expect(await toldAt(notAfter, 60)).toEqual(everyone)
    expect(await toldAt(notAfter, 59)).toEqual([])
    expect(await toldAt(notAfter, 30)).toEqual(everyone)
    expect(await toldAt(notAfter, 7)).toEqual(everyone)
    expect(await toldAt(notAfter, 1)).toEqual([])
    expect(await toldAt(notAfter, 0)).toEqual(everyone)
    expect(place.told[0]).toContain('has ended')
    expect(await toldAt(notAfter, -1)).toEqual([])
  })

  it('has nothing to tell of one that was superseded, and begins anew with the next', async () => {
    const { place, toldAt } = await placeWithClerk()
    await using _ = place
    const first = await issue(place, 0)
    expect(await toldAt(first.notAfter, 60)).not.toEqual([])
    const second = await issue(place, 0)
    expect(await toldAt(first.notAfter, 7)).toEqual([])
    expect(await toldAt(second.notAfter, 60)).toEqual([addresses[0], postmaster])
  })

  it("tells the administrators alone of a host's, an authority's and a leaver's", async () => {
    const { place, toldAt } = await placeWithClerk()
    await using _ = place
    const { certificate } = value(
      await issueToHost(place.parts, 'mail.caobang.gov.vn', { keyKind: 'ec-p256', days: 365 }),
    )
    expect(await toldAt(certificate.notAfter, 60)).toEqual([postmaster])
    const box = await place.box(0)
    const { notAfter } = await issue(place, 0)
    await place.parts.store.write.setBoxStatus(box.id, 'removed', place.now)
    expect(await toldAt(notAfter, 60)).toEqual([postmaster, postmaster])
    const [issuing] = await place.parts.store.read.certificates.list({ kind: 'ca-issuing', limit: 1 })
    expect(await toldAt(issuing!.notAfter, 60)).toContain(postmaster)
  })

  it('tells again what could not be told, and goes by the numbers as they are set', async () => {
    const { place } = await placeWithClerk()
    await using _ = place
    const { id, notAfter } = await issue(place, 0)
    const failing = createRenewalClerk({
      ...place.parts,
      notify: () => Promise.reject(new Error('no room')),
      days: () => [90],
      log: silentLogger,
    })
    place.now = notAfter - 90 * day
    await failing.tick(place.now)
    const warned = async () => (await place.parts.store.read.certificates.certificate(id))!.warnedDays
    expect(await warned()).toBeNull()
    await createRenewalClerk({ ...place.parts, days: () => [90], log: silentLogger }).tick(place.now)
    expect(await warned()).toBe(90)
  })

  it('signs the lists of revoked certificates anew', async () => {
    const { place, clerk } = await placeWithClerk()
    await using _ = place
    const { certificates } = place.parts.store.read
    const [issuing] = await certificates.list({ kind: 'ca-issuing', limit: 1 })
    const { id } = await issue(place, 0)
    value(await place.parts.store.write.revokeCertificate(id, 'superseded', place.now))
    await clerk.tick(place.now)
    expect(await certificates.revocationList(issuing!.id)).toMatchObject({ number: 2, entries: 1 })
    await clerk.tick(place.now)
    expect(await certificates.revocationList(issuing!.id)).toMatchObject({ number: 2 })
  })
})
