import { describe, expect, it } from 'vitest'
import { defaultLimits } from '../../src/base/limits.ts'
import { decodeHeaderText } from '../../src/mail/encoded-word.ts'
import { scanMessage } from '../../src/mail/structure.ts'
import { plainTextOf } from '../../src/mail/text.ts'
import { findingsOf } from '../documents/support.ts'
import { composeLetter } from './compose.ts'
import type { MadeLetter } from './letter.ts'

const letter: MadeLetter = {
  id: 'B-001',
  class: 'official',
  about: 'Thư có đủ các loại tệp',
  channel: 'submission',
  from: { name: 'Nông Thị Ngọc Ánh', address: 'anhntn.sonoivu@caobang.gov.vn' },
  to: ['vanthu.sotuphap@caobang.gov.vn', 'vanthu.soyte@caobang.gov.vn'],
  cc: ['vpubnd@caobang.gov.vn'],
  subject: 'V/v báo cáo kết quả thực hiện nhiệm vụ quý III, phương hướng quý IV năm 2026 của các sở, ngành',
  body: 'Kính gửi: Các sở, ban, ngành.\nĐề nghị quý cơ quan tổng hợp số liệu, gửi trước ngày 30/11/2026./.',
  expect: { action: 'allow', rules: [] },
}

describe.each(['utf-8', 'windows-1258', 'tcvn', 'viscii'] as const)('in %s', charset => {
  it('the letter reads as it was made', async () => {
    const bytes = await composeLetter({ ...letter, charset })
    const root = scanMessage(bytes, defaultLimits)
    expect(decodeHeaderText(root.envelope?.subject ?? '')).toBe(letter.subject)
    expect(plainTextOf(bytes, root, 100_000)).toBe(letter.body.replaceAll('\n', '\r\n'))
    expect(decodeHeaderText(root.envelope?.from[0]?.name ?? '')).toBe(letter.from.name)
    expect(bytes.toString('latin1')).not.toMatch(/[^\r]\n|.{999}/)
  })
})

it('its files are what they are said to be', async () => {
  const kinds = [
    'pdf',
    'scan',
    'docx',
    'xlsx',
    'odt',
    'txt',
    'html',
    'png',
    'zip',
    'encrypted-zip',
    'exe',
  ] as const
  const attachments = kinds.map(kind => ({
    kind,
    filename: `Báo cáo kết quả thực hiện nhiệm vụ năm 2026 (${kind}).tệp`,
    text: 'Số: 15/CT-TTg\nMẬT',
    signed: true,
  }))
  const found = await findingsOf(await composeLetter({ ...letter, attachments }))
  expect(
    found.attachments.filter(({ place }) => !place.includes('/')).map(({ filename }) => filename),
  ).toEqual(attachments.map(({ filename }) => filename))
  expect(found.attachments.map(({ place, type, readability }) => `${place}: ${type} ${readability}`)).toEqual(
    [
      'attachment 1: pdf read',
      'attachment 2: pdf image-only',
      'attachment 3: docx read',
      'attachment 4: xlsx read',
      'attachment 5: odt read',
      'attachment 6: text read',
      'attachment 7: html read',
      'attachment 8: image no-text',
      'attachment 9: archive read',
      'attachment 9/1: text read',
      'attachment 10: archive encrypted',
      'attachment 10/1: unknown encrypted',
      'attachment 11: executable no-text',
    ],
  )
  expect(found.stamps.map(stamp => stamp.place)).toEqual(
    [1, 3, 4, 5, 6, 7, '9/1'].map(number => `attachment ${number}`),
  )
  expect(found.documents.filter(document => document.signed).map(({ place }) => place)).toEqual([
    'attachment 1',
  ])
})
