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

it('forgets a box’s names with any notice of its mailboxes', () => {
  const names = new KnownNames()
  const foreign = { ...mailbox, id: 9, boxId: 2 }
  for (const each of [mailbox, foreign]) names.keep(each, names.moment)
  names.hear({ kind: 'metadata', box: 1, mailbox: 7, entries: [], by: 0 })
  expect(names.find(1, 'Công văn')).toEqual(mailbox)
  names.hear({ kind: 'mailboxes', box: 1 })
  expect(names.find(1, 'Công văn')).toBeUndefined()
  expect(names.find(2, 'Công văn')).toEqual(foreign)
})

it('forgets all names when nobody knows what was stored, and what was read before', () => {
  const names = new KnownNames()
  const { moment } = names
  names.keep(mailbox, moment)
  names.hear({ kind: 'uncertain' })
  expect(names.find(1, 'Công văn')).toBeUndefined()
  names.keep(mailbox, moment)
  expect(names.find(1, 'Công văn')).toBeUndefined()
})

it('keeps a bounded number of names', () => {
  const names = new KnownNames()
  for (let i = 0; i < 20_000; i++) names.keep({ ...mailbox, boxId: i % 7, name: `Hồ sơ ${i}` }, names.moment)
  // Forgotten ones make room.
  names.hear({ kind: 'mailboxes', box: 0 })
  names.keep(mailbox, names.moment)
  expect(names.find(1, 'Hồ sơ 1')).toBeDefined()
  for (let i = 0; i < 20_000; i++) names.keep({ ...mailbox, name: `Việc ${i}` }, names.moment)
  expect(names.find(1, 'Hồ sơ 1')).toBeUndefined()
  expect(names.find(1, 'Việc 19999')).toBeDefined()
})
