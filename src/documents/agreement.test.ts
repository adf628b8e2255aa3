import { describe, expect, it } from 'vitest'
import { inProperForm, subjectCarries } from './agreement.ts'
import type { OfficialDocument } from './facts.ts'
import { documentMetadata } from './metadata.ts'

const document: OfficialDocument = {
  place: 'attachment 1',
  marks: ['number', 'abstract'],
  confidence: 0.9,
  number: '1245',
  notation: 'SNV-CCHC',
  kind: '',
  kindName: 'Công văn',
  issuer: 'SỞ NỘI VỤ',
  issuedPlace: 'Cao Bằng',
  issuedDate: '2026-11-23',
  abstract: 'báo cáo kết quả cải cách hành chính quý III năm 2026',
  signerTitle: 'GIÁM ĐỐC',
  signerName: 'Nông Văn Bình',
  urgency: null,
  signed: false,
  signature: null,
  pages: 2,
}

describe('a subject carries the abstract', () => {
  it.each([
    'báo cáo kết quả cải cách hành chính quý III năm 2026',
    'V/v báo cáo kết quả cải cách hành chính quý III năm 2026',
    '1245/SNV-CCHC V/v Báo cáo kết quả cải cách hành chính quý III năm 2026',
    'Re: Công văn số 1245/SNV-CCHC về việc báo cáo kết quả cải cách hành chính quý III năm 2026',
    'BÁO CÁO KẾT QUẢ CẢI CÁCH HÀNH CHÍNH QUÝ III NĂM 2026',
    'bao cao ket qua cai cach hanh chinh quy III nam 2026',
    'Báo cáo  kết quả   CCHC, cải cách hành chính quý III năm 2026 (gửi lại)',
    'V/v báo cáo kết quả cải cách hành chính quý…',
    'báo cáo kết quả cải cách hành chính quý III năm 2026'.normalize('NFD'),
  ])('%s', subject => {
    expect(subjectCarries(subject, document)).toBe(true)
  })

  it.each([
    '',
    'Gửi văn bản',
    'Công văn số 1245/SNV-CCHC',
    'Báo cáo',
    'V/v báo cáo tình hình thiên tai năm 2026',
  ])('not in %j', subject => {
    expect(subjectCarries(subject, document)).toBe(false)
  })

  it('a document without an abstract is named by its number', () => {
    const bare = { ...document, abstract: null }
    expect(subjectCarries('Công văn 1245/SNV-CCHC', bare)).toBe(true)
    expect(subjectCarries('Công văn của Sở Nội vụ', bare)).toBe(false)
    expect(subjectCarries('Công văn', { ...bare, number: null })).toBe(false)
  })
})

describe('proper form', () => {
  it('has number, date and signer', () => {
    expect(inProperForm(document)).toBe(true)
    for (const missing of ['number', 'issuedDate', 'signerName'])
      expect(inProperForm({ ...document, [missing]: null })).toBe(false)
  })
})

describe('metadata', () => {
  it('has the names of Decree 30/2020', () => {
    expect(documentMetadata({ ...document, urgency: 'hoa-toc' })).toEqual({
      CodeNumber: '1245',
      CodeNotation: 'SNV-CCHC',
      IssuedDate: '2026-11-23',
      OrganName: 'SỞ NỘI VỤ',
      DocumentType: 'Công văn',
      Subject: 'báo cáo kết quả cải cách hành chính quý III năm 2026',
      PageAmount: 2,
      SignerInfo: { Position: 'GIÁM ĐỐC', FullName: 'Nông Văn Bình' },
      Priority: 3,
    })
    expect(documentMetadata({ ...document, signerName: null })).toMatchObject({
      SignerInfo: null,
      Priority: 0,
    })
  })

  it('keeps to the lengths', () => {
    const long = documentMetadata({
      ...document,
      number: '1'.repeat(12),
      notation: 'A'.repeat(31),
      issuer: 'Đ'.repeat(201),
      abstract: `${'x'.repeat(499)}😀`,
    })
    expect(long.CodeNumber).toHaveLength(11)
    expect(long.CodeNotation).toHaveLength(30)
    expect(long.OrganName).toHaveLength(200)
    expect(long.Subject).toBe('x'.repeat(499))
  })
})
