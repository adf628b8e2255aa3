import { expect, it } from 'vitest'
import { KnownNames } from './known-names.ts'

const mailbox = { id: 7, boxId: 1, name: 'Công văn', uidValidity: 3 }

it('keeps no name that may have changed since it was read', () => {
  const names = new KnownNames()
  const { moment } = names
  names.hear({ kind: 'mailboxes', box: 1, renamed: { from: 'Công văn', to: 'Lưu trữ' } })
  names.keep(mailbox, moment)
  expect(names.find(1, 'Công văn')).toBeUndefined()
  names.keep(mailbox, names.moment)
  expect(names.find(1, 'Công văn')).toEqual(mailbox)
  expect(names.find(2, 'Công văn')).toBeUndefined()
})

it('forgets a box’s names with any notice of its mailboxes, and one when it is not mirrored any more', () => {
  const names = new KnownNames()
  const other = { ...mailbox, id: 8, name: 'INBOX' }
  const foreign = { ...mailbox, id: 9, boxId: 2 }
  for (const each of [mailbox, other, foreign]) names.keep(each, names.moment)
  names.forget(8)
  expect(names.find(1, 'INBOX')).toBeUndefined()
  expect(names.find(1, 'Công văn')).toEqual(mailbox)
  names.hear({ kind: 'mailboxes', box: 1 })
  expect(names.find(1, 'Công văn')).toBeUndefined()
  expect(names.find(2, 'Công văn')).toEqual(foreign)
})
