/**
 * What letters carry: programs, locked archives, pictures of text, registrations with outside services; and the
 * documents of an agency, which leave from its office box in the form of Decree 30/2020.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { OutputOf } from '../../../src/control/operations.ts'
import { makeEncryptedZip, makeExe, makePdf, makeScanPdf, makeZip } from '../../support/attachments.ts'
import { abstract, departmentLetter, localDate } from './papers.ts'
import {
  type Answer,
  colleague,
  type Held,
  office,
  official,
  policyLines,
  RunningProvince,
} from './running-province.ts'

type Document = OutputOf<'document.list'>[number]

const outside = 'ketoan@congty.vn'

let province: RunningProvince

beforeAll(async () => {
  province = await RunningProvince.start()
})

afterAll(() => province?.[Symbol.asyncDispose]())

function send(to: string, subject: string, filename: string, content: Buffer): Promise<Answer> {
  const letter = { to, subject, text: 'Kính gửi quý cơ quan.', attachments: [{ filename, content }] }
  return province.submit(official, letter)
}

function bring(subject: string, filename: string, content: Buffer): Promise<Answer> {
  const letter = { from: outside, to: office, subject, text: 'Kính gửi Sở.' }
  return province.receive({ ...letter, attachments: [{ filename, content }] })
}

describe('a program', () => {
  const inArchive = makeZip([{ name: 'bao-gia.pdf', bytes: makeExe() }])

  test.each([
    ['under its own name', 'setup.exe', makeExe()],
    ['named a PDF', 'bao-gia.pdf', makeExe()],
    ['inside a ZIP, named a PDF', 'bao-gia.zip', inArchive],
    ['that is text, by its suffix', 'hoa-don.pdf.js', Buffer.from('WScript.Echo("chào")')],
  ])('is refused %s, both ways', async (_, filename, content) => {
    for (const refused of [
      await send(colleague, 'Gửi báo giá', filename, content),
      await bring('Gửi báo giá', filename, content),
    ]) {
      expect(refused.code).toBe(550)
      expect(refused.text).toContain('là tệp chạy được hoặc mang phần mở rộng nguy hiểm')
      expect(refused.text).toContain('Đề nghị gửi tài liệu ở dạng PDF, DOCX, XLSX hoặc ODF')
      expect(await province.violation(refused.ref)).toMatchObject({ rule: 'D1c-executable', action: 'block' })
    }
    expect(await province.letters(office, 'Gửi báo giá')).toEqual([])
  })
})

describe('a locked archive', () => {
  test('waits for an approver, inbound, and its recipient alone hears that it was rejected', async () => {
    expect(await bring('Hồ sơ thầu', 'ho-so.zip', makeEncryptedZip('ho-so.docx', 'bí mật'))).toMatchObject({
      code: 250,
    })
    const { ref } = (await province.newestOf(outside)) ?? { ref: '' }
    expect(await province.violation(ref)).toMatchObject({ rule: 'D1c-archive', reason: 'encrypted-archive' })
    const [held] = await province.heldUnder(ref)
    await province.json('held', 'reject', String(held?.id), '--reason', 'Không rõ người gửi', '--yes')
    expect(await province.letters(office, 'Hồ sơ thầu')).toEqual([])
    const told = await province.theLetter(office, `Thư không được cho chuyển (${ref})`)
    expect(told.parsed.text).toContain('Không rõ người gửi')
    expect(await province.queued(outside)).toEqual([])
  })

  test('to Gmail waits under the reference that its sender was told', async () => {
    const zip = makeEncryptedZip('ho-so.docx', 'hồ sơ')
    const { ref } = await send('doitac.duan@gmail.com', 'Gửi hồ sơ', 'ho-so.zip', zip)
    const [row] = await province.heldUnder(ref)
    expect(await province.json<Held>('held', 'show', String(row?.id))).toMatchObject({
      ref,
      rule: 'D1c-archive',
    })
    expect(await province.theLetter(official, `giữ lại chờ xem xét (${ref})`)).toBeDefined()
  })
})

test('a picture of text is delivered on record: nobody could read it', async () => {
  expect(await bring('Bản chụp hợp đồng', 'hop-dong.pdf', await makeScanPdf())).toMatchObject({ code: 250 })
  const [line] = policyLines(await province.theLetter(office, 'Bản chụp hợp đồng'))
  expect(line).toMatch(/^flag; rule=D1c-unreadable; .*reason=unreadable-attachment/)
})

test('a registration with Facebook is delivered on record; its newsletter is not', async () => {
  const from = 'registration@facebookmail.com'
  const code = {
    from,
    to: official,
    subject: '48211 là mã xác nhận Facebook của bạn',
    text: 'Mã xác nhận: 48211',
  }
  expect(await province.receive(code)).toMatchObject({ code: 250 })
  const [line] = policyLines(await province.theLetter(official, 'mã xác nhận Facebook'))
  expect(line).toMatch(/^flag; rule=D1c-signup; /)
  expect(await province.newestOf(from)).toMatchObject({ evidence: [{ evidence: { service: 'Facebook' } }] })
  await province.receive({ from, to: official, subject: 'Bản tin tháng', text: 'Có gì mới trên Facebook.' })
  expect(policyLines(await province.theLetter(official, 'Bản tin tháng'))).toEqual([])
})

describe("an agency's document", () => {
  const subject = (number: string) => `${number}/SKHCN-QLCN V/v ${abstract}`

  test('from the box of a person is flagged, and its writer told to leave it to the clerk', async () => {
    const pdf = await makePdf(departmentLetter('511'), { signed: true })
    expect(await send(colleague, subject('511'), '511-SKHCN-QLCN.pdf', pdf)).toMatchObject({ code: 250 })
    const [line] = policyLines(await province.theLetter(colleague, '511/SKHCN-QLCN'))
    expect(line).toMatch(/^flag; rule=D5-office; .*reason=document-from-person/)
    const ref = /ref=(\S+);/.exec(line ?? '')?.[1] ?? 'none'
    const { parsed } = await province.theLetter(official, `Nhắc nhở về thư đã gửi (${ref})`)
    expect(parsed.text).toContain('511/SKHCN-QLCN')
    expect(parsed.text).toContain('Đề nghị văn thư gửi văn bản này từ hộp thư của cơ quan')
  })

  test('from the office box in its form is allowed, and on record by the names of the decree', async () => {
    const content = await makePdf(departmentLetter('512'), { signed: true })
    const attachments = [{ filename: '512-SKHCN-QLCN.pdf', content }]
    const letter = { to: colleague, subject: subject('512'), text: 'Kính gửi Sở Nội vụ.', attachments }
    expect(await province.submit(office, letter)).toMatchObject({ code: 250, ref: '' })
    expect(policyLines(await province.theLetter(colleague, '512/SKHCN-QLCN'))).toEqual([])
    const documents = await province.json<Document[]>('document', 'list', '--number', '512/SKHCN-QLCN')
    const inFile = documents.find(({ place }) => place.startsWith('attachment'))
    expect(inFile).toMatchObject({
      code: '512/SKHCN-QLCN',
      signed: true,
      metadata: {
        CodeNumber: '512',
        CodeNotation: 'SKHCN-QLCN',
        DocumentType: 'Công văn',
        IssuedDate: localDate(),
        OrganName: expect.stringContaining('SỞ KHOA HỌC VÀ CÔNG NGHỆ'),
        Subject: abstract,
        PageAmount: 1,
        SignerInfo: { Position: 'GIÁM ĐỐC', FullName: 'Hoàng Thị Đào' },
        Priority: 0,
      },
    })
    const asked = await province.run('document', 'list', '--as', 'administrator')
    expect(asked).toMatchObject({ code: 5, out: '' })
  })

  test('from the office box out of its form is flagged with what it lacks', async () => {
    const content = await makePdf(departmentLetter('513'), { signed: true })
    const letter = { to: colleague, subject: 'Gửi văn bản', text: 'Kính gửi Sở Nội vụ.' }
    await province.submit(office, { ...letter, attachments: [{ filename: '513.pdf', content }] })
    const [row] = await province.json<{ ref: string }[]>('violation', 'list', '--rule', 'D5-form')
    expect(row).toMatchObject({ box: office, evidence: [{ evidence: { lacks: 'subject' } }] })
  })
})
