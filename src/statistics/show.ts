/** The roll-ups of a period as rows an operator can read. */
import type { Count, StatisticsReads } from '../ports/archive.ts'
import type { DirectoryReads } from '../ports/directory.ts'
import type { Period } from './period.ts'

export interface StatisticsRow {
  /** null in a sum over the whole period. */
  readonly day: string | null
  /** null for the province as a whole. */
  readonly agency: string | null
  readonly name: string | null
  /** True for an agency with a mail system of its own sector: counted apart from those the directive binds. */
  readonly sectorExempt: boolean
  readonly direction: Count['direction']
  readonly verdict: Count['verdict']
  readonly messages: number
  readonly bytes: number
  /** Of the messages those under a signature, and of these the ones whose signature holds. */
  readonly signed: number
  readonly verified: number
}

export interface StatisticsReport extends Period {
  readonly rows: readonly StatisticsRow[]
}

export async function showStatistics(
  reads: { readonly statistics: StatisticsReads; readonly directory: Pick<DirectoryReads, 'agencies'> },
  period: Period,
  options: { readonly agency?: string; readonly daily: boolean },
): Promise<StatisticsReport> {
  const [counts, agencies] = await Promise.all([
    reads.statistics.counts({
      ...period,
      ...(options.agency === undefined ? {} : { agency: options.agency }),
    }),
    reads.directory.agencies(),
  ])
  const exempt = new Set(agencies.filter(agency => agency.mailSystem === 'sector-exempt').map(({ id }) => id))
  const sums = new Map<string, StatisticsRow>()
  for (const count of counts) {
    const day = options.daily ? count.day : null
    const key = `${day} ${count.agencyId} ${count.direction} ${count.verdict}`
    const sum = sums.get(key)
    sums.set(key, {
      day,
      agency: count.agencyCode,
      name: count.agencyName,
      sectorExempt: count.agencyId !== null && exempt.has(count.agencyId),
      direction: count.direction,
      verdict: count.verdict,
      messages: (sum?.messages ?? 0) + count.messages,
      bytes: (sum?.bytes ?? 0) + count.bytes,
      signed: (sum?.signed ?? 0) + count.signed,
      verified: (sum?.verified ?? 0) + count.verified,
    })
  }
  return { ...period, rows: [...sums.values()].sort(inOrder) }
}

/** By day, the province first, then agencies by code; sector-exempt ones last. */
function inOrder(a: StatisticsRow, b: StatisticsRow): number {
  return compare(orderOf(a), orderOf(b))
}

function orderOf(row: StatisticsRow): string {
  const group = row.agency === null ? '0' : row.sectorExempt ? '2' : '1'
  return [row.day ?? '', group, row.agency ?? '', row.direction, row.verdict].join(' ')
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
