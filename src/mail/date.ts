/** Date and time of a header. RFC 5322 §3.3, obsolete forms RFC 5322 §4.3. */

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'] as const
const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const

/** Characters of a date with its comments beyond which it is no date. */
const maxLength = 200

const pattern =
  /^(?:[a-z]{3,9}\s*[,.]?\s*)?(\d{1,2})[\s-]+([a-z]{3})[a-z]*\.?[\s-]+(\d{2,4})\s+(\d{1,2})\s*:\s*(\d{2})(?:\s*:\s*(\d{2})(?:\.\d+)?)?\s*([+-]\d{4}|[a-z]{1,5})?(?:\s|$)/i

/** RFC 5322 §4.3: the named zones, in minutes. Any other name says nothing and counts as UTC. */
const zones = new Map([
  ['EST', -300],
  ['EDT', -240],
  ['CST', -360],
  ['CDT', -300],
  ['MST', -420],
  ['MDT', -360],
  ['PST', -480],
  ['PDT', -420],
])

/** Milliseconds since 1970, or null when the text is no date. */
export function parseDate(text: string): number | null {
  const date = parse(text)
  return date === null ? null : date.localMs - date.zoneMinutes * 60_000
}

/** The day as it is written, whatever the zone; days since 1970, or null when the text is no date. */
export function writtenDay(text: string): number | null {
  const date = parse(text)
  return date === null ? null : Math.floor(date.localMs / (24 * 60 * 60_000))
}

/** `localMs` is the moment at which clocks of UTC show what is written. */
function parse(text: string): { readonly localMs: number; readonly zoneMinutes: number } | null {
  if (text.length > maxLength) return null
  const match = pattern.exec(withoutComments(text).trim())
  if (match === null) return null
  const [, day, monthName, year, hour, minute, second, zone] = match
  const month = months.indexOf(monthName?.toLowerCase() as (typeof months)[number])
  const time = [Number(hour), Number(minute), Math.min(Number(second ?? 0), 59)] as const
  if (month < 0 || time[0] > 23 || time[1] > 59 || Number(second ?? 0) > 60) return null
  const date = new Date(0)
  date.setUTCFullYear(fullYear(year as string), month, Number(day))
  if (date.getUTCDate() !== Number(day)) return null
  return { localMs: date.setUTCHours(...time), zoneMinutes: zoneMinutes(zone ?? '') }
}

/** RFC 5322 §4.3: two digits below 50 are of this century, other short years count from 1900. */
function fullYear(digits: string): number {
  const year = Number(digits)
  if (digits.length === 2 && year < 50) return 2000 + year
  return digits.length < 4 ? 1900 + year : year
}

function zoneMinutes(zone: string): number {
  const offset = /^([+-])(\d{2})(\d{2})$/.exec(zone)
  if (offset === null) return zones.get(zone.toUpperCase()) ?? 0
  const minutes = Number(offset[2]) * 60 + Number(offset[3])
  return offset[1] === '-' ? -minutes : minutes
}

function withoutComments(text: string): string {
  let kept = ''
  let depth = 0
  for (const char of text) {
    if (char === '(') depth++
    else if (char === ')' && depth > 0) depth--
    else if (depth === 0) kept += char
  }
  return kept
}

/** `Mon, 23 Nov 2026 08:00:00 +0700`; `zone` is written as given, `+hhmm` or `-hhmm`. */
export function formatDate(ms: number, zone = '+0700'): string {
  const local = new Date(ms + zoneMinutes(zone) * 60_000)
  const two = (value: number) => String(value).padStart(2, '0')
  const month = months[local.getUTCMonth()] as string
  const year = String(local.getUTCFullYear()).padStart(4, '0')
  const date = `${local.getUTCDate()} ${month[0]?.toUpperCase()}${month.slice(1)} ${year}`
  const time = `${two(local.getUTCHours())}:${two(local.getUTCMinutes())}:${two(local.getUTCSeconds())}`
  return `${days[local.getUTCDay()]}, ${date} ${time} ${zone}`
}
