import { expect, test } from 'vitest'
import { dayWritten, formatDate, parseDate } from './date.ts'

const morning = Date.UTC(2026, 10, 23, 1, 15, 30)

test.each([
  ['Mon, 23 Nov 2026 08:15:30 +0700', morning],
  ['23 Nov 2026 01:15:30 GMT', morning],
  ['Mon,23 Nov 26 01:15:30 UT', morning],
  ['Mon, 23 Nov 2026 08:15:30 +0700 (ICT (Ha Noi))', morning],
  ['Sun, 22 Nov 2026 20:15:30 EST', morning],
  ['23-Nov-2026 08:15:30 +0700', morning],
  ['Monday, 23 November 2026 01 : 15 : 30 Z', morning],
  ['1 Jan 2026 00:00 +0000', Date.UTC(2026, 0, 1)],
  ['1 Jan 99 00:00:00 -0000', Date.UTC(1999, 0, 1)],
  ['31 Dec 2016 23:59:60 +0000', Date.UTC(2016, 11, 31, 23, 59, 59)],
])('%s', (text, ms) => {
  expect(parseDate(text)).toBe(ms)
})

test.each([
  '',
  'Thứ hai, ngày 23 tháng 11 năm 2026',
  '31 Feb 2026 00:00:00 +0000',
  '23 Nov 2026 24:00:00 +0000',
  '23 Foo 2026 08:00:00 +0700',
  '2026-11-23T08:00:00Z',
  `${'('.repeat(300)}23 Nov 2026 08:00:00 +0700`,
])('%j is no date', text => {
  expect(parseDate(text)).toBeNull()
})

test('writes the local time of the province', () => {
  expect(formatDate(morning)).toBe('Mon, 23 Nov 2026 08:15:30 +0700')
  expect(formatDate(morning, '-0330')).toBe('Sun, 22 Nov 2026 21:45:30 -0330')
  expect(parseDate(formatDate(morning))).toBe(morning)
})

test('the day that is written, in any zone', () => {
  const day = Date.UTC(2026, 10, 23) / 86_400_000
  expect(dayWritten('Mon, 23 Nov 2026 23:59:59 -1200')).toBe(day)
  expect(dayWritten('Mon, 23 Nov 2026 00:00:00 +1400')).toBe(day)
  expect(dayWritten('31 Dec 1969 12:00:00 +0700')).toBe(-1)
  expect(dayWritten('nothing')).toBeNull()
})
