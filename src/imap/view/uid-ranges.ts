/** Sets of UIDs as ascending ranges that do not touch. */

import { lowerBound } from '../../base/lower-bound.ts'
import type { UidRange } from '../../ports/mailboxes.ts'
import type { SequenceSet } from '../wire/sequence-set.ts'

/** What a set names of the UIDs from 1 to `largest`, which is also what its `*` stands for. */
export function rangesOf(set: SequenceSet, largest: number): readonly UidRange[] {
  const ranges: UidRange[] = []
  for (const range of set) {
    const first = Math.min(range.first, largest)
    const last = Math.min(range.last, largest)
    const isBeyond = range.first > largest && range.last > largest
    const isOpen = range.first === Number.POSITIVE_INFINITY || range.last === Number.POSITIVE_INFINITY
    if (largest > 0 && (isOpen || !isBeyond)) ranges.push([Math.min(first, last), Math.max(first, last)])
  }
  return united(ranges)
}

/** Ranges in any order as one set. */
export function united(ranges: readonly UidRange[]): readonly UidRange[] {
  const all: [number, number][] = []
  for (const [first, last] of ranges.toSorted((a, b) => a[0] - b[0])) {
    const before = all.at(-1)
    if (before !== undefined && first <= before[1] + 1) before[1] = Math.max(before[1], last)
    else all.push([first, last])
  }
  return all
}

/** What both sets have. */
export function common(one: readonly UidRange[], other: readonly UidRange[]): readonly UidRange[] {
  const both: UidRange[] = []
  for (let i = 0, j = 0; i < one.length && j < other.length; ) {
    const first = Math.max(one[i]![0], other[j]![0])
    const last = Math.min(one[i]![1], other[j]![1])
    if (first <= last) both.push([first, last])
    if (one[i]![1] < other[j]![1]) i++
    else j++
  }
  return both
}

/** What a set has besides the first `count` of `uids`, which ascend. */
export function without(
  ranges: readonly UidRange[],
  uids: ArrayLike<number>,
  count: number,
): readonly UidRange[] {
  const left: UidRange[] = []
  for (const [first, last] of ranges) {
    let next = first
    for (let at = lowerBound(uids, count, first); at < count && uids[at]! <= last; at++) {
      if (uids[at]! > next) left.push([next, uids[at]! - 1])
      next = uids[at]! + 1
    }
    if (next <= last) left.push([next, last])
  }
  return left
}

/** `1:3,7` */
export function formatRanges(ranges: readonly UidRange[]): string {
  return ranges.map(([first, last]) => (first === last ? `${first}` : `${first}:${last}`)).join(',')
}
