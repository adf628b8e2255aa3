import { describe, expect, it } from 'vitest'
import { defaultLimits } from '../../src/base/limits.ts'
import { newMessage } from '../../src/mailbox/new-message.ts'
import type { BoxId } from '../../src/ports/directory.ts'
import { flagBits, type Mailbox } from '../../src/ports/mailboxes.ts'
import { type Acting, allRights, rightBits, type ShareChange } from '../../src/ports/shares.ts'
import type { Notice, Store } from '../../src/ports/store.ts'
import { addresses, letter, newBox, provision, value } from './letters.ts'
import type { MakePlace } from './store.ts'

const office = 'vanthu.sokhcn@caobang.gov.vn'
const { seen, flagged, deleted } = flagBits
const { l, r, s, k } = rightBits
const everyFlag = 0xffff_ffff

interface Scene {
  readonly store: Store
  readonly hanh: BoxId
  readonly dung: BoxId
  readonly office: BoxId
  readonly inbox: Mailbox
  /** Numbers of the letters in the office's INBOX. */
  readonly entries: readonly number[]
}

async function scene(store: Store, letters = 5): Promise<Scene> {
  const { agencyIds, boxIds } = await provision(store)
  const kept = { ...newBox(office, agencyIds[0]!, 'Văn thư Sở KHCN'), kind: 'office' as const }
  const [box] = value(await store.write.addBoxes([kept]))
  const entries: number[] = []
  for (let number = 1; number <= letters; number++) {
    const written = await store.write.commitMessage(letter({ number, to: [{ boxId: box! }] }))
    entries.push(written.entryId)
  }
  const inbox = (await store.read.mailboxes.byName(box!, 'INBOX'))!
  return { store, hanh: boxIds[0]!, dung: boxIds[1]!, office: box!, inbox, entries }
}

function give(scene: Scene, person: BoxId, change: Partial<ShareChange> = {}) {
  return scene.store.write.changeShare({
    office: scene.office,
    mailbox: null,
    person,
    rights: allRights,
    mode: 'replace',
    negative: false,
    ...change,
  })
}

function by(person: BoxId, mask = everyFlag): Acting {
  return { person, mask, at: 1_795_000_000_000 }
}

async function mark(
  { store, inbox }: Scene,
  as: Acting | undefined,
  uids: readonly number[],
  flags: number,
  mode: 'add' | 'remove' | 'replace' = 'add',
) {
  const change = { mailbox: inbox.id, uids: Uint32Array.from(uids), mode, flags, keywords: [] }
  return value(await store.write.setFlags({ ...change, ...(as && { as }) }))
}

/** Runs as `first-last` with `!` for unseen ones. */
async function runs({ store }: Scene, person: BoxId, mailbox: number): Promise<string> {
  const { first, last, seen: bits } = await store.read.shares.seenRuns(person, mailbox, 0, 100)
  return Array.from(first, (uid, i) => `${bits[i] === 1 ? '' : '!'}${uid}-${last[i]}`).join(' ')
}

async function unseen({ store, inbox }: Scene, person: BoxId): Promise<number | undefined> {
  return (await store.read.shares.mailboxFor(person, office, inbox.name))?.mailbox.unseen
}

export function shareConformance(makePlace: MakePlace): void {
  describe('shares', () => {
    it('gives rights in all mailboxes and those to come, or in one; of offices alone', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const at = await scene(store)
      value(await give(at, at.hanh, { rights: l | r | k }))
      const sent = (await store.read.mailboxes.byName(at.office, 'Sent'))!
      value(await give(at, at.hanh, { mailbox: sent.id, mode: 'add', rights: s }))
      value(await store.write.createMailbox(at.office, 'Công văn', null))
      value(await store.write.createMailbox(at.office, 'Sent/Đã ký số', null))
      const rights = async (name: string) =>
        (await store.read.shares.mailboxFor(at.hanh, office, name))?.rights
      expect(await rights('INBOX')).toBe(l | r | k)
      expect(await rights('Công văn')).toBe(l | r | k)
      expect(await rights('Sent/Đã ký số')).toBe(l | r | k | s)
      expect(await rights('Không có')).toBeUndefined()
      expect(await store.read.shares.officeFor(at.hanh, office)).toEqual({ id: at.office, rights: l | r | k })
      expect(await store.read.shares.officeFor(at.dung, office)).toBeUndefined()
      expect(await store.read.shares.mailboxesFor(at.hanh)).toHaveLength(8)
      expect(await give(at, at.hanh, { office: at.dung })).toMatchObject({ error: { reason: 'not-office' } })
      expect(await give(at, at.hanh, { mailbox: 99_999 })).toMatchObject({ error: { reason: 'not-found' } })
    })

    it('adds, takes and denies rights; an entry without any is gone', async () => {
      await using place = await makePlace()
      await using store = await place.open({ sharePersons: 1 })
      const at = await scene(store, 1)
      const mailbox = at.inbox.id
      value(await give(at, at.hanh, { mailbox, rights: l | r | s }))
      value(await give(at, at.hanh, { mailbox, mode: 'remove', rights: s }))
      value(await give(at, at.hanh, { mailbox, negative: true, rights: r }))
      expect(await store.read.shares.rights(at.hanh, mailbox)).toBe(l)
      expect(await store.read.shares.entries(at.office)).toMatchObject([
        { mailbox, name: 'INBOX', address: addresses[0], rights: l | r, denied: r },
      ])
      expect(await give(at, at.dung)).toMatchObject({ error: { reason: 'too-many' } })
      value(await give(at, at.hanh, { mailbox, rights: 0 }))
      value(await give(at, at.hanh, { mailbox, negative: true, rights: 0 }))
      expect(await store.read.shares.entries(null)).toEqual([])
      value(await give(at, at.dung))
    })

    it('takes rights away also where more people have some than may', async () => {
      await using place = await makePlace()
      let at: Scene
      {
        await using store = await place.open()
        at = await scene(store, 0)
        value(await give(at, at.hanh))
        value(await give(at, at.dung, { negative: true }))
        value(await give(at, at.dung))
      }
      await using store = await place.open({ sharePersons: 1 })
      at = { ...at, store }
      expect(await give(at, at.hanh, { rights: l })).toMatchObject({ error: { reason: 'too-many' } })
      value(await give(at, at.hanh, { mode: 'remove', rights: r }))
      value(await give(at, at.hanh, { rights: l, negative: true }))
      value(await give(at, at.hanh, { rights: 0, negative: true }))
      value(await give(at, at.hanh, { rights: 0 }))
      expect((await store.read.shares.entries(null)).every(({ person }) => person === at.dung)).toBe(true)
    })

    it('commits a change of rights with its act in the log, or neither', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const at = await scene(store, 1)
      const act = { at: 5, operator: office, role: 'official', operation: 'share.setacl', detail: '{}' }
      const change = { office: at.office, mailbox: at.inbox.id, person: at.hanh, rights: l | r }
      const given = { ...change, mode: 'replace', negative: false } as const
      const before = await store.read.log.size()
      expect(await store.write.changeShare({ ...given, mailbox: 99_999 }, act)).toMatchObject({ ok: false })
      expect(await store.read.audit(10)).toEqual([])
      value(await store.write.changeShare(given, act))
      expect(await store.read.audit(10)).toEqual([act])
      expect(await store.read.log.size()).toBe(before + 1)
      expect(await store.read.log.actAt(before)).toBeDefined()
      expect(await store.read.shares.rights(at.hanh, at.inbox.id)).toBe(l | r)
    })

    it('leaves each his own \\Seen when the office renames its INBOX', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const at = await scene(store, 3)
      value(await give(at, at.hanh))
      value(await give(at, at.dung))
      await mark(at, by(at.hanh), [1, 3], seen)
      await mark(at, by(at.dung), [2], seen)
      value(await store.write.renameMailbox(at.office, 'INBOX', 'Năm 2026'))
      const older = (await store.read.mailboxes.byName(at.office, 'Năm 2026'))!
      expect(await runs(at, at.hanh, older.id)).toBe('1-1 3-3')
      expect(await runs(at, at.dung, older.id)).toBe('2-2')
      expect(await unseen(at, at.hanh)).toBe(0)
      expect((await store.read.shares.mailboxFor(at.hanh, office, 'Năm 2026'))?.mailbox.unseen).toBe(1)
    })

    it('begins with what the office has seen, and then keeps each one for himself', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const at = await scene(store)
      await mark(at, undefined, [1, 2, 4], seen)
      value(await give(at, at.hanh))
      value(await give(at, at.dung))
      expect(await runs(at, at.hanh, at.inbox.id)).toBe('1-2 4-4')
      expect(await unseen(at, at.hanh)).toBe(2)
      const notices: Notice[] = []
      store.onCommit(notice => notices.push(notice))
      const changed = await mark(at, by(at.hanh), [1, 2, 3, 4, 5], seen)
      expect([...changed.flags]).toEqual([1, 1, 1, 1, 1])
      expect(notices).toEqual([
        {
          ...{ kind: 'seen', mailbox: at.inbox.id, box: at.office, person: at.hanh, quiet: false },
          ...{ modseq: changed.modseq, uids: Uint32Array.of(3, 5), seen: Uint8Array.of(1, 1) },
        },
      ])
      expect(await unseen(at, at.hanh)).toBe(0)
      expect(await unseen(at, at.dung)).toBe(2)
      const { flags, modseqs } = await store.read.mailboxes.snapshot(at.inbox.id)
      expect([...flags]).toEqual([1, 1, 0, 1, 0])
      expect(Math.max(...modseqs)).toBeLessThan(changed.modseq)
      const mine = await store.read.shares.mailboxFor(at.hanh, office, 'INBOX')
      expect(mine?.mailbox.modseq).toBe(changed.modseq)
      await mark(at, by(at.hanh), [2], seen, 'remove')
      expect(await runs(at, at.hanh, at.inbox.id)).toBe('1-1 !2-2 3-3 4-4 5-5')
      expect(await mark(at, by(at.hanh), [2], seen, 'remove')).toMatchObject({ modseq: 0 })
    })

    it('leaves alone what the person, or anybody, changed since', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const at = await scene(store)
      value(await give(at, at.hanh))
      value(await give(at, at.dung))
      const mine = await mark(at, by(at.hanh), [2, 3], seen)
      const theirs = await mark(at, undefined, [4], flagged)
      const asked = { mailbox: at.inbox.id, mode: 'add', flags: seen | deleted, keywords: [] } as const
      const marked = async (as: Acting, unchangedSince: number) => {
        const uids = Uint32Array.of(5, 4, 3, 2, 1)
        const { uids: passed, modified } = value(
          await store.write.setFlags({ ...asked, uids, unchangedSince, as }),
        )
        return [[...passed], [...modified]]
      }
      expect(await marked(by(at.dung, seen), mine.modseq - 1)).toEqual([[1, 2, 3, 5], [4]])
      expect(await marked(by(at.hanh), mine.modseq - 1)).toEqual([
        [1, 5],
        [2, 3, 4],
      ])
      expect(await marked(by(at.hanh), theirs.modseq)).toEqual([
        [2, 3, 4],
        [1, 5],
      ])
      expect(await runs(at, at.hanh, at.inbox.id)).toBe('1-1 2-3 4-4 5-5')
    })

    it('knows the person’s highest MODSEQ beside that of the mailbox, and the mailbox by its number', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const at = await scene(store)
      value(await give(at, at.hanh, { rights: l | r | s }))
      const { modseq } = await mark(at, by(at.hanh), [1], seen)
      expect(await store.read.shares.modseq(at.hanh, at.inbox.id)).toBe(modseq)
      expect(await store.read.shares.modseq(at.dung, at.inbox.id)).toBe(0)
      expect((await store.read.mailboxes.byId(at.inbox.id))!.modseq).toBeLessThan(modseq)
      expect(await store.read.shares.mailboxById(at.hanh, at.inbox.id)).toMatchObject({
        ...{ office: at.office, address: office, rights: l | r | s },
        mailbox: { id: at.inbox.id, name: 'INBOX', unseen: 4, modseq },
      })
      expect(await store.read.shares.mailboxById(at.dung, at.inbox.id)).toBeUndefined()
    })

    it('puts one in the place of another, unseen by all but whoever does it, and notes that', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const at = await scene(store, 2)
      value(await give(at, at.hanh))
      value(await give(at, at.dung))
      await mark(at, by(at.dung), [1], seen)
      const message = (mailbox: number, as?: Acting) =>
        newMessage(
          mailbox,
          { bytes: Buffer.from('Subject: a\r\n\r\nb'), flags: seen, keywords: [], internalDateMs: 1 },
          { clock: { now: () => 1 }, limits: defaultLimits },
          as,
        )
      const inPlace = message(at.inbox.id, by(at.hanh))
      const replaced = value(await store.write.replace(at.inbox.id, 1, inPlace, by(at.hanh)))
      expect([...replaced.uids]).toEqual([3])
      expect(await runs(at, at.hanh, at.inbox.id)).toBe('3-3')
      expect(await runs(at, at.dung, at.inbox.id)).toBe('')
      const own = (await store.read.mailboxes.byName(at.hanh, 'Drafts'))!
      value(await store.write.replace(at.inbox.id, 2, message(own.id), by(at.hanh)))
      expect([...(await store.read.mailboxes.snapshot(own.id)).flags]).toEqual([seen])
      for (const entry of at.entries)
        expect(await store.read.custody.officeActs(entry, 10)).toContainEqual(
          expect.objectContaining({ person: addresses[0], act: 'deleted', mailbox: 'INBOX' }),
        )
    })

    it('keeps private annotations of each person apart, and counts them with the person', async () => {
      await using place = await makePlace()
      await using store = await place.open({ metadataEntries: 1 })
      const at = await scene(store, 0)
      value(await give(at, at.hanh))
      const notices: Notice[] = []
      store.onCommit(notice => notices.push(notice))
      const entry = (name: string, text: string) => ({ name, value: Buffer.from(text) })
      const set = (entries: readonly { name: string; value: Uint8Array | null }[]) =>
        store.write.setMetadata({
          ...{ box: at.office, mailbox: at.inbox.id, person: at.hanh, by: 7 },
          entries,
        })
      value(await set([entry('/private/comment', 'a'), entry('/shared/comment', 'b')]))
      expect(notices).toEqual([
        { kind: 'metadata', box: at.hanh, mailbox: at.inbox.id, entries: ['/private/comment'], by: 7 },
        { kind: 'metadata', box: at.office, mailbox: at.inbox.id, entries: ['/shared/comment'], by: 7 },
      ])
      const names = async (box: BoxId) =>
        (await store.read.metadata.of(box, at.inbox.id)).map(({ name }) => name)
      expect(await names(at.hanh)).toEqual(['/private/comment'])
      expect(await names(at.office)).toEqual(['/shared/comment'])
      const tooMany = { error: { reason: 'too-many' } }
      expect(await set([entry('/private/x', 'a')])).toMatchObject(tooMany)
      expect(await set([entry('/shared/x', 'a')])).toMatchObject(tooMany)
      value(await set([{ name: '/private/comment', value: null }]))
      expect(await names(at.hanh)).toEqual([])
    })

    it('cuts runs where they are changed', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const at = await scene(store, 9)
      value(await give(at, at.hanh))
      await mark(at, by(at.hanh), [1, 2, 3, 4, 5, 6, 7, 8, 9], seen)
      expect(await runs(at, at.hanh, at.inbox.id)).toBe('1-9')
      await mark(at, by(at.hanh), [4, 5], seen, 'remove')
      await mark(at, by(at.hanh), [9], seen, 'remove')
      expect(await runs(at, at.hanh, at.inbox.id)).toBe('1-3 !4-5 6-8 !9-9')
      expect(await unseen(at, at.hanh)).toBe(3)
      await mark(at, by(at.hanh), [3, 4, 5, 6], seen, 'add')
      expect(await runs(at, at.hanh, at.inbox.id)).toBe('1-3 4-5 6-8 !9-9')
    })

    it('counts on when messages go, whoever removes them', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const at = await scene(store)
      value(await give(at, at.hanh))
      await mark(at, by(at.hanh), [1, 2, 3], seen)
      await mark(at, undefined, [2, 4], deleted)
      await store.write.expunge(at.inbox.id, 'all')
      expect(await unseen(at, at.hanh)).toBe(1)
      await mark(at, by(at.hanh), [1, 3, 5], deleted)
      await store.write.expunge(at.inbox.id, 'all', by(at.hanh))
      expect(await unseen(at, at.hanh)).toBe(0)
    })

    it('changes only flags that the person may change', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const at = await scene(store, 1)
      value(await give(at, at.hanh))
      await mark(at, undefined, [1], flagged)
      const mine = by(at.hanh, seen | deleted)
      expect([...(await mark(at, mine, [1], seen | deleted, 'replace')).flags]).toEqual([
        seen | flagged | deleted,
      ])
      expect([...(await mark(at, mine, [1], flagged, 'replace')).flags]).toEqual([flagged])
      expect([...(await store.read.mailboxes.snapshot(at.inbox.id)).flags]).toEqual([flagged])
      expect(await store.read.mailboxes.byId(at.inbox.id)).toMatchObject({ unseen: 1, deleted: 0 })
    })

    it('takes along inside a box what all have seen, and out of it what the person has', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const at = await scene(store)
      value(await give(at, at.hanh))
      value(await give(at, at.dung))
      await mark(at, by(at.hanh), [1, 2], seen)
      await mark(at, by(at.dung), [2, 3], seen)
      const archive = (await store.read.mailboxes.byName(at.office, 'Archive'))!
      value(await store.write.move(at.inbox.id, Uint32Array.of(1, 2, 3), archive.id, by(at.hanh)))
      expect(await runs(at, at.hanh, archive.id)).toBe('1-2')
      expect(await runs(at, at.dung, archive.id)).toBe('2-3')
      expect(await unseen(at, at.hanh)).toBe(2)
      const own = (await store.read.mailboxes.byName(at.dung, 'INBOX'))!
      value(await store.write.copy(archive.id, Uint32Array.of(1, 3), own.id, by(at.dung)))
      expect([...(await store.read.mailboxes.snapshot(own.id)).flags]).toEqual([0, seen])
      value(await store.write.copy(own.id, Uint32Array.of(1, 2), at.inbox.id, by(at.dung)))
      expect([...(await store.read.mailboxes.snapshot(at.inbox.id)).flags]).toEqual([0, 0, 0, 0])
      expect(await runs(at, at.dung, at.inbox.id)).toContain('7-7')
      // The office itself moves one back: it is nobody's doing, and what each has seen goes along as well.
      value(await store.write.move(archive.id, Uint32Array.of(2), at.inbox.id))
      expect(await runs(at, at.hanh, at.inbox.id)).toContain('8-8')
      expect(await runs(at, at.dung, at.inbox.id)).toContain('8-8')
    })

    it('notes in a letter’s custody who saw, flagged, moved and deleted it, and counts it as taken in', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const at = await scene(store, 1)
      const [entry] = at.entries
      value(await give(at, at.hanh))
      await mark(at, by(at.hanh), [1], seen)
      await mark(at, by(at.hanh), [1], seen, 'remove')
      await mark(at, by(at.hanh), [1], seen)
      await mark(at, by(at.hanh), [1], flagged)
      const trash = (await store.read.mailboxes.byName(at.office, 'Trash'))!
      value(await store.write.move(at.inbox.id, Uint32Array.of(1), trash.id, by(at.hanh)))
      value(
        await store.write.setFlags({
          ...{ mailbox: trash.id, uids: Uint32Array.of(1), mode: 'add', flags: deleted, keywords: [] },
          as: by(at.hanh),
        }),
      )
      await store.write.expunge(trash.id, 'all', by(at.hanh))
      const acts = await store.read.custody.officeActs(entry!, 10)
      expect(acts.map(({ person, act, mailbox, detail }) => [person, act, mailbox, detail])).toEqual([
        [addresses[0], 'read', 'INBOX', ''],
        [addresses[0], 'flags', 'INBOX', '+\\Flagged'],
        [addresses[0], 'moved', 'INBOX', `${office} Trash`],
        [addresses[0], 'flags', 'Trash', '+\\Deleted'],
        [addresses[0], 'deleted', 'Trash', ''],
      ])
    })

    it('notes who takes a letter out of an office’s box, and who brings it in', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const at = await scene(store, 1)
      value(await give(at, at.hanh))
      const own = (await store.read.mailboxes.byName(at.hanh, 'INBOX'))!
      const archive = (await store.read.mailboxes.byName(at.office, 'Archive'))!
      value(await store.write.move(at.inbox.id, Uint32Array.of(1), own.id, by(at.hanh)))
      value(await store.write.copy(own.id, Uint32Array.of(1), archive.id, by(at.hanh)))
      value(await store.write.move(own.id, Uint32Array.of(1), at.inbox.id, by(at.hanh)))
      const acts = await store.read.custody.officeActs(at.entries[0]!, 10)
      expect(acts.map(({ office: box, act, mailbox, detail }) => [box, act, mailbox, detail])).toEqual([
        [office, 'moved', 'INBOX', `${addresses[0]} INBOX`],
        [office, 'added', 'Archive', `${addresses[0]} INBOX`],
        [office, 'added', 'INBOX', `${addresses[0]} INBOX`],
      ])
    })

    it('ends the clock of acknowledgement when an official has seen the letter, and names him', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const at = await scene(store, 0)
      value(await give(at, at.hanh))
      const dueAt = Date.UTC(2026, 10, 23, 10)
      const { entryId } = await store.write.commitMessage(
        letter({
          number: 77,
          to: [{ boxId: at.office }],
          change: message => ({ ...message, acknowledgeBy: dueAt }),
        }),
      )
      const open = () => store.read.acknowledgements.open({ late: false, after: null, limit: 10 })
      expect(await open()).toMatchObject([{ entryId, read: false }])
      await mark(at, by(at.hanh), [1], seen)
      expect(await open()).toMatchObject([{ entryId, read: true }])
      await store.write.acknowledge([{ entryId, boxId: at.office, dueAt }], dueAt - 1)
      expect(await store.read.custody.acknowledgements(entryId)).toMatchObject([{ seenBy: addresses[0] }])
    })

    it('survives a restart, and leaves with the mailbox, the office and the person', async () => {
      await using place = await makePlace()
      {
        await using store = await place.open()
        const at = await scene(store, 3)
        value(await give(at, at.hanh))
        value(await give(at, at.dung))
        await mark(at, by(at.hanh), [1, 3], seen)
      }
      await using store = await place.open()
      const hanh = (await store.read.directory.box(addresses[0]!))!
      const dung = (await store.read.directory.box(addresses[1]!))!
      const box = (await store.read.directory.box(office))!
      expect((await store.read.shares.mailboxFor(hanh.id, office, 'INBOX'))?.mailbox.unseen).toBe(1)
      await store.write.setBoxStatus(box.id, 'disabled', 1)
      expect(await store.read.shares.mailboxesFor(hanh.id)).toEqual([])
      await store.write.setBoxStatus(box.id, 'active', 2)
      value(await store.write.removeMailbox(box.id, 'Junk'))
      expect(await store.read.shares.mailboxesFor(hanh.id)).toHaveLength(5)
      await store.write.setBoxStatus(hanh.id, 'removed', 3)
      expect(await store.read.shares.person(addresses[0]!)).toBeUndefined()
      expect(await store.write.deleteBox(hanh.id, 4)).toBe('deleted')
      expect((await store.read.shares.entries(null)).every(({ person }) => person === dung.id)).toBe(true)
      await store.write.setBoxStatus(box.id, 'removed', 5)
      expect(await store.write.deleteBox(box.id, 6)).toBe('deleted')
      expect(await store.read.shares.entries(null)).toEqual([])
    })
  })
}
