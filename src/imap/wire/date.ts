/** Dates of RFC 3501 §9. Days and times are told in the province's zone: Vietnam keeps UTC+7 all year. */
import { type Cursor, ParseError } from './cursor.ts'

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs
const zoneMs = 7 * 60 * minuteMs
const zone = '+0700'

/** Writes `"17-Jul-1996 02:44:25 +0700"`, quotes included, for many messages: neighbours mostly came on one day. */
export class DateTimeFormat {
  #day = Number.NaN
  #date = ''

  format(ms: number): string {
    const local = ms + zoneMs
    const day = Math.floor(local / dayMs)
    if (day !== this.#day) {
      this.#day = day
      this.#date = formatDay(day)
    }
    const seconds = Math.floor((local - day * dayMs) / 1000)
    const minutes = Math.floor(seconds / 60)
    const hours = Math.floor(minutes / 60)
    return `"${this.#date} ${two(hours)}:${two(minutes - hours * 60)}:${two(seconds - minutes * 60)} ${zone}"`
  }
}

function formatDay(day: number): string {
  const date = new Date(day * dayMs)
  return `${String(date.getUTCDate()).padStart(2, ' ')}-${months[date.getUTCMonth()]}-${date.getUTCFullYear()}`
}

function two(number: number): string {
  return number < 10 ? `0${number}` : `${number}`
}

/**
 * Milliseconds since 1970 of
 *
 *     date-time = DQUOTE date-day-fixed "-" date-month "-" date-year SP time SP zone DQUOTE
 *
 * A day of one digit is taken without the space before it, too.
 */
export function dateTime(cursor: Cursor): number {
  const match = cursor.match(/^"([ \d]?\d)-([A-Za-z]{3})-(\d{4}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)([0-5]\d)"/)
  if (match === null) throw new ParseError('A date and time is missing')
  const [, day, month, year, hours, minutes, seconds, sign, zoneHours, zoneMinutes] = match
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 60) throw new ParseError('No such time')
  const offset = (Number(zoneHours) * 60 + Number(zoneMinutes)) * minuteMs * (sign === '-' ? -1 : 1)
  const time = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000
  return midnight(year, month, day) + time - offset
}

/**
 * The number of a local day (days since 1970) of
 *
 *     date      = date-text / DQUOTE date-text DQUOTE
 *     date-text = date-day "-" date-month "-" date-year
 */
export function date(cursor: Cursor): number {
  const match = cursor.match(/^("?)(\d{1,2})-([A-Za-z]{3})-(\d{4})\1/)
  if (match === null) throw new ParseError('A date is missing')
  return midnight(match[4], match[3], match[2]) / dayMs
}

/** The local day of a moment, counted like `date`. */
export function dayOf(ms: number): number {
  return Math.floor((ms + zoneMs) / dayMs)
}

function midnight(year = '', month = '', day = ''): number {
  const monthIndex = months.findIndex(name => name.toLowerCase() === month.toLowerCase())
  const ms = Date.UTC(Number(year), monthIndex, Number(day))
  const made = new Date(ms)
  if (monthIndex < 0 || made.getUTCDate() !== Number(day) || made.getUTCFullYear() !== Number(year)) {
    throw new ParseError('No such day')
  }
  return ms
}
