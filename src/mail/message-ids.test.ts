import { expect, it } from 'vitest'
import { ancestorsOf, messageIds } from './message-ids.ts'

it('reads message IDs and passes over what is none', () => {
  expect(messageIds('<a@x> and <b@y>\r\n\t< c @ z > <none> <@x> <a@>')).toEqual(['a@x', 'b@y', 'c@z'])
})

it('holds a quoted local part that needs no quotes to be the same', () => {
  expect(messageIds('<"01KF8JCEOCBS0045PS"@xxx.yyy.com>')).toEqual(['01KF8JCEOCBS0045PS@xxx.yyy.com'])
  expect(messageIds('<"a\\"b"@x> <"a..b"@x>')).toEqual(['"a\\"b"@x', '"a..b"@x'])
})

it('takes In-Reply-To only where References says nothing', () => {
  expect(ancestorsOf('<a@x> <b@x>', '<c@x>')).toBe('a@x b@x')
  expect(ancestorsOf('nothing', '<c@x> <d@x>')).toBe('c@x')
  expect(ancestorsOf('', 'Your letter of Monday')).toBe('')
})

it('keeps the first and the last of a long list', () => {
  const ids = Array.from({ length: 500 }, (_, i) => `${i}@x`)
  const kept = ancestorsOf(ids.map(id => `<${id}>`).join(' '), '').split(' ')
  expect(kept).toHaveLength(100)
  expect([kept[0], kept[1], kept.at(-1)]).toEqual(['0@x', '401@x', '499@x'])
})
