import { expect, test } from 'vitest'
import { localTime } from '../base/local-time.ts'
import { addWorkingDays, addWorkingTime, endOfWorkingDay } from './working-days.ts'

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

const hours = { opens: 7, closes: 17 }
const at = (local: string) => Date.parse(`${local}+07:00`)
const shown = (ms: number) => localTime(ms).slice(0, 'yyyy-mm-ddThh:mm:ss'.length)

test.each([
  ['2026-11-23T08:00:00', '2026-11-23T17:00:00', 'a Monday morning'],
  ['2026-11-23T00:00:00', '2026-11-23T17:00:00', 'midnight belongs to the day that begins'],
  ['2026-11-23T16:59:59', '2026-11-23T17:00:00', 'the last second'],
  ['2026-11-23T17:00:00', '2026-11-24T17:00:00', 'closing time is too late'],
  ['2026-11-27T17:30:00', '2026-11-30T17:00:00', 'after closing on a Friday'],
  ['2026-11-28T09:00:00', '2026-11-30T17:00:00', 'a Saturday'],
  ['2026-11-29T23:59:59', '2026-11-30T17:00:00', 'a Sunday night'],
  ['2026-09-01T18:00:00', '2026-09-03T17:00:00', 'the evening before the National Day'],
  ['2026-09-02T09:00:00', '2026-09-03T17:00:00', 'the National Day'],
  ['2026-04-29T17:00:00', '2026-05-04T17:00:00', 'two holidays and a weekend'],
])('the working day of %s ends at %s (%s)', (moment, end) => {
  expect(shown(endOfWorkingDay(at(moment), hours))).toBe(end)
})

test.each([
  ['2026-11-23T08:15:00', 2, '2026-11-23T10:15:00', 'within a day'],
  ['2026-11-23T15:00:00', 2, '2026-11-23T17:00:00', 'up to closing time'],
  ['2026-11-23T16:30:00', 2, '2026-11-24T08:30:00', 'the rest in the morning'],
  ['2026-11-23T03:00:00', 2, '2026-11-23T09:00:00', 'at night it begins with the office'],
  ['2026-11-27T16:00:00', 2, '2026-11-30T08:00:00', 'over a weekend'],
  ['2026-11-28T10:00:00', 2, '2026-11-30T09:00:00', 'on a Saturday'],
  ['2026-11-23T16:00:00', 24, '2026-11-26T10:00:00', 'over several days'],
])('%s and %i hours of working time: %s (%s)', (moment, most, expected) => {
  expect(shown(addWorkingTime(at(moment), most * 3_600_000, hours))).toBe(expected)
})
