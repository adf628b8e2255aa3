import { describe, expect, it } from 'vitest'
import { flagBits, type NewMessage } from '../../src/ports/mailboxes.ts'
import type { Notice, Store } from '../../src/ports/store.ts'
import {
  addresses,
  letter,
  letterAncestors,
  letterBytes,
  newBox,
  provision,
  value,
  viewOf,
} from './letters.ts'
import type { MakePlace } from './store.ts'

const { seen, flagged, deleted, draft } = flagBits

function draftMessage(mailbox: number, number: number, change: Partial<NewMessage> = {}): NewMessage {
  const bytes = letterBytes(number)
  return {
    mailbox,
    bytes,
    view: viewOf(bytes, number),
    flags: draft,
    keywords: [],
    internalDateMs: number,
    ...change,
  }
}

async function mailboxOf(store: Store, box: number, name: string) {
  return (await store.read.mailboxes.byName(box, name))!
}

/** A box whose INBOX holds `letters` delivered letters. */
async function boxWith(store: Store, letters: number) {
  const { boxIds } = await provision(store)
  const box = boxIds[1]!
  await Promise.all(
    Array.from({ length: letters }, (_, i) =>
      store.write.commitMessage(letter({ number: i + 1, to: [{ boxId: box }] })),
    ),
  )
  const inbox = await mailboxOf(store, box, 'INBOX')
  return { box, inbox, boxIds }
}

function listen(store: Store): Notice[] {
  const notices: Notice[] = []
  store.onCommit(notice => notices.push(notice))
  return notices
}

/** Counters must be what counting would give. */
async function expectCounted(store: Store, mailbox: number): Promise<void> {
  const row = (await store.read.mailboxes.byId(mailbox))!
  const snapshot = await store.read.mailboxes.snapshot(mailbox)
  const flags = [...snapshot.flags]
  expect({
    messages: row.messages,
    unseen: row.unseen,
    deleted: row.deleted,
    sizeBytes: row.sizeBytes,
  }).toEqual({
    messages: flags.length,
    unseen: flags.filter(bits => !(bits & seen)).length,
    deleted: flags.filter(bits => bits & deleted).length,
    sizeBytes: snapshot.sizesBytes.reduce((sum, size) => sum + size, 0),
  })
  for (const uid of snapshot.uids) expect(uid).toBeLessThan(row.uidNext)
  for (const modseq of snapshot.modseqs) expect(modseq).toBeLessThanOrEqual(row.modseq)
}

export function messageConformance(makePlace: MakePlace): void {
  describe('append', () => {
    it('stores mailbox objects, outside the archive, with flags and keywords', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const { box } = await boxWith(store, 0)
      const drafts = await mailboxOf(store, box, 'Drafts')
      const notices = listen(store)
      const appended = value(
        await store.write.append([
          draftMessage(drafts.id, 1),
          draftMessage(drafts.id, 2, { keywords: ['$Forwarded', 'Khẩn'], flags: draft | seen }),
        ]),
      )
      expect(appended.uidValidity).toBe(drafts.uidValidity)
      expect([...appended.uids]).toEqual([1, 2])
      const after = await mailboxOf(store, box, 'Drafts')
      expect(after).toMatchObject({ messages: 2, unseen: 1, keywords: ['$Forwarded', 'Khẩn'] })
      const snapshot = await store.read.mailboxes.snapshot(drafts.id)
      expect([...snapshot.flags]).toEqual([draft, draft | seen | 32 | 64])
      expect([...snapshot.internalDatesMs]).toEqual([1, 2])
      const [view] = await store.read.mailboxes.views([snapshot.views[1]!])
      expect(Buffer.from(await store.read.blobs.bytes(view!.blob))).toEqual(letterBytes(2))
      expect(await store.read.archive.search({ limit: 10 })).toEqual([])
      expect(notices.map(notice => notice.kind)).toEqual(['arrived', 'arrived'])
      expect(notices[1]).toMatchObject({ keywords: ['$Forwarded', 'Khẩn'], mailbox: drafts.id, box })
      await expectCounted(store, drafts.id)
    })

    it('is all or none, and minds the quota', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const { box } = await boxWith(store, 0)
      const drafts = await mailboxOf(store, box, 'Drafts')
      const { sizeBytes } = viewOf(letterBytes(1), 1)
      value(await store.write.changeBox(addresses[1]!, { quotaBytes: 2 * sizeBytes }))
      const three = [1, 2, 3].map(number => draftMessage(drafts.id, number))
      const notices = listen(store)
      expect(await store.write.append(three)).toEqual({ ok: false, error: { reason: 'over-quota' } })
      expect(await mailboxOf(store, box, 'Drafts')).toEqual(drafts)
      expect(notices).toEqual([])
      const two = value(await store.write.append(three.slice(0, 2)))
      expect([...two.uids]).toEqual([1, 2])
      expect(await store.write.append([draftMessage(9999, 1)])).toMatchObject({
        error: { reason: 'not-found' },
      })
      // A delivery is not refused here: RCPT decided already.
      await store.write.commitMessage(letter({ number: 9, to: [{ boxId: box }] }))
      expect((await store.read.directory.boxById(box))!.messages).toBe(3)
    })

    it('refuses a keyword too many', async () => {
      await using place = await makePlace()
      await using store = await place.open({ keywords: 2 })
      const { box } = await boxWith(store, 0)
      const drafts = await mailboxOf(store, box, 'Drafts')
      value(await store.write.append([draftMessage(drafts.id, 1, { keywords: ['Một', 'Hai', 'MỘT'] })]))
      expect(await store.write.append([draftMessage(drafts.id, 2, { keywords: ['Ba'] })])).toEqual({
        ok: false,
        error: { reason: 'too-many-keywords' },
      })
      expect(await mailboxOf(store, box, 'Drafts')).toMatchObject({ keywords: ['Một', 'Hai'], messages: 1 })
    })
  })

  describe('setAncestors', () => {
    it('tells what was not known, once, and nothing of what was', async () => {
      await using place = await makePlace()
      const first = await place.open()
      const { box } = await boxWith(first, 0)
      const drafts = await mailboxOf(first, box, 'Drafts')
      const { view } = draftMessage(drafts.id, 1)
      const old = { ...view, structure: { ...view.structure, ancestors: null } }
      value(await first.write.append([draftMessage(drafts.id, 1, { view: old }), draftMessage(drafts.id, 2)]))
      const { views } = await first.read.mailboxes.snapshot(drafts.id)
      const [unknown, known] = [views[0]!, views[1]!]
      const told = async (store: Store) =>
        (await store.read.mailboxes.threadTexts([unknown, known])).map(({ ancestors }) => ancestors)
      expect(await told(first)).toEqual([null, letterAncestors])
      const notices = listen(first)
      for (const ancestors of ['3@caobang.gov.vn', '4@caobang.gov.vn']) {
        await first.write.setAncestors([unknown, known, 9999].map(id => ({ id, ancestors })))
      }
      expect(notices).toEqual([])
      await first[Symbol.asyncDispose]()
      await using store = await place.open()
      expect(await told(store)).toEqual(['3@caobang.gov.vn', letterAncestors])
    })
  })

  describe('setRecentUid', () => {
    it('is raised, never lowered, and tells nobody', async () => {
      await using place = await makePlace()
      const first = await place.open()
      const { inbox } = await boxWith(first, 3)
      expect(inbox.recentUid).toBe(1)
      const notices = listen(first)
      await first.write.setRecentUid(inbox.id, 3)
      await first.write.setRecentUid(inbox.id, 2)
      await first.write.setRecentUid(9999, 2)
      expect(notices).toEqual([])
      await first[Symbol.asyncDispose]()
      await using store = await place.open()
      expect(await store.read.mailboxes.byId(inbox.id)).toEqual({ ...inbox, recentUid: 3 })
    })

    it('stays with the mailbox, so that what is moved or copied is recent again', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const { box, inbox } = await boxWith(store, 3)
      await store.write.setRecentUid(inbox.id, inbox.uidNext)
      const sent = await mailboxOf(store, box, 'Sent')
      value(await store.write.copy(inbox.id, Uint32Array.of(1, 3), sent.id))
      expect((await mailboxOf(store, box, 'Sent')).recentUid).toBe(1)
      value(await store.write.renameMailbox(box, 'INBOX', 'Công văn cũ'))
      expect((await mailboxOf(store, box, 'INBOX')).recentUid).toBe(inbox.uidNext)
      const old = await mailboxOf(store, box, 'Công văn cũ')
      expect(old.recentUid).toBe(1)
      expect(await Promise.all([1, 2, 3, 4].map(uid => store.read.mailboxes.countFrom(old.id, uid)))).toEqual(
        [3, 2, 1, 0],
      )
    })
  })

  describe('setFlags', () => {
    it('adds, removes and replaces, telling only what changed', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const { box, inbox } = await boxWith(store, 5)
      const notices = listen(store)
      const set = async (
        mode: 'add' | 'remove' | 'replace',
        uids: number[],
        flags: number,
        keywords: string[] = [],
      ) =>
        value(
          await store.write.setFlags({
            mailbox: inbox.id,
            uids: Uint32Array.from(uids),
            mode,
            flags,
            keywords,
          }),
        )

      const added = await set('add', [4, 2, 99], seen | flagged)
      expect([...added.uids]).toEqual([2, 4])
      expect([...added.flags]).toEqual([seen | flagged, seen | flagged])
      expect(added.modseq).toBeGreaterThan(inbox.modseq)
      const again = await set('add', [1, 2, 4], seen)
      expect([...again.flags]).toEqual([seen, seen | flagged, seen | flagged])
      await set('remove', [2], seen | deleted)
      await set('replace', [4, 5], deleted, ['$Junk'])
      const noChange = await set('add', [4], deleted)
      expect(noChange.modseq).toBe(0)

      const snapshot = await store.read.mailboxes.snapshot(inbox.id)
      expect([...snapshot.flags]).toEqual([seen, flagged, 0, deleted | 32, deleted | 32])
      expect(notices.map(notice => 'uids' in notice && [...notice.uids])).toEqual([[2, 4], [1], [2], [4, 5]])
      expect(notices[3]).toMatchObject({ kind: 'flags', mailbox: inbox.id, box, keywords: ['$Junk'] })
      expect(notices.map(notice => 'modseq' in notice && notice.modseq)).toEqual([
        added.modseq,
        snapshot.modseqs[0],
        snapshot.modseqs[1],
        snapshot.modseqs[4],
      ])
      expect(snapshot.modseqs[2]).toBeLessThan(added.modseq)
      await expectCounted(store, inbox.id)
    })

    it('changes only messages asked for, however they lie', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const { inbox } = await boxWith(store, 60)
      const everyThird = Uint32Array.from({ length: 20 }, (_, i) => 1 + 3 * i)
      const change = { mailbox: inbox.id, mode: 'add', flags: deleted, keywords: [] } as const
      value(await store.write.setFlags({ ...change, uids: everyThird }))
      await store.write.expunge(inbox.id, 'all')
      value(await store.write.setFlags({ ...change, flags: seen, uids: Uint32Array.of(2, 59, 60) }))
      value(
        await store.write.setFlags({
          ...change,
          flags: flagged,
          uids: Uint32Array.from({ length: 30 }, (_, i) => i + 5),
        }),
      )
      const { uids, flags } = await store.read.mailboxes.snapshot(inbox.id)
      for (const [i, uid] of uids.entries()) {
        const expected = ([2, 59, 60].includes(uid) ? seen : 0) | (uid >= 5 && uid <= 34 ? flagged : 0)
        expect([uid, flags[i]]).toEqual([uid, expected])
      }
      expect(uids).toHaveLength(40)
      await expectCounted(store, inbox.id)
    })

    it('uses every bit up to the last keyword', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const { inbox } = await boxWith(store, 1)
      const keywords = Array.from({ length: 26 }, (_, i) => `Nhãn-${i}`)
      const change = { mailbox: inbox.id, uids: Uint32Array.of(1), flags: 31, keywords }
      expect([...value(await store.write.setFlags({ ...change, mode: 'add' })).flags]).toEqual([0x7fff_ffff])
      const left = value(
        await store.write.setFlags({ ...change, mode: 'remove', flags: 0, keywords: ['Nhãn-0'] }),
      )
      expect([...left.flags]).toEqual([0x7fff_ffff - 32])
      expect(await store.write.setFlags({ ...change, mode: 'add', keywords: ['Nhãn-26'] })).toMatchObject({
        error: { reason: 'too-many-keywords' },
      })
    })

    it('numbers never fall back after closing', async () => {
      await using place = await makePlace()
      let last = 0
      const first = await place.open()
      const { inbox } = await boxWith(first, 1)
      const change = { mailbox: inbox.id, uids: Uint32Array.of(1), flags: seen, keywords: [] }
      for (const mode of ['add', 'remove', 'add'] as const) {
        const { modseq } = value(await first.write.setFlags({ ...change, mode }))
        expect(modseq).toBeGreaterThan(last)
        last = modseq
      }
      await first[Symbol.asyncDispose]()
      await using store = await place.open()
      expect(value(await store.write.setFlags({ ...change, mode: 'remove' })).modseq).toBeGreaterThan(last)
    })
  })

  describe('copy and move', () => {
    it('copies references, sharing the view', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const { box, inbox } = await boxWith(store, 4)
      const trash = await mailboxOf(store, box, 'Trash')
      const before = await store.read.mailboxes.snapshot(inbox.id)
      const notices = listen(store)
      const copied = value(await store.write.copy(inbox.id, Uint32Array.of(4, 1, 2, 77), trash.id))
      expect(copied.uidValidity).toBe(trash.uidValidity)
      expect([...copied.sourceUids]).toEqual([1, 2, 4])
      expect([...copied.targetUids]).toEqual([1, 2, 3])
      const target = await store.read.mailboxes.snapshot(trash.id)
      expect([...target.views]).toEqual([before.views[0], before.views[1], before.views[3]])
      expect([...target.internalDatesMs]).toEqual([
        before.internalDatesMs[0],
        before.internalDatesMs[1],
        before.internalDatesMs[3],
      ])
      expect(notices).toHaveLength(1)
      expect(notices[0]).toMatchObject({ kind: 'arrived', mailbox: trash.id, uids: Uint32Array.of(1, 2, 3) })
      expect(await store.read.mailboxes.snapshot(inbox.id)).toEqual(before)
      await expectCounted(store, trash.id)
      const none = value(await store.write.copy(inbox.id, Uint32Array.of(55), trash.id))
      expect([...none.targetUids]).toEqual([])
      expect(await store.write.copy(inbox.id, Uint32Array.of(1), 9999)).toMatchObject({
        error: { reason: 'not-found' },
      })
    })

    it('carries keywords over to the target’s own list', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const { box, inbox } = await boxWith(store, 2)
      const trash = await mailboxOf(store, box, 'Trash')
      value(await store.write.append([draftMessage(trash.id, 1, { keywords: ['Mật'] })]))
      const change = { mailbox: inbox.id, mode: 'add', flags: seen } as const
      value(await store.write.setFlags({ ...change, uids: Uint32Array.of(1), keywords: ['Khẩn', 'mật'] }))
      value(await store.write.setFlags({ ...change, uids: Uint32Array.of(2), keywords: ['mật'] }))
      value(await store.write.copy(inbox.id, Uint32Array.of(1, 2), trash.id))
      expect((await mailboxOf(store, box, 'Trash')).keywords).toEqual(['Mật', 'Khẩn'])
      expect([...(await store.read.mailboxes.snapshot(trash.id)).flags]).toEqual([
        draft | 32,
        seen | 32 | 64,
        seen | 32,
      ])
    })

    it('copies within a mailbox', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const { inbox } = await boxWith(store, 3)
      const copied = value(await store.write.copy(inbox.id, Uint32Array.of(2, 3), inbox.id))
      expect([...copied.targetUids]).toEqual([4, 5])
      await expectCounted(store, inbox.id)
    })

    it('moves: gone here, there with the same view', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const { box, inbox } = await boxWith(store, 4)
      const trash = await mailboxOf(store, box, 'Trash')
      // No room at all: a move inside the box needs none.
      value(await store.write.changeBox(addresses[1]!, { quotaBytes: 1 }))
      const before = await store.read.mailboxes.snapshot(inbox.id)
      const notices = listen(store)
      const moved = value(await store.write.move(inbox.id, Uint32Array.of(2, 3), trash.id))
      expect([...moved.sourceUids]).toEqual([2, 3])
      expect([...(await store.read.mailboxes.snapshot(inbox.id)).uids]).toEqual([1, 4])
      expect([...(await store.read.mailboxes.snapshot(trash.id)).views]).toEqual([
        before.views[1],
        before.views[2],
      ])
      expect(notices.map(notice => notice.kind)).toEqual(['arrived', 'expunged'])
      expect(notices[1]).toMatchObject({ mailbox: inbox.id, uids: Uint32Array.of(2, 3) })
      await expectCounted(store, inbox.id)
      await expectCounted(store, trash.id)
      expect(await store.write.copy(inbox.id, Uint32Array.of(1), trash.id)).toMatchObject({
        error: { reason: 'over-quota' },
      })
    })
  })

  describe('replacing', () => {
    it('puts a message in the place of another, whose views and bytes go', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const { box } = await boxWith(store, 0)
      const drafts = await mailboxOf(store, box, 'Drafts')
      const sent = await mailboxOf(store, box, 'Sent')
      value(await store.write.append([1, 2].map(number => draftMessage(drafts.id, number))))
      const { views } = await store.read.mailboxes.snapshot(drafts.id)
      const [old] = await store.read.mailboxes.views([views[0]!])
      const notices = listen(store)
      const first = value(await store.write.replace(drafts.id, 1, draftMessage(drafts.id, 3)))
      expect(first).toEqual({ uidValidity: drafts.uidValidity, uids: Uint32Array.of(3) })
      expect(notices.map(({ kind }) => kind)).toEqual(['arrived', 'expunged'])
      expect(await store.read.mailboxes.views([old!.id])).toEqual([])
      expect(await store.read.blobs.size(old!.blob)).toBeUndefined()
      const second = value(await store.write.replace(drafts.id, 3, draftMessage(sent.id, 3)))
      expect(second).toEqual({ uidValidity: sent.uidValidity, uids: Uint32Array.of(1) })
      expect([...(await store.read.mailboxes.snapshot(drafts.id)).uids]).toEqual([2])
      await expectCounted(store, drafts.id)
      await expectCounted(store, sent.id)
    })

    it('needs room only for what it adds, and does nothing when it cannot do both', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const { box } = await boxWith(store, 0)
      const drafts = await mailboxOf(store, box, 'Drafts')
      const { sizeBytes } = viewOf(letterBytes(1), 1)
      value(await store.write.append([draftMessage(drafts.id, 1)]))
      value(await store.write.changeBox(addresses[1]!, { quotaBytes: sizeBytes }))
      value(await store.write.replace(drafts.id, 1, draftMessage(drafts.id, 2)))
      const big = letterBytes(3, 300_000)
      const before = await mailboxOf(store, box, 'Drafts')
      const snapshot = await store.read.mailboxes.snapshot(drafts.id)
      const notices = listen(store)
      const tooBig = draftMessage(drafts.id, 3, { bytes: big, view: viewOf(big, 3) })
      for (const [uid, message, reason] of [
        [2, tooBig, 'over-quota'],
        [1, draftMessage(drafts.id, 3), 'no-message'],
        [2, draftMessage(9999, 3), 'not-found'],
      ] as const) {
        expect(await store.write.replace(drafts.id, uid, message)).toEqual({ ok: false, error: { reason } })
      }
      expect(await mailboxOf(store, box, 'Drafts')).toEqual(before)
      expect(await store.read.mailboxes.snapshot(drafts.id)).toEqual(snapshot)
      expect(notices).toEqual([])
    })
  })

  describe('save dates', () => {
    it('are of the mailbox where the message is, and stay', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const { box, inbox } = await boxWith(store, 3)
      const trash = await mailboxOf(store, box, 'Trash')
      const start = Date.now()
      const uids = Uint32Array.of(1, 2, 3)
      const came = await store.read.mailboxes.savedDates(inbox.id, uids)
      for (const date of came) expect(Math.abs(date - start)).toBeLessThan(60_000)
      const copiedAt = Date.now()
      value(await store.write.copy(inbox.id, Uint32Array.of(2), trash.id))
      value(
        await store.write.setFlags({
          mailbox: inbox.id,
          uids,
          mode: 'add',
          flags: flagged,
          keywords: ['Khẩn'],
        }),
      )
      // With a keyword, flags are translated one by one.
      value(await store.write.move(inbox.id, Uint32Array.of(3), trash.id))
      const [copy = 0, moved = 0] = await store.read.mailboxes.savedDates(trash.id, Uint32Array.of(1, 2))
      expect(Math.min(copy, moved)).toBeGreaterThanOrEqual(copiedAt)
      expect(await store.read.mailboxes.savedDates(inbox.id, Uint32Array.of(1, 2))).toEqual(came.slice(0, 2))
      // What is not there, between what is.
      const some = await store.read.mailboxes.savedDates(inbox.id, Uint32Array.of(1, 3, 7))
      expect([...some]).toEqual([came[0], Number.NaN, Number.NaN])
      expect([...(await store.read.mailboxes.savedDates(inbox.id, new Uint32Array(0)))]).toEqual([])
    })
  })

  describe('expunge', () => {
    it('removes what carries \\Deleted, of those asked', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const { inbox } = await boxWith(store, 5)
      const uids = Uint32Array.of(1, 3, 5)
      value(
        await store.write.setFlags({ mailbox: inbox.id, uids, mode: 'add', flags: deleted, keywords: [] }),
      )
      const notices = listen(store)
      const some = await store.write.expunge(inbox.id, Uint32Array.of(1, 2))
      expect([...some.uids]).toEqual([1])
      const rest = await store.write.expunge(inbox.id, 'all')
      expect([...rest.uids]).toEqual([3, 5])
      expect(rest.modseq).toBeGreaterThan(some.modseq)
      const nothing = await store.write.expunge(inbox.id, 'all')
      expect([...nothing.uids]).toEqual([])
      expect(nothing.modseq).toBe(rest.modseq)
      expect(notices.map(notice => 'uids' in notice && [...notice.uids])).toEqual([[1], [3, 5]])
      expect([...(await store.read.mailboxes.snapshot(inbox.id)).uids]).toEqual([2, 4])
      expect((await store.read.mailboxes.byId(inbox.id))!.uidNext).toBe(6)
      await expectCounted(store, inbox.id)
    })

    it('keeps archived bytes; a mailbox object goes with its last reference', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const { box, inbox } = await boxWith(store, 1)
      const trash = await mailboxOf(store, box, 'Trash')
      const big = letterBytes(2, 300_000)
      value(
        await store.write.append([
          draftMessage(inbox.id, 1),
          draftMessage(inbox.id, 2, { bytes: Buffer.from(big), view: viewOf(big, 2) }),
        ]),
      )
      value(await store.write.copy(inbox.id, Uint32Array.of(2, 3), trash.id))
      const views = await store.read.mailboxes.views([
        ...(await store.read.mailboxes.snapshot(inbox.id)).views,
      ])
      const blobs = views.map(view => view.blob)
      const removeAll = async (mailbox: number) => {
        const { uids } = await store.read.mailboxes.snapshot(mailbox)
        value(await store.write.setFlags({ mailbox, uids, mode: 'add', flags: deleted, keywords: [] }))
        await store.write.expunge(mailbox, 'all')
      }
      const sizes = () => Promise.all(blobs.map(blob => store.read.blobs.size(blob)))
      await removeAll(inbox.id)
      expect(await sizes()).toEqual([letterBytes(1).length, letterBytes(1).length, big.length])
      expect(await store.read.mailboxes.views(views.map(view => view.id))).toHaveLength(3)
      await removeAll(trash.id)
      expect(await sizes()).toEqual([letterBytes(1).length, undefined, undefined])
      // What the box saw of the letter may be put back.
      expect(await store.read.mailboxes.views(views.map(view => view.id))).toEqual([views[0]])
      const [entry] = await store.read.archive.search({ limit: 1 })
      expect(Buffer.from(await store.read.blobs.bytes(entry!.forms[0]!.blob))).toEqual(letterBytes(1))
    })
  })

  describe('reading many', () => {
    it('answers views, structures and search texts in the order asked', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const { inbox } = await boxWith(store, 40)
      const { views } = await store.read.mailboxes.snapshot(inbox.id)
      const asked = [views[30]!, 999_999, views[0]!, views[39]!]
      const expected = [views[30]!, views[0]!, views[39]!]
      const { mailboxes } = store.read
      expect((await mailboxes.views(asked)).map(view => view.id)).toEqual(expected)
      expect((await mailboxes.structures(asked)).map(view => view.id)).toEqual(expected)
      const texts = await mailboxes.searchTexts(asked)
      expect(texts.map(text => text.id)).toEqual(expected)
      const [full] = await mailboxes.views([views[30]!])
      const { sentAt, subject, from, to, cc, headerBytes } = full!.structure
      expect(texts[0]).toEqual({ id: views[30], sentAt, subject, from, to, cc, headerBytes })
      const dates = await mailboxes.sentDates(asked)
      expect(dates.map(date => date.id)).toEqual(expected)
      expect(dates[0]).toEqual({ id: views[30], sentAt })
      const threads = await mailboxes.threadTexts(asked)
      expect(threads.map(text => text.id)).toEqual(expected)
      const { messageId, ancestors } = full!.structure
      expect(ancestors).toBe(letterAncestors)
      expect(threads[0]).toEqual({ id: views[30], sentAt, subject, messageId, ancestors })
      const [structure] = await mailboxes.structures([views[30]!])
      expect(structure!.envelope).toEqual(full!.structure.envelope)
      expect(structure!.bodyStructure).toEqual(full!.structure.bodyStructure)
    })
  })

  describe('held letters', () => {
    const deadline = Date.UTC(2026, 10, 28)
    const decidedAt = Date.UTC(2026, 10, 24)

    async function hold(store: Store) {
      const { agencyIds, boxIds } = await provision(store)
      const { entryId } = await store.write.commitMessage(
        letter({
          number: 1,
          to: [
            { boxId: boxIds[1]!, agencyId: agencyIds[0]! },
            { address: addresses[2]!, boxId: boxIds[2]!, agencyId: agencyIds[1]!, outcome: 'held' },
            { address: 'ban.be@gmail.com', outcome: 'held' },
          ],
          change: message => ({
            ...message,
            // To one box at once; to the other, and outside, when an approver lets it.
            deliveries: message.deliveries.slice(0, 1),
            held: [
              {
                address: addresses[2]!,
                rule: 'D1b-free',
                agencyId: agencyIds[1]!,
                expiresAt: deadline + 1,
                becomes: {
                  kind: 'delivery',
                  delivery: { boxId: boxIds[2]!, role: 'inbox', flags: 0, view: 0 },
                },
              },
              {
                address: 'ban.be@gmail.com',
                rule: 'D1b-free',
                agencyId: agencyIds[0]!,
                expiresAt: deadline,
                becomes: {
                  kind: 'outbox',
                  item: { address: 'ban.be@gmail.com', form: 'received', notify: 'NEVER', orcpt: '' },
                },
              },
            ],
            violations: [
              {
                ref: 'CB-2026-7F3K9Q',
                rule: 'D1b-free',
                action: 'hold',
                reason: 'foreign-free-mail',
                agencyId: null,
                boxId: null,
                address: 'ban.be@gmail.com',
                evidence: '{}',
                state: 'recorded',
                opensCase: false,
              },
            ],
          }),
        }),
      )
      return { entryId, boxIds }
    }

    it('wait, and are delivered or sent when released', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const { entryId, boxIds } = await hold(store)
      expect((await mailboxOf(store, boxIds[1]!, 'INBOX')).messages).toBe(1)
      expect((await mailboxOf(store, boxIds[2]!, 'INBOX')).messages).toBe(0)
      expect(await store.read.queue.list({ limit: 10 })).toEqual([])
      const held = await store.read.queue.held({ limit: 10 })
      expect(held).toMatchObject([
        { entryId, address: 'ban.be@gmail.com', agencyCode: 'sokhcn', rule: 'D1b-free', state: 'held' },
        { entryId, address: addresses[2], agencyCode: 'thucphan', rule: 'D1b-free', state: 'held' },
      ])
      expect(await store.read.queue.held({ agency: 'thucphan', limit: 10 })).toHaveLength(1)
      expect(await store.read.queue.heldOf(entryId)).toEqual(held.toReversed())
      expect(await store.read.queue.heldOf(entryId + 1)).toEqual([])
      const notices = listen(store)
      for (const { id } of held)
        value(await store.write.decideHeld(id, 'released', 'kiemtoan', '', decidedAt))
      expect((await mailboxOf(store, boxIds[2]!, 'INBOX')).messages).toBe(1)
      expect(await store.read.queue.list({ limit: 10 })).toMatchObject([
        { entryId, address: 'ban.be@gmail.com', notify: 'NEVER', state: 'waiting' },
      ])
      expect(notices.map(notice => notice.kind)).toEqual(['queue', 'arrived'])
      expect(await store.read.queue.held({ limit: 10 })).toEqual([])
      expect((await store.read.queue.heldOf(entryId)).map(({ state }) => state)).toEqual([
        'released',
        'released',
      ])
      const again = await store.write.decideHeld(held[0]!.id, 'rejected', 'kiemtoan', '', decidedAt)
      expect(again).toMatchObject({ error: { reason: 'not-found' } })
    })

    it('are found by number, and tell who decided, when and why', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      await hold(store)
      const [outside, inside] = await store.read.queue.held({ limit: 10 })
      expect(await store.read.queue.heldById(outside!.id)).toEqual(outside)
      expect(outside).toMatchObject({
        expiresAt: deadline,
        state: 'held',
        decidedBy: null,
        decidedAt: null,
        reason: '',
      })
      value(await store.write.decideHeld(outside!.id, 'rejected', 'vanthu', 'gửi nhầm', decidedAt))
      expect(await store.read.queue.heldById(outside!.id)).toEqual({
        ...outside,
        state: 'rejected',
        decidedBy: 'vanthu',
        decidedAt,
        reason: 'gửi nhầm',
      })
      expect(await store.read.queue.heldById(inside!.id + 100)).toBeUndefined()
    })

    it('are due from their deadline on, the longest overdue first, until decided', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      await hold(store)
      const due = async (now: number, limit = 10) =>
        (await store.read.queue.heldDue(now, limit)).map(held => held.address)
      expect(await due(deadline - 1)).toEqual([])
      expect(await due(deadline)).toEqual(['ban.be@gmail.com'])
      expect(await due(deadline + 1)).toEqual(['ban.be@gmail.com', addresses[2]])
      expect(await due(deadline + 1, 1)).toEqual(['ban.be@gmail.com'])
      const [outside] = await store.read.queue.held({ limit: 10 })
      value(await store.write.decideHeld(outside!.id, 'released', 'vanthu', '', decidedAt))
      expect(await due(deadline + 1)).toEqual([addresses[2]])
    })

    it('outlive the other references, and go nowhere when rejected', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const { boxIds } = await hold(store)
      const inbox = await mailboxOf(store, boxIds[1]!, 'INBOX')
      const { uids, views } = await store.read.mailboxes.snapshot(inbox.id)
      value(
        await store.write.setFlags({ mailbox: inbox.id, uids, mode: 'add', flags: deleted, keywords: [] }),
      )
      await store.write.expunge(inbox.id, 'all')
      expect(await store.read.mailboxes.views([...views])).toHaveLength(1)
      for (const { id } of await store.read.queue.held({ limit: 10 })) {
        value(await store.write.decideHeld(id, 'rejected', 'kiemtoan', 'gửi nhầm', decidedAt))
      }
      expect((await mailboxOf(store, boxIds[2]!, 'INBOX')).messages).toBe(0)
      expect(await store.read.queue.list({ limit: 10 })).toEqual([])
      // The box that had it may get it back.
      expect(await store.read.mailboxes.views([...views])).toHaveLength(1)
    })
  })

  describe('quota', () => {
    it('limits how many messages are added, but not what is moved or delivered', async () => {
      await using place = await makePlace()
      await using store = await place.open({ boxMessages: 3 })
      const { box, inbox } = await boxWith(store, 2)
      const drafts = await mailboxOf(store, box, 'Drafts')
      const two = [1, 2].map(number => draftMessage(drafts.id, number))
      expect(await store.write.append(two)).toMatchObject({ error: { reason: 'over-quota' } })
      expect(await mailboxOf(store, box, 'Drafts')).toEqual(drafts)
      value(await store.write.append(two.slice(0, 1)))
      expect(await store.write.copy(inbox.id, Uint32Array.of(1), drafts.id)).toMatchObject({
        error: { reason: 'over-quota' },
      })
      value(await store.write.move(inbox.id, Uint32Array.of(1), drafts.id))
      const { quotaBytes, usedBytes } = (await store.read.directory.boxById(box))!
      expect(await store.read.mailboxes.quota(box)).toEqual({ quotaBytes, usedBytes, messages: 3 })
      expect(await store.read.mailboxes.quota(9999)).toBe(undefined)
      await store.write.setFlags({
        mailbox: drafts.id,
        uids: Uint32Array.of(1),
        mode: 'add',
        flags: flagBits.deleted,
        keywords: [],
      })
      const { sizesBytes } = await store.read.mailboxes.snapshot(drafts.id)
      expect(await store.read.mailboxes.deletedBytes(drafts.id)).toBe(sizesBytes[0])
      expect(await store.read.mailboxes.deletedBytes(inbox.id)).toBe(0)
    })

    it('counts references of the whole box', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const { box, inbox } = await boxWith(store, 2)
      const sent = await mailboxOf(store, box, 'Sent')
      value(await store.write.copy(inbox.id, Uint32Array.of(1), sent.id))
      const { sizesBytes } = await store.read.mailboxes.snapshot(inbox.id)
      expect((await store.read.directory.boxById(box))!).toMatchObject({
        messages: 3,
        usedBytes: 2 * sizesBytes[0]! + sizesBytes[1]!,
      })
      const other = value(
        await store.write.addBoxes([{ ...newBox('moi@caobang.gov.vn', 1), quotaBytes: 10 }]),
      )
      const target = await mailboxOf(store, other[0]!, 'INBOX')
      expect(await store.write.move(inbox.id, Uint32Array.of(1), target.id)).toMatchObject({
        error: { reason: 'over-quota' },
      })
    })
  })
}
