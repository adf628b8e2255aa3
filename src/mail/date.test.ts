import { expect, test } from 'vitest'
import { formatDate, parseDate, writtenDay } from './date.ts'

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

test.each(['Mon, 23 Nov 2026 00:15:30 +0700', '23 Nov 2026 23:59:59 -1200', '23 Nov 26 08:15 EST'])(
  'the day that is written: %s',
  text => expect(writtenDay(text)).toBe(Date.UTC(2026, 10, 23) / 86_400_000),
)

test('no day is written', () => expect(writtenDay('hôm nay')).toBeNull())
