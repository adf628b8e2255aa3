/**
 * What the server writes to officials opens in any client: one text part, Vietnamese first and English second, seven
 * bits on the wire, lines that nobody has to fold, and marked as written by a machine, so that none answers it.
 */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Letter, office, official, RunningProvince } from './running-province.ts'

const gmail = 'nguyenthanhtung@gmail.com'

let province: RunningProvince
/** By what the subject says, in the order in which they were written. */
const notices = new Map<string, Letter>()

const subjects = [
  ['flagged', official, 'Nhắc nhở về thư đã gửi', 'About a letter you sent'],
  ['held', official, 'Thư được giữ lại chờ xem xét', 'A letter is held for approval'],
  ['to be decided', office, 'Có thư chờ xem xét', 'A letter waits for your decision'],
  ['released', official, 'Thư đã được cho chuyển', 'A held letter was released'],
  ['rejected', official, 'Thư không được cho chuyển', 'A held letter was not released'],
] as const

beforeAll(async () => {
  province = await RunningProvince.start()
  await province.json('policy', 'set', 'free-mail-recipient', 'hold', '--agency', 'sokhcn')
  const letter = { to: gmail, subject: 'Giấy mời', text: 'Kính mời anh Tùng.' }
  const [released, rejected] = [
    await province.submit(official, letter),
    await province.submit(official, letter),
  ]
  const [first] = await province.heldUnder(released.ref)
  await province.json('held', 'release', String(first?.id), '--reason', 'Chuyên gia đã đăng ký dự họp')
  const [second] = await province.heldUnder(rejected.ref)
  // Longer than a line may be, and with what a header could be made of.
  const reason = `Đề nghị gửi qua trục liên thông văn bản quốc gia. ${'Không gửi qua thư cá nhân. '.repeat(15)}Bcc: x@y.vn`
  await province.json('held', 'reject', String(second?.id), '--reason', reason, '--yes')
  for (const [kind, box, words] of subjects) {
    const [letter] = await province.letters(box, words)
    if (letter !== undefined) notices.set(kind, letter)
  }
})

afterAll(() => province?.[Symbol.asyncDispose]())

test.each(subjects)('the notice of a letter that is %s', (kind, box, vietnamese, english) => {
  const { source, parsed } = notices.get(kind) ?? { source: Buffer.alloc(0), parsed: undefined }
  expect(parsed?.subject).toMatch(new RegExp(`^${vietnamese} \\((CB-[^)]+)\\) / ${english} \\(\\1\\)$`))
  expect(parsed?.subject?.normalize('NFC')).toBe(parsed?.subject)
  expect(parsed?.from?.value).toEqual([
    { name: 'Hệ thống thư công vụ', address: 'postmaster@caobang.gov.vn' },
  ])
  expect([parsed?.to].flat()[0]?.text).toBe(box)
  expect(parsed?.headers.get('auto-submitted')).toBe('auto-generated')
  expect(parsed?.headers.get('return-path')).toMatchObject({ text: '' })
  expect(parsed?.headers.has('bcc')).toBe(false)
  expect(parsed?.headers.get('content-type')).toMatchObject({
    value: 'text/plain',
    params: { charset: 'utf-8' },
  })
  expect(parsed?.attachments).toEqual([])

  const ref = /CB-\d{4}-\w+/.exec(parsed?.subject ?? '')?.[0] ?? 'none'
  const [first = '', second = '', ...more] = (parsed?.text ?? '').split('* * *')
  expect(more).toEqual([])
  expect(first).toMatch(/^Thư gửi từ annv\.sokhcn@caobang\.gov\.vn/)
  expect(first).toContain(`Mã tham chiếu: ${ref}.`)
  expect(second.trim()).toMatch(/^The letter from annv\.sokhcn@caobang\.gov\.vn/)
  expect(second).toContain(`Reference: ${ref}.`)
  // But for what an approver wrote.
  expect(second.replace(/^The approver says: .*/m, '')).not.toMatch(/[ăâđêôơư]/i)

  expect(source.every(octet => octet < 0x80)).toBe(true)
  const lines = source.toString('latin1').split('\r\n')
  expect(lines.filter(line => /[\r\n]/.test(line))).toEqual([])
  expect(Math.max(...lines.map(line => line.length))).toBeLessThanOrEqual(78)
})

test('an approver’s words stay words', () => {
  const { parsed } = notices.get('rejected') ?? {}
  expect(parsed?.text?.replace(/\s+/g, ' ')).toContain('Không gửi qua thư cá nhân. Bcc: x@y.vn')
})
