import { describe, expect, it } from 'vitest'
import type { AcknowledgementCount, OpenAcknowledgement } from '../../src/ports/acknowledgement.ts'
import type { CommitMessage, EntryId, NewViolation } from '../../src/ports/archive.ts'
import type { BoxId } from '../../src/ports/directory.ts'
import { flagBits } from '../../src/ports/mailboxes.ts'
import type { Store } from '../../src/ports/store.ts'
import { letter, newBox, provision, value } from './letters.ts'
import type { MakePlace } from './store.ts'

const day = '2026-11-23'
const dueAt = Date.UTC(2026, 10, 23, 10)
const offices = ['sokhcn@caobang.gov.vn', 'thucphan@caobang.gov.vn'] as const

interface Scene {
  readonly store: Store
  readonly agencyIds: readonly number[]
  readonly person: BoxId
  readonly science: BoxId
  readonly ward: BoxId
}

async function scene(store: Store): Promise<Scene> {
  const { agencyIds, boxIds } = await provision(store)
  const [science, ward] = value(
    await store.write.addBoxes(
      offices.map((address, i) => ({ ...newBox(address, agencyIds[i]!), kind: 'office' })),
    ),
  )
  return { store, agencyIds, person: boxIds[1]!, science: science!, ward: ward! }
}

let number = 0

/** A letter with a document that is due, into the INBOX of these boxes. */
async function commit(
  store: Store,
  boxes: readonly BoxId[],
  change: (message: CommitMessage) => Partial<CommitMessage> = () => ({}),
): Promise<EntryId> {
  const message = letter({
    number: ++number,
    to: boxes.map(boxId => ({ boxId })),
    change: whole => ({ ...whole, acknowledgeBy: dueAt, ...change(whole) }),
  })
  return (await store.write.commitMessage(message)).entryId
}

function open(store: Store, late = false): Promise<readonly OpenAcknowledgement[]> {
  return store.read.acknowledgements.open({ late, after: null, limit: 100 })
}

async function inbox(store: Store, box: BoxId): Promise<number> {
  return (await store.read.mailboxes.byName(box, 'INBOX'))!.id
}

function counts(store: Store, filter: object = {}): Promise<readonly AcknowledgementCount[]> {
  return store.read.acknowledgements.counts({ fromDay: day, toDay: day, ...filter })
}

const violation: NewViolation = {
  ref: 'CB-2026-7F3K9QX2MB',
  rule: 'D5-acknowledge',
  action: 'flag',
  reason: 'late-acknowledgement',
  agencyId: null,
  boxId: null,
  address: offices[0],
  evidence: '[]',
  state: 'recorded',
  opensCase: false,
}

export function acknowledgementConformance(makePlace: MakePlace): void {
  describe('clocks of acknowledgement', () => {
    beginning(makePlace)
    reading(makePlace)
    ending(makePlace)
    counting(makePlace)
  })
}

function beginning(makePlace: MakePlace): void {
  it('begin in every office that finds the letter in its INBOX', async () => {
    await using place = await makePlace()
    const entries: EntryId[] = []
    let inScience: BoxId
    {
      await using store = await place.open()
      const { person, science, ward } = await scene(store)
      inScience = science
      entries.push(await commit(store, [person, science, ward]))
    }
    await using store = await place.open()
    const [first, second, ...more] = await open(store)
    expect(first).toEqual({
      entryId: entries[0],
      boxId: inScience,
      agencyId: 1,
      agencyCode: 'sokhcn',
      address: offices[0],
      receivedAt: (await store.read.archive.entry(entries[0]!))!.receivedAt,
      dueAt,
      direction: 'internal',
      read: false,
    })
    expect(second).toMatchObject({ address: offices[1], agencyCode: 'thucphan' })
    expect(more).toEqual([])
  })

  it('begin for no ordinary letter, none in Junk, and none that the office sent itself', async () => {
    await using place = await makePlace()
    await using store = await place.open()
    const { science } = await scene(store)
    await commit(store, [science], () => ({ acknowledgeBy: null }))
    await commit(store, [science], () => ({
      deliveries: [{ boxId: science, role: 'junk', flags: 0, view: 0 }],
    }))
    await commit(store, [science], ({ entry }) => ({ entry: { ...entry, boxId: science } }))
    expect(await open(store)).toEqual([])
  })

  it('begin when a held letter is released, once for an office however many addresses lead to it', async () => {
    await using place = await makePlace()
    await using store = await place.open()
    const { science, person } = await scene(store)
    const delivery = (boxId: BoxId) => ({ boxId, role: 'inbox', flags: 0, view: 0 }) as const
    const waiting = [science, science, person, science].map(boxId => ({
      address: offices[0],
      rule: 'D1c-archive',
      agencyId: null,
      expiresAt: dueAt,
      becomes: { kind: 'delivery', delivery: delivery(boxId) } as const,
    }))
    const entryId = await commit(store, [], ({ entry }) => ({
      entry: { ...entry, channel: 'mx' },
      held: waiting,
    }))
    expect(await open(store)).toEqual([])
    const held = await store.read.queue.heldOf(entryId)
    const decide = (index: number, decision: 'released' | 'rejected', due?: number) =>
      store.write.decideHeld(held[index]!.id, decision, 'vanthu', '', dueAt, due)
    value(await decide(3, 'rejected', dueAt + 1))
    expect(await open(store)).toEqual([])
    for (const index of [0, 1, 2]) value(await decide(index, 'released', dueAt + 1 + index))
    expect(await open(store)).toMatchObject([
      { boxId: science, receivedAt: dueAt, dueAt: dueAt + 1, direction: 'inbound', read: false },
    ])
  })
}

type Handling = (store: Store, box: BoxId) => Promise<unknown>

const uids = Uint32Array.of(1)

async function flag(store: Store, mailbox: number, flags: number): Promise<void> {
  value(await store.write.setFlags({ mailbox, uids, mode: 'add', flags, keywords: [] }))
}

const handlings: readonly (readonly [string, boolean, Handling])[] = [
  ['seen', true, async (store, box) => flag(store, await inbox(store, box), flagBits.seen)],
  ['flagged', false, async (store, box) => flag(store, await inbox(store, box), flagBits.flagged)],
  [
    'moved unseen to a folder',
    true,
    async (store, box) => {
      const archive = await store.read.mailboxes.byName(box, 'Archive')
      value(await store.write.move(await inbox(store, box), uids, archive!.id))
    },
  ],
  [
    'copied unseen to a folder',
    false,
    async (store, box) => {
      const archive = await store.read.mailboxes.byName(box, 'Archive')
      value(await store.write.copy(await inbox(store, box), uids, archive!.id))
    },
  ],
  [
    'copied to a folder and seen there',
    true,
    async (store, box) => {
      const archive = await store.read.mailboxes.byName(box, 'Archive')
      value(await store.write.copy(await inbox(store, box), uids, archive!.id))
      await flag(store, archive!.id, flagBits.seen)
    },
  ],
  ['marked as deleted', true, async (store, box) => flag(store, await inbox(store, box), flagBits.deleted)],
  [
    'expunged',
    true,
    async (store, box) => {
      const mailbox = await inbox(store, box)
      await flag(store, mailbox, flagBits.deleted)
      await store.write.expunge(mailbox, 'all')
    },
  ],
]

function reading(makePlace: MakePlace): void {
  it.each(handlings)('take a letter that was %s for read: %s', async (_, read, handle) => {
    await using place = await makePlace()
    await using store = await place.open()
    const { science, ward } = await scene(store)
    await commit(store, [science, ward])
    await handle(store, science)
    // Another office shows the same view, and answers for itself.
    expect(await open(store)).toMatchObject([
      { boxId: science, read },
      { boxId: ward, read: false },
    ])
  })
}

function ending(makePlace: MakePlace): void {
  it('end when the letter was read', async () => {
    await using place = await makePlace()
    await using store = await place.open()
    const { science, ward } = await scene(store)
    await commit(store, [science, ward])
    const [first] = await open(store)
    await store.write.acknowledge([first!], dueAt - 1)
    expect(await open(store)).toMatchObject([{ boxId: ward }])
    // What was read is never late.
    expect(await store.write.recordLate(first!, violation, dueAt)).toBe(false)
    expect(await store.read.archive.violations({ limit: 10 })).toEqual([])
  })

  it('are not late when the letter is found read by then, be it that the reading was told a moment ago', async () => {
    await using place = await makePlace()
    await using store = await place.open()
    const { science, ward } = await scene(store)
    await commit(store, [science, ward])
    const [first, second] = await open(store)
    await flag(store, await inbox(store, first!.boxId), flagBits.seen)
    const mailbox = await inbox(store, second!.boxId)
    const one = Uint32Array.of(1)
    const { seen } = flagBits
    const change = { mailbox, box: second!.boxId, keep: 0, set: seen, runs: Uint32Array.of(1, 1), uids: one }
    expect(store.takeFlags({ ...change, flags: Uint32Array.of(seen) })).toBeGreaterThan(0)
    for (const read of [first!, second!])
      expect(await store.write.recordLate(read, violation, dueAt)).toBe(false)
    expect(await store.read.archive.violations({ limit: 10 })).toEqual([])
    expect(await open(store)).toMatchObject([{ read: true }, { read: true }])
  })

  it('are late once, with a row of the ledger, and still end', async () => {
    await using place = await makePlace()
    await using store = await place.open()
    const { science, agencyIds } = await scene(store)
    const entryId = await commit(store, [science])
    const [late] = await open(store)
    const row = { ...violation, agencyId: agencyIds[0]!, boxId: science }
    expect(await store.write.recordLate(late!, row, dueAt + 5)).toBe(true)
    expect(await store.write.recordLate(late!, { ...row, ref: 'CB-2026-AAAAAAAAAA' }, dueAt + 6)).toBe(false)
    const { opensCase: _, ...shown } = row
    expect(await store.read.archive.violations({ entryId, limit: 10 })).toEqual([
      { ...shown, entryId, at: dueAt + 5, agencyCode: 'sokhcn', decidedBy: null, decidedAt: null, note: '' },
    ])
    expect(await open(store)).toEqual([])
    expect(await open(store, true)).toMatchObject([{ entryId, read: false }])
    await store.write.acknowledge([late!], dueAt + 7)
    expect(await open(store, true)).toEqual([])
  })

  it('are late without a row where nothing is to be recorded', async () => {
    await using place = await makePlace()
    await using store = await place.open()
    const { science } = await scene(store)
    await commit(store, [science])
    const [late] = await open(store)
    expect(await store.write.recordLate(late!, null, dueAt)).toBe(true)
    expect(await open(store, true)).toHaveLength(1)
    expect(await store.read.archive.violations({ limit: 10 })).toEqual([])
  })

  it('are looked through in pieces, what is due first before the rest, and not where a box was closed', async () => {
    await using place = await makePlace()
    await using store = await place.open()
    const { science, ward } = await scene(store)
    for (const due of [3, 1, 2, 1]) await commit(store, [science, ward], () => ({ acknowledgeBy: due }))
    const piece = (after: OpenAcknowledgement | undefined, limit: number) =>
      store.read.acknowledgements.open({ late: false, after: after ?? null, limit })
    const seen: OpenAcknowledgement[] = []
    for (;;) {
      const next = await piece(seen.at(-1), 3)
      seen.push(...next)
      if (next.length < 3) break
    }
    expect(seen).toEqual(await open(store))
    expect(seen.map(each => each.dueAt)).toEqual([1, 1, 1, 1, 2, 2, 3, 3])
    await store.write.setBoxStatus(ward, 'removed', dueAt)
    expect((await open(store)).map(({ boxId }) => boxId)).toEqual([science, science, science, science])
  })
}

function counting(makePlace: MakePlace): void {
  it('are counted by office: in time, late, open, and late ones that nobody has read', async () => {
    await using place = await makePlace()
    await using store = await place.open()
    const { science, ward, agencyIds } = await scene(store)
    for (let i = 0; i < 4; i++) await commit(store, i === 0 ? [science, ward] : [science])
    const [inTime, lateAndRead, unread] = (await open(store)).filter(({ boxId }) => boxId === science)
    await store.write.acknowledge([inTime!], dueAt)
    for (const late of [lateAndRead!, unread!]) await store.write.recordLate(late, null, dueAt + 1)
    await store.write.acknowledge([lateAndRead!], dueAt + 2)
    const ofScience = {
      agencyId: agencyIds[0],
      agencyCode: 'sokhcn',
      agencyName: 'Sở Khoa học và Công nghệ',
      boxId: science,
      address: offices[0],
      received: 4,
      inTime: 1,
      late: 2,
      open: 1,
      unread: 1,
    }
    expect(await counts(store)).toEqual([
      ofScience,
      expect.objectContaining({ agencyCode: 'thucphan', received: 1, open: 1, late: 0 }),
    ])
    expect(await counts(store, { agency: 'sokhcn' })).toEqual([ofScience])
    expect(await counts(store, { agency: 'thue' })).toEqual([])
  })

  it('are counted by the province’s days', async () => {
    await using place = await makePlace()
    await using store = await place.open()
    const { science } = await scene(store)
    expect(await counts(store)).toEqual([])
    const local = [
      '2026-11-22T23:59:59.999',
      '2026-11-23T00:00',
      '2026-11-24T12:00',
      '2026-11-24T23:59:59.999',
    ]
    for (const time of local)
      await commit(store, [science], ({ entry }) => ({
        entry: { ...entry, receivedAt: Date.parse(`${time}+07:00`) },
      }))
    const received = async (fromDay: string, toDay: string) =>
      (await counts(store, { fromDay, toDay })).map(count => count.received)
    expect(await received('2026-11-22', '2026-11-22')).toEqual([1])
    expect(await received('2026-11-23', '2026-11-23')).toEqual([1])
    expect(await received('2026-11-24', '2026-11-24')).toEqual([2])
    expect(await received('2026-11-23', '2026-11-24')).toEqual([3])
    expect(await received('0001-01-01', '9999-12-31')).toEqual([4])
    expect(await received('2026-11-25', '2026-11-30')).toEqual([])
  })
}
