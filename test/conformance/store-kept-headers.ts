import { describe, expect, it } from 'vitest'
import { flagBits } from '../../src/ports/mailboxes.ts'
import type { Store } from '../../src/ports/store.ts'
import { letterBytes, provision, value, viewOf } from './letters.ts'
import type { MakePlace } from './store.ts'

async function headersOf(store: Store, ids: readonly number[]) {
  const headers = await store.read.keptHeaders.headers(ids)
  return new Map(headers.map(([id, header]) => [id, Buffer.from(header).toString('latin1')]))
}

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
    it('are told as they were given, replaced, and outlive the program', async () => {
      await using place = await makePlace()
      const odd = Buffer.from([0, 255, 58, 10, 13, 10])
      const long = Buffer.from(`X: ${'abc '.repeat(4000)}\r\n\r\n`)
      let views: number[]
      {
        await using store = await place.open()
        ;({ views } = await boxWith(store, 3))
        const [one = 0, two = 0] = views
        expect(await headersOf(store, views)).toEqual(new Map())
        await store.write.keepHeaders([
          [one, Buffer.from('A: 1\r\n\r\n')],
          [two, odd],
        ])
        await store.write.keepHeaders([[one, long]])
      }
      await using store = await place.open()
      const [one = 0, two = 0, three = 0] = views
      expect(await headersOf(store, [three, 999_999, two, one])).toEqual(
        new Map([
          [one, long.toString('latin1')],
          [two, odd.toString('latin1')],
        ]),
      )
      expect(await headersOf(store, [])).toEqual(new Map())
    })

    it('go with the last reference, and do not come back', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const { drafts, trash, views } = await boxWith(store, 1)
      const [view = 0] = views
      await store.write.keepHeaders([[view, Buffer.from('A: 1\r\n\r\n')]])
      value(await store.write.copy(drafts.id, Uint32Array.of(1), trash.id))
      await store.write.expunge(drafts.id, 'all')
      expect([...(await headersOf(store, views)).keys()]).toEqual(views)
      await store.write.expunge(trash.id, 'all')
      expect(await headersOf(store, views)).toEqual(new Map())
      await store.write.keepHeaders([[view, Buffer.from('A: 1\r\n\r\n')]])
      expect(await headersOf(store, views)).toEqual(new Map())
    })
  })
}
