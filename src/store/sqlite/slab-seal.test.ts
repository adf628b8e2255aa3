import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { SlabSeal } from './slab-seal.ts'

const seal = new SlabSeal(randomBytes(32))
const binding = { mailbox: 7, recipe: 0xfedc_ba98, shape: Buffer.from('shape of it') }
const records = [0, 1, 15, 16, 17, 512, 1000].map(size => randomBytes(size))
const { keys, records: sealed } = seal.seal(binding, records)
const numbered = sealed.map((octets, number) => [number, octets] as const)

it('opens records as they were sealed, each by itself and in any order', () => {
  const opened = seal.open(binding, keys)!
  expect(opened.open(numbered)).toEqual(records.map((octets, number) => [number, octets]))
  expect(opened.open(numbered.toReversed())).toEqual(
    records.map((octets, number) => [number, octets]).toReversed(),
  )
  for (const one of numbered) expect(opened.open([one])).toEqual([[one[0], records[one[0]]]])
})

it('shows nothing of a record, not even that it is the same', () => {
  const nothing = [Buffer.alloc(512), Buffer.alloc(512)]
  const all = Buffer.concat([...seal.seal(binding, nothing).records, ...seal.seal(binding, nothing).records])
  const blocks = new Set<string>()
  for (let at = 0; at < all.length; at += 16) blocks.add(all.toString('hex', at, at + 16))
  expect(blocks.size).toBe(all.length / 16)
})

it('opens no record of another number or slab, and none that was changed', () => {
  const opened = seal.open(binding, keys)!
  const octets = sealed[4]!
  expect(opened.open([[3, octets]])).toEqual([])
  expect(new SlabSeal(randomBytes(32)).open(binding, keys)).toBeUndefined()
  const other = seal.seal(binding, records)
  expect(opened.open([[4, other.records[4]!]])).toEqual([])
  for (let i = 0; i < octets.length; i++) {
    const changed = Buffer.from(octets)
    changed[i]! ^= 1
    expect(opened.open([[4, changed], numbered[5]!])).toEqual([[5, records[5]]])
    expect(opened.open([[4, octets.subarray(0, i)]])).toEqual([])
  }
})

it('opens no keys of another mailbox, recipe or shape, and none that were changed', () => {
  expect(seal.open({ ...binding, mailbox: 8 }, keys)).toBeUndefined()
  expect(seal.open({ ...binding, recipe: 1 }, keys)).toBeUndefined()
  expect(seal.open({ ...binding, shape: Buffer.from('shape of xt') }, keys)).toBeUndefined()
  for (let i = 0; i < keys.length; i++) {
    const changed = Buffer.from(keys)
    changed[i]! ^= 1
    expect(seal.open(binding, changed)).toBeUndefined()
    expect(seal.open(binding, keys.subarray(0, i))).toBeUndefined()
  }
})
