/** The clock of acknowledgement over the roads and a real store, at times that the test sets. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { silentLogger } from '../../src/base/log.ts'
import { noFindings, type OfficialDocument } from '../../src/documents/facts.ts'
import { type AcknowledgementClerk, createAcknowledgementClerk } from '../../src/flow/acknowledgement.ts'
import type { Notice } from '../../src/flow/system.ts'
import { flagBits } from '../../src/ports/mailboxes.ts'
import { officialDocument } from '../support/letter-facts.ts'
import { an, binh, domain, office, passing, Road } from './road.ts'

const head = `giamdoc.sonoivu@${domain}`
const lateReason = { reason: 'late-acknowledgement', agencyId: null, direction: null } as const

let road: Road
let clerk: AcknowledgementClerk
let sent: (Notice & { readonly to: string })[]

beforeEach(async () => {
  road = await Road.open()
  const interior = road.box(office).agencyId
  const common = {
    kind: 'person',
    agencyId: interior,
    position: '',
    quotaBytes: 1e9,
    passwordHash: null,
  } as const
  const retired = `phogiamdoc.sonoivu@${domain}`
  await road.store.write.addBoxes([
    { ...common, address: head, leader: true, name: 'Hoàng Văn Dũng' },
    { ...common, address: retired, leader: true, name: 'Nông Thị Hạnh' },
  ])
  const box = await road.store.read.directory.box(retired)
  await road.store.write.setBoxStatus(box!.id, 'removed', road.now)
  sent = []
  clerk = clerkWith(async (to, notice) => {
    sent.push({ to, ...notice })
  })
})

afterEach(async () => {
  await road[Symbol.asyncDispose]()
})

function clerkWith(notify: (address: string, notice: Notice) => Promise<void>): AcknowledgementClerk {
  const { store, policy, random } = road.context
  return createAcknowledgementClerk({ store, policy, notify, random, log: silentLogger })
}

/** A moment of November in the province's time. */
function moment(local: string): number {
  return Date.parse(`2026-11-${local}+07:00`)
}

/** Sets the road's clock. */
function at(local: string): number {
  road.now = moment(local)
  return road.now
}

function letter(from: string, subject = 'V/v báo cáo'): Buffer {
  const lines = [
    `From: ${from}`,
    `To: ${office}`,
    `Subject: ${subject}`,
    'Date: Mon, 23 Nov 2026 09:00:00 +0700',
    'Message-ID: <1@may-tram>',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: 8bit',
  ]
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\nKính gửi quý cơ quan.\r\n`)
}

async function submit(document: Partial<OfficialDocument> = {}, to: readonly string[] = [office]) {
  road.findings = { ...noFindings, documents: [officialDocument(document)] }
  expect((await road.submit(an, to, letter(an))).code).toBe(250)
}

async function receive(from: string) {
  road.findings = { ...noFindings, documents: [officialDocument()] }
  road.authentication = passing(from.slice(from.indexOf('@') + 1))
  expect((await road.receive(from, [office], letter(from))).code).toBe(250)
}

async function read(uid: number): Promise<void> {
  const inbox = await road.store.read.mailboxes.byName(road.box(office).id, 'INBOX')
  const uids = Uint32Array.of(uid)
  await road.store.write.setFlags({
    mailbox: inbox!.id,
    uids,
    mode: 'add',
    flags: flagBits.seen,
    keywords: [],
  })
}

const ledger = () => road.store.read.archive.violations({ rule: 'D5-acknowledge', limit: 10 })

async function count() {
  const days = { fromDay: '2026-11-01', toDay: '2026-11-30' }
  const [row] = await road.store.read.acknowledgements.counts(days)
  return row
}

async function dueOf(): Promise<readonly number[]> {
  const open = await road.store.read.acknowledgements.open({ late: false, after: null, limit: 10 })
  return open.map(({ dueAt }) => dueAt)
}

describe('a letter with a document', () => {
  test.each([
    ['is due the same day', '23T09:00', {}, '23T17:00'],
    ['is due the next working day when it comes after closing', '27T18:00', {}, '30T17:00'],
    ['is due within two hours when it is urgent', '23T09:00', { urgency: 'khan' }, '23T11:00'],
  ] as const)('%s', async (_, received, document, due) => {
    at(received)
    await submit(document, [office, binh])
    expect(await dueOf()).toEqual([moment(due)])
  })

  test('starts no clock when it is not surely one, nor when nothing of one is in it', async () => {
    await submit({ confidence: 0.5 })
    road.findings = noFindings
    await road.submit(an, [office], letter(an))
    expect(await count()).toBeUndefined()
  })

  test('that was held is due from the day of its release', async () => {
    await road.change({ kind: 'set-action', ...lateReason, reason: 'free-mail-sender', action: 'hold' })
    at('23T09:00')
    await receive('le.hoa@gmail.com')
    expect(await dueOf()).toEqual([])
    at('25T16:00')
    const held = await road.store.read.queue.held({ limit: 10 })
    await road.context.held.release(
      held.map(({ id }) => id),
      'vanthu',
      '',
    )
    expect(await dueOf()).toEqual([moment('25T17:00')])
  })
})

describe('an office that opens its letter', () => {
  test('in time is never reminded', async () => {
    at('23T09:00')
    await submit()
    expect(await clerk.tick(at('23T10:00'))).toBe(0)
    await read(1)
    expect(await clerk.tick(at('23T10:01'))).toBe(0)
    expect(await count()).toMatchObject({ received: 1, inTime: 1, late: 0, open: 0, address: office })
    expect(await clerk.tick(at('24T08:00'))).toBe(0)
    expect(sent).toEqual([])
    expect(await ledger()).toEqual([])
  })

  test('a moment before the time is up has the benefit of the clock’s own delay', async () => {
    at('23T09:00')
    await submit()
    await clerk.tick(at('23T16:59:30'))
    await read(1)
    expect(await clerk.tick(at('23T17:00:30'))).toBe(0)
    expect(await count()).toMatchObject({ inTime: 1, late: 0 })
  })

  test('after the reminder was late, and has read it', async () => {
    at('23T09:00')
    await submit()
    await clerk.tick(at('23T17:00'))
    expect(await count()).toMatchObject({ late: 1, unread: 1 })
    await read(1)
    await clerk.tick(at('24T08:00'))
    expect(await count()).toMatchObject({ received: 1, inTime: 0, late: 1, open: 0, unread: 0 })
  })
})

describe('an office that does not', () => {
  test('is reminded once when the time is up, and so are the heads of its agency', async () => {
    at('23T09:00')
    await submit()
    expect(await clerk.tick(at('23T16:59'))).toBe(0)
    expect(sent).toEqual([])
    expect(await clerk.tick(at('23T17:00'))).toBe(1)
    expect(sent.map(({ to }) => to)).toEqual([office, head])
    const [row] = await ledger()
    expect(sent[0]).toMatchObject({
      subject: { vi: `Văn bản đến quá hạn tiếp nhận: 1 (${office})` },
    })
    const { vi, en } = sent[0]!.body
    expect(vi).toContain(
      `Văn bản 1245/SNV-CCHC đến hộp thư ${office} lúc 09:00 ngày 23/11/2026 chưa được mở đọc; ` +
        `hạn tiếp nhận là 17:00 ngày 23/11/2026. Mã tham chiếu: ${row?.ref}.`,
    )
    expect(vi).toContain('mục 5; Nghị định 30/2020/NĐ-CP về công tác văn thư, Điều 21 khoản 2')
    expect(en).toContain('it was to be acknowledged by 17:00 on 23/11/2026')
    for (const minute of ['23T17:01', '24T08:00', '30T17:00']) expect(await clerk.tick(at(minute))).toBe(0)
    expect(sent).toHaveLength(2)
  })

  test('is on record with the letter, the document and the time it had', async () => {
    at('23T09:00')
    await submit({ urgency: 'hoa-toc' })
    const now = at('23T11:00')
    await clerk.tick(now)
    const [entry] = await road.letters()
    const { id, agencyId } = road.box(office)
    expect(await ledger()).toMatchObject([
      {
        ref: expect.stringMatching(/^CB-2026-[0-9A-HJKMNP-TV-Z]{10}$/),
        entryId: entry!.id,
        at: now,
        action: 'flag',
        reason: 'late-acknowledgement',
        agencyId,
        boxId: id,
        address: office,
        state: 'recorded',
      },
    ])
    expect(JSON.parse((await ledger())[0]!.evidence)).toEqual([
      {
        action: 'flag',
        reason: 'late-acknowledgement',
        address: office,
        clause: '5',
        evidence: {
          document: '1245/SNV-CCHC',
          kind: 'Công văn',
          urgent: true,
          received: '2026-11-23T09:00:00.000+07:00',
          due: '2026-11-23T11:00:00.000+07:00',
        },
      },
    ])
  })

  test('hears of several in one notice, of each with its reference', async () => {
    at('23T09:00')
    await submit()
    await submit({ number: '07' })
    await submit({ number: null, notation: null })
    expect(await clerk.tick(at('23T17:00'))).toBe(3)
    expect(sent.map(({ to }) => to)).toEqual([office, head])
    expect(sent[0]?.subject.vi).toContain('tiếp nhận: 3 (')
    for (const { ref } of await ledger()) expect(sent[0]?.body.vi).toContain(ref)
    expect(sent[0]?.body.vi).toMatch(/Văn bản 07\/SNV-CCHC đến.*Văn bản Công văn đến/s)
  })

  test('is counted late and left alone where the setting allows it', async () => {
    await road.change({ kind: 'set-action', ...lateReason, action: 'allow' })
    at('23T09:00')
    await submit()
    expect(await clerk.tick(at('23T17:00'))).toBe(1)
    expect(sent).toEqual([])
    expect(await ledger()).toEqual([])
    expect(await count()).toMatchObject({ received: 1, late: 1 })
  })

  test('is left alone for as long as it has leave, and on one way of letters as it is set', async () => {
    await road.change({ kind: 'set-action', ...lateReason, direction: 'inbound', action: 'allow' })
    at('23T09:00')
    await receive('vt@langson.gov.vn')
    await clerk.tick(at('23T17:00'))
    expect(sent).toEqual([])
    await road.change({
      kind: 'add-exception',
      reason: 'late-acknowledgement',
      subject: office,
      agencyId: null,
      direction: null,
      note: 'Văn thư nghỉ ốm',
      expiresAt: moment('25T00:00'),
    })
    at('24T08:00')
    await submit()
    await clerk.tick(at('24T17:00'))
    expect(sent).toEqual([])
    at('25T08:00')
    await submit()
    await clerk.tick(at('25T17:00'))
    expect(sent.map(({ to }) => to)).toEqual([office, head])
    expect(await ledger()).toHaveLength(1)
  })

  test('is on record though the notice fails', async () => {
    at('23T09:00')
    await submit()
    const mute = clerkWith(() => Promise.reject(new Error('hộp đầy')))
    expect(await mute.tick(at('23T17:00'))).toBe(1)
    expect(await ledger()).toHaveLength(1)
  })

  test('does not hear of another office’s', async () => {
    const section = `vanphong.sonoivu@${domain}`
    const { id: _, ...like } = road.box(office)
    await road.store.write.addBoxes([{ ...like, address: section, passwordHash: null }])
    at('23T09:00')
    await submit({}, [office, section])
    await clerk.tick(at('23T17:00'))
    expect(sent.map(({ to }) => to)).toEqual([office, head, section, head])
    expect(sent[2]?.body.vi).not.toContain(`hộp thư ${office}`)
    expect(await ledger()).toHaveLength(2)
  })
})
