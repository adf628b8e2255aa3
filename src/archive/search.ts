/**
 * archive/ — what an auditor sees of the archive: entries found, shown whole, read byte for byte, proved, traced.
 *
 * Nothing in this folder itself writes, and nothing decides who may ask: operations do (`control/operations/`), and they
 * are on the trail before this code runs. Everything returned is plain JSON, hashes in lower-case hex, times in ISO 8601
 * with the province's offset; exact bytes come from `raw.ts` alone.
 *
 * `query/` is the language in which auditors ask; what answers is the index (ports/search.ts). Two parts write, jobs of
 * the store and acts of the log: `retention/`, and `export/` for the letters that leave.
 */
import { pieces } from '../base/breath.ts'
import { localTime } from '../base/local-time.ts'
import type { ArchiveReads, Entry, EntryId } from '../ports/archive.ts'
import {
  type Facet,
  type IndexState,
  type Query,
  type Scope,
  SearchError,
  type SearchIndex,
  type SearchPage,
} from '../ports/search.ts'
import { formatQuery } from './query/format.ts'
import { inScope } from './scope.ts'

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

export interface FoundLetters {
  /** How the query was understood, as text. */
  readonly query: string
  readonly total: number
  readonly entries: readonly EntrySummary[]
  /** Of the next page; null for none. */
  readonly next: string | null
  readonly facets: readonly { readonly by: Facet; readonly key: string; readonly count: number }[]
  /** Letters that were not indexed yet, and so not looked through. */
  readonly index: IndexState
}

export interface LetterQuestion {
  readonly query: Query
  readonly scope: Scope
  readonly page: SearchPage
  readonly facets: readonly Facet[]
}

/** Entries of a page that are read in one turn of the event loop: some milliseconds. */
const entriesAtATime = 50

/**
 * A page of what is asked for. Waits a while for letters that are not indexed yet, and tells how many still are not.
 * Rejects with SearchError.
 */
export async function findLetters(
  search: SearchIndex,
  archive: Pick<ArchiveReads, 'entry'>,
  { query, scope, page, facets }: LetterQuestion,
): Promise<FoundLetters> {
  await search.caughtUp().catch(passIfBehind)
  const { ids, next, total } = await search.find(query, scope, page)
  const counted = []
  for (const by of facets)
    counted.push(...(await search.facets(query, scope, by)).map(facet => ({ by, ...facet })))
  const entries: EntrySummary[] = []
  for await (const piece of pieces(ids, entriesAtATime))
    for (const id of piece) {
      const entry = await archive.entry(id)
      // The index left out what is not in scope; a wrong one shows nothing all the same.
      if (entry !== undefined && inScope(entry, scope)) entries.push(summaryOf(entry))
    }
  return { query: formatQuery(query), total, entries, next, facets: counted, index: await search.state() }
}

function passIfBehind(error: unknown): void {
  if (!(error instanceof SearchError && error.reason === 'behind')) throw error
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
