/**
 * Statistics are roll-ups written with the message they count, in one commit: day × agency × direction × verdict,
 * and the same for the province as a whole. A message is counted once for each agency it concerns, whatever the
 * number of its recipients there, so agencies' rows may add up to more than the province's.
 *
 * Deliberately absent: anything computed later from the archive. The counts are what the archive holds, because
 * both come from one commit; a test of the store compares them.
 */
import { localTime } from '../base/local-time.ts'
import type { Count, EntryRecipient, NewEntry } from '../ports/archive.ts'
import type { AgencyId } from '../ports/directory.ts'

/** The province's calendar day of an instant: `2026-11-23`. */
export function localDay(ms: number): string {
  return localTime(ms).slice(0, 'yyyy-mm-dd'.length)
}

export interface Signing {
  readonly signed: boolean
  /** The signature holds. */
  readonly verified: boolean
}

/** What one message adds to the roll-ups of `day`. */
export function countsOf(entry: NewEntry, day: string, signing: Signing): readonly Count[] {
  const count = (
    agencyId: AgencyId | null,
    direction: Count['direction'],
    verdict: Count['verdict'],
  ): Count => ({
    day,
    agencyId,
    direction,
    verdict,
    messages: 1,
    bytes: entry.sizeBytes,
    signed: Number(signing.signed),
    verified: Number(signing.verified),
  })
  // Neither what the server writes itself nor what it refuses to store is anybody's letter.
  if (entry.channel === 'system' || entry.channel === 'append') return []
  const verdict = verdictOf(entry)
  const counts = [count(null, entry.direction, verdict)]
  const sender = entry.senderAgencyId
  // A sector-exempt agency's letter comes in from its own system: received by the province, sent by the agency.
  if (sender !== null)
    counts.push(count(sender, entry.direction === 'inbound' ? 'outbound' : entry.direction, verdict))
  for (const [agencyId, recipients] of byAgency(entry.recipients)) {
    if (agencyId === sender) continue
    const direction = entry.channel === 'mx' ? 'inbound' : 'internal'
    counts.push(count(agencyId, direction, verdictFor(entry, recipients)))
  }
  return counts
}

/** A message refused for another reason than the regulation (size, reputation) counts apart. */
function verdictOf({ accepted, verdict }: NewEntry): Count['verdict'] {
  return accepted || verdict === 'block' ? verdict : 'refused'
}

/** Inbound mail splits: an agency counts what became of the letter at its own boxes. */
function verdictFor(entry: NewEntry, recipients: readonly EntryRecipient[]): Count['verdict'] {
  if (!entry.accepted) return verdictOf(entry)
  if (recipients.every(recipient => recipient.outcome === 'refused')) return 'block'
  if (recipients.some(recipient => recipient.outcome === 'held')) return 'hold'
  // Delivered here, though another agency's setting was stricter.
  return entry.verdict === 'allow' ? 'allow' : 'flag'
}

function byAgency(recipients: readonly EntryRecipient[]): ReadonlyMap<AgencyId, readonly EntryRecipient[]> {
  const known = recipients.filter(recipient => recipient.agencyId !== null)
  return Map.groupBy(known, recipient => recipient.agencyId ?? 0)
}
