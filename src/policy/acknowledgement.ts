/** By when an office has to take in the documents of a letter (Decree 30/2020, Article 21.2: the day they come). */
import type { PolicySettings } from './settings.ts'
import { addWorkingTime, endOfWorkingDay } from './working-days.ts'

const hourMs = 3_600_000

/**
 * The end of the working day in which a letter came to the office; for an urgent document some hours of working
 * time. null for a letter without documents.
 */
export function acknowledgeBy(
  documents: readonly { readonly urgency: string | null }[],
  at: number,
  settings: Pick<PolicySettings, 'threshold'>,
): number | null {
  if (documents.length === 0) return null
  const hours = {
    opens: settings.threshold('officeOpeningHour'),
    closes: settings.threshold('officeClosingHour'),
  }
  const urgent = documents.some(({ urgency }) => urgency !== null)
  return urgent
    ? addWorkingTime(at, settings.threshold('urgentAcknowledgeHours') * hourMs, hours)
    : endOfWorkingDay(at, hours)
}
