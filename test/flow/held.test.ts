/** The desk of held letters over a real store: what is decided, what a deadline does, and who hears of it. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { defaultLimits } from '../../src/base/limits.ts'
import { silentLogger } from '../../src/base/log.ts'
import { createHeldDesk, type HeldDesk } from '../../src/flow/held.ts'
import type { Notice } from '../../src/flow/system.ts'
import { PolicySettings } from '../../src/policy/settings.ts'
import type { EntryId, HeldLetter } from '../../src/ports/archive.ts'
import type { Store } from '../../src/ports/store.ts'
import { openSqliteStore } from '../../src/store/sqlite/open.ts'
import { addresses, letter, newBox, provision, value } from '../conformance/letters.ts'

const [official, colleague] = addresses as [string, string]
const office = 'sokhcn@caobang.gov.vn'
const ref = 'CB-2026-7F3K9QX2MB'
const deadline = Date.UTC(2026, 10, 28, 10)

let data: string
let store: Store
let desk: HeldDesk
let now: number
let sent: (Notice & { readonly to: string })[]
let agencyId: number
let boxIds: readonly number[]

beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'congvu-held-'))
  store = await openSqliteStore({ dataDir: data, masterKey: new Uint8Array(32), limits: defaultLimits })
  const directory = await provision(store)
  agencyId = directory.agencyIds[0]!
  const section = { ...newBox('vanphong.sokhcn@caobang.gov.vn', agencyId), kind: 'office' } as const
  const added = await store.write.addBoxes([section, { ...section, address: office }])
  boxIds = [...directory.boxIds, ...value(added)]
  now = Date.UTC(2026, 10, 23, 2)
  sent = []
  desk = deskWith(async (to, notice) => {
    sent.push({ to, ...notice })
  })
})

afterEach(async () => {
  await store[Symbol.asyncDispose]()
  await rm(data, { recursive: true })
})

function deskWith(
  notify: (address: string, notice: Notice) => Promise<void>,
  given: Store = store,
): HeldDesk {
  const clock = { now: () => now }
  const policy = { settings: new PolicySettings() }
  return createHeldDesk({ store: given, policy, clock, limits: defaultLimits, notify, log: silentLogger })
}

/** A letter that waits: of one of our boxes to outside, or from outside to one. */
async function hold(sender: number | null, ...waiting: readonly Pick<HeldLetter, 'address' | 'becomes'>[]) {
  const { entryId } = await store.write.commitMessage(
    letter({
      number: 1,
      to: waiting.map(({ address }) => ({ address, outcome: 'held' as const })),
      change: message => ({
        ...message,
        entry: {
          ...message.entry,
          mailFrom: sender === null ? 'dan@gmail.com' : official,
          boxId: sender,
          verdict: 'hold',
        },
        held: waiting.map(each => ({ ...each, rule: 'D1b-free', agencyId, expiresAt: deadline })),
        violations: [
          {
            ref,
            rule: 'D1b-free',
            action: 'hold',
            reason: 'free-mail-recipient',
            agencyId,
            boxId: sender,
            address: 'x@gmail.com',
            evidence: '[]',
            state: 'recorded',
            opensCase: false,
          },
        ],
      }),
    }),
  )
  return { entryId, ids: await idsOf(entryId) }
}

async function idsOf(entryId: EntryId): Promise<readonly number[]> {
  const held = await store.read.queue.heldOf(entryId)
  return held.filter(({ state }) => state === 'held').map(({ id }) => id)
}

function outside(address: string): Pick<HeldLetter, 'address' | 'becomes'> {
  return { address, becomes: { kind: 'outbox', item: { address, form: 'received', notify: '', orcpt: '' } } }
}

function inside(address: string, boxId: number): Pick<HeldLetter, 'address' | 'becomes'> {
  return { address, becomes: { kind: 'delivery', delivery: { boxId, role: 'inbox', flags: 0, view: 0 } } }
}

const submission = () => hold(boxIds[0]!, outside('an@gmail.com'), outside('binh@yahoo.com'))
const fromOutside = () => hold(null, inside(colleague, boxIds[1]!))

async function inbox(boxId: number): Promise<number> {
  return (await store.read.directory.boxById(boxId))!.messages
}

describe('a letter that begins to wait', () => {
  test('is announced to the office of the agency that decides, without its content', async () => {
    const { entryId, ids } = await submission()
    await desk.announce(entryId)
    expect(sent.map(({ to }) => to)).toEqual([office])
    const { subject, body } = sent[0]!
    expect(subject.vi).toBe(`Có thư chờ xem xét (${ref})`)
    expect(body.vi).toContain(`từ ${official} tới an@gmail.com, binh@yahoo.com`)
    expect(body.vi).toContain('sokhcn xem xét trước 17:00 ngày 28/11/2026')
    expect(body.vi).toContain(`số: ${ids.join(', ')}.`)
    expect(JSON.stringify(sent)).not.toContain('đôn đốc')
  })

  test('is safe though nobody can be told', async () => {
    const { entryId } = await submission()
    const broken = { boxes: () => Promise.reject(new Error('đĩa hỏng')) }
    const unread = { read: { ...store.read, directory: broken }, write: store.write } as unknown as Store
    await expect(deskWith(async () => {}, unread).announce(entryId)).resolves.toBeUndefined()
    await expect(
      deskWith(() => Promise.reject(new Error('hộp đầy'))).announce(entryId),
    ).resolves.toBeUndefined()
  })

  test('is announced to no office that wrote it, nor where there is none', async () => {
    await desk.announce((await hold(boxIds[4]!, outside('an@gmail.com'))).entryId)
    await store.write.setBoxStatus((await store.read.directory.box(office))!.id, 'removed', 1)
    await store.write.changeBox('vanphong.sokhcn@caobang.gov.vn', { kind: 'person' })
    const [waiting] = await store.read.queue.held({ limit: 1 })
    await desk.announce(waiting!.entryId)
    expect(sent).toEqual([])
  })
})

describe('an approver', () => {
  test('releases: every recipient goes out, and the sender hears of it once', async () => {
    const { entryId, ids } = await submission()
    expect(await desk.release(ids, 'vanthu', '')).toEqual({ ok: true, value: undefined })
    const queued = await store.read.queue.list({ entryId, limit: 10 })
    expect(queued.map(({ address }) => address).toSorted()).toEqual(['an@gmail.com', 'binh@yahoo.com'])
    expect(sent).toHaveLength(1)
    expect(sent[0]).toMatchObject({
      to: official,
      subject: { vi: `Thư đã được cho chuyển (${ref})`, en: `A held letter was released (${ref})` },
    })
    expect(sent[0]!.body.vi).toContain('tới an@gmail.com, binh@yahoo.com ngày 23/11/2026 đã được')
    expect(sent[0]!.body.vi).not.toContain('Ý kiến')
    expect(sent[0]!.body.vi).not.toContain('vanthu')
  })

  test('rejects: nothing goes out, and the sender is told why', async () => {
    const { entryId, ids } = await submission()
    await desk.reject([ids[0]!], 'vanthu', 'Gửi qua trục liên thông')
    expect(await store.read.queue.list({ entryId, limit: 10 })).toEqual([])
    expect(await store.read.queue.heldById(ids[0]!)).toMatchObject({
      state: 'rejected',
      decidedBy: 'vanthu',
      decidedAt: now,
      reason: 'Gửi qua trục liên thông',
    })
    expect(await idsOf(entryId)).toEqual([ids[1]])
    expect(sent.map(({ to }) => to)).toEqual([official])
    expect(sent[0]!.body.vi).toContain('tới an@gmail.com ngày')
    expect(sent[0]!.body.vi).toContain('Ý kiến của người có thẩm quyền: Gửi qua trục liên thông')
    expect(sent[0]!.body.en).toContain('The approver says: Gửi qua trục liên thông')
  })

  test('decides all of a list or none', async () => {
    const { entryId, ids } = await submission()
    await desk.release([ids[0]!], 'vanthu', '')
    for (const unknown of [ids[0]!, 99])
      expect(await desk.reject([ids[1]!, unknown], 'vanthu', 'x')).toMatchObject({
        error: { reason: 'not-found' },
      })
    expect(await idsOf(entryId)).toEqual([ids[1]])
  })

  test('is not stopped by a notice that fails', async () => {
    const { ids } = await submission()
    const mute = deskWith(() => Promise.reject(new Error('hộp đầy')))
    expect(await mute.release(ids, 'vanthu', '')).toMatchObject({ ok: true })
    expect(await store.read.queue.heldById(ids[0]!)).toMatchObject({ state: 'released' })
  })
})

describe('mail from outside', () => {
  test('speaks for itself when it is released', async () => {
    const { ids } = await fromOutside()
    await desk.release(ids, 'vanthu', 'Công dân')
    expect(await inbox(boxIds[1]!)).toBe(1)
    expect(sent).toEqual([])
  })

  test.each([
    ['rejected', (ids: readonly number[]) => desk.reject(ids, 'vanthu', 'Thư rác'), 'Thư rác'],
    ['expired', () => desk.tick(deadline), 'đã hết thời hạn'],
  ])('is told to its recipient alone when it is %s', async (_, end, why) => {
    const { ids } = await fromOutside()
    await end(ids)
    expect(await inbox(boxIds[1]!)).toBe(0)
    expect(sent.map(({ to }) => to)).toEqual([colleague])
    expect(sent[0]!.body.vi).toContain('từ dan@gmail.com')
    expect(sent[0]!.body.vi).toContain(why)
  })
})

describe('the deadline', () => {
  test('rejects what nobody decided, once, and tells the sender', async () => {
    const { entryId, ids } = await submission()
    await desk.release([ids[0]!], 'vanthu', '')
    sent = []
    expect(await desk.tick(deadline - 1)).toBe(0)
    expect(sent).toEqual([])
    expect(await desk.tick(deadline)).toBe(1)
    expect(await store.read.queue.heldById(ids[1]!)).toMatchObject({
      state: 'rejected',
      decidedBy: 'congvu',
      decidedAt: deadline,
      reason: 'deadline',
    })
    expect(await store.read.queue.list({ entryId, limit: 10 })).toMatchObject([{ address: 'an@gmail.com' }])
    expect(sent.map(({ to }) => to)).toEqual([official])
    expect(sent[0]!.subject.vi).toBe(`Thư không được cho chuyển (${ref})`)
    expect(sent[0]!.body.vi).toContain('tới binh@yahoo.com ngày 23/11/2026 không được chuyển: đã hết')
    expect(sent[0]!.body.vi).not.toContain('deadline')
    expect(await desk.tick(deadline + 60_000)).toBe(0)
    expect(sent).toHaveLength(1)
  })

  test('does not overtake an approver who decides at the same moment', async () => {
    const { ids } = await submission()
    const [expired] = await Promise.all([desk.tick(deadline), desk.release(ids, 'vanthu', '')])
    const rows = await Promise.all(ids.map(id => store.read.queue.heldById(id)))
    const released = rows.filter(row => row?.state === 'released')
    expect(expired + released.length).toBe(ids.length)
    expect(await store.read.queue.list({ limit: 10 })).toHaveLength(released.length)
  })
})
