import { expect, test } from 'vitest'
import { localDate, localTime, monthsAfter } from './local-time.ts'

test('a time carries its offset and is the same instant', () => {
  const instant = Date.parse('2026-11-22T18:30:05.250Z')
  expect(localTime(instant)).toBe('2026-11-23T01:30:05.250+07:00')
  expect(Date.parse(localTime(instant))).toBe(instant)
})

test('a day is that of the province', () => {
  expect(localDate(Date.parse('2026-11-22T18:30:00Z'))).toBe('23/11/2026')
})

test.each([
  ['2026-08-23T01:30:00', 3, '2026-11-23T01:30:00'],
  ['2026-11-30T08:00:00', 3, '2027-02-28T08:00:00'],
  ['2023-11-30T08:00:00', 3, '2024-02-29T08:00:00'],
  ['2026-05-31T23:59:59', 4, '2026-09-30T23:59:59'],
  ['2026-12-31T00:00:00', 6, '2027-06-30T00:00:00'],
])('months after %s, %i of them: %s', (from, months, to) => {
  expect(monthsAfter(Date.parse(`${from}+07:00`), months)).toBe(Date.parse(`${to}+07:00`))
})
