/**
 * "Where is my letter?": every letter of a message id or an address, recipient by recipient. What the queue or an
 * approver did since the letter came stands above what was decided then.
 *
 * Times are the legal ones of the Electronic Transactions Law (20/2023/QH15, articles 15 to 17): *received* is
 * when the letter was durable in the recipient's box, *sent* when it entered the queue to leave.
 */
import { localTime } from '../base/local-time.ts'
import type { ArchiveReads, Entry, EntryRecipient } from '../ports/archive.ts'
import type { Held, QueueItem, QueueReads } from '../ports/queue.ts'
import type { Scope } from '../ports/search.ts'
import { bracketed } from './search.ts'

export interface Traced {
  readonly entryId: number
  readonly messageId: string
  readonly subject: string
  readonly mailFrom: string
  readonly recipient: string
  /**
   * `delivered`, `refused`, `held`; of the queue `waiting`, `parked`, `failed`, `expired`, `dropped`; of a held letter
   * that was decided `released`, into its box, or `rejected`.
   */
  readonly state: string
  readonly receivedAt: string
  /** When the next attempt is due; null when none is. */
  readonly nextAttemptAt: string | null
  readonly attempts: number
  /** The last reply of the other server, or the reason of a refusal or of an approver. */
  readonly detail: string
}

interface Reads {
  readonly archive: Pick<ArchiveReads, 'search'>
  readonly queue: Pick<QueueReads, 'list' | 'heldOf'>
}

/** Newest letters first; `limit` is of letters, which are those within the scope when there is one. */
export async function trace(
  reads: Reads,
  subject: string,
  page: { readonly limit: number; readonly scope?: Scope },
): Promise<readonly Traced[]> {
  const entries = await entriesOf(reads.archive, subject, page)
  const traced: Traced[] = []
  for (const entry of entries) {
    const count = entry.recipients.length
    const [items, held] = await Promise.all([
      reads.queue.list({ entryId: entry.id, limit: count }),
      reads.queue.heldOf(entry.id),
    ])
    const ofItem = new Map(items.filter(item => item.entryId === entry.id).map(item => [item.address, item]))
    const ofHeld = new Map(held.map(row => [row.address, row]))
    for (const recipient of entry.recipients)
      traced.push(stateOf(entry, recipient, ofItem.get(recipient.address), ofHeld.get(recipient.address)))
  }
  return traced
}

/** A message id and an address look alike (RFC 5322 §3.6.4); angle brackets or a hit decide. */
async function entriesOf(
  archive: Reads['archive'],
  subject: string,
  page: { readonly limit: number; readonly scope?: Scope },
): Promise<readonly Entry[]> {
  const byId = await archive.search({ messageId: bracketed(subject), ...page })
  if (byId.length > 0 || subject.trim().startsWith('<')) return byId
  const address = subject.trim().toLowerCase()
  const [sent, received] = await Promise.all([
    archive.search({ sender: address, ...page }),
    archive.search({ recipient: address, ...page }),
  ])
  const all = new Map([...sent, ...received].map(entry => [entry.id, entry]))
  return [...all.values()].sort((a, b) => b.id - a.id).slice(0, page.limit)
}

function stateOf(
  entry: Entry,
  recipient: EntryRecipient,
  item: QueueItem | undefined,
  held: Held | undefined,
): Traced {
  const state = item?.state ?? held?.state ?? recipient.outcome
  return {
    entryId: entry.id,
    messageId: entry.messageId,
    subject: entry.subject,
    mailFrom: entry.mailFrom,
    recipient: recipient.address,
    state,
    receivedAt: localTime(entry.receivedAt),
    nextAttemptAt: item?.state === 'waiting' ? localTime(item.nextAttemptAt) : null,
    attempts: item?.attempts ?? 0,
    detail: item?.lastReply || held?.reason || recipient.reason,
  }
}
