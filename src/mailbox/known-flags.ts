/** What a change of flags comes to, worked out on the messages in memory. */
import { type FlagMask, flagMask } from '../base/flag-mask.ts'
import { lowerBound } from '../base/lower-bound.ts'
import { sameIntegers } from '../base/same-integers.ts'
import type { LiveMessages } from '../imap/backend.ts'
import type { KnownFlagChange } from '../ports/known-flags.ts'
import { type FlagChange, type FlagsChanged, firstKeywordBit } from '../ports/mailboxes.ts'

type Asked = Omit<FlagChange, 'mailbox' | 'as'>

const none = new Uint32Array(0)

export interface FlagPlan {
  /** Undefined when nothing changes. */
  readonly change: Omit<KnownFlagChange, 'mailbox' | 'box'> | undefined
  readonly answer: Omit<FlagsChanged, 'modseq'>
}

/** `asked.uids` ascend. undefined: a keyword is new to the mailbox, which only the store can give it. */
export function planFlags(messages: LiveMessages, asked: Asked): FlagPlan | undefined {
  const bits = keywordBits(messages.keywords, asked.keywords)
  if (bits === undefined) return undefined
  const mask = flagMask(asked.mode, asked.flags | bits)
  const { uids, count } = messages
  const row = lowerBound(uids, count, asked.uids[0] ?? 0)
  const end = row + asked.uids.length
  const isRange = end <= count && sameIntegers(uids.subarray(row, end), asked.uids)
  if (isRange && asked.unchangedSince === undefined) return planRange(messages, row, asked.uids, mask)
  return planEach(messages, row, asked, mask)
}

/**
 * Of messages without others between them, which are most of what is changed at once. Its loop does little: it is code that
 * has seldom run before, and ten thousand messages are soon changed.
 */
function planRange(messages: LiveMessages, row: number, uids: Uint32Array, mask: FlagMask): FlagPlan {
  const { keep, set } = mask
  const flags = messages.flags.slice(row, row + uids.length)
  /** Places of messages that are so already. */
  const same: number[] = []
  for (let i = 0; i < flags.length; i++) {
    const before = flags[i]!
    const after = ((before & keep) | set) >>> 0
    if (before === after) same.push(i)
    else flags[i] = after
  }
  const runs: number[] = []
  let start = 0
  for (const place of [...same, flags.length]) {
    if (start < place) runs.push(uids[start]!, uids[place - 1]!)
    start = place + 1
  }
  return planned(mask, { uids, flags, modified: none }, same, runs)
}

function planEach(messages: LiveMessages, first: number, asked: Asked, mask: FlagMask): FlagPlan {
  const { keep, set } = mask
  const { unchangedSince = Number.POSITIVE_INFINITY } = asked
  const { uids, flags, modseqs, count } = messages
  const found = new Uint32Array(asked.uids.length)
  const foundFlags = new Uint32Array(asked.uids.length)
  /** Places in `found` of messages that are so already. */
  const same: number[] = []
  const modified: number[] = []
  const runs: number[] = []
  let finds = 0
  /** Of the last message that changes. */
  let changedRow = -2
  let row = first
  for (const uid of asked.uids) {
    while (row < count && uids[row]! < uid) row++
    if (row === count) break
    if (uids[row] !== uid) continue
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
  return planned(mask, answer, same, runs)
}

/** `same`: places in the answer of messages that are so already. */
function planned(
  mask: FlagMask,
  answer: FlagPlan['answer'],
  same: readonly number[],
  runs: readonly number[],
): FlagPlan {
  if (same.length === answer.uids.length) return { change: undefined, answer }
  const uids = without(answer.uids, same)
  const flags = without(answer.flags, same)
  return { change: { ...mask, runs: Uint32Array.from(runs), uids, flags }, answer }
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
