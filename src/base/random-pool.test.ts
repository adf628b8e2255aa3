import { expect, test } from 'vitest'
import { createRandomPool } from './random-pool.ts'

test('gives out every byte once, and never one that a caller holds', () => {
  const random = createRandomPool()
  const seen = new Set<string>()
  for (let i = 0; i < 5000; i++) seen.add(Buffer.from(random(12)).toString('hex'))
  expect(seen.size).toBe(5000)
  const first = random(16)
  const copy = Buffer.from(first)
  for (let i = 0; i < 2000; i++) random(16)
  expect(Buffer.from(first).equals(copy)).toBe(true)
})

test('gives more than the pool holds', () => {
  const large = createRandomPool()(20_000)
  expect(large).toHaveLength(20_000)
  expect(large.some(byte => byte !== 0)).toBe(true)
})
