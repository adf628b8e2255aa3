/** Spans that letters are kept for: `10 years`, `6 months`, `90 days`, `1 year 15 days`, `forever`. */
import { monthsAfter } from './local-time.ts'
import { fail, ok, type Result } from './result.ts'

export interface Span {
  readonly months: number
  readonly days: number
}

const dayMs = 86_400_000
/** Longest that can be told: beyond it is for ever. */
const maxYears = 200

/** The moment before which everything is older than the span at `now`, by the province's calendar. */
export function spanBefore(now: number, { months, days }: Span): number {
  return monthsAfter(now, -months) - days * dayMs
}

/** null for `forever`. A span of nothing is none. */
export function parseSpan(text: string): Result<Span | null, string> {
  const normal = text.trim().toLowerCase().replaceAll(/\s+/gu, ' ')
  if (normal === 'forever') return ok(null)
  const match = /^(?:(\d{1,3}) years?)? ?(?:(\d{1,4}) months?)? ?(?:(\d{1,5}) days?)?$/.exec(normal)
  const [years, months, days] = [1, 2, 3].map(i => Number(match?.[i] ?? 0)) as [number, number, number]
  const span = { months: 12 * years + months, days }
  if (match === null || span.months + span.days === 0)
    return fail('say how long: "10 years", "6 months", "90 days", "1 year 6 months" or "forever"')
  if (span.months > 12 * maxYears || days > 366 * maxYears)
    return fail(`is longer than ${maxYears} years: say "forever"`)
  return ok(span)
}

export function formatSpan(span: Span | null): string {
  if (span === null) return 'forever'
  const years = Math.floor(span.months / 12)
  return [
    [years, 'year'],
    [span.months % 12, 'month'],
    [span.days, 'day'],
  ]
    .filter(([count]) => count !== 0)
    .map(([count, unit]) => `${count} ${unit}${count === 1 ? '' : 's'}`)
    .join(' ')
}
