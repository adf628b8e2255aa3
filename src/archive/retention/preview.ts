/** What an application would erase now, told without a word of any letter. */
import { localTime } from '../../base/local-time.ts'
import type { EntryId } from '../../ports/archive.ts'
import type { DueEntry } from '../../ports/retention.ts'
import type { Store } from '../../ports/store.ts'
import { dueEntries } from './apply.ts'

/** Letters of a class and an agency; a letter between agencies is counted with each of them. */
export interface DueGroup {
  readonly className: string
  /** null for letters that are no agency's. */
  readonly agency: string | null
  readonly entries: number
  readonly bytes: number
  readonly oldest: string
  readonly newest: string
  readonly samples: readonly DueSample[]
}

export interface DueSample {
  readonly entry: EntryId
  readonly receivedAt: string
  readonly agencies: readonly string[]
  readonly documentKinds: readonly string[]
  readonly direction: DueEntry['direction']
  readonly sizeBytes: number
}

export interface Preview {
  readonly entries: number
  readonly bytes: number
  readonly blocked: Readonly<Record<'hold' | 'hold-unknown' | 'under-way', number>>
  readonly groups: readonly DueGroup[]
}

const samplesOfGroup = 5

interface Sum {
  entries: number
  bytes: number
  oldest: number
  newest: number
  readonly samples: DueSample[]
}

export async function previewRetention(read: Store['read'], now: number): Promise<Preview> {
  const groups = new Map<string, Map<string | null, Sum>>()
  const blocked = { hold: 0, 'hold-unknown': 0, 'under-way': 0 }
  let [entries, bytes] = [0, 0]
  for await (const window of dueEntries(read, now)) {
    for (const entry of window) {
      if (entry.blocked !== null) {
        blocked[entry.blocked]++
        continue
      }
      entries++
      bytes += entry.sizeBytes
      const ofClass = groups.get(entry.className) ?? new Map<string | null, Sum>()
      groups.set(entry.className, ofClass)
      for (const agency of entry.agencies.length === 0 ? [null] : entry.agencies) {
        const sum = ofClass.get(agency) ?? newSum()
        ofClass.set(agency, sum)
        add(sum, entry)
      }
    }
  }
  return {
    entries,
    bytes,
    blocked,
    groups: [...groups].flatMap(([className, ofClass]) =>
      [...ofClass].map(([agency, sum]) => ({
        ...sum,
        className,
        agency,
        oldest: localTime(sum.oldest),
        newest: localTime(sum.newest),
      })),
    ),
  }
}

function newSum(): Sum {
  return { entries: 0, bytes: 0, oldest: Number.MAX_SAFE_INTEGER, newest: 0, samples: [] }
}

function add(sum: Sum, { id, receivedAt, agencies, documentKinds, direction, sizeBytes }: DueEntry): void {
  sum.entries++
  sum.bytes += sizeBytes
  sum.oldest = Math.min(sum.oldest, receivedAt)
  sum.newest = Math.max(sum.newest, receivedAt)
  if (sum.samples.length >= samplesOfGroup) return
  sum.samples.push({
    entry: id,
    receivedAt: localTime(receivedAt),
    agencies,
    documentKinds,
    direction,
    sizeBytes,
  })
}
