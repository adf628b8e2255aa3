/**
 * An official writes to a free mail box abroad: delivered on record, held for an approver of the agency, or refused,
 * as the province and the agency set it. Directive 14/CT-UBND, clause 1.b.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  type Answer,
  colleague,
  type Held,
  office,
  official,
  policyLines,
  RunningProvince,
} from './running-province.ts'

/** The head of the agency, who leads by example. */
const leader = 'daoht.sokhcn@caobang.gov.vn'
const gmail = 'nguyenthanhtung@gmail.com'
const outlook = 'chuyengia.duan@hotmail.com'

let province: RunningProvince

beforeAll(async () => {
  province = await RunningProvince.start()
  await province.appoint('sokhcn.qt', 'sokhcn')
  await province.appoint('soyte.qt', 'soyte')
})

afterAll(() => province?.[Symbol.asyncDispose]())

function write(subject: string, to = gmail, from = official): Promise<Answer> {
  return province.submit(from, { to, cc: office, subject, text: 'Kính gửi anh Tùng.' })
}

describe('an agency that lets it pass', () => {
  let answer: Answer
  let ref: string

  beforeAll(async () => {
    answer = await write('Trao đổi chương trình hội thảo', gmail, leader)
    ref = (await province.newestOf(gmail))?.ref ?? ''
  })

  test('the letter goes into the queue, and into the ledger with the clause', async () => {
    expect(answer.code).toBe(250)
    expect(await province.queued(gmail)).toMatchObject([{ state: 'parked' }])
    expect(await province.violation(ref)).toMatchObject({
      rule: 'D1b-free',
      action: 'flag',
      reason: 'free-mail-recipient',
      agency: 'sokhcn',
      box: leader,
      state: 'recorded',
      evidence: [{ clause: '1.b', evidence: { service: 'Gmail', country: 'US' } }],
    })
  })

  test('the copy that stays here says so in its header', async () => {
    const [line, ...more] = policyLines(await province.theLetter(office, 'chương trình hội thảo'))
    expect(more).toEqual([])
    expect(line).toMatch(/^flag; rule=D1b-free; /)
    expect(line).toContain(`ref=${ref};`)
    expect(line).toContain('reason=free-mail-recipient')
  })

  test('the official is told once, with the reference, the clause and what to do instead', async () => {
    await write('Nhờ góp ý bài trình bày', gmail, leader)
    const { parsed } = await province.theLetter(leader, ref)
    expect(parsed.subject).toBe(`Nhắc nhở về thư đã gửi (${ref}) / About a letter you sent (${ref})`)
    expect(parsed.text).toContain('Chỉ thị 14/CT-UBND')
    expect(parsed.text).toContain('cổng dịch vụ công')
    expect(parsed.text).toContain('public service portal')
    expect(await province.letters(leader, 'Nhắc nhở')).toHaveLength(1)
  })
})

describe('an agency that holds it', () => {
  beforeAll(() => province.json('policy', 'set', 'free-mail-recipient', 'hold', '--agency', 'sokhcn'))

  async function holdOne(subject: string) {
    const { code, text, ref } = await write(subject)
    expect(code).toBe(250)
    expect(text).toContain('Thư được giữ lại chờ xem xét')
    // The box abroad and the copy inside wait together.
    const ids = (await province.heldUnder(ref)).map(({ id }) => String(id))
    expect(ids).toHaveLength(2)
    const held = await province.json<Held>('held', 'show', ids[0] ?? '')
    expect(held).toMatchObject({ ref, state: 'held', agencyCode: 'sokhcn', mailFrom: official })
    return { ref, held, ids }
  }

  test('the sender and the office of the agency are told that it waits, and until when', async () => {
    const before = Date.now()
    await province.json('policy', 'threshold', 'heldDays', '3')
    const { ref, held } = await holdOne('Gửi đề cương dự án')
    const waitsMs = Date.parse(held.expiresAt) - before
    expect(waitsMs / 86_400_000).toBeCloseTo(3, 2)
    const told = await province.theLetter(official, `giữ lại chờ xem xét (${ref})`)
    expect(told.parsed.text).toContain('không cần gửi lại thư')
    const [day = ''] = held.expiresAt.split('T')
    const asked = await province.theLetter(office, `Có thư chờ xem xét (${ref})`)
    expect(asked.parsed.text).toContain(day.split('-').reverse().join('/'))
    expect(asked.parsed.text).toContain('congvu held release')
    expect(asked.parsed.text).not.toContain('đề cương dự án')
    expect(await province.letters(office, 'đề cương dự án')).toEqual([])
  })

  test('an approver of the agency releases it, and it leaves', async () => {
    const before = (await province.queued(gmail)).length
    const { ref, held, ids } = await holdOne('Mời họp hội đồng thẩm định')
    const reason = ['--reason', 'Chuyên gia đã đăng ký', '--as', 'sokhcn.qt']
    await province.json('held', 'release', ...ids, ...reason)
    expect(await province.queued(gmail)).toHaveLength(before + 1)
    const decided = await province.json<Held>('held', 'show', String(held.id))
    expect(decided).toMatchObject({ state: 'released', decidedBy: 'sokhcn.qt' })
    const { parsed } = await province.theLetter(official, `Thư đã được cho chuyển (${ref})`)
    expect(parsed.text).toContain('Chuyên gia đã đăng ký')
    expect(policyLines(await province.theLetter(office, 'hội đồng thẩm định'))[0]).toMatch(/^hold; /)
  })

  test('an approver of another agency sees and decides nothing', async () => {
    const { held } = await holdOne('Gửi biên bản làm việc')
    const id = String(held.id)
    expect(await province.json('held', 'list', '--as', 'soyte.qt')).toEqual([])
    for (const command of [
      ['show', id],
      ['release', id],
      ['reject', id, '--reason', 'Không thuộc thẩm quyền', '--yes'],
    ])
      expect(await province.run('held', ...command, '--as', 'soyte.qt')).toMatchObject({ code: 4, out: '' })
    const list = ['held', 'list', '--agency', 'sokhcn', '--as', 'soyte.qt']
    expect(await province.run(...list)).toMatchObject({ code: 5, out: '' })
    expect(await province.json<Held>('held', 'show', id)).toMatchObject({ state: 'held' })
  })

  test('an approver rejects it: nothing leaves, and the sender is told why', async () => {
    const before = (await province.queued(gmail)).length
    const { ref, held, ids } = await holdOne('Gửi dự thảo kế hoạch')
    const reason = ['--reason', 'Gửi qua trục liên thông', '--yes', '--as', 'sokhcn.qt']
    await province.json('held', 'reject', ...ids, ...reason)
    expect(await province.queued(gmail)).toHaveLength(before)
    expect(await province.letters(office, 'dự thảo kế hoạch')).toEqual([])
    const { parsed } = await province.theLetter(official, `Thư không được cho chuyển (${ref})`)
    expect(parsed.text).toContain('Ý kiến của người có thẩm quyền: Gửi qua trục liên thông')
    expect(parsed.text).toContain('The approver says: Gửi qua trục liên thông')
    const again = await province.run('held', 'release', String(held.id), '--as', 'sokhcn.qt')
    expect(again).toMatchObject({ code: 4 })
    expect(again.err).toContain('was rejected by sokhcn.qt')
  })

  test('an address with leave goes out, until the leave ends', async () => {
    // Long enough for the letter to be written, short enough to be waited for.
    const until = new Date(Date.now() + 4000)
    const leave = ['--agency', 'sokhcn', '--until', until.toISOString(), '--note', 'Chuyên gia dự án']
    await province.json('policy', 'exception', 'add', 'free-mail-recipient', outlook, ...leave)
    expect(await write('Gửi tài liệu hội thảo', outlook)).toMatchObject({ code: 250, ref: '' })
    expect(await province.queued(outlook)).toHaveLength(1)
    await new Promise(resolve => setTimeout(resolve, until.getTime() - Date.now() + 50))
    const { text } = await write('Gửi tài liệu hội thảo (tiếp)', outlook)
    expect(text).toContain('Thư được giữ lại')
    expect(await province.queued(outlook)).toHaveLength(1)
    const [leaveNow] = await province.json<{ inForce: boolean }[]>('policy', 'exception', 'list')
    expect(leaveNow).toMatchObject({ subject: outlook, inForce: false, author: 'administrator' })
  })
})

describe('an agency that refuses it', () => {
  test('says so in Vietnamese, then in English: what, why, what instead, and a reference on record', async () => {
    await province.json('policy', 'set', 'free-mail-recipient', 'block', '--agency', 'sokhcn')
    const { code, text, ref } = await write('Gửi hồ sơ qua thư cá nhân')
    expect(code).toBe(550)
    const lines = text.split('\n').map(line => /^550[- ]5\.7\.1 (.*)$/.exec(line)?.[1] ?? '')
    expect(lines).not.toContain('')
    const half = lines.findIndex(line => line.startsWith('The recipient'))
    const [vietnamese, english] = [lines.slice(0, half).join('\n'), lines.slice(half).join('\n')]
    expect(vietnamese).toMatch(new RegExp(`^Người nhận ${gmail} dùng dịch vụ thư điện tử miễn phí Gmail`))
    for (const said of [vietnamese, english]) {
      expect(said).toContain('14/CT-UBND')
      expect(said).toContain('1.b')
      expect(said).toContain(ref)
    }
    expect(vietnamese).toContain('Đề nghị gửi tới hộp thư công vụ')
    expect(english).toContain('Please write to an official box')
    expect(await province.violation(ref)).toMatchObject({ action: 'block', box: official, address: gmail })
    expect(await province.entryOf(ref)).toMatchObject({ accepted: false, verdict: 'block', forms: [] })
    expect(await province.letters(office, 'thư cá nhân')).toEqual([])
  })

  test('concerns no other agency', async () => {
    const letter = { to: gmail, subject: 'Lịch tập huấn', text: 'Kính gửi anh Tùng.' }
    expect(await province.submit(colleague, letter)).toMatchObject({ code: 250 })
  })
})

test('every setting is a version with its author', async () => {
  const history = await province.json<{ author: string; change: string }[]>('policy', 'history')
  expect(history.map(({ change }) => change)).toEqual([
    'set-action',
    'add-exception',
    'set-threshold',
    'set-action',
  ])
  expect(new Set(history.map(({ author }) => author))).toEqual(new Set(['administrator']))
})
