/**
 * The outbound queue's runner: due letters go to the relay, their outcome goes back to the store, and who sent a
 * letter that will not arrive hears of it. The queue itself is rows in the store: a crash between an attempt and
 * its record repeats the attempt (RFC 5321 §4.5.4.1: better twice than never).
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Limits } from '../base/limits.ts'
import type { Logger } from '../base/log.ts'
import type { Clock } from '../ports/clock.ts'
import type { QueueChange, QueueItem } from '../ports/queue.ts'
import type { Relay, RelayOutcome } from '../ports/relay.ts'
import { type Store, StoreError } from '../ports/store.ts'

export interface OutboundContext {
  readonly store: Store
  readonly relay: Relay
  readonly clock: Clock
  readonly limits: Limits
  readonly log: Logger
  /** Tells the sender of recipients that will not be reached (RFC 3464). */
  readonly report: (items: readonly FailedItem[]) => Promise<void>
}

export interface FailedItem {
  readonly item: QueueItem
  readonly outcome: RelayOutcome
  /** True when time ran out and not the other side said no. */
  readonly expired: boolean
}

export interface Outbound extends AsyncDisposable {
  /** Begins to work on what is due; further work is heard of by the store's notices. */
  start(): void
}

/** Longest sleep: a clock that jumps is noticed within this time. */
const longestSleepMs = 60_000
/** Wait before the store is asked again to record what was sent. */
const recordAgainMs = 1000

export function createOutbound(context: OutboundContext): Outbound {
  const { store, clock, limits, log } = context
  /** Items under way, so that a second look at the queue does not take them again. */
  const busy = new Set<number>()
  const running = new Set<Promise<void>>()
  let timer: NodeJS.Timeout | undefined
  const closing = new AbortController()
  let looking = false
  let lookAgain = false

  async function look(): Promise<void> {
    if (closing.signal.aborted) return
    if (looking) {
      lookAgain = true
      return
    }
    looking = true
    clearTimeout(timer)
    try {
      do {
        lookAgain = false
        await startDue()
      } while (lookAgain && !closing.signal.aborted)
      await sleepUntilDue()
    } catch (error) {
      log.error({ err: error }, 'the outbound queue cannot be read; trying again')
      wakeIn(longestSleepMs)
    } finally {
      looking = false
    }
  }

  async function startDue(): Promise<void> {
    const room = limits.queueConcurrency - running.size
    if (room <= 0) return
    const due = await store.read.queue.due(clock.now(), room * 50 + busy.size)
    const groups = groupByDestination(due.filter(item => !busy.has(item.id)))
    for (const group of groups.slice(0, room)) begin(group)
  }

  function begin(group: readonly QueueItem[]): void {
    for (const item of group) busy.add(item.id)
    const run = attempt(context, group, record)
      .then(() => release(group))
      .catch(error => {
        log.error({ err: error, entry: group[0]?.entryId }, 'an outbound attempt failed inside')
        // Still due: taken again at once, it would fail, or even be sent, without end.
        setTimeout(() => release(group), limits.queueRetryMs).unref()
      })
      .finally(() => {
        running.delete(run)
        void look()
      })
    running.add(run)
  }

  function release(group: readonly QueueItem[]): void {
    for (const item of group) busy.delete(item.id)
    void look()
  }

  /** What was sent cannot be taken back: a store that is full for a while is waited for, with nothing sent again. */
  async function record(write: () => Promise<void>): Promise<void> {
    for (;;) {
      try {
        return await write()
      } catch (error) {
        if (!(error instanceof StoreError && error.temporary)) throw error
        log.error({ err: error }, 'an outbound attempt is not recorded yet; trying again')
        await sleep(recordAgainMs, undefined, { signal: closing.signal })
      }
    }
  }

  async function sleepUntilDue(): Promise<void> {
    const next = await store.read.queue.nextDue()
    if (next === null || running.size >= limits.queueConcurrency) return
    // An item that is due and under way wakes the queue itself when it is done.
    wakeIn(Math.max(next - clock.now(), busy.size > 0 ? 1000 : 10))
  }

  function wakeIn(ms: number): void {
    if (closing.signal.aborted) return
    clearTimeout(timer)
    timer = setTimeout(() => void look(), Math.min(ms, longestSleepMs))
  }

  const stopListening = store.onCommit(notice => {
    if (notice.kind === 'queue') void look()
  })

  return {
    start: () => void look(),
    async [Symbol.asyncDispose]() {
      closing.abort()
      clearTimeout(timer)
      stopListening()
      await Promise.allSettled(running)
    },
  }
}

/** One message to one domain is one SMTP transaction. */
function groupByDestination(items: readonly QueueItem[]): QueueItem[][] {
  const groups = new Map<string, QueueItem[]>()
  for (const item of items) {
    const domain = item.address.slice(item.address.lastIndexOf('@') + 1)
    const key = `${item.entryId} ${item.form} ${domain}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [item])
    else group.push(item)
  }
  return [...groups.values()]
}

async function attempt(
  context: OutboundContext,
  group: readonly QueueItem[],
  record: (write: () => Promise<void>) => Promise<void>,
): Promise<void> {
  const { store, relay, clock, limits, log } = context
  const first = group[0]
  if (first === undefined) return
  const sizeBytes = (await store.read.blobs.size(first.blob)) ?? 0
  const outcomes = await relay.deliver({
    mailFrom: first.mailFrom,
    recipients: group.map(({ address, notify, orcpt }) => ({ address, notify, orcpt })),
    open: () => store.read.blobs.stream(first.blob),
    sizeBytes,
    smtpUtf8: /[^\0-\x7f]/.test(first.mailFrom + group.map(item => item.address).join('')),
    eightBit: true,
    ret: '',
    envid: '',
  })
  const failed: FailedItem[] = []
  const settled: QueueChange[] = []
  const givenUp: QueueChange[] = []
  for (const [index, item] of group.entries()) {
    const outcome = outcomes[index]
    if (outcome === undefined) continue
    const change = changeAfter(item, outcome, clock.now(), limits)
    log.info(
      { entry: item.entryId, queue: item.id, to: item.address, state: change.state, host: outcome.host },
      'outbound attempt',
    )
    if (change.state === 'failed' || change.state === 'expired') {
      givenUp.push(change)
      failed.push({ item, outcome, expired: change.state === 'expired' })
    } else settled.push(change)
  }
  if (settled.length > 0) await record(() => store.write.changeQueue(settled))
  if (failed.length === 0) return
  // The report first: a crash in between repeats it, the other order could lose it.
  if (first.mailFrom !== '') await record(() => context.report(failed))
  await record(() => store.write.changeQueue(givenUp))
}

/** What an outcome makes of a queue row. Waits double from `queueRetryMs` up to `queueRetryMaxMs`. */
export function changeAfter(
  item: QueueItem,
  outcome: RelayOutcome,
  now: number,
  limits: Limits,
): QueueChange {
  const attempts = outcome.state === 'parked' ? item.attempts : item.attempts + 1
  const wait = Math.min(limits.queueRetryMs * 2 ** Math.min(item.attempts, 20), limits.queueRetryMaxMs)
  const lastReply = [outcome.code || '', outcome.enhanced, outcome.text].filter(Boolean).join(' ')
  const state =
    outcome.state === 'delivered'
      ? 'delivered'
      : outcome.state === 'parked'
        ? 'parked'
        : outcome.state === 'permanent'
          ? 'failed'
          : now + wait - item.createdAt > limits.queueLifetimeMs
            ? 'expired'
            : 'waiting'
  return { id: item.id, state, attempts, nextAttemptAt: now + wait, lastReply }
}
