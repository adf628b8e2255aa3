/** Times as the province writes them. Asia/Ho_Chi_Minh is UTC+7, without daylight saving since 1975. */

import type { Text } from './texts.ts'

const hourMs = 3_600_000
const offsetMs = 7 * hourMs

/** When an hour begins on a day of the province's calendar. */
export function localInstant(day: string, hour = 0): number {
  return Date.parse(`${day}T00:00:00Z`) + hour * hourMs - offsetMs
}

/** ISO 8601 with the offset: `2026-11-23T08:30:00.000+07:00`. */
export function localTime(ms: number): string {
  return `${new Date(ms + offsetMs).toISOString().slice(0, -1)}+07:00`
}

/** The same hour so many months later by the province's calendar; the last day of a shorter month. */
export function monthsAfter(ms: number, months: number): number {
  const date = new Date(ms + offsetMs)
  const day = date.getUTCDate()
  date.setUTCMonth(date.getUTCMonth() + months)
  // 31 May and four months would run over into 1 October.
  if (date.getUTCDate() !== day) date.setUTCDate(0)
  return date.getTime() - offsetMs
}

/** The day as people here write it: `23/11/2026`. */
export function localDate(ms: number): string {
  const [year, month, day] = localTime(ms).slice(0, 10).split('-')
  return `${day}/${month}/${year}`
}

/** To the minute, as it stands in a sentence. */
export function localMoment(ms: number): Text {
  const time = localTime(ms).slice(11, 16)
  return { vi: `${time} ngày ${localDate(ms)}`, en: `${time} on ${localDate(ms)}` }
}
