/** Working days of the civil service: Monday to Friday, less the holidays that have the same date every year. */
import { localInstant, localTime } from '../base/local-time.ts'

/** Hours of the day at which an office opens and closes. The break at noon counts as working time. */
export interface OfficeHours {
  readonly opens: number
  readonly closes: number
}

const holidays = new Set(['01-01', '04-30', '05-01', '09-02'])
const hourMs = 3_600_000
const dayMs = 24 * hourMs

/**
 * The last working day to do something that may take `days` of them after a day: the day itself for 0, moved to the
 * next working day when it is none. Days are `2026-11-23`; an unreadable one is answered as it is.
 *
 * Deliberately absent: Tết and other days that the government sets from year to year; whoever is late over them has
 * a reason to show.
 */
export function addWorkingDays(day: string, days: number): string {
  let at = Date.parse(`${day}T00:00:00Z`)
  if (Number.isNaN(at)) return day
  let left = days
  while (left > 0) {
    at += dayMs
    if (isWorkingDay(at)) left--
  }
  while (!isWorkingDay(at)) at += dayMs
  return new Date(at).toISOString().slice(0, day.length)
}

/** When the working day ends that a moment belongs to: the next one for a moment after closing or on a day off. */
export function endOfWorkingDay(at: number, { closes }: OfficeHours): number {
  const day = localTime(at).slice(0, 'yyyy-mm-dd'.length)
  const end = localInstant(addWorkingDays(day, 0), closes)
  return at < end ? end : localInstant(addWorkingDays(day, 1), closes)
}

/** The moment when so many milliseconds of working time have passed; at night and on days off none does. */
export function addWorkingTime(at: number, ms: number, hours: OfficeHours): number {
  const end = endOfWorkingDay(at, hours)
  const from = Math.max(at, end - (hours.closes - hours.opens) * hourMs)
  return from + ms <= end ? from + ms : addWorkingTime(end, ms - (end - from), hours)
}

function isWorkingDay(at: number): boolean {
  const date = new Date(at)
  const weekday = date.getUTCDay()
  return (
    weekday !== 0 &&
    weekday !== 6 &&
    !holidays.has(date.toISOString().slice('yyyy-'.length, 'yyyy-mm-dd'.length))
  )
}
