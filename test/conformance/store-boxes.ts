import { describe, expect, it } from 'vitest'
import type { CommitMessage } from '../../src/ports/archive.ts'
import type { Box } from '../../src/ports/directory.ts'
import type { NewMessage } from '../../src/ports/mailboxes.ts'
import type { Store } from '../../src/ports/store.ts'
import { addresses, letter, letterBytes, newBox, provision, value, viewOf } from './letters.ts'
import type { MakePlace } from './store.ts'

const hash = '$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA'

async function boxOf(store: Store, address = addresses[0]!): Promise<Box> {
  return (await store.read.directory.box(address))!
}

function draft(mailbox: number, number: number): NewMessage {
  const bytes = letterBytes(number, 100)
  return { mailbox, bytes, view: viewOf(bytes, number), flags: 0, keywords: [], internalDateMs: number }
}

/** The letter waits for an approver instead of being delivered. */
function heldInstead(message: CommitMessage): CommitMessage {
  return {
    ...message,
    deliveries: [],
    held: message.deliveries.map(delivery => ({
      address: addresses[1]!,
      rule: 'D1b-free',
      agencyId: null,
      expiresAt: 1,
      becomes: { kind: 'delivery', delivery },
    })),
  }
}

export function boxConformance(makePlace: MakePlace): void {
  describe('the life of a box', () => {
    it('begins with an initial password only where one is issued', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const { agencyIds, boxIds } = await provision(store)
      const before = Date.now()
      value(
        await store.write.addBoxes([{ ...newBox('moi@caobang.gov.vn', agencyIds[0]!), passwordHash: hash }]),
      )
      const issued = await boxOf(store, 'moi@caobang.gov.vn')
      expect(issued.passwordIssuedAt).toBeGreaterThanOrEqual(before)
      expect(await boxOf(store)).toMatchObject({
        passwordIssuedAt: null,
        statusSince: null,
        lockReason: null,
        lastSentAt: null,
        warnings: [],
      })
      await store.write.setPassword(boxIds[0]!, hash, true, 5000)
      expect(await boxOf(store)).toMatchObject({ initialPassword: true, passwordIssuedAt: 5000 })
      await store.write.setPassword(boxIds[0]!, hash, false, 6000)
      expect(await boxOf(store)).toMatchObject({ initialPassword: false, passwordIssuedAt: null })
    })

    it('is locked by a clock only while it is as the clock saw it', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const { boxIds } = await provision(store)
      const [id = 0] = boxIds
      const told: string[] = []
      store.onCommit(notice => told.push(notice.kind))
      const seen = await boxOf(store)
      await store.write.recordLogin(id, 1000)
      expect(await store.write.lockBox(seen, 'idle', 2000)).toBe(false)
      await store.write.setPassword(id, hash, false, 2000)
      const old = await boxOf(store)
      await store.write.setPassword(id, hash, false, 2500)
      expect(await store.write.lockBox(old, 'password-expired', 2600)).toBe(false)
      const seenLater = await boxOf(store)
      await store.write.setPassword(id, hash, true, 3000)
      expect(await store.write.lockBox(seenLater, 'initial-password', 4000)).toBe(false)
      expect(await boxOf(store)).toMatchObject({ status: 'active' })
      told.length = 0
      expect(await store.write.lockBox(await boxOf(store), 'initial-password', 5000)).toBe(true)
      expect(told).toEqual(['directory', 'logged-out'])
      const locked = await boxOf(store)
      expect(locked).toMatchObject({ status: 'locked', lockReason: 'initial-password', statusSince: 5000 })
      expect((await store.read.directory.recipient(addresses[0]!))?.boxes[0]?.status).toBe('locked')
      expect(await store.write.lockBox(locked, 'idle', 6000)).toBe(false)
      expect(await store.read.directory.boxes({ status: 'locked' })).toEqual([locked])
    })

    it('goes on after a person unlocks it, or gives it a new password', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const { boxIds } = await provision(store)
      const [id = 0] = boxIds
      await store.write.lockBox(await boxOf(store), 'idle', 1000)
      await store.write.setBoxStatus(id, 'active', 2000)
      const active = { status: 'active', lockReason: null }
      expect(await boxOf(store)).toMatchObject({ ...active, statusSince: 2000 })
      await store.write.lockBox(await boxOf(store), 'idle', 3000)
      await store.write.setPassword(id, hash, true, 4000)
      expect(await boxOf(store)).toMatchObject({ ...active, statusSince: 4000 })
      expect((await store.read.directory.recipient(addresses[0]!))?.boxes[0]?.status).toBe('active')
      await store.write.setBoxStatus(id, 'disabled', 5000)
      await store.write.setPassword(id, hash, true, 6000)
      expect(await boxOf(store)).toMatchObject({
        status: 'disabled',
        disabledBy: 'province',
        statusSince: 5000,
      })
      await store.write.setBoxStatus(id, 'disabled', 7000, 'agency')
      expect(await boxOf(store)).toMatchObject({ disabledBy: 'agency' })
      await store.write.setBoxStatus(id, 'active', 8000, 'agency')
      expect(await boxOf(store)).toMatchObject({ status: 'active', disabledBy: null })
    })

    it('remembers what its owner was warned of, until there is no cause', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const { boxIds } = await provision(store)
      const [id = 0] = boxIds
      await store.write.setBoxWarning(id, 'quota', 1000)
      await store.write.setBoxWarning(id, 'idle', 2000)
      await store.write.setBoxWarning(id, 'quota', 3000)
      expect([...(await boxOf(store)).warnings].sort()).toEqual(['idle', 'quota'])
      await store.write.setBoxWarning(id, 'quota', null)
      expect((await boxOf(store)).warnings).toEqual(['idle'])
    })

    it('shows when it last sent, and to how many outside', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const { agencyIds, boxIds } = await provision(store)
      const from = { boxId: boxIds[0]!, agencyId: agencyIds[0]! }
      const send = async (number: number, to: readonly object[], accepted = true) => {
        const change = (message: CommitMessage) => ({ ...message, entry: { ...message.entry, accepted } })
        await store.write.commitMessage(letter({ number, from, to, change }))
      }
      const outside = (address: string) => ({ address, outcome: 'queued' })
      await send(1, [{ boxId: boxIds[1]! }])
      await send(2, [outside('a@mic.gov.vn'), outside('b@mic.gov.vn'), { boxId: boxIds[1]! }])
      await send(3, [outside('c@mic.gov.vn')])
      await send(4, [outside('d@mic.gov.vn')], false)
      const at = Date.UTC(2026, 10, 23, 1)
      expect(await boxOf(store)).toMatchObject({ lastSentAt: at + 3 })
      const { archive } = store.read
      expect(await archive.sentOutside(boxIds[0]!, 0)).toEqual([
        { at: at + 2, recipients: 2 },
        { at: at + 3, recipients: 1 },
      ])
      expect(await archive.sentOutside(boxIds[0]!, at + 3)).toHaveLength(1)
      expect(await archive.sentOutside(boxIds[1]!, 0)).toEqual([])
    })

    it('is reviewed, the latest review of each agency counting', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const { agencyIds } = await provision(store)
      const [first = 0, second = 0] = agencyIds
      expect(await store.read.directory.reviews()).toEqual([])
      await store.write.recordBoxReviews([
        { agencyId: first, at: 1000, operator: 'quantri' },
        { agencyId: second, at: 1000, operator: 'quantri' },
      ])
      await store.write.recordBoxReviews([{ agencyId: first, at: 2000, operator: 'sokhcn.qt' }])
      expect(await store.read.directory.reviews()).toEqual([
        { agencyId: first, at: 2000, operator: 'sokhcn.qt' },
        { agencyId: second, at: 1000, operator: 'quantri' },
      ])
    })
  })

  describe('the end of a box', () => {
    it('comes only to one that was removed', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const { boxIds } = await provision(store)
      expect(await store.write.deleteBox(boxIds[0]!, 1)).toBe('in-service')
      expect(await store.write.deleteBox(9999, 1)).toBe('in-service')
      expect(await boxOf(store)).toBeDefined()
    })

    it('takes what only it held, leaves the archive, and frees the address for someone else', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const { agencyIds, boxIds } = await provision(store)
      const [, id = 0] = boxIds
      const address = addresses[1]!
      const { entryId } = await store.write.commitMessage(letter({ number: 1, to: [{ boxId: id }] }))
      await store.write.commitMessage(letter({ number: 2, to: [{ boxId: id }], change: heldInstead }))
      const drafts = (await store.read.mailboxes.byName(id, 'Drafts'))!
      value(await store.write.append([draft(drafts.id, 3)]))
      const { views } = await store.read.mailboxes.snapshot(drafts.id)
      const [view] = await store.read.mailboxes.views([...views])
      const app = { boxId: id, label: 'Điện thoại', lookup: 'ab', scram: '1:a:b:c', createdAt: 1 }
      await store.write.addAppPassword(app)
      await store.write.setBoxWarning(id, 'quota', 1)
      const elsewhere = { kind: 'add-alternate', address: 'an@gmail.com', boxId: id, note: '' } as const
      value(await store.write.changePolicy(elsewhere, 'quantri', 1))
      value(
        await store.write.addAliases([{ address: 'nhom@caobang.gov.vn', targets: [address, addresses[0]!] }]),
      )

      await store.write.setBoxStatus(id, 'removed', 1000)
      const gone: (number | undefined)[] = []
      const told = new Set<string>()
      store.onCommit(notice => told.add(notice.kind))
      store.onCommit(notice => notice.kind === 'mailboxes' && gone.push(notice.removed))
      expect(await store.write.deleteBox(id, 2000)).toBe('deleted')

      expect(told).toEqual(new Set(['mailboxes', 'directory', 'policy']))
      expect(gone).toContain(drafts.id)
      expect(gone).toHaveLength(6)
      expect(await store.read.directory.boxById(id)).toBeUndefined()
      expect(await store.read.mailboxes.list(id)).toEqual([])
      expect(await store.read.mailboxes.subscriptions(id)).toEqual([])
      expect(await store.read.directory.appPasswords(id)).toEqual([])
      expect(await store.read.queue.held({ limit: 10 })).toEqual([])
      expect((await store.read.policy.state()).alternates).toEqual([])
      await expect(store.read.blobs.bytes(view!.blob)).rejects.toMatchObject({ reason: 'missing' })
      const entry = (await store.read.archive.entry(entryId))!
      expect(Buffer.from(await store.read.blobs.bytes(entry.forms[0]!.blob))).toEqual(letterBytes(1))

      value(await store.write.addBoxes([newBox(address, agencyIds[1]!, 'Bế Văn Dũng')]))
      const next = await boxOf(store, address)
      expect(next).toMatchObject({ name: 'Bế Văn Dũng', messages: 0, warnings: [] })
      expect(next.id).toBeGreaterThan(id)
      expect(await store.read.directory.addressesOf(next.id)).toEqual([address])
    })

    it('of a large one comes piece by piece', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const { boxIds } = await provision(store)
      const [id = 0] = boxIds
      const drafts = (await store.read.mailboxes.byName(id, 'Drafts'))!
      for (let at = 0; at < 6000; at += 1000) {
        const some = Array.from({ length: 1000 }, (_, i) => draft(drafts.id, at + i))
        value(await store.write.append(some))
      }
      await store.write.setBoxStatus(id, 'removed', 1000)
      expect(await store.write.deleteBox(id, 2000)).toBe('more')
      expect((await store.read.mailboxes.snapshot(drafts.id)).uids.length).toBeLessThan(6000)
      expect(await store.write.deleteBox(id, 2000)).toBe('deleted')
      expect(await store.read.directory.boxById(id)).toBeUndefined()
    })
  })
}
