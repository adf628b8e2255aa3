/** What threads are made of, read in batches. */
import { ancestorsOfHeader } from '../../mail/stored.ts'
import type { StoredView, ViewAncestors } from '../../ports/mailboxes.ts'
import type { SelectedMailbox } from '../backend.ts'
import type { Columns } from '../columns/known-columns.ts'
import { listOf, valuesOf } from '../columns/letter-values.ts'
import type { Pause, Searched } from '../search/scan.ts'
import { steadySort } from '../sort/steady-sort.ts'
import { hasLeft } from '../view/has-left.ts'

/** The letters that were found, in the mailbox's order. */
export interface Letters {
  readonly count: number
  /** Of the Date field, or else the internal date; milliseconds since 1970. */
  readonly sentAt: Float64Array
  readonly arrivedAt: Float64Array
  /** Base subjects: a number for each, 0 for the empty one. */
  readonly subjects: ArrayLike<number>
  readonly isReply: ArrayLike<number>
  /** A number for each message ID, 0 where there is none. */
  readonly ids: ArrayLike<number>
  /** All of these numbers are below this. */
  readonly idCount: number
  /** Message IDs, the oldest first. */
  readonly ancestors: readonly (readonly number[])[]
  /** All letters by `sentAt`, and by their places where that is the same. */
  readonly byDate: Uint32Array
}

/** Headers that are read at once, of what was stored without ancestors. */
const headerBatch = 32

export async function lettersOf(searched: Searched, places: Uint32Array, pause: Pause): Promise<Letters> {
  const { view, mailbox } = searched
  const count = places.length
  const arrivedAt = new Float64Array(count)
  for (let i = 0; i < count; i++) {
    const row = view.row(places[i]!)
    if (row >= 0) arrivedAt[i] = mailbox.messages.internalDatesMs[row]!
  }
  const values = await valuesOf(searched, places, ['DATE', 'SUBJECT', 'ID', 'ANCESTORS'], pause)
  const sentAt = values.numbers('DATE').map((date, i) => (Number.isNaN(date) ? arrivedAt[i]! : date))
  const subjects = values.numbers('SUBJECT')
  const lists = values.numbers('ANCESTORS')
  await readAncestors(searched, places, lists, values.columns, pause)
  mailbox.messages.columns?.keep(values.columns)
  const byDate = await steadySort(count, (a, b) => sentAt[a]! - sentAt[b]! || a - b, pause)
  return {
    count,
    sentAt,
    arrivedAt,
    subjects: subjects.map(number => number >>> 1),
    isReply: subjects.map(number => number & 1),
    ids: values.numbers('ID'),
    idCount: values.columns.texts('ID').count,
    ancestors: Array.from({ length: count }, (_, i) => values.columns.ancestors.get(lists[i]!)),
    byDate,
  }
}

async function readAncestors(
  { view, mailbox }: Searched,
  places: Uint32Array,
  lists: Float64Array,
  columns: Columns,
  pause: Pause,
): Promise<void> {
  const unknown: number[] = []
  for (let i = 0; i < lists.length; i++) if (lists[i] === -1) unknown.push(i)
  for (let start = 0; start < unknown.length; start += headerBatch) {
    const batch = unknown.slice(start, start + headerBatch)
    const rows = batch.map(i => view.row(places[i]!))
    const stored = await mailbox.views(rows.filter(row => row >= 0).map(row => mailbox.messages.views[row]!))
    const read = await Promise.all(stored.map(each => ancestorsOfView(mailbox, each)))
    const found = read.filter(each => each !== undefined)
    mailbox.keepAncestors?.(found)
    const headers = new Map(found.map(each => [each.id, each.ancestors]))
    for (const i of batch) {
      const row = view.row(places[i]!)
      lists[i] = row < 0 ? 0 : listOf(headers.get(mailbox.messages.views[row]!) ?? '', columns)
    }
    await pause()
  }
}

/** Undefined when the message was removed while it was read. */
async function ancestorsOfView(
  mailbox: SelectedMailbox,
  view: StoredView,
): Promise<ViewAncestors | undefined> {
  try {
    const header = await mailbox.read(view, { start: 0, end: view.structure.headerBytes })
    return { id: view.id, ancestors: ancestorsOfHeader(header) }
  } catch (error) {
    if (await hasLeft(mailbox, view.id)) return undefined
    throw error
  }
}
