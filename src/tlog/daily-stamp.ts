/**
 * Once a day the newest checkpoint goes to the time-stamping authority, if one is configured: a word of someone else's
 * about when the log looked like this, whatever becomes of its keys. RFC 3161. What is stamped is the text of the
 * checkpoint, three lines; its signatures stand beside it.
 */
import { hash } from 'node:crypto'
import { localTime } from '../base/local-time.ts'
import type { Logger } from '../base/log.ts'
import type { Clock } from '../ports/clock.ts'
import type { Store } from '../ports/store.ts'
import type { Timestamps } from '../ports/timestamp.ts'
import type { StampedClock, StoredCheckpoint } from '../ports/tlog.ts'
import { checkpointText, type TreeHead } from './checkpoint.ts'

export interface DailyStampOptions {
  readonly store: Store
  readonly clock: Clock
  readonly timestamps: Timestamps
  readonly log: Logger
}

/** What a token is about. */
export function stampedHash(head: TreeHead): Buffer {
  return hash('sha256', checkpointText(head), 'buffer')
}

/** Stamps the checkpoint unless one was stamped today, by the province's calendar, or nothing came since. */
export async function stampDaily(
  { store, clock, timestamps, log }: DailyStampOptions,
  origin: string,
  checkpoint: StoredCheckpoint,
): Promise<void> {
  const [last] = await store.read.log.timestamps(1)
  const now = clock.now()
  if (last !== undefined && (last.size === checkpoint.size || dayOf(last.at) === dayOf(now))) return
  const stamped = await timestamps.stamp(stampedHash({ ...checkpoint, origin }))
  if (stamped.ok) return store.write.addTimestamp(checkpoint.size, stamped.value.token, now)
  const { reason, detail } = stamped.error
  if (reason !== 'not-configured')
    log.warn({ reason, detail }, 'the checkpoint of the day has no time stamp yet')
}

/** What the newest time stamp says of our clock; null where none is, or none that is trusted today. */
export async function stampedClock(
  { store, timestamps }: Pick<DailyStampOptions, 'store' | 'timestamps'>,
  origin: string,
): Promise<StampedClock | null> {
  const [last] = await store.read.log.timestamps(1)
  if (last === undefined) return null
  const [checkpoint] = await store.read.log.checkpoints(last.size - 1, 1)
  if (checkpoint?.token == null) return null
  const verified = timestamps.verify(checkpoint.token, stampedHash({ ...checkpoint, origin }))
  return verified.ok ? { ...last, authorityAt: verified.value.at } : null
}

function dayOf(ms: number): string {
  return localTime(ms).slice(0, 'yyyy-mm-dd'.length)
}
