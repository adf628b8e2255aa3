import { describe, expect, it } from 'vitest'
import { flagBits } from '../../src/ports/mailboxes.ts'
import type { Store } from '../../src/ports/store.ts'
import { letterBytes, provision, value, viewOf } from './letters.ts'
import type { MakePlace } from './store.ts'

async function headersOf(
  store: Store,
  ids: readonly number[],
  which: 'listed' | 'whole' = 'whole',
  recipe = 5,
) {
  const headers = await store.read.keptHeaders.headers(recipe, ids, which)
  return new Map(headers.map(([id, header]) => [id, Buffer.from(header).toString('latin1')]))
}

const kept = (id: number, listed: string, whole: string) => ({
  id,
  listed: Buffer.from(listed, 'latin1'),
  whole: Buffer.from(whole, 'latin1'),
})

/** A box with so many drafts, all to be removed, and the views of them. */
async function boxWith(store: Store, count: number) {
  const { boxIds } = await provision(store)
  const { mailboxes } = store.read
  const drafts = (await mailboxes.byName(boxIds[1]!, 'Drafts'))!
  const trash = (await mailboxes.byName(boxIds[1]!, 'Trash'))!
  for (let number = 1; number <= count; number++) {
    const bytes = letterBytes(number)
    const view = viewOf(bytes, number)
    const flags = flagBits.draft | flagBits.deleted
    const draft = { mailbox: drafts.id, bytes, view, flags, keywords: [], internalDateMs: 1 }
    value(await store.write.append([draft]))
  }
  return { drafts, trash, views: [...(await mailboxes.snapshot(drafts.id)).views] }
}

export function keptHeaderConformance(makePlace: MakePlace): void {
  describe('kept headers', () => {
    it('are told by their recipe as they were given, replaced, and outlive the program', async () => {
      await using place = await makePlace()
      const odd = '\0\xff:\n\r\n'
      const long = `X: ${'abc '.repeat(4000)}\r\n\r\n`
      let views: number[]
      {
        await using store = await place.open()
        ;({ views } = await boxWith(store, 3))
        const [one = 0, two = 0] = views
        expect(await headersOf(store, views)).toEqual(new Map())
        await store.write.keepHeaders(6, [kept(one, '', 'A: 1\r\n\r\n'), kept(two, '\r\n', odd)])
        await store.write.keepHeaders(5, [kept(one, 'To: 1\r\n\r\n', long)])
      }
      await using store = await place.open()
      const [one = 0, two = 0, three = 0] = views
      const asked = [three, 999_999, two, one]
      expect(await headersOf(store, asked)).toEqual(new Map([[one, long]]))
      expect(await headersOf(store, asked, 'listed')).toEqual(new Map([[one, 'To: 1\r\n\r\n']]))
      expect(await headersOf(store, asked, 'whole', 6)).toEqual(new Map([[two, odd]]))
      expect(await headersOf(store, asked, 'listed', 6)).toEqual(new Map([[two, '\r\n']]))
      expect(await headersOf(store, [])).toEqual(new Map())
    })

    it('go with the last reference, and do not come back', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const { drafts, trash, views } = await boxWith(store, 1)
      const [view = 0] = views
      await store.write.keepHeaders(5, [kept(view, '\r\n', 'A: 1\r\n\r\n')])
      value(await store.write.copy(drafts.id, Uint32Array.of(1), trash.id))
      await store.write.expunge(drafts.id, 'all')
      expect([...(await headersOf(store, views)).keys()]).toEqual(views)
      await store.write.expunge(trash.id, 'all')
      expect(await headersOf(store, views)).toEqual(new Map())
      await store.write.keepHeaders(5, [kept(view, '\r\n', 'A: 1\r\n\r\n')])
      expect(await headersOf(store, views)).toEqual(new Map())
    })
  })
}
