import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { compareKeys } from '../../base/casemap.ts'
import { RankedTexts } from './ranked-texts.ts'

const pause = async () => undefined

const text = fc.string({
  unit: fc.constantFrom('a', 'b', 'đ', '\u0302', '\uff5e', '\u{1f4dc}'),
  maxLength: 4,
})

it('ranks texts as octets of UTF-8 do, however many come at a time', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(text)), async portions => {
      const ranked = new RankedTexts()
      const numbers = new Map<string, number>()
      for (const portion of portions) {
        for (const each of portion) numbers.set(each, ranked.number(each))
        // Some portions come together.
        if (portion.length % 2 === 0) await ranked.ranks(pause)
      }
      const ranks = await ranked.ranks(pause)
      const inOrder = [...numbers.keys()].sort(compareKeys)
      const byRank = [...numbers.keys()].sort((a, b) => ranks[numbers.get(a)!]! - ranks[numbers.get(b)!]!)
      expect(byRank).toEqual(inOrder)
      for (const [each, number] of numbers) expect(ranked.text(number)).toBe(each)
    }),
  )
})

it('ranks for several sessions at once, of which one brings more texts meanwhile', async () => {
  const ranked = new RankedTexts()
  const words = Array.from({ length: 3000 }, (_, i) => `Công văn số ${(i * 7919) % 3000}`)
  const numberOf = (from: number, to: number) => words.slice(from, to).map(word => ranked.number(word))
  const breathe = () => new Promise<void>(resolve => setImmediate(resolve))
  const numbers = numberOf(0, 1000)
  const first = ranked.ranks(breathe)
  numbers.push(...numberOf(1000, 3000))
  const all = await Promise.all([first, ranked.ranks(breathe), ranked.ranks(breathe)])
  const inOrder = (ranks: Uint32Array, count: number) =>
    numbers
      .slice(0, count)
      .sort((a, b) => ranks[a]! - ranks[b]!)
      .map(number => ranked.text(number))
  expect(inOrder(all[0], 1000)).toEqual(words.slice(0, 1000).sort())
  for (const ranks of all.slice(1)) expect(inOrder(ranks, 3000)).toEqual(words.toSorted())
})

it('hold no more of a longer text than the piece that was given', () => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const ranked = new RankedTexts()
  collect()
  const before = process.memoryUsage().heapUsed
  for (let number = 0; number < 300; number++) {
    const ids = Array.from({ length: 100 }, (_, i) => `<${'x'.repeat(600)}.${number}.${i}@caobang.gov.vn>`)
    ranked.number(ids.join(' ').split(' ').at(-1)!)
  }
  collect()
  // All of them would be 18 MB.
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(4e6)
  expect(ranked.count).toBe(301)
})
