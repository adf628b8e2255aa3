import { simpleParser } from 'mailparser'
import { expect, test } from 'vitest'
import { composeMessage } from './compose.ts'

const letter = {
  from: { name: 'Sở Khoa học và Công nghệ', address: 'vanthu@sokhcn.caobang.gov.vn' },
  to: [{ name: 'Nông Thị Hạnh', address: 'hanh@soyt.caobang.gov.vn' }, { address: 'b@soyt.caobang.gov.vn' }],
  cc: [{ address: 'c@soyt.caobang.gov.vn' }],
  subject: 'Công văn số 1523/UBND-NC về việc tăng cường sử dụng thư điện tử công vụ',
  text: 'Kính gửi: Sở Y tế.\n\nTrân trọng.',
  html: '<p>Kính gửi: <b>Sở Y tế</b>.</p>',
  attachments: [
    { filename: 'Công văn 1523.pdf', content: Buffer.from('%PDF-1.4'), contentType: 'application/pdf' },
  ],
  messageId: '<1523@sokhcn.caobang.gov.vn>',
  date: Date.UTC(2026, 10, 23, 1, 15),
  headers: [['Auto-Submitted', 'auto-generated']],
} as const

test('an outside parser reads what was meant', async () => {
  const parsed = await simpleParser(Buffer.from(await composeMessage(letter)))
  expect(parsed.subject).toBe(letter.subject)
  expect(parsed.from?.value).toEqual([letter.from])
  expect([parsed.to].flat()[0]?.value.map(({ address }) => address)).toEqual(
    letter.to.map(({ address }) => address),
  )
  expect(parsed.text).toBe(letter.text)
  expect(parsed.html).toBe(letter.html)
  expect(parsed.messageId).toBe(letter.messageId)
  expect(parsed.date?.getTime()).toBe(letter.date)
  expect(parsed.headers.get('auto-submitted')).toBe('auto-generated')
  expect(parsed.attachments[0]).toMatchObject({
    filename: 'Công văn 1523.pdf',
    contentType: 'application/pdf',
  })
  expect(parsed.attachments[0]?.content.toString()).toBe('%PDF-1.4')
})

test('7-bit with CRLF line ends, and nobody writes header lines through a value', async () => {
  const bytes = await composeMessage({
    ...letter,
    subject: 'a\r\nBcc: gian@gmail.com',
    text: 'mot\nhai\r\nba',
  })
  const text = Buffer.from(bytes).toString('latin1')
  expect(text).not.toMatch(/[^\x00-\x7f]|[^\r]\n|\r[^\n]/)
  expect(text).not.toMatch(/^Bcc:/im)
})
