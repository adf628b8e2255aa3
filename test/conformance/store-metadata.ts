import { describe, expect, it } from 'vitest'
import type { BoxId } from '../../src/ports/directory.ts'
import type { MailboxId } from '../../src/ports/mailboxes.ts'
import type { MetadataChange } from '../../src/ports/metadata.ts'
import type { Notice, Store } from '../../src/ports/store.ts'
import { provision, value } from './letters.ts'
import type { MakePlace } from './store.ts'

const change = (name: string, text: string | null): MetadataChange => ({
  name,
  value: text === null ? null : Buffer.from(text),
})

async function told(store: Store, box: BoxId, mailbox: MailboxId | null) {
  const entries = await store.read.metadata.of(box, mailbox)
  return Object.fromEntries(entries.map(({ name, value }) => [name, Buffer.from(value).toString()]))
}

export function metadataConformance(makePlace: MakePlace): void {
  describe('annotations', () => {
    it('are kept apart by box and mailbox, replaced and removed, and survive', async () => {
      await using place = await makePlace()
      const notices: Notice[] = []
      let boxes: readonly BoxId[] = []
      let sent = 0
      {
        await using store = await place.open()
        boxes = (await provision(store)).boxIds
        const [box, other] = boxes as [BoxId, BoxId]
        sent = (await store.read.mailboxes.byName(box, 'Sent'))!.id
        store.onCommit(notice => notices.push(notice))
        const set = (of: BoxId, mailbox: MailboxId | null, ...entries: MetadataChange[]) =>
          store.write.setMetadata({ box: of, mailbox, entries, by: 7 })
        value(await set(box, sent, change('/shared/comment', 'Đã gửi'), change('/private/comment', 'a')))
        value(await set(box, sent, change('/private/comment', 'b')))
        value(await set(box, null, change('/shared/comment', 'Máy chủ')))
        value(await set(other, null, change('/shared/comment', 'Khác')))
        value(await set(box, null, change('/shared/none', null)))
        // Not one of this box.
        expect(await set(other, sent, change('/shared/comment', 'x'))).toMatchObject({
          error: { reason: 'not-found' },
        })
      }
      expect(notices[0]).toEqual({
        kind: 'metadata',
        box: boxes[0],
        mailbox: sent,
        entries: ['/shared/comment', '/private/comment'],
        by: 7,
      })
      expect(notices.length).toBe(5)
      await using store = await place.open()
      expect(await told(store, boxes[0]!, sent)).toEqual({
        '/shared/comment': 'Đã gửi',
        '/private/comment': 'b',
      })
      expect(await told(store, boxes[0]!, null)).toEqual({ '/shared/comment': 'Máy chủ' })
      expect(await told(store, boxes[1]!, null)).toEqual({ '/shared/comment': 'Khác' })
    })

    it('follow a mailbox that is renamed, stay with INBOX and are copied from it, and go with one removed', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const box = (await provision(store)).boxIds[0]!
      const folder = value(await store.write.createMailbox(box, 'Dự án', null))
      const inbox = (await store.read.mailboxes.byName(box, 'INBOX'))!
      for (const { id } of [folder, inbox])
        value(
          await store.write.setMetadata({
            box,
            mailbox: id,
            entries: [change('/shared/comment', 'x')],
            by: 1,
          }),
        )
      value(await store.write.renameMailbox(box, 'Dự án', 'Kho/Dự án'))
      expect(await told(store, box, folder.id)).toEqual({ '/shared/comment': 'x' })
      value(await store.write.renameMailbox(box, 'INBOX', 'Cũ'))
      const old = (await store.read.mailboxes.byName(box, 'Cũ'))!
      expect(await told(store, box, inbox.id)).toEqual({ '/shared/comment': 'x' })
      expect(await told(store, box, old.id)).toEqual({ '/shared/comment': 'x' })
      value(await store.write.removeMailbox(box, 'Kho/Dự án'))
      expect(await told(store, box, folder.id)).toEqual({})
    })

    it('go with their box', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const box = (await provision(store)).boxIds[0]!
      const inbox = (await store.read.mailboxes.byName(box, 'INBOX'))!
      for (const mailbox of [null, inbox.id])
        value(
          await store.write.setMetadata({ box, mailbox, entries: [change('/shared/comment', 'x')], by: 1 }),
        )
      await store.write.setBoxStatus(box, 'removed', Date.now())
      expect(await store.write.deleteBox(box, Date.now())).toBe('deleted')
      expect(await told(store, box, null)).toEqual({})
      expect(await told(store, box, inbox.id)).toEqual({})
    })

    it('are all set or none, as many as the box may have, and a use is of one mailbox', async () => {
      await using place = await makePlace()
      await using store = await place.open({ metadataEntries: 2 })
      const box = (await provision(store)).boxIds[0]!
      const sent = (await store.read.mailboxes.byName(box, 'Sent'))!.id
      const folder = value(await store.write.createMailbox(box, 'Lưu', null)).id
      const three = ['a', 'b', 'c'].map(name => change(`/shared/${name}`, name))
      expect(await store.write.setMetadata({ box, mailbox: sent, entries: three, by: 1 })).toMatchObject({
        error: { reason: 'too-many' },
      })
      expect(await told(store, box, sent)).toEqual({})
      const one = three.slice(0, 1)
      for (const role of ['sent', 'inbox'] as const)
        expect(
          await store.write.setMetadata({ box, mailbox: folder, entries: one, role, by: 1 }),
        ).toMatchObject({
          error: { reason: 'use' },
        })
      expect(await told(store, box, folder)).toEqual({})
      value(await store.write.setMetadata({ box, mailbox: sent, entries: [], role: null, by: 1 }))
      value(await store.write.setMetadata({ box, mailbox: folder, entries: one, role: 'sent', by: 1 }))
      expect((await store.read.mailboxes.byId(folder))!.role).toBe('sent')
      expect((await store.read.mailboxes.byId(sent))!.role).toBe(null)
    })
  })
}
