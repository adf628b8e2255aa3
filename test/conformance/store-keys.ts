import { describe, expect, it } from 'vitest'
import type { KeyUse } from '../../src/ports/keys.ts'
import type { MakePlace } from './store.ts'

function use(key: string, day: string, signatures: number, failures = 0, decryptions = 0): KeyUse {
  return { key, day, signatures, decryptions, failures }
}

export function keyConformance(makePlace: MakePlace): void {
  describe('uses of keys', () => {
    it('add up by key and day, and survive', async () => {
      await using place = await makePlace()
      {
        await using store = await place.open()
        expect(await store.read.keyUses.totals()).toEqual([])
        await store.write.countKeyUses([use('b', '2026-11-26', 2), use('a', '2026-11-26', 5, 1, 2)])
        await store.write.countKeyUses([use('b', '2026-11-26', 3), use('b', '2026-11-27', 1, 4, 7)])
        await store.write.countKeyUses([])
      }
      await using store = await place.open()
      expect(await store.read.keyUses.totals()).toEqual([
        { key: 'a', signatures: 5, decryptions: 2, failures: 1, lastDay: '2026-11-26' },
        { key: 'b', signatures: 6, decryptions: 7, failures: 4, lastDay: '2026-11-27' },
      ])
    })
  })
}
