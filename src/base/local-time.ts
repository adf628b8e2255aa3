/** Times as the province writes them. Asia/Ho_Chi_Minh is UTC+7, without daylight saving since 1975. */

const offsetMs = 7 * 3_600_000

/** ISO 8601 with the offset: `2026-11-23T08:30:00.000+07:00`. */
export function localTime(ms: number): string {
  return `${new Date(ms + offsetMs).toISOString().slice(0, -1)}+07:00`
}
