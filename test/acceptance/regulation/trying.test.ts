/**
 * The regulation tried before it bites, on what has travelled: a letter's file, and the whole archive under another
 * setting. Both agree with what the roads decided, and neither changes anything.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { OutputOf } from '../../../src/control/operations.ts'
import { makeDocx, makeEncryptedZip, makePdf } from '../../support/attachments.ts'
import { abstract, contestedDecision, departmentLetter, secretPlan } from './papers.ts'
import { colleague, type Entry, office, official, RunningProvince } from './running-province.ts'

type Answer = OutputOf<'policy.check'>
type Outcome = OutputOf<'policy.replay'>

const citizen = 'thach.luong.1965@gmail.com'

let province: RunningProvince
let folder: string

beforeAll(async () => {
  province = await RunningProvince.start()
  folder = await mkdtemp(join(tmpdir(), 'congvu-trying-'))
  await travel()
})

afterAll(async () => {
  await province?.[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

/** Beside the four letters of the start: a suspicion, a document out of its place, a held letter, a refused one. */
async function travel(): Promise<void> {
  const text = 'Kính gửi quý cơ quan.'
  const decision = { filename: 'quyet-dinh.pdf', content: await makePdf(contestedDecision) }
  await province.receive({ from: citizen, to: office, subject: 'Khiếu nại', text, attachments: [decision] })
  const own = { filename: '514.pdf', content: await makePdf(departmentLetter('514')) }
  await province.submit(official, { to: colleague, subject: abstract, text, attachments: [own] })
  const locked = { filename: 'ho-so.zip', content: makeEncryptedZip('ho-so.docx', 'hồ sơ') }
  await province.submit(official, { to: colleague, subject: 'Hồ sơ', text, attachments: [locked] })
  const secret = { filename: 'ke-hoach.docx', content: makeDocx(secretPlan('MẬT')) }
  await province.submit(official, { to: colleague, subject: 'Kế hoạch', text, attachments: [secret] })
}

/** Everything that travelled on the wire, oldest first. */
async function travelled(): Promise<readonly Entry[]> {
  const found = await province.json<{ id: number; mailFrom: string }[]>('archive', 'search')
  const letters = found.filter(({ mailFrom }) => mailFrom !== '').toReversed()
  return Promise.all(letters.map(({ id }) => province.json<Entry>('archive', 'show', String(id))))
}

async function checkFile(bytes: string | Buffer, ...more: readonly string[]): Promise<Answer> {
  const file = join(folder, 'thu.eml')
  await writeFile(file, bytes)
  return province.json<Answer>('policy', 'check', '--eml', file, ...more)
}

function reasonsOf(judgements: unknown): readonly string[] {
  return (judgements as readonly { readonly reason: string }[]).map(({ reason }) => reason).toSorted()
}

describe('a letter’s file', () => {
  test('of what travelled is judged as the road judged it', async () => {
    const kept = (await travelled()).filter(({ accepted }) => accepted)
    expect(kept.map(({ verdict }) => verdict)).toEqual([
      'allow',
      'flag',
      'flag',
      'allow',
      'flag',
      'flag',
      'hold',
    ])
    for (const { id, mailFrom, verdict, judgements, recipients } of kept) {
      const { out } = await province.run('archive', 'raw', String(id))
      const signer = mailFrom.slice(mailFrom.lastIndexOf('@') + 1)
      const answer = await checkFile(out, '--to', recipients[0]?.address ?? '', '--signed-by', signer)
      expect({ id, action: answer.action, reasons: reasonsOf(answer.judgements) }).toEqual({
        id,
        action: verdict,
        reasons: reasonsOf(judgements),
      })
    }
  })

  test('with a secret’s stamp is told in words of ours alone', async () => {
    const [head, attachment] = [
      'From: a@langson.gov.vn\r\nTo: sokhcn@caobang.gov.vn',
      makeDocx(secretPlan('MẬT')),
    ]
    const part = `Content-Disposition: attachment; filename="kh.docx"\r\nContent-Transfer-Encoding: base64`
    const answer = await checkFile(`${head}\r\n${part}\r\n\r\n${attachment.toString('base64')}\r\n`)
    expect(answer).toMatchObject({ action: 'block', rule: 'D1c-secret' })
    expect(JSON.stringify(answer)).not.toMatch(/Ngườm Bốc|41\/KH/)
  })
})

describe('the archive', () => {
  const replay = (...settings: readonly string[]) =>
    province.json<Outcome>(
      ...['policy', 'replay', '--since', '2026-01-01', ...settings.flatMap(setting => ['--set', setting])],
    )

  test('is decided as it was under the settings in force; of what was refused no bytes are left', async () => {
    const all = await travelled()
    expect(await replay()).toMatchObject({
      letters: all.length,
      withoutBytes: all.filter(({ accepted }) => !accepted).length,
      unchanged: all.filter(({ accepted }) => accepted).length,
      agencies: [],
      samples: [],
    })
  })

  test('shows by agency what other settings would do, and nothing has changed', async () => {
    const before = await state()
    const all = await travelled()
    const outcome = await replay(
      'free-mail-recipient=block@sokhcn',
      'document-from-free-mail=hold',
      'encrypted-archive=flag',
    )
    expect(outcome.agencies).toHaveLength(3)
    for (const would of [
      { agency: 'sokhcn', was: 'flag', would: 'block', letters: 1 },
      { agency: 'sokhcn', was: 'flag', would: 'hold', letters: 1 },
      { agency: 'sokhcn', was: 'hold', would: 'flag', letters: 1 },
    ])
      expect(outcome.agencies).toContainEqual(would)
    const idOf = (words: string) => all.find(({ subject }) => subject.includes(words))?.id
    expect(outcome.samples).toContainEqual({
      entryId: idOf('nhãn hiệu hạt dẻ'),
      was: 'flag',
      would: 'block',
      reason: 'free-mail-recipient',
    })
    expect(outcome.samples).toContainEqual({
      entryId: idOf('Khiếu nại'),
      was: 'flag',
      would: 'hold',
      reason: 'document-from-free-mail',
    })
    expect(await state()).toEqual(before)
  })

  test('is not tried by an agency, nor beyond what a reason allows', async () => {
    await province.appoint('sokhcn.qt', 'sokhcn')
    const asked = ['policy', 'replay', '--since', '2026-01-01', '--as', 'sokhcn.qt']
    expect(await province.run(...asked)).toMatchObject({ code: 5, out: '' })
    expect(await replay('secret-stamp=allow', 'document-from-free-mail=block')).toMatchObject({
      agencies: [{ agency: 'sokhcn', was: 'flag', would: 'hold', letters: 1 }],
    })
  })

  async function state(): Promise<unknown> {
    const queries = [
      ['policy', 'history'],
      ['held', 'list'],
      ['violation', 'list'],
      ['queue', 'list'],
      ['archive', 'search'],
    ]
    return Promise.all(queries.map(query => province.json(...query)))
  }
})
