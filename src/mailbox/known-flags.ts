/** What a change of flags comes to, worked out on the messages in memory. */
import { flagMask, masked } from '../base/flag-mask.ts'
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

/** `asked.uids` ascend. undefined: a keyword is new to the mailbox, which only the store can give it. */
export function planFlags(messages: LiveMessages, asked: Asked): FlagPlan | undefined {
  const keywords = keywordBits(messages.keywords, asked.keywords)
  if (keywords === undefined) return undefined
  const mask = flagMask(asked.mode, asked.flags | keywords)
  const { unchangedSince = Number.POSITIVE_INFINITY } = asked
  const planned = new Planned(asked.uids.length)
  const { uids, flags, modseqs, count } = messages
  let row = lowerBound(uids, count, asked.uids[0] ?? 0)
  for (const uid of asked.uids) {
    while (row < count && uids[row]! < uid) row++
    if (row === count) break
    if (uids[row] !== uid) continue
    if (modseqs[row]! > unchangedSince) planned.modified.push(uid)
    else planned.add(row, uid, flags[row]!, masked(flags[row]!, mask))
  }
  return planned.done(mask)
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

class Planned {
  readonly modified: number[] = []
  readonly #uids: Uint32Array
  readonly #flags: Uint32Array
  readonly #changed: Uint32Array
  readonly #changedFlags: Uint32Array
  readonly #runs: number[] = []
  #count = 0
  #changes = 0
  /** Of the last message that changes. */
  #row = -2

  constructor(most: number) {
    this.#uids = new Uint32Array(most)
    this.#flags = new Uint32Array(most)
    this.#changed = new Uint32Array(most)
    this.#changedFlags = new Uint32Array(most)
  }

  add(row: number, uid: number, before: number, after: number): void {
    this.#uids[this.#count] = uid
    this.#flags[this.#count++] = after
    if (before === after) return
    this.#changed[this.#changes] = uid
    this.#changedFlags[this.#changes++] = after
    // No message lies between two that follow each other.
    if (this.#row === row - 1) this.#runs[this.#runs.length - 1] = uid
    else this.#runs.push(uid, uid)
    this.#row = row
  }

  done(mask: { readonly keep: number; readonly set: number }): FlagPlan {
    return {
      change:
        this.#changes === 0
          ? undefined
          : {
              ...mask,
              runs: Uint32Array.from(this.#runs),
              uids: this.#changed.subarray(0, this.#changes),
              flags: this.#changedFlags.subarray(0, this.#changes),
            },
      answer: {
        uids: this.#uids.subarray(0, this.#count),
        flags: this.#flags.subarray(0, this.#count),
        modified: Uint32Array.from(this.modified),
      },
    }
  }
}
