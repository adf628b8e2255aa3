/** What a STORE comes to, message by message: in one's own box, and in an office's, where \Seen is each person's. */
import type { FlagMask } from '../../../base/flag-mask.ts'
import { flagBits } from '../../../ports/mailboxes.ts'
import type { MessageRow } from './message-rows.ts'
import { withSeen } from './personal-seen.ts'

/** Places are those of the rows, ascending. */
export interface FlagWalk {
  readonly uids: Uint32Array
  /** Of each message afterwards, as whoever asked sees it. */
  readonly flags: Uint32Array
  /** Places of messages that change at all. */
  readonly changed: readonly number[]
  /** Of those that become \Seen. */
  readonly seen: readonly number[]
  /** Of those that are it no more. */
  readonly unseen: readonly number[]
  /** Of those with a change of another flag. */
  readonly others: readonly number[]
  /** How many more are \Deleted. */
  readonly deleted: number
}

/** `seenBits`: what a person has seen of the rows, in place of their own \Seen. */
export function walkFlags(
  rows: readonly MessageRow[],
  { keep, set }: FlagMask,
  seenBits?: Uint8Array,
): FlagWalk {
  const uids = new Uint32Array(rows.length)
  const flags = new Uint32Array(rows.length)
  const changed: number[] = []
  const seen: number[] = []
  const unseen: number[] = []
  const others: number[] = []
  let deleted = 0
  for (const [i, row] of rows.entries()) {
    const before = seenBits === undefined ? row.flags : withSeen(row.flags, seenBits[i]!)
    const after = ((before & keep) | set) >>> 0
    uids[i] = row.uid
    flags[i] = after
    if (after === before) continue
    changed.push(i)
    const differs = after ^ before
    if (differs & flagBits.seen) (after & flagBits.seen ? seen : unseen).push(i)
    if (differs & ~flagBits.seen) others.push(i)
    deleted += ((after & flagBits.deleted) - (before & flagBits.deleted)) / flagBits.deleted
  }
  return { uids, flags, changed, seen, unseen, others, deleted }
}
