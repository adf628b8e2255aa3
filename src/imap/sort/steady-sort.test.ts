import fc from 'fast-check'
import { expect, it } from 'vitest'
import { steadySort } from './steady-sort.ts'

it('sorts as one sort would, and keeps what is equal in its order', async () => {
  let pauses = 0
  const pause = async () => void pauses++
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(20), { maxLength: 3000, size: 'max' }), async values => {
      const expected = values.map((_, i) => i).sort((a, b) => values[a]! - values[b]! || a - b)
      const sorted = await steadySort(values.length, (a, b) => values[a]! - values[b]! || a - b, pause)
      expect([...sorted]).toEqual(expected)
    }),
    { numRuns: 50 },
  )
  expect(pauses).toBeGreaterThan(50)
})
