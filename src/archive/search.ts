/**
 * archive/ — what an auditor sees of the archive: entries found, shown whole, read byte for byte, proved, traced.
 *
 * Nothing in this folder itself writes and nothing decides who may ask: operations do (`control/operations/archive.ts`), and they
 * are on the audit trail before this code runs. Everything returned is plain JSON, hashes in lower-case hex, times
 * in ISO 8601 with the province's offset; exact bytes come from `raw.ts` alone.
 *
 * `retention/` is the one part that writes; `export/` has the letters that leave.
 */
import { localTime } from '../base/local-time.ts'
import type { ArchiveReads, Entry, EntryId, EntryQuery } from '../ports/archive.ts'

export interface EntrySummary {
  readonly id: EntryId
  readonly receivedAt: string
  readonly direction: Entry['direction']
  readonly verdict: Entry['verdict']
  readonly accepted: boolean
  readonly mailFrom: string
  readonly recipients: readonly {
    readonly address: string
    readonly outcome: string
    readonly blind: boolean
  }[]
  readonly subject: string
  readonly messageId: string
  readonly sizeBytes: number
  readonly sha256: string
}

/** Newest first. */
export async function searchEntries(
  archive: Pick<ArchiveReads, 'search'>,
  query: EntryQuery,
): Promise<readonly EntrySummary[]> {
  const { messageId, ...rest } = query
  const entries = await archive.search(
    messageId === undefined ? rest : { ...rest, messageId: bracketed(messageId) },
  )
  return entries.map(summaryOf)
}

export function summaryOf(entry: Entry): EntrySummary {
  return {
    id: entry.id,
    receivedAt: localTime(entry.receivedAt),
    direction: entry.direction,
    verdict: entry.verdict,
    accepted: entry.accepted,
    mailFrom: entry.mailFrom,
    recipients: entry.recipients.map(({ address, outcome, blind }) => ({ address, outcome, blind })),
    subject: entry.subject,
    messageId: entry.messageId,
    sizeBytes: entry.sizeBytes,
    sha256: hex(entry.sha256),
  }
}

/** RFC 5322 §3.6.4: a message id stands in angle brackets; people leave them out. */
export function bracketed(messageId: string): string {
  const bare = messageId.trim()
  return bare.startsWith('<') ? bare : `<${bare}>`
}

export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')
}
