/**
 * Letters from free mail abroad: a citizen's, one with an official paper in it, an official's own; the exempt sector;
 * and official mail that a rule sends out of the state. Marks of a paper alone make nobody guilty: a person decides.
 */
import type { SendMailOptions } from 'nodemailer'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { StatisticsRow } from '../../../src/statistics/show.ts'
import { makePdf } from '../../support/attachments.ts'
import { contestedDecision } from './papers.ts'
import {
  type Answer,
  colleague,
  type Entry,
  office,
  official,
  policyLines,
  RunningProvince,
} from './running-province.ts'

const citizen = 'thach.luong.1965@gmail.com'
const clerk = 'an.nguyenvan.1990@gmail.com'
const known = 'binh.tranthi.88@gmail.com'

let province: RunningProvince
let decision: NonNullable<SendMailOptions['attachments']>

beforeAll(async () => {
  province = await RunningProvince.start()
  await province.appoint('sokhcn.qt', 'sokhcn')
  await province.appoint('soyte.qt', 'soyte')
  const content = await makePdf(contestedDecision)
  decision = [{ filename: 'quyet-dinh-thu-hoi.pdf', content }]
})

afterAll(() => province?.[Symbol.asyncDispose]())

function write(from: string, subject: string, more: SendMailOptions = {}): Promise<Answer> {
  return province.receive({ from, to: office, subject, text: 'Kính gửi quý cơ quan.', ...more })
}

/** Sends a letter with the paper; the reference of the row that it leaves. */
async function withDecision(from: string, subject: string): Promise<string> {
  expect(await write(from, subject, { attachments: decision })).toMatchObject({ code: 250 })
  return (await province.newestOf(from))?.ref ?? ''
}

describe("a citizen's letter", () => {
  test('is delivered, marked, and on record', async () => {
    expect(await write(citizen, 'Hỏi thủ tục hỗ trợ máy cày')).toMatchObject({ code: 250 })
    const letter = await province.theLetter(office, 'hỗ trợ máy cày')
    expect(policyLines(letter)).toEqual([
      expect.stringMatching(/^flag; rule=D1b-free; .*reason=free-mail-sender/),
    ])
    expect(letter.parsed.headers.get('authentication-results')).toMatch(/spf=pass.*dmarc=pass/s)
    expect(await province.newestOf(citizen)).toMatchObject({
      reason: 'free-mail-sender',
      state: 'recorded',
      agency: 'sokhcn',
    })
  })

  test('with a contested decision is delivered, and suspected until a person dismisses it', async () => {
    const ref = await withDecision(citizen, 'Khiếu nại quyết định thu hồi đất')
    expect(await province.letters(office, 'Khiếu nại quyết định')).toHaveLength(1)
    const suspected = await province.violation(ref)
    expect(suspected).toMatchObject({
      rule: 'D1b-free',
      action: 'flag',
      reason: 'document-from-free-mail',
      state: 'suspected',
      decidedBy: null,
    })
    expect(suspected.evidence).toContainEqual(
      expect.objectContaining({
        reason: 'document-from-free-mail',
        evidence: expect.objectContaining({ document: '207/QĐ-UBND', kind: 'Quyết định' }),
      }),
    )
    const dismiss = ['violation', 'dismiss', ref, '--reason', 'Công dân khiếu nại']
    expect(await province.run(...dismiss, '--as', 'soyte.qt')).toMatchObject({ code: 5, out: '' })
    await province.json(...dismiss, '--as', 'sokhcn.qt')
    expect(await province.violation(ref)).toMatchObject({
      state: 'dismissed',
      decidedBy: 'sokhcn.qt',
      note: 'Công dân khiếu nại',
    })
    expect(await province.run(...dismiss)).toMatchObject({ code: 5 })
    expect(await withDecision(citizen, 'Khiếu nại lần hai')).not.toBe(ref)
    expect(await province.letters(office, 'Khiếu nại lần hai')).toHaveLength(1)
  })
})

describe('an official who writes from there', () => {
  let ref: string

  beforeAll(async () => {
    ref = await withDecision(clerk, 'Gửi quyết định để tham khảo')
  })

  test('is suspected until an administrator of the agency confirms who it is', async () => {
    expect(await province.violation(ref)).toMatchObject({ state: 'suspected' })
    const confirm = ['violation', 'confirm', ref, '--reason', 'Đương sự xác nhận', '--official', official]
    expect(await province.run(...confirm, '--as', 'soyte.qt')).toMatchObject({ code: 5, out: '' })
    await province.json(...confirm, '--as', 'sokhcn.qt')
    expect(await province.violation(ref)).toMatchObject({ state: 'confirmed', decidedBy: 'sokhcn.qt' })
    const alternates = await province.json<unknown[]>('policy', 'alternate', 'list')
    expect(alternates).toMatchObject([{ address: clerk, box: official, author: 'sokhcn.qt' }])
  })

  test('then has a paper held as a violation', async () => {
    const held = await withDecision(clerk, 'Gửi lại quyết định')
    expect(await province.violation(held)).toMatchObject({
      reason: 'official-from-free-mail',
      action: 'hold',
      state: 'recorded',
    })
    expect(await province.heldUnder(held)).toMatchObject([{ address: office, state: 'held' }])
    expect(await province.letters(office, 'Gửi lại quyết định')).toEqual([])
    const asked = await province.theLetter(office, `Có thư chờ xem xét (${held})`)
    expect(asked.parsed.text).toContain(clerk)
  })

  test('and a letter without one delivered, on record that the issued box was not used', async () => {
    await write(clerk, 'Xin nghỉ phép')
    const lines = policyLines(await province.theLetter(office, 'Xin nghỉ phép'))
    expect(lines.join('\n')).toMatch(/^flag; rule=D3-staff; .*reason=private-box-of-official/m)
  })

  test('is known, too, by an address that an administrator recorded', async () => {
    const add = ['policy', 'alternate', 'add', known, colleague, '--note', 'Theo bản kê khai']
    expect(await province.run(...add, '--as', 'sokhcn.qt')).toMatchObject({ code: 5, out: '' })
    await province.json(...add)
    const shown = await withDecision(known, 'Gửi quyết định')
    expect(await province.violation(shown)).toMatchObject({
      reason: 'official-from-free-mail',
      action: 'hold',
      evidence: expect.arrayContaining([
        expect.objectContaining({ evidence: expect.objectContaining({ box: colleague }) }),
      ]),
    })
    const letter = { to: known, subject: 'Gửi quyết định', text: 'Gửi chị.', attachments: decision }
    await province.submit(official, letter)
    const [sent] = await province.json<{ rule: string }[]>('violation', 'list', '--rule', 'D1b-mail')
    expect(sent).toMatchObject({ reason: 'document-to-private-box', box: official, address: known })
    await province.json('policy', 'alternate', 'remove', known)
    expect(await province.violation(await withDecision(known, 'Gửi'))).toMatchObject({ state: 'suspected' })
  })
})

test("a sector's own mail passes both ways, and is counted apart", async () => {
  const exempt = async () => {
    const rows = await province.json<StatisticsRow[]>('stats', 'show', '--agency', 'thuetinh')
    return rows.filter(row => row.sectorExempt).reduce((sum, { messages }) => sum + messages, 0)
  }
  const before = await exempt()
  const letter = { from: 'vanthu.cbg@gdt.gov.vn', to: office, subject: 'Lịch quyết toán', text: 'Kính gửi.' }
  expect(await province.receive(letter)).toMatchObject({ code: 250 })
  expect(policyLines(await province.theLetter(office, 'Lịch quyết toán'))).toEqual([])
  expect(await exempt()).toBe(before + 1)
  const answer = { to: 'vanthu.cbg@gdt.gov.vn', subject: 'Trả lời lịch quyết toán', text: 'Kính gửi.' }
  expect(await province.submit(official, answer)).toMatchObject({ code: 250 })
  const [entry] = await province.json<{ id: number }[]>('archive', 'search', 'Trả lời lịch')
  expect(await province.json<Entry>('archive', 'show', String(entry?.id))).toMatchObject({
    verdict: 'allow',
    judgements: [{ action: 'allow', reason: 'sector-exempt' }],
    violations: [],
  })
})

describe('official mail is not forwarded out of the state', () => {
  const outside = 'an.nguyenvan@congty.vn'

  test.each([
    ['Auto-Submitted', 'auto-forwarded'],
    ['X-Forwarded-To', outside],
  ])('by a client that marks it with %s', async (key, value) => {
    const forward = { subject: 'Fwd: Lịch tiếp công dân', text: '', headers: { [key]: value } }
    const refused = await province.submit(official, { to: outside, ...forward })
    expect(refused).toMatchObject({ code: 550 })
    expect(refused.text).toContain(`tự động chuyển tiếp ra hộp thư ngoài cơ quan nhà nước ${outside}`)
    expect(refused.text).toContain('Đề nghị tắt chế độ tự động chuyển tiếp')
    expect(await province.violation(refused.ref)).toMatchObject({
      reason: 'automatic-forward',
      box: official,
    })
    expect(await province.submit(official, { to: colleague, ...forward })).toMatchObject({ code: 250 })
  })

  test('nor by an alias', async () => {
    const add = await province.run('alias', 'add', 'hoidap@caobang.gov.vn', outside)
    expect(add.code).toBeGreaterThan(0)
    expect(add.err).toContain(outside)
    const aliases = await province.json<{ address: string }[]>('alias', 'list')
    expect(aliases.map(({ address }) => address)).not.toContain('hoidap@caobang.gov.vn')
  })
})
