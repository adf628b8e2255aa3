import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type PartialRange, pageOf } from './partial.ts'
import { savedOf } from './returns.ts'

const range = (first: number, last: number, fromEnd: boolean): PartialRange => ({
  text: '',
  first,
  last,
  fromEnd,
})

describe('a page of results', () => {
  it('is what counting one by one gives', () => {
    const number = fc.integer({ min: 1, max: 12 })
    fc.assert(
      fc.property(
        fc.array(fc.nat(), { maxLength: 10 }),
        number,
        number,
        fc.boolean(),
        (all, a, b, fromEnd) => {
          const [first, last] = [Math.min(a, b), Math.max(a, b)]
          const counted = all.filter((_, i) => {
            const place = fromEnd ? all.length - i : i + 1
            return place >= first && place <= last
          })
          expect(pageOf(all, range(first, last, fromEnd))).toEqual(counted)
        },
      ),
    )
  })
})

describe('what SAVE keeps', () => {
  const uids = Uint32Array.of(9, 3, 7, 5)
  it.each([
    [['SAVE'], undefined, [3, 5, 7, 9]],
    [['SAVE', 'MIN'], undefined, [9]],
    [['SAVE', 'MIN', 'MAX'], undefined, [5, 9]],
    [['SAVE', 'MIN', 'COUNT'], undefined, [3, 5, 7, 9]],
    [['SAVE', 'PARTIAL'], range(2, 3, false), [3, 7]],
    [['SAVE', 'PARTIAL', 'MAX'], range(2, 3, false), [3, 5, 7]],
    [['SAVE', 'PARTIAL', 'COUNT'], range(2, 3, false), [3, 5, 7, 9]],
    [['SAVE', 'PARTIAL'], range(8, 9, false), []],
  ] as const)('of %j', (options, partial, kept) => {
    expect([...savedOf({ options: new Set(options), partial }, uids)]).toEqual(kept)
    expect([...savedOf({ options: new Set(options), partial }, new Uint32Array(0))]).toEqual([])
  })
})
