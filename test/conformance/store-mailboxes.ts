import { describe, expect, it } from 'vitest'
import { letter, letterBytes, newBox, provision, value, viewOf } from './letters.ts'
import type { MakePlace } from './store.ts'

export function mailboxConformance(makePlace: MakePlace): void {
  describe('mailboxes', () => {
    it('gives a new box its six, subscribed', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const { boxIds } = await provision(store)
      const list = await store.read.mailboxes.list(boxIds[0]!)
      expect(list.map(({ name, role, subscribed }) => [name, role, subscribed])).toEqual([
        ['Archive', 'archive', true],
        ['Drafts', 'drafts', true],
        ['INBOX', 'inbox', true],
        ['Junk', 'junk', true],
        ['Sent', 'sent', true],
        ['Trash', 'trash', true],
      ])
      for (const mailbox of list) {
        expect(mailbox).toMatchObject({ uidNext: 1, messages: 0, unseen: 0, deleted: 0, sizeBytes: 0 })
        expect(mailbox.uidValidity).toBeGreaterThan(0)
        expect(await store.read.mailboxes.byId(mailbox.id)).toEqual(mailbox)
      }
    })

    it('creates with superior names, once, and within the limit', async () => {
      await using place = await makePlace()
      await using store = await place.open({ mailboxes: 9 })
      const { boxIds } = await provision(store)
      const box = boxIds[0]!
      const created = value(await store.write.createMailbox(box, 'Công văn/Đến/2026', null))
      expect(created).toMatchObject({ name: 'Công văn/Đến/2026', role: null, subscribed: false, uidNext: 1 })
      const names = (await store.read.mailboxes.list(box)).map(mailbox => mailbox.name)
      expect(names).toEqual(expect.arrayContaining(['Công văn', 'Công văn/Đến', 'Công văn/Đến/2026']))
      expect(await store.write.createMailbox(box, 'Công văn', null)).toMatchObject({
        error: { reason: 'exists' },
      })
      expect(await store.write.createMailbox(box, 'Một quá nhiều', null)).toMatchObject({
        error: { reason: 'too-many' },
      })
    })

    it('renames with everything below, and refuses what cannot be', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const { boxIds } = await provision(store)
      const box = boxIds[0]!
      const child = value(await store.write.createMailbox(box, 'Dự án/Cao tốc', null))
      value(await store.write.createMailbox(box, 'Dự án 2', null))
      expect(await store.write.renameMailbox(box, 'Dự án', 'Lưu/Dự án cũ')).toMatchObject({ ok: true })
      expect((await store.read.mailboxes.byId(child.id))!.name).toBe('Lưu/Dự án cũ/Cao tốc')
      expect((await store.read.mailboxes.byId(child.id))!.uidValidity).toBe(child.uidValidity)
      expect(await store.read.mailboxes.byName(box, 'Lưu')).toBeDefined()
      expect(await store.read.mailboxes.byName(box, 'Dự án')).toBeUndefined()
      expect(await store.read.mailboxes.byName(box, 'Dự án 2')).toBeDefined()
      for (const [from, to, reason] of [
        ['Không có', 'Gì đó', 'not-found'],
        ['Dự án 2', 'Sent', 'exists'],
        ['Lưu', 'Lưu/Trong', 'exists'],
      ] as const) {
        expect(await store.write.renameMailbox(box, from, to)).toEqual({ ok: false, error: { reason } })
      }
    })

    it('renames INBOX by moving its letters', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const { boxIds } = await provision(store)
      const box = boxIds[1]!
      for (const number of [1, 2]) {
        await store.write.commitMessage(letter({ number, to: [{ boxId: box }] }))
      }
      const before = (await store.read.mailboxes.byName(box, 'INBOX'))!
      value(await store.write.renameMailbox(box, 'INBOX', 'Thư cũ'))
      const after = (await store.read.mailboxes.byName(box, 'INBOX'))!
      expect(after).toMatchObject({ id: before.id, messages: 0, unseen: 0, sizeBytes: 0, uidNext: 3 })
      const old = (await store.read.mailboxes.byName(box, 'Thư cũ'))!
      expect(old).toMatchObject({ messages: 2, unseen: 2, sizeBytes: before.sizeBytes, role: null })
      expect((await store.read.mailboxes.snapshot(old.id)).uids).toHaveLength(2)
    })

    it('removes with its letters, never INBOX or a parent; a name used again is another mailbox', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const { boxIds } = await provision(store)
      const box = boxIds[0]!
      const first = value(await store.write.createMailbox(box, 'Tạm/Một', null))
      const bytes = letterBytes(1)
      value(
        await store.write.append([
          { mailbox: first.id, bytes, view: viewOf(bytes), flags: 0, keywords: [], internalDateMs: 1 },
        ]),
      )
      const [blobView] = (await store.read.mailboxes.snapshot(first.id)).views
      const { blob } = (await store.read.mailboxes.views([blobView!]))[0]!
      expect(await store.write.removeMailbox(box, 'INBOX')).toMatchObject({ error: { reason: 'inbox' } })
      expect(await store.write.removeMailbox(box, 'Tạm')).toMatchObject({ error: { reason: 'has-children' } })
      expect(await store.write.removeMailbox(box, 'Gì')).toMatchObject({ error: { reason: 'not-found' } })
      expect(await store.write.removeMailbox(box, 'Tạm/Một')).toEqual({ ok: true, value: first.id })
      expect(await store.read.mailboxes.byId(first.id)).toBeUndefined()
      expect((await store.read.mailboxes.snapshot(first.id)).uids).toHaveLength(0)
      expect(await store.read.blobs.size(blob)).toBeUndefined()
      const second = value(await store.write.createMailbox(box, 'Tạm/Một', null))
      expect(second.id).not.toBe(first.id)
      expect(second.uidValidity).toBeGreaterThan(first.uidValidity)
    })

    it('keeps subscriptions by name, also of what does not exist', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const { boxIds } = await provision(store)
      const box = boxIds[0]!
      await store.write.subscribe(box, 'Sẽ có', true)
      await store.write.subscribe(box, 'Sẽ có', true)
      await store.write.subscribe(box, 'Junk', false)
      expect(await store.read.mailboxes.subscriptions(box)).toEqual([
        'Archive',
        'Drafts',
        'INBOX',
        'Sent',
        'Sẽ có',
        'Trash',
      ])
      expect((await store.read.mailboxes.byName(box, 'Junk'))!.subscribed).toBe(false)
      expect(value(await store.write.createMailbox(box, 'Sẽ có', null)).subscribed).toBe(true)
    })

    it('keeps the boxes apart', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const { agencyIds, boxIds } = await provision(store)
      value(await store.write.createMailbox(boxIds[0]!, 'Riêng', null))
      const [fresh] = value(await store.write.addBoxes([newBox('moi@caobang.gov.vn', agencyIds[0]!)]))
      expect(await store.read.mailboxes.byName(fresh!, 'Riêng')).toBeUndefined()
      expect(await store.write.renameMailbox(fresh!, 'Riêng', 'Chung')).toMatchObject({ ok: false })
    })

    it('tells of each change', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const { boxIds } = await provision(store)
      const box = boxIds[0]!
      const told: unknown[] = []
      const off = store.onCommit(notice => told.push(notice))
      const { id } = value(await store.write.createMailbox(box, 'Một', null))
      await store.write.renameMailbox(box, 'Một', 'Hai')
      await store.write.removeMailbox(box, 'Hai')
      await store.write.removeMailbox(box, 'Hai')
      off()
      await store.write.subscribe(box, 'Hai', true)
      expect(told).toEqual([
        { kind: 'mailboxes', box, names: ['Một'] },
        { kind: 'mailboxes', box, names: [], renamed: { from: 'Một', to: 'Hai' } },
        { kind: 'mailboxes', box, removed: id, names: ['Hai'] },
      ])
    })

    it('tells of levels that are made on the way, and of subscriptions', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const box = (await provision(store)).boxIds[0]!
      const told: unknown[] = []
      store.onCommit(notice => told.push(notice))
      const made = value(await store.write.createMailbox(box, 'Năm/Quý/Tháng', null, true))
      expect(made.subscribed).toBe(true)
      expect(await store.read.mailboxes.subscriptions(box)).toEqual(
        expect.arrayContaining(['Năm', 'Năm/Quý', 'Năm/Quý/Tháng']),
      )
      value(await store.write.renameMailbox(box, 'Năm/Quý', 'Lưu/Cũ/Quý'))
      value(await store.write.renameMailbox(box, 'INBOX', 'Thư cũ'))
      await store.write.subscribe(box, 'Năm/Quý', false)
      expect(told).toEqual([
        { kind: 'mailboxes', box, names: ['Năm', 'Năm/Quý', 'Năm/Quý/Tháng'] },
        { kind: 'mailboxes', box, names: ['Lưu', 'Lưu/Cũ'], renamed: { from: 'Năm/Quý', to: 'Lưu/Cũ/Quý' } },
        { kind: 'mailboxes', box, names: [], renamed: { from: 'INBOX', to: 'Thư cũ' } },
        { kind: 'mailboxes', box, subscription: 'Năm/Quý' },
      ])
    })
  })
}
