import fc from 'fast-check'
import { expect, it } from 'vitest'
import { batches } from './uidbatches.ts'

function viewOf(uids: readonly number[]) {
  return { exists: uids.length, uid: (place: number) => uids[place]! }
}

const mailboxes = fc
  .uniqueArray(fc.integer({ min: 1, max: 10_000 }), { maxLength: 60 })
  .map(uids => uids.sort((a, b) => a - b))
const sizes = fc.integer({ min: 1, max: 70 })

it('splits a mailbox from the latest message down, each batch full but the last', () => {
  fc.assert(
    fc.property(mailboxes, sizes, (uids, size) => {
      const found = [...batches(viewOf(uids), size)]
      const counts = found.map(([high, low]) => uids.filter(uid => uid >= low && uid <= high).length)
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(uids.length)
      expect(counts.slice(0, -1).every(count => count === size)).toBe(true)
      expect(counts.at(-1) ?? 1).toBeLessThanOrEqual(size)
      for (const [i, [high, low]] of found.entries()) {
        expect(high).toBeGreaterThanOrEqual(low)
        expect(found[i + 1]?.[0] ?? 0).toBe(low - 1)
      }
    }),
  )
})

it('answers some of them by number', () => {
  fc.assert(
    fc.property(mailboxes, sizes, sizes, sizes, (uids, size, first, count) => {
      const all = [...batches(viewOf(uids), size)]
      const some = [...batches(viewOf(uids), size, first, first + count)]
      expect(some).toEqual(all.slice(first - 1, first + count))
    }),
  )
})
