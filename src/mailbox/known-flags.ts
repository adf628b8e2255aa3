/** What a change of flags comes to, worked out on the messages in memory. */
import { flagMask } from '../base/flag-mask.ts'
import { lowerBound } from '../base/lower-bound.ts'
import type { LiveMessages } from '../imap/backend.ts'
import type { KnownFlagChange } from '../ports/known-flags.ts'
import { type FlagChange, type FlagsChanged, firstKeywordBit } from '../ports/mailboxes.ts'

type Asked = Omit<FlagChange, 'mailbox' | 'as'>

export interface FlagPlan {
  /** Undefined when nothing changes. */
  readonly change: Omit<KnownFlagChange, 'mailbox' | 'box'> | undefined
  readonly answer: Omit<FlagsChanged, 'modseq'>
}

/**
 * `asked.uids` ascend. undefined: a keyword is new to the mailbox, which only the store can give it.
 *
 * One loop that calls nothing: ten thousand messages are changed by code that has seldom run before.
 */
export function planFlags(messages: LiveMessages, asked: Asked): FlagPlan | undefined {
  const bits = keywordBits(messages.keywords, asked.keywords)
  if (bits === undefined) return undefined
  const mask = flagMask(asked.mode, asked.flags | bits)
  const { keep, set } = mask
  const { unchangedSince = Number.POSITIVE_INFINITY } = asked
  const { uids, flags, modseqs, count } = messages
  const most = asked.uids.length
  const found = new Uint32Array(most)
  const foundFlags = new Uint32Array(most)
  /** Places in `found` of messages that are so already. */
  const same: number[] = []
  const modified: number[] = []
  const runs: number[] = []
  let finds = 0
  /** Of the last message that changes. */
  let changedRow = -2
  let row = lowerBound(uids, count, asked.uids[0] ?? 0)
  for (let i = 0; i < most; i++, row++) {
    const uid = asked.uids[i]!
    while (row < count && uids[row]! < uid) row++
    if (row >= count) break
    if (uids[row] !== uid) {
      row--
      continue
    }
    if (modseqs[row]! > unchangedSince) {
      modified.push(uid)
      continue
    }
    const before = flags[row]!
    const after = ((before & keep) | set) >>> 0
    found[finds] = uid
    foundFlags[finds++] = after
    if (before === after) {
      same.push(finds - 1)
      continue
    }
    // No message lies between two that follow each other.
    if (changedRow === row - 1) runs[runs.length - 1] = uid
    else runs.push(uid, uid)
    changedRow = row
  }
  const answer = {
    uids: found.subarray(0, finds),
    flags: foundFlags.subarray(0, finds),
    modified: Uint32Array.from(modified),
  }
  if (same.length === finds) return { change: undefined, answer }
  const uidsChanged = without(answer.uids, same)
  const flagsChanged = without(answer.flags, same)
  return { change: { ...mask, runs: Uint32Array.from(runs), uids: uidsChanged, flags: flagsChanged }, answer }
}

/** All but the values at some places, which ascend. */
function without(values: Uint32Array, places: readonly number[]): Uint32Array {
  if (places.length === 0) return values
  const left = new Uint32Array(values.length - places.length)
  let at = 0
  let start = 0
  for (const place of [...places, values.length]) {
    left.set(values.subarray(start, place), at)
    at += place - start
    start = place + 1
  }
  return left
}

function keywordBits(known: readonly string[], names: readonly string[]): number | undefined {
  let bits = 0
  for (const name of names) {
    const at = known.findIndex(keyword => keyword.toLowerCase() === name.toLowerCase())
    if (at < 0) return undefined
    bits |= 1 << (firstKeywordBit + at)
  }
  return bits >>> 0
}
