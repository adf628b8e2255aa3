import { lowerBound } from '../../base/lower-bound.ts'
import type { Selected } from '../session.ts'
import type { Cursor } from '../wire/cursor.ts'
import { date, dayOf } from '../wire/date.ts'
import type { Key, RowTest } from './keys.ts'

/**
 * RFC 8514 §5; where nobody noted the date, the internal one stands for it (RFC 8514 §4.3):
 *
 *     search-key =/ "SAVEDBEFORE" SP date / "SAVEDON" SP date / "SAVEDSINCE" SP date / "SAVEDATESUPPORTED"
 */
export function savedKey(is: 'before' | 'on' | 'since'): (cursor: Cursor) => Key {
  return cursor => {
    cursor.space()
    const day = date(cursor)
    return { kind: 'unbound', bind: selected => savedTest(selected, is, day) }
  }
}

export const saveDateSupported: Key = {
  kind: 'unbound',
  async bind({ mailbox }) {
    const isSupported = mailbox.savedDates !== undefined
    return () => isSupported
  },
}

async function savedTest(
  { mailbox }: Selected,
  is: 'before' | 'on' | 'since',
  day: number,
): Promise<RowTest> {
  const uids = mailbox.messages.uids.slice(0, mailbox.messages.count)
  const dates = await mailbox.savedDates?.(uids)
  return (live, row) => {
    const saved = dates?.[lowerBound(uids, uids.length, live.uids[row]!)] ?? Number.NaN
    const own = dayOf(Number.isNaN(saved) ? live.internalDatesMs[row]! : saved)
    return is === 'before' ? own < day : is === 'on' ? own === day : own >= day
  }
}
