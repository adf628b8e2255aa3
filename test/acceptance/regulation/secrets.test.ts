/**
 * Nothing with the stamp of a state secret stays on a machine that is connected to the Internet: refused at the door
 * whoever brings it, copied nowhere, and followed up step by step.
 */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { SendMailOptions } from 'nodemailer'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeDocx, makePdf } from '../../support/attachments.ts'
import { secretPlan, secretWords } from './papers.ts'
import { type Answer, type Case, colleague, office, official, RunningProvince } from './running-province.ts'

const outside = 'vanthu@langson.gov.vn'

let province: RunningProvince

beforeAll(async () => {
  province = await RunningProvince.start()
  await province.appoint('sokhcn.qt', 'sokhcn')
  await province.appoint('soyte.qt', 'soyte')
})

afterAll(() => province?.[Symbol.asyncDispose]())

/** Refused without a word of what was in it; the reference is on record with a case. */
async function expectRefused({ code, text, ref }: Answer, level: string): Promise<void> {
  expect(code).toBe(550)
  expect(text).toContain('Luật Bảo vệ bí mật nhà nước')
  expect(text).toContain('báo ngay người đứng đầu cơ quan')
  expect(text).not.toMatch(/Ngườm Bốc|phương án/i)
  expect(await province.violation(ref)).toMatchObject({
    rule: 'D1c-secret',
    action: 'block',
    evidence: [{ evidence: { level } }],
  })
  expect(await province.entryOf(ref)).toMatchObject({
    accepted: false,
    verdict: 'block',
    subject: '',
    forms: [],
    views: [],
  })
  const cases = await province.json<Case[]>('case', 'list', '--open')
  expect(cases.map(opened => opened.ref)).toContain(ref)
}

const papers: readonly (readonly [string, string, () => Promise<SendMailOptions>])[] = [
  [
    'the text of a PDF',
    'toi-mat',
    async () => ({
      attachments: [{ filename: 'ke-hoach.pdf', content: await makePdf(secretPlan('TỐI MẬT')) }],
    }),
  ],
  [
    'a DOCX',
    'tuyet-mat',
    async () => ({
      attachments: [{ filename: 'ke-hoach.docx', content: makeDocx(secretPlan('TUYỆT MẬT')) }],
    }),
  ],
  ['the subject', 'mat', async () => ({ subject: `[MẬT] Kế hoạch ${secretWords}` })],
  ['the text', 'mat', async () => ({ text: secretPlan('M Ậ T') })],
]

describe.each(papers)('a stamp in %s', (_, level, parts) => {
  test('is refused from an official', async () => {
    const letter = {
      to: colleague,
      subject: `Kế hoạch ${secretWords}`,
      text: 'Kính gửi.',
      ...(await parts()),
    }
    await expectRefused(await province.submit(official, letter), level)
  })

  test('is refused from outside', async () => {
    const letter = { from: outside, to: office, subject: `Về ${secretWords}`, text: 'Kính gửi.' }
    await expectRefused(await province.receive({ ...letter, ...(await parts()) }), level)
  })
})

test('a stamp is not stored by a client, and the attempt is on record', async () => {
  const draft = ['Subject: =?utf-8?B?S+G6vyBob+G6oWNo?=', 'Content-Type: text/plain; charset=utf-8', '']
  const client = await province.imap(official)
  try {
    const before = await client.status('Drafts', { messages: true })
    const appended = client.append('Drafts', Buffer.from([...draft, secretPlan('MẬT')].join('\r\n')))
    const refusal = (await appended.catch((error: unknown) => error)) as Record<string, unknown>
    expect(refusal).toMatchObject({ responseStatus: 'NO', serverResponseCode: 'CANNOT' })
    expect(refusal.responseText).toContain('State secrets must not be written')
    const [ref = ''] = /CB-\d{4}-[0-9A-Z]+/.exec(String(refusal.responseText)) ?? []
    expect(await province.entryOf(ref)).toMatchObject({
      channel: 'append',
      accepted: false,
      subject: '',
      forms: [],
    })
    expect(await client.status('Drafts', { messages: true })).toEqual(before)
  } finally {
    await client.logout()
  }
})

test('words that only sound like one pass', async () => {
  const text = 'MẬT KHẨU WI-FI: thacbangioc\nXin giữ bí mật giúp. Mật ong bạc hà 250.000 đồng.'
  const letter = { to: colleague, subject: 'Mật khẩu Wi-Fi hội trường', text }
  expect(await province.submit(official, letter)).toMatchObject({ code: 250, ref: '' })
})

describe('what was refused', () => {
  /** Every file of the server that holds one of the words, as they are or as a letter encodes them. */
  async function filesWith(words: string): Promise<readonly string[]> {
    const forms = [words, words.normalize('NFD'), Buffer.from(words).toString('base64')]
    const files = await readdir(province.server.data, { recursive: true, withFileTypes: true })
    const names = files.filter(file => file.isFile()).map(file => join(file.parentPath, file.name))
    const contents = await Promise.all(names.map(name => readFile(name)))
    return names.filter((_, index) => forms.some(form => contents[index]?.includes(form)))
  }

  test('is in no file of the server: neither database, nor log, nor trail', async () => {
    // A subject that passed is found this way.
    expect(await filesWith('Wi-Fi hội trường')).not.toEqual([])
    expect(await filesWith(secretWords)).toEqual([])
    expect(province.server.stderr()).not.toContain(secretWords)
    expect(await readFile(join(province.server.data, 'congvu.log'), 'utf8')).toContain('secret-stamp')
  })
})

describe('its case', () => {
  const steps = [
    ['head-informed', 'Đã báo cáo Giám đốc Sở'],
    ['removed', 'Đã gỡ khỏi máy trạm của người gửi'],
    ['assessed', 'Chưa lộ: thư bị từ chối trước khi chuyển'],
    ['closed', 'Kết thúc, nhắc nhở người gửi'],
  ] as const
  let id: string

  beforeAll(async () => {
    const [newest] = await province.json<Case[]>('case', 'list', '--agency', 'sokhcn')
    id = String(newest?.id)
  })

  test('is no business of another agency', async () => {
    expect(await province.json('case', 'list', '--as', 'soyte.qt')).toEqual([])
    const step = ['case', 'step', id, 'head-informed', '--note', 'x', '--as', 'soyte.qt']
    expect(await province.run(...step)).toMatchObject({ code: 4, out: '' })
  })

  test('is stepped in order to its end, each step with who took it and what was done', async () => {
    const early = ['case', 'step', id, 'closed', '--note', 'Xong']
    expect(await province.run(...early)).toMatchObject({ code: 5, out: '' })
    for (const [step, note] of steps)
      await province.json('case', 'step', id, step, '--note', note, '--as', 'sokhcn.qt')
    expect(await province.json<Case>('case', 'show', id)).toMatchObject({
      step: 'closed',
      steps: steps.map(([step, note]) => ({ step, note, author: 'sokhcn.qt' })),
    })
    const open = await province.json<Case[]>('case', 'list', '--open')
    expect(open.map(each => String(each.id))).not.toContain(id)
  })
})
