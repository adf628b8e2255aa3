/** Files through the reader, its thread and the real detectors: stamps are found, ordinary words are not. */
import { afterAll, describe, expect, it } from 'vitest'
import { defaultLimits } from '../../src/base/limits.ts'
import { createLetterReader } from '../../src/documents/reader.ts'
import { loadReadingData } from '../../src/documents/reading-data.ts'
import { composeLetter } from '../regulation/compose.ts'
import type { MadeAttachment, MadeLetter } from '../regulation/letter.ts'
import { letterOf } from './support.ts'

const data = await loadReadingData({
  documentKinds: 'config/document-kinds.csv',
  signUpServices: 'config/sign-up-services.csv',
  dangerousTypes: ['config/dangerous-types.csv'],
})
if (!data.ok) throw new Error(data.error.join('\n'))
const reader = createLetterReader({ limits: defaultLimits, data: data.value })
afterAll(() => reader[Symbol.asyncDispose]())

async function reading(attachments: readonly MadeAttachment[]) {
  const letter: MadeLetter = {
    id: 'T-001',
    class: 'official',
    about: 'Gửi văn bản kèm theo',
    channel: 'submission',
    from: { name: 'Văn thư Sở Nội vụ', address: 'vanthu.sonoivu@caobang.gov.vn' },
    to: ['vanthu.sotuphap@caobang.gov.vn'],
    subject: 'Gửi văn bản kèm theo',
    body: 'Kính gửi: Sở Tư pháp.\nMật khẩu hộp thư đã được đổi. Trân trọng./.',
    attachments,
    expect: { action: 'allow', rules: [] },
  }
  return reader.read(letterOf(await composeLetter(letter)))
}

const head = (stamp: string) =>
  [
    'ỦY BAN NHÂN DÂN\nTỈNH CAO BẰNG',
    'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc',
    ...(stamp === '' ? [] : [stamp]),
    'Số: 15/CT-UBND',
    'Cao Bằng, ngày 23 tháng 11 năm 2026',
    'CHỈ THỊ\nVề việc tăng cường bảo mật thông tin và đổi mật khẩu',
  ].join('\n')

const kinds = ['pdf', 'docx', 'xlsx', 'odt', 'txt', 'html', 'zip'] as const

describe.each(kinds)('%s', kind => {
  it('with a stamp', async () => {
    const { stamps, documents } = await reading([
      { kind, filename: `chi-thi.${kind}`, text: head('TỐI MẬT') },
    ])
    expect(stamps.map(stamp => stamp.level)).toEqual(['toi-mat'])
    expect(documents[0]).toMatchObject({
      number: '15',
      notation: 'CT-UBND',
      kind: 'CT',
      issuedDate: '2026-11-23',
    })
  })

  it('without one', async () => {
    const { stamps, documents } = await reading([{ kind, filename: `chi-thi.${kind}`, text: head('') }])
    expect(stamps).toEqual([])
    expect(documents[0]).toMatchObject({ number: '15', notation: 'CT-UBND' })
  })
})

it('the name of a file', async () => {
  const file = { kind: 'docx', text: 'Kế hoạch' } as const
  const { stamps } = await reading([
    { ...file, filename: '[MẬT] Ke hoach.docx' },
    { ...file, filename: 'Bao mat thong tin.docx' },
    { ...file, filename: 'Mật khẩu Wi-Fi.docx' },
  ])
  expect(stamps.map(({ place, level }) => `${place}: ${level}`)).toEqual(['attachment 1: mat'])
})
