/** What threads are made of, read in batches. */
import { casemap } from '../../base/casemap.ts'
import { baseSubject } from '../../mail/base-subject.ts'
import { messageIds } from '../../mail/message-ids.ts'
import { ancestorsOfHeader } from '../../mail/stored.ts'
import type { StoredView, ViewAncestors } from '../../ports/mailboxes.ts'
import type { SelectedMailbox } from '../backend.ts'
import { inBatches } from '../columns/letter-values.ts'
import type { Pause, Searched } from '../search/scan.ts'
import { steadySort } from '../sort/steady-sort.ts'
import { hasLeft } from '../view/has-left.ts'

/** The letters that were found, in the mailbox's order. */
export interface Letters {
  readonly count: number
  /** Of the Date field, or else the internal date; milliseconds since 1970. */
  readonly sentAt: Float64Array
  readonly arrivedAt: Float64Array
  /** Base subjects, as keys of i;unicode-casemap. */
  readonly subjects: readonly string[]
  readonly isReply: Uint8Array
  /** Empty where there is none. */
  readonly ids: readonly string[]
  /** IDs with spaces between, the oldest first. */
  readonly ancestors: readonly string[]
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
  const sentAt = arrivedAt.slice()
  const subjects: string[] = Array(count).fill('')
  const isReply = new Uint8Array(count)
  const ids: string[] = Array(count).fill('')
  const ancestors: string[] = Array(count).fill('')
  const unknown: number[] = []
  await inBatches(
    searched,
    places,
    pause,
    wanted => mailbox.threadTexts(wanted),
    (i, stored) => {
      if (stored.sentAt !== null) sentAt[i] = stored.sentAt
      const subject = baseSubject(stored.subject)
      subjects[i] = casemap(subject.text)
      isReply[i] = subject.isReply ? 1 : 0
      ids[i] = messageIds(stored.messageId)[0] ?? ''
      if (stored.ancestors === null) unknown.push(i)
      else ancestors[i] = stored.ancestors
    },
  )
  await readAncestors(searched, places, unknown, ancestors, pause)
  const byDate = await steadySort(count, (a, b) => sentAt[a]! - sentAt[b]! || a - b, pause)
  return { count, sentAt, arrivedAt, subjects, isReply, ids, ancestors, byDate }
}

async function readAncestors(
  { view, mailbox }: Searched,
  places: Uint32Array,
  unknown: readonly number[],
  ancestors: string[],
  pause: Pause,
): Promise<void> {
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
      if (row >= 0) ancestors[i] = headers.get(mailbox.messages.views[row]!) ?? ''
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
