import { describe, expect, it } from 'vitest'
import type { KeptText } from '../../src/ports/kept-texts.ts'
import { flagBits } from '../../src/ports/mailboxes.ts'
import type { Store } from '../../src/ports/store.ts'
import { letter, letterBytes, provision, value, viewOf } from './letters.ts'
import type { MakePlace } from './store.ts'

const kept = (id: number, text: string | null = `VĂN BẢN ${id}`): KeptText => ({
  id,
  filter: Buffer.from(`filter ${id}`),
  text: text === null ? null : Buffer.from(text),
})

async function filtersOf(store: Store, recipe: number, ids: readonly number[]) {
  const filters = await store.read.keptTexts.filters(recipe, ids)
  return new Map(filters.map(([id, filter]) => [id, Buffer.from(filter).toString()]))
}

async function textsOf(store: Store, recipe: number, ids: readonly number[]) {
  const texts = await store.read.keptTexts.texts(recipe, ids)
  return new Map(texts.map(([id, text]) => [id, Buffer.from(text).toString()]))
}

/** A box with so many delivered letters, and the views of them. */
async function boxWith(store: Store, count: number) {
  const { boxIds } = await provision(store)
  const box = boxIds[1]!
  for (let number = 1; number <= count; number++)
    await store.write.commitMessage(letter({ number, to: [{ boxId: box }] }))
  const { mailboxes } = store.read
  const inbox = (await mailboxes.byName(box, 'INBOX'))!
  const drafts = (await mailboxes.byName(box, 'Drafts'))!
  const trash = (await mailboxes.byName(box, 'Trash'))!
  return { inbox, drafts, trash, views: [...(await mailboxes.snapshot(inbox.id)).views] }
}

export function keptTextConformance(makePlace: MakePlace): void {
  describe('kept texts', () => {
    it('are told by the recipe that made them, and outlive the program', async () => {
      await using place = await makePlace()
      let views: number[]
      {
        await using store = await place.open()
        ;({ views } = await boxWith(store, 3))
        const [one = 0, two = 0, three = 0] = views
        expect(await filtersOf(store, 5, views)).toEqual(new Map())
        await store.write.keepTexts(5, [kept(one), kept(two, null)])
        await store.write.keepTexts(6, [kept(three)], { recipe: 6, keptTo: three })
      }
      await using store = await place.open()
      const [one = 0, two = 0, three = 0] = views
      const asked = [three, 999_999, two, one]
      expect(await filtersOf(store, 5, asked)).toEqual(
        new Map([
          [one, `filter ${one}`],
          [two, `filter ${two}`],
        ]),
      )
      expect(await textsOf(store, 5, asked)).toEqual(new Map([[one, `VĂN BẢN ${one}`]]))
      expect(await textsOf(store, 6, asked)).toEqual(new Map([[three, `VĂN BẢN ${three}`]]))
      expect(await filtersOf(store, 5, [])).toEqual(new Map())
    })

    it('are replaced', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const { views } = await boxWith(store, 2)
      const [one = 0, two = 0] = views
      await store.write.keepTexts(5, [kept(one), kept(two)])
      await store.write.keepTexts(6, [kept(one, 'KHÁC'), kept(two, null)])
      expect(await textsOf(store, 6, views)).toEqual(new Map([[one, 'KHÁC']]))
      expect(await textsOf(store, 5, views)).toEqual(new Map())
      expect(await filtersOf(store, 5, views)).toEqual(new Map())
      expect([...(await filtersOf(store, 6, views)).keys()]).toEqual([one, two])
    })

    it('go with the last reference, and do not come back', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const { drafts, trash } = await boxWith(store, 1)
      const bytes = letterBytes(77)
      value(
        await store.write.append([
          {
            mailbox: drafts.id,
            bytes,
            view: viewOf(bytes, 77),
            flags: flagBits.draft | flagBits.deleted,
            keywords: [],
            internalDateMs: 1,
          },
        ]),
      )
      const views = [...(await store.read.mailboxes.snapshot(drafts.id)).views]
      const [view = 0] = views
      await store.write.keepTexts(5, [kept(view)])
      value(await store.write.copy(drafts.id, Uint32Array.of(1), trash.id))
      await store.write.expunge(drafts.id, 'all')
      expect([...(await textsOf(store, 5, views)).keys()]).toEqual([view])
      await store.write.expunge(trash.id, 'all')
      expect(await textsOf(store, 5, views)).toEqual(new Map())
      expect(await filtersOf(store, 5, views)).toEqual(new Map())
      await store.write.keepTexts(5, [kept(view)])
      expect(await textsOf(store, 5, views)).toEqual(new Map())
      expect(await filtersOf(store, 5, views)).toEqual(new Map())
    })
  })
}
