import { describe, expect, it } from 'vitest'
import type { Notice, Store } from '../../src/ports/store.ts'
import { addresses, agencies, letter, letterBytes, newBox, provision, value, viewOf } from './letters.ts'
import type { MakePlace } from './store.ts'

const deleted = 8

/** A letter of the first box to the second and to itself, as two views; one more to the third waits. */
async function written(store: Store) {
  const { boxIds, agencyIds } = await provision(store)
  const [sender, reader, office] = boxIds as [number, number, number]
  const bytes = letterBytes(1)
  const message = letter({
    number: 1,
    from: { boxId: sender, agencyId: agencyIds[0]! },
    to: [{ boxId: reader }, { address: addresses[2]!, boxId: office, outcome: 'held' }],
    change: composed => ({
      ...composed,
      views: [...composed.views, { ...viewOf(bytes, 2), form: 'received' }],
      deliveries: [
        { boxId: reader, role: 'inbox', flags: 0, view: 0 },
        { boxId: sender, role: 'sent', flags: 1, view: 1 },
      ],
      held: [
        {
          address: addresses[2]!,
          rule: 'D1b-free',
          agencyId: agencyIds[1]!,
          expiresAt: composed.entry.receivedAt + 1000,
          becomes: { kind: 'delivery', delivery: { boxId: office, role: 'inbox', flags: 0, view: 0 } },
        },
      ],
    }),
  })
  const { receivedAt } = message.entry
  const { entryId } = await store.write.commitMessage(message)
  return { entryId, receivedAt, sender, reader, office }
}

async function mailbox(store: Store, box: number, name: string) {
  const found = await store.read.mailboxes.byName(box, name)
  if (found === undefined) throw new Error(`no mailbox ${name}`)
  return found
}

async function expungeAll(store: Store, box: number, name: string): Promise<void> {
  const { id } = await mailbox(store, box, name)
  const { uids } = await store.read.mailboxes.snapshot(id)
  value(await store.write.setFlags({ mailbox: id, uids, mode: 'add', flags: deleted, keywords: [] }))
  await store.write.expunge(id, 'all')
}

export function custodyConformance(makePlace: MakePlace): void {
  describe('custody', () => {
    it('knows which boxes a letter came into, and where it lies now', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const { entryId, receivedAt, sender, reader, office } = await written(store)
      const { custody } = store.read
      const came = (boxId: number, address: string, at = receivedAt) => ({
        boxId,
        address,
        form: 'received',
        at,
      })
      expect(await custody.deliveries(entryId)).toEqual([
        came(sender, addresses[0]!),
        came(reader, addresses[1]!),
      ])
      const [held] = await store.read.queue.held({ limit: 1 })
      value(await store.write.decideHeld(held!.id, 'released', 'vanthu', '', receivedAt + 500))
      expect((await custody.deliveries(entryId)).at(-1)).toEqual(
        came(office, addresses[2]!, receivedAt + 500),
      )
      const inbox = await mailbox(store, reader, 'INBOX')
      const archive = await mailbox(store, reader, 'Archive')
      value(await store.write.move(inbox.id, Uint32Array.of(1), archive.id))
      expect(
        (await custody.references(entryId)).map(({ address, mailbox, uid, flags }) => [
          address,
          mailbox,
          uid,
          flags,
        ]),
      ).toEqual([
        [addresses[1], 'Archive', 1, 0],
        [addresses[0], 'Sent', 1, 1],
        [addresses[2], 'INBOX', 1, 0],
      ])
      expect(await custody.deliveries(entryId + 1)).toEqual([])
    })

    it('finds the acts about a letter, oldest first', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const act = { operator: 'thanhtra', role: 'auditor', detail: '{"reason":"Xác minh đơn số 31"}' }
      await store.write.audit({ ...act, at: 1, operation: 'archive.show', entries: [1] })
      await store.write.audit({ ...act, at: 2, operation: 'archive.search' })
      await store.write.audit({ ...act, at: 3, operation: 'archive.raw', entries: [1, 2, 2] })
      expect(await store.read.custody.acts(1, 10)).toEqual([
        { ...act, at: 1, operation: 'archive.show', leafIndex: 0 },
        { ...act, at: 3, operation: 'archive.raw', leafIndex: 2 },
      ])
      expect(await store.read.custody.acts(2, 10)).toHaveLength(1)
      expect(await store.read.custody.acts(1, 1)).toHaveLength(1)
    })
  })

  describe('custody under holds', () => {
    it('names the holds that match the letter, and when they ended', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const { entryId } = await written(store)
      const hold = {
        name: 'Vụ án 12',
        query: '',
        reason: 'Theo yêu cầu của Viện kiểm sát',
        author: 'thanhtra',
      }
      const tree = { kind: 'and', of: [] } as const
      const { id } = value(await store.write.addHold({ ...hold, tree, addedAt: 100 }))
      await store.write.advanceHold(id, 0, entryId, [entryId])
      const { query: _, ...told } = hold
      const stands = { ...told, addedAt: 100, removedAt: null, removedBy: null }
      expect(await store.read.custody.holds(entryId)).toEqual([stands])
      value(await store.write.removeHold(hold.name, 'thanhtra2', 'Vụ án đã xét xử', 200))
      expect(await store.read.custody.holds(entryId)).toEqual([
        { ...stands, removedAt: 200, removedBy: 'thanhtra2' },
      ])
      expect(await store.read.custody.holds(entryId + 1)).toEqual([])
    })
  })

  describe('restore', () => {
    it('puts the same view back under a new UID, and tells', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const { entryId, receivedAt, reader } = await written(store)
      const inbox = await mailbox(store, reader, 'INBOX')
      const before = await store.read.mailboxes.snapshot(inbox.id)
      const [view] = await store.read.mailboxes.views([...before.views])
      await expungeAll(store, reader, 'INBOX')
      const notices: Notice[] = []
      store.onCommit(notice => notices.push(notice))
      expect(await store.write.restoreEntry(entryId, reader, 'INBOX')).toEqual({
        ok: true,
        value: { mailbox: 'INBOX', uids: [2] },
      })
      const after = await store.read.mailboxes.snapshot(inbox.id)
      expect([[...after.uids], [...after.flags], [...after.internalDatesMs]]).toEqual([
        [2],
        [0],
        [receivedAt],
      ])
      expect(after.views).toEqual(before.views)
      expect((await store.read.mailboxes.views([...after.views]))[0]).toEqual(view)
      expect(await mailbox(store, reader, 'INBOX')).toMatchObject({
        messages: 1,
        unseen: 1,
        uidNext: 3,
        sizeBytes: inbox.sizeBytes,
      })
      expect(notices).toMatchObject([{ kind: 'arrived', mailbox: inbox.id, box: reader }])
      expect('uids' in notices[0]! && [...notices[0].uids]).toEqual([2])
    })

    it('makes the mailbox, subscribed, when it is not there', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const { entryId, sender } = await written(store)
      await expungeAll(store, sender, 'Sent')
      value(await store.write.restoreEntry(entryId, sender, 'Khôi phục/2026'))
      expect(await mailbox(store, sender, 'Khôi phục/2026')).toMatchObject({ messages: 1, subscribed: true })
    })

    it('gives it to no other box, and not twice', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const { entryId, reader, office } = await written(store)
      const restore = (box: number, entry = entryId) => store.write.restoreEntry(entry, box, 'INBOX')
      // It waits for the office's approver, and never came there.
      expect(await restore(office)).toEqual({ ok: false, error: { reason: 'not-theirs' } })
      expect(await restore(reader, 4711)).toEqual({ ok: false, error: { reason: 'not-theirs' } })
      expect(await restore(reader)).toEqual({ ok: false, error: { reason: 'still-there' } })
      await expungeAll(store, reader, 'INBOX')
      value(await restore(reader))
      expect(await restore(reader)).toEqual({ ok: false, error: { reason: 'still-there' } })
      expect(await restore(office)).toMatchObject({ error: { reason: 'not-theirs' } })
      const taken = newBox('moi@caobang.gov.vn', (await store.read.directory.agency(agencies[0]!.code))!.id)
      const [other] = value(await store.write.addBoxes([taken]))
      expect(await restore(other!)).toMatchObject({ error: { reason: 'not-theirs' } })
      expect((await mailbox(store, other!, 'INBOX')).messages).toBe(0)
    })

    it('minds the quota and the number of mailboxes, and then changes nothing', async () => {
      await using place = await makePlace()
      await using store = await place.open({ mailboxes: 6 })
      const { entryId, reader } = await written(store)
      await expungeAll(store, reader, 'INBOX')
      expect(await store.write.restoreEntry(entryId, reader, 'Khôi phục')).toMatchObject({
        error: { reason: 'too-many' },
      })
      value(await store.write.changeBox(addresses[1]!, { quotaBytes: 100 }))
      expect(await store.write.restoreEntry(entryId, reader, 'INBOX')).toMatchObject({
        error: { reason: 'over-quota' },
      })
      expect((await mailbox(store, reader, 'INBOX')).messages).toBe(0)
    })
  })

  describe('approvals', () => {
    const scope = { agencies: [1], fromMs: null, beforeMs: 9 }
    const asked = {
      purpose: 'read',
      subject: 'entry 17',
      scope,
      reason: 'Xác minh đơn tố cáo số 31',
      requestedBy: 'thanhtra1',
      requestedAt: 100,
      expiresAt: 200,
    } as const
    const decision = { state: 'granted', by: 'thanhtra2', note: '', at: 150, expiresAt: 900 } as const

    it('are granted once, by another, in time', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const id = await store.write.requestApproval(asked)
      const waiting = {
        ...asked,
        id,
        state: 'requested',
        approvedBy: null,
        decidedBy: null,
        decidedAt: null,
        note: '',
      }
      expect(await store.read.approvals.approval(id)).toEqual(waiting)
      const decide = (change: Partial<typeof decision> | { by: string } | { at: number }) =>
        store.write.decideApproval(id, { ...decision, ...change })
      expect(await decide({ by: 'thanhtra1' })).toEqual({ ok: false, error: { reason: 'own' } })
      expect(await decide({ at: 200 })).toEqual({ ok: false, error: { reason: 'expired' } })
      expect(await store.read.approvals.approval(id)).toEqual(waiting)
      value(await decide({}))
      expect(await store.read.approvals.approval(id)).toEqual({
        ...waiting,
        state: 'granted',
        approvedBy: 'thanhtra2',
        decidedBy: 'thanhtra2',
        decidedAt: 150,
        expiresAt: 900,
      })
      expect(await decide({ by: 'thanhtra3' })).toEqual({ ok: false, error: { reason: 'not-waiting' } })
      expect(await store.read.approvals.approvals({ state: 'requested', limit: 10 })).toEqual([])
      expect(await store.read.approvals.approval(id + 1)).toBeUndefined()
    })

    it('lapse with the appointment of who asked', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const appointment = { scope, endsAt: null, decision: '12/QĐ-UBND' }
      const auditor = (name: string) =>
        store.write.putOperator({
          name,
          role: 'auditor',
          agencyId: null,
          passwordHash: '$argon2id$',
          totpSecret: null,
          createdAt: 1,
          appointment,
        })
      const operatorId = await auditor('thanhtra1')
      await auditor('thanhtra2')
      const session = { tokenHash: 'ff00', operatorId, createdAt: 1, expiresAt: 1000, lastUsedAt: 1 }
      await store.write.putOperatorSession(session)
      const [granted, waiting, others] = [
        await store.write.requestApproval(asked),
        await store.write.requestApproval(asked),
        await store.write.requestApproval({ ...asked, requestedBy: 'thanhtra2' }),
      ]
      value(await store.write.decideApproval(granted, decision))
      const states = async () => {
        const found = await Promise.all(
          [granted, waiting, others].map(id => store.read.approvals.approval(id)),
        )
        return found.map(approval => approval?.state)
      }
      const wider = { ...appointment, scope: { agencies: null, fromMs: 5, beforeMs: null }, endsAt: 5000 }
      value(await store.write.setAppointment('thanhtra1', wider))
      expect(await states()).toEqual(['lapsed', 'lapsed', 'requested'])
      expect((await store.read.directory.operator('thanhtra1'))?.appointment).toEqual(wider)
      expect(await store.read.directory.operatorSession('ff00')).toBeUndefined()
      value(await store.write.removeOperator('thanhtra2'))
      expect(await states()).toEqual(['lapsed', 'lapsed', 'lapsed'])
      expect(await store.write.setAppointment('thanhtra2', wider)).toMatchObject({
        error: { reason: 'not-found' },
      })
    })

    it('an agency that somebody is appointed for stays', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const { agencyIds } = await provision(store)
      const appointment = { scope: { ...scope, agencies: [agencyIds[2]!] }, endsAt: null, decision: '' }
      const row = { role: 'auditor', agencyId: null, passwordHash: '$argon2id$', totpSecret: null } as const
      await store.write.putOperator({ ...row, name: 'thanhtra1', createdAt: 1, appointment })
      expect(await store.write.removeAgency('thue')).toMatchObject({ error: { reason: 'in-use' } })
      value(await store.write.removeOperator('thanhtra1'))
      value(await store.write.removeAgency('thue'))
    })
  })
}
