import { describe, expect, it } from 'vitest'
import { flagBits, type MailboxId } from '../../src/ports/mailboxes.ts'
import type { Store } from '../../src/ports/store.ts'
import { letter, provision, value } from './letters.ts'
import type { MakePlace } from './store.ts'

const { seen, flagged, deleted } = flagBits

/** A box whose INBOX holds `letters` delivered letters, with UIDs from 1. */
async function inboxWith(store: Store, letters: number) {
  const { boxIds } = await provision(store)
  const box = boxIds[1]!
  for (let number = 1; number <= letters; number++)
    await store.write.commitMessage(letter({ number, to: [{ boxId: box }] }))
  return { box, inbox: (await store.read.mailboxes.byName(box, 'INBOX'))! }
}

async function expunge(store: Store, mailbox: MailboxId, ...uids: number[]): Promise<number> {
  const change = { mailbox, uids: Uint32Array.from(uids), flags: deleted, keywords: [] }
  value(await store.write.setFlags({ ...change, mode: 'add' }))
  return (await store.write.expunge(mailbox, change.uids)).modseq
}

/** UIDs that left since, one by one; undefined when that is forgotten. */
async function goneSince(store: Store, mailbox: MailboxId, modseq: number): Promise<number[] | undefined> {
  const ranges = await store.read.mailboxes.expungedSince(mailbox, modseq)
  const uids = ranges?.flatMap(([first, last]) =>
    Array.from({ length: last - first + 1 }, (_, i) => first + i),
  )
  return uids && [...new Set(uids)].sort((a, b) => a - b)
}

export function expungedConformance(makePlace: MakePlace): void {
  describe('expunged messages', () => {
    it('are remembered with the MODSEQ of their removal, over a stop', async () => {
      await using place = await makePlace()
      const first = await place.open()
      const { inbox } = await inboxWith(first, 12)
      const one = await expunge(first, inbox.id, 3, 4, 9)
      const two = await expunge(first, inbox.id, 1, 12)
      expect(one).toBeGreaterThan(inbox.modseq)
      expect(two).toBeGreaterThan(one)
      await first[Symbol.asyncDispose]()
      await using store = await place.open()
      expect(await goneSince(store, inbox.id, inbox.modseq)).toEqual([1, 3, 4, 9, 12])
      expect(await goneSince(store, inbox.id, one - 1)).toEqual([1, 3, 4, 9, 12])
      expect(await goneSince(store, inbox.id, one)).toEqual([1, 12])
      expect(await goneSince(store, inbox.id, two)).toEqual([])
      expect((await store.read.mailboxes.byId(inbox.id))!.modseq).toBe(two)
    })

    it('are remembered when moved, and when INBOX is renamed', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const { box, inbox } = await inboxWith(store, 5)
      const trash = (await store.read.mailboxes.byName(box, 'Trash'))!
      value(await store.write.move(inbox.id, Uint32Array.of(2, 4), trash.id))
      const { modseq } = (await store.read.mailboxes.byId(inbox.id))!
      expect(await goneSince(store, inbox.id, inbox.modseq)).toEqual([2, 4])
      value(await store.write.renameMailbox(box, 'INBOX', 'Công văn cũ'))
      expect(await goneSince(store, inbox.id, inbox.modseq)).toEqual([1, 2, 3, 4, 5])
      // Ranges may cross what went before: it is gone as well.
      expect(await goneSince(store, inbox.id, modseq)).toEqual(expect.arrayContaining([1, 3, 5]))
      expect(await goneSince(store, trash.id, 0)).toEqual([])
    })

    it('are forgotten beyond the limit, the oldest removals first and whole', async () => {
      await using place = await makePlace()
      await using store = await place.open({ expungedRanges: 4 })
      const { inbox } = await inboxWith(store, 20)
      const first = await expunge(store, inbox.id, 1, 3, 5)
      const second = await expunge(store, inbox.id, 8)
      expect(await goneSince(store, inbox.id, inbox.modseq)).toEqual([1, 3, 5, 8])
      await expunge(store, inbox.id, 10)
      expect(await goneSince(store, inbox.id, inbox.modseq)).toBeUndefined()
      expect(await goneSince(store, inbox.id, first - 1)).toBeUndefined()
      expect(await goneSince(store, inbox.id, first)).toEqual([8, 10])
      expect(await goneSince(store, inbox.id, second)).toEqual([10])
      // One that is too large by itself.
      const large = await expunge(store, inbox.id, 11, 13, 15, 17, 19)
      expect(await goneSince(store, inbox.id, large - 1)).toBeUndefined()
      expect(await goneSince(store, inbox.id, large)).toEqual([])
    })

    it('go with their mailbox', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const { box, inbox } = await inboxWith(store, 2)
      const made = value(await store.write.createMailbox(box, 'Tạm', null))
      value(await store.write.move(inbox.id, Uint32Array.of(1, 2), made.id))
      await expunge(store, made.id, 1, 2)
      expect(await goneSince(store, made.id, 0)).toEqual([1, 2])
      value(await store.write.removeMailbox(box, 'Tạm'))
      expect(await goneSince(store, made.id, 0)).toEqual([])
    })
  })

  describe('setFlags on a condition', () => {
    it('leaves alone what has a higher MODSEQ, in one step with what it changes', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const { inbox } = await inboxWith(store, 40)
      const change = { mailbox: inbox.id, mode: 'add', flags: seen, keywords: [] } as const
      const other = value(await store.write.setFlags({ ...change, uids: Uint32Array.of(2, 30) }))
      const conditional = {
        ...change,
        uids: Uint32Array.of(30, 1, 2, 3, 99),
        flags: flagged,
        keywords: ['$Xong'],
        unchangedSince: other.modseq - 1,
      }
      // At once: the second finds what the first has changed.
      const [first, second] = (
        await Promise.all([store.write.setFlags(conditional), store.write.setFlags(conditional)])
      ).map(value)
      expect([...first!.uids]).toEqual([1, 3])
      expect([...first!.modified]).toEqual([2, 30])
      expect([...second!.uids]).toEqual([])
      expect([...second!.modified]).toEqual([1, 2, 3, 30])
      expect(second!.modseq).toBe(0)
      const { flags, modseqs } = await store.read.mailboxes.snapshot(inbox.id)
      expect([...flags.subarray(0, 4)]).toEqual([flagged | 32, seen, flagged | 32, 0])
      expect([...modseqs.subarray(0, 3)]).toEqual([first!.modseq, other.modseq, first!.modseq])
    })

    it('adds no keyword when nothing passes', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const { inbox } = await inboxWith(store, 1)
      const change = { mailbox: inbox.id, uids: Uint32Array.of(1), mode: 'add', flags: 0 } as const
      const failed = value(await store.write.setFlags({ ...change, keywords: ['$A'], unchangedSince: 0 }))
      expect([...failed.modified]).toEqual([1])
      expect((await store.read.mailboxes.byId(inbox.id))!.keywords).toEqual([])
    })
  })
}
