import { expect, test } from 'vitest'
import { addWorkingDays } from './working-days.ts'

test.each([
  ['2026-11-23', 0, '2026-11-23', 'a Monday itself'],
  ['2026-11-23', 1, '2026-11-24', 'the next day'],
  ['2026-11-27', 1, '2026-11-30', 'over a weekend'],
  ['2026-11-28', 0, '2026-11-30', 'a Saturday moves to Monday'],
  ['2026-11-28', 1, '2026-11-30', 'signed on a Saturday, due on Monday'],
  ['2026-09-01', 1, '2026-09-03', 'over the National Day'],
  ['2026-12-31', 1, '2027-01-04', 'over New Year and a weekend'],
  ['ngày mai', 1, 'ngày mai', 'no date'],
])('%s and %i working days: %s (%s)', (day, days, expected) => {
  expect(addWorkingDays(day, days)).toBe(expected)
})
