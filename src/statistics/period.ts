/** Periods as people write them: `2026`, `2026-Q4`, `2026-11`, `2026-11-23`, `2026-11-01..2026-11-15`. */
import { fail, ok, type Result } from '../base/result.ts'

/** Days of the province's calendar, both inclusive. */
export interface Period {
  readonly fromDay: string
  readonly toDay: string
}

export const periodForms = '2026, 2026-Q4, 2026-11, 2026-11-23 or 2026-11-01..2026-11-15'

export function parsePeriod(text: string): Result<Period, string> {
  const [first = '', last, ...more] = text.trim().split('..')
  const from = single(first)
  const to = last === undefined ? from : single(last)
  if (from === undefined || to === undefined || more.length > 0)
    return fail(`${text} is no period such as ${periodForms}`)
  if (from.fromDay > to.toDay) return fail(`${text} ends before it begins`)
  return ok({ fromDay: from.fromDay, toDay: to.toDay })
}

function single(text: string): Period | undefined {
  const match = /^(\d{4})(?:-(?:Q([1-4])|(\d{2})(?:-(\d{2}))?))?$/i.exec(text)
  if (match === null) return undefined
  const [, year = '', quarter, month, day] = match
  if (day !== undefined) return existing(text) ? { fromDay: text, toDay: text } : undefined
  if (month !== undefined) return months(year, Number(month), Number(month))
  if (quarter !== undefined) return months(year, Number(quarter) * 3 - 2, Number(quarter) * 3)
  return months(year, 1, 12)
}

/** From the first day of one month to the last day of another. */
function months(year: string, first: number, last: number): Period | undefined {
  if (first < 1 || last > 12) return undefined
  const lastDay = new Date(Date.UTC(Number(year), last, 0)).getUTCDate()
  return {
    fromDay: `${year}-${twoDigits(first)}-01`,
    toDay: `${year}-${twoDigits(last)}-${twoDigits(lastDay)}`,
  }
}

function existing(day: string): boolean {
  const time = Date.parse(`${day}T00:00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day)
}

function twoDigits(n: number): string {
  return String(n).padStart(2, '0')
}
