import { expect, it } from 'vitest'
import { wholeProvince } from '../ports/search.ts'
import {
  keyOf,
  monthFolderName,
  parseFolderName,
  periodOf,
  queriesByName,
  queryFolderName,
  queryNameProblem,
  uidValidityOf,
} from './folders.ts'

it.each([
  ['INBOX', { kind: 'inbox' }],
  [queryFolderName('Hỏa tốc'), { kind: 'query', query: 'Hỏa tốc' }],
  [monthFolderName('sokhcn', '2026-11'), { kind: 'agency', code: 'sokhcn', month: '2026-11' }],
  [monthFolderName(null, '2026-01'), { kind: 'province', month: '2026-01' }],
  ['Cơ quan', undefined],
  ['Cơ quan/sokhcn', undefined],
  ['Cơ quan/sokhcn/2026-13', undefined],
  ['Cơ quan/sokhcn/2026-11/x', undefined],
  ['Toàn tỉnh/2026-11/x', undefined],
  ['Truy vấn/a/b', undefined],
  ['__proto__', undefined],
])('%s', (name, folder) => {
  expect(parseFolderName(name)).toEqual(folder)
})

it('a month begins and ends at midnight of the province, within the scope', () => {
  const month = (year: number, number: number) => Date.UTC(year, number - 1, 1) - 7 * 3_600_000
  expect(periodOf(3, '2026-12', wholeProvince)).toEqual({
    agency: 3,
    fromMs: month(2026, 12),
    beforeMs: month(2027, 1),
  })
  const middle = Date.UTC(2026, 10, 15)
  const scope = { agencies: [3], fromMs: middle, beforeMs: null }
  expect(periodOf(3, '2026-11', scope)?.fromMs).toBe(middle)
  expect(periodOf(3, '2026-10', scope)).toBeUndefined()
  expect(periodOf(4, '2026-11', scope)).toBeUndefined()
  expect(periodOf(null, '2026-11', scope)).toBeUndefined()
})

it.each(['', ' x', 'x'.repeat(65), 'a/b', 'a*', '100%', 'a\nb'])('no query is named %j', name => {
  expect(queryNameProblem(name)).toBeDefined()
})

it('the same letters have one UIDVALIDITY, in the order of agencies or not', () => {
  const archive = new Uint8Array(32).fill(7)
  const folder = { kind: 'query', name: 'a', text: 'x', query: { kind: 'and', of: [] } } as const
  const key = keyOf(folder, { agencies: [2, 10, 1], fromMs: null, beforeMs: null })
  expect(key).toBe(keyOf({ ...folder, name: 'b' }, { agencies: [10, 1, 2], fromMs: null, beforeMs: null }))
  expect(key).not.toBe(keyOf(folder, wholeProvince))
  const validity = uidValidityOf(archive, key)
  expect(validity).toBe(uidValidityOf(archive, key))
  expect(validity).not.toBe(uidValidityOf(new Uint8Array(32), key))
  for (let i = 0; i < 1000; i++) {
    const each = uidValidityOf(archive, `${i}`)
    expect(each > 0 && each < 2 ** 31).toBe(true)
  }
})

it("a mailbox's own query goes before a saved one of the same name", () => {
  const own = [{ name: 'a', query: '1' }]
  const saved = [
    { name: 'a', query: '2' },
    { name: 'b', query: '3' },
  ]
  expect([...queriesByName(own, saved)]).toEqual([
    ['a', '1'],
    ['b', '3'],
  ])
})
