import { expect, it } from 'vitest'
import { parseSharedName, sharedName } from './shared-name.ts'

const person = 'annv.sokhcn@caobang.gov.vn'

it.each([
  ['vanthu.sokhcn@caobang.gov.vn', 'INBOX', 'Hộp thư chung/vanthu.sokhcn/INBOX'],
  ['vanthu.sokhcn@caobang.gov.vn', 'Công văn/Đến', 'Hộp thư chung/vanthu.sokhcn/Công văn/Đến'],
  ['vanthu@thue.gov.vn', 'Sent', 'Hộp thư chung/vanthu@thue.gov.vn/Sent'],
])('%s %s is called %s', (office, mailbox, name) => {
  expect(sharedName(office, person, mailbox)).toBe(name)
  expect(parseSharedName(name, person)).toEqual({ office, mailbox })
})

it('knows INBOX in any case, and its own names from others', () => {
  expect(parseSharedName('Hộp thư chung/Vanthu/inbox/Cũ', person)).toEqual({
    office: 'vanthu@caobang.gov.vn',
    mailbox: 'INBOX/Cũ',
  })
  expect(parseSharedName('Hộp thư chung', person)).toBeUndefined()
  expect(parseSharedName('Hộp thư chung khác/vanthu/INBOX', person)).toBeUndefined()
})
