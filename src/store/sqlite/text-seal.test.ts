import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { TextSeal } from './text-seal.ts'

const seal = new TextSeal(randomBytes(32))
const recipe = 0xfedc_ba98
const filters = [0, 1, 15, 16, 17, 64, 512, 513, 16_384].map(
  (size, i) => [i + 2 ** 40, randomBytes(size)] as const,
)
const sealed = filters.map(([view, filter]) => [view, seal.sealFilter(recipe, view, filter)] as const)

it('opens filters together as they were sealed, in any order', () => {
  expect(seal.openFilters(recipe, sealed)).toEqual(filters)
  expect(seal.openFilters(recipe, sealed.toReversed())).toEqual(filters.toReversed())
  for (const [i, one] of sealed.entries()) expect(seal.openFilters(recipe, [one])).toEqual([filters[i]])
  expect(seal.openFilters(recipe, [])).toEqual([])
})

it('shows nothing of a filter, not even that it is the same', () => {
  const nothing = Buffer.alloc(512)
  const [one, other] = [seal.sealFilter(recipe, 1, nothing), seal.sealFilter(recipe, 1, nothing)]
  for (let at = 0; at < 512; at += 16) {
    const piece = one.subarray(12 + at, 12 + at + 16)
    expect(other.includes(piece)).toBe(false)
    expect(one.indexOf(piece)).toBe(12 + at)
  }
})

it('opens no filter of another view, recipe or key, and none that was changed', () => {
  const [view, octets] = sealed[5]!
  const others = filters.filter(([id]) => id !== view)
  const rows = (changed: Uint8Array, id = view) =>
    sealed.map(row => (row[0] === view ? ([id, changed] as const) : row))
  expect(seal.openFilters(recipe, rows(octets, view + 100))).toEqual(others)
  expect(seal.openFilters(recipe + 1, sealed)).toEqual([])
  expect(new TextSeal(randomBytes(32)).openFilters(recipe, sealed)).toEqual([])
  for (let i = 0; i < octets.length; i++) {
    const changed = Buffer.from(octets)
    changed[i]! ^= 1 << (i & 7)
    expect(seal.openFilters(recipe, rows(changed))).toEqual(others)
    expect(seal.openFilters(recipe, rows(octets.subarray(0, i)))).toEqual(others)
  }
  expect(seal.openFilters(recipe, rows(Buffer.alloc(octets.length)))).toEqual(others)
})

it('opens no text of another view or key, and none that was changed', () => {
  const text = seal.seal(7, Buffer.from('VĂN BẢN'))
  expect(Buffer.from(seal.open(7, text)!).toString()).toBe('VĂN BẢN')
  expect(seal.open(8, text)).toBeUndefined()
  expect(new TextSeal(randomBytes(32)).open(7, text)).toBeUndefined()
  for (let i = 0; i < text.length; i++) {
    const changed = Buffer.from(text)
    changed[i]! ^= 1
    expect(seal.open(7, changed)).toBeUndefined()
    expect(seal.open(7, text.subarray(0, i))).toBeUndefined()
  }
})
