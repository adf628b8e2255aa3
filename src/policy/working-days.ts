/** Working days of the civil service: Monday to Friday, less the holidays that have the same date every year. */

const holidays = new Set(['01-01', '04-30', '05-01', '09-02'])
const dayMs = 86_400_000

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

function isWorkingDay(at: number): boolean {
  const date = new Date(at)
  const weekday = date.getUTCDay()
  return (
    weekday !== 0 &&
    weekday !== 6 &&
    !holidays.has(date.toISOString().slice('yyyy-'.length, 'yyyy-mm-dd'.length))
  )
}
