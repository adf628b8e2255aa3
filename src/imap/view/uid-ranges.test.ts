import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { UidRange } from '../../ports/mailboxes.ts'
import { common, formatRanges, rangesOf, united, without } from './uid-ranges.ts'

const star = Number.POSITIVE_INFINITY
const range = fc
  .tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 9 }))
  .map(([first, length]): UidRange => [first, first + length])
const ranges = fc.array(range, { maxLength: 8 })

function each(set: readonly UidRange[]): Set<number> {
  return new Set(
    set.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, i) => first + i)),
  )
}

function isNormal(set: readonly UidRange[]): boolean {
  return set.every(([first, last], i) => first <= last && (i === 0 || first > set[i - 1]![1]))
}

describe('ranges of UIDs', () => {
  it('are the sets that they stand for', () => {
    fc.assert(
      fc.property(ranges, ranges, fc.uniqueArray(fc.integer({ min: 1, max: 70 })), (one, other, some) => {
        const a = united(one)
        const b = united(other)
        const uids = Uint32Array.from(some).sort()
        for (const set of [a, common(a, b), without(a, uids, uids.length)]) expect(isNormal(set)).toBe(true)
        expect(each(a)).toEqual(each(one))
        expect(each(common(a, b))).toEqual(each(a).intersection(each(b)))
        expect(each(without(a, uids, uids.length))).toEqual(each(a).difference(new Set(uids)))
      }),
    )
  })

  it('count only the places in use', () => {
    expect(without([[1, 4]], Uint32Array.of(2, 3, 4), 1)).toEqual([
      [1, 1],
      [3, 4],
    ])
  })

  it.each([
    ['all', [{ first: 1, last: star }], 9, '1:9'],
    [
      'backwards, over each other',
      [
        { first: 7, last: 3 },
        { first: 6, last: 8 },
      ],
      9,
      '3:8',
    ],
    ['beyond the largest', [{ first: 12, last: 15 }], 9, ''],
    ['half beyond', [{ first: 8, last: 15 }], 9, '8:9'],
    ['star alone', [{ first: star, last: star }], 9, '9'],
    ['beyond up to star', [{ first: 12, last: star }], 9, '9'],
    ['nothing to name', [{ first: 1, last: star }], 0, ''],
  ])('of a set: %s', (_, set, largest, expected) => {
    expect(formatRanges(rangesOf(set, largest))).toBe(expected)
  })
})
