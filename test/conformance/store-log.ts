import { describe, expect, it } from 'vitest'
import { leafHash, verifyConsistency, verifyInclusion } from '../../src/base/merkle.ts'
import type { AuditRecord } from '../../src/ports/archive.ts'
import type { Store } from '../../src/ports/store.ts'
import { addresses, letter, provision } from './letters.ts'
import type { MakePlace } from './store.ts'

const act = (number: number): AuditRecord => ({
  at: Date.UTC(2026, 10, 26, 1, 0, number),
  operator: 'quantri',
  role: 'administrator',
  operation: 'mailbox.add',
  detail: JSON.stringify({ number, name: 'Nông Thị Hạnh' }),
})

const root = (octet: number) => Buffer.alloc(32, octet)
const checkpoint = (size: number, at = size) => ({ size, root: root(size % 256), at, note: `note ${size}\n` })

/** Letters and acts by turns. */
async function fill(store: Store, count: number): Promise<void> {
  await provision(store)
  for (let number = 1; number <= count; number++) {
    await store.write.commitMessage(letter({ number, to: [{ address: addresses[1]! }] }))
    await store.write.audit(act(number))
  }
}

export function logConformance(makePlace: MakePlace): void {
  describe('the log', () => {
    it('has a leaf for each letter and each act, made anew from their rows', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      await fill(store, 5)
      const { log } = store.read
      expect(await log.size()).toBe(10)
      const leaves = [...(await log.leaves('entry', 0, 100)), ...(await log.leaves('act', 0, 100))]
      expect(leaves.map(({ index }) => index)).toEqual([0, 2, 4, 6, 8, 1, 3, 5, 7, 9])
      const top = await log.root(10)
      for (const { index, data } of leaves) {
        const hash = leafHash(data)
        expect(Buffer.compare(await log.nodes(0, index, 1), hash)).toBe(0)
        const path = await log.inclusion(index, 10)
        expect(verifyInclusion({ leafHash: hash, leafIndex: index, treeSize: 10, path, root: top })).toBe(
          true,
        )
      }
      expect((await log.leaves('entry', 2, 2)).map(({ id }) => id)).toEqual([3, 4])
      expect((await log.leafOf(3))?.index).toBe(4)
      expect(await log.leafOf(99)).toBeUndefined()
      const statement = Buffer.from(leaves[5]!.data).subarray(32).toString()
      const { at: time, ...rest } = act(1)
      expect(JSON.parse(statement)).toEqual({ v: 1, kind: 'act', sequence: 1, time, ...rest })
    })

    it('salts acts, too', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      await store.write.audit(act(1))
      await store.write.audit(act(1))
      const [one, other] = await store.read.log.leaves('act', 0, 2)
      expect(Buffer.compare(one!.data.subarray(0, 32), other!.data.subarray(0, 32))).not.toBe(0)
    })

    it('gives nodes, what is stored of leaves, and proofs of consistency', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      await Promise.all(Array.from({ length: 9 }, (_, i) => store.write.audit(act(i))))
      const { log } = store.read
      const nodes = await log.nodes(1, 0, 4)
      expect(nodes).toHaveLength(4 * 32)
      expect(Buffer.compare(nodes.subarray(0, 32), await log.root(2))).toBe(0)
      expect(Buffer.compare(await log.nodes(3, 0, 1), await log.root(8))).toBe(0)
      await expect(log.nodes(0, 8, 2)).rejects.toThrow('missing')
      await expect(log.nodes(2, 2, 1)).rejects.toThrow('missing')
      const stored = await log.stored(6, 2)
      expect(stored.map(({ index, hashes }) => [index, hashes.length / 32])).toEqual([
        [6, 1],
        [7, 4],
      ])
      const proof = { oldSize: 3, size: 9, oldRoot: await log.root(3), root: await log.root(9) }
      expect(verifyConsistency({ ...proof, path: await log.consistency(3, 9) })).toBe(true)
    })

    it('keeps checkpoints that grow, with their cosignatures', async () => {
      await using place = await makePlace()
      {
        await using store = await place.open()
        const { log } = store.read
        expect(await log.checkpoint()).toBeUndefined()
        for (const size of [3, 5, 9]) expect(await store.write.addCheckpoint(checkpoint(size))).toBe(true)
        for (const size of [9, 8]) expect(await store.write.addCheckpoint(checkpoint(size))).toBe(false)
        await store.write.addCosignatures(5, 'langson', 'old\n', 1)
        await store.write.addCosignatures(5, 'langson', 'a\nb\n', 2)
        await store.write.addCosignatures(5, 'backan', 'c\n', 2)
        await store.write.addCosignatures(3, 'langson', 'd\n', 1)
        await store.write.addTimestamp(5, Buffer.from('token'), 77)
        await store.write.addTimestamp(3, Buffer.from('other'), 66)
      }
      await using store = await place.open()
      const { log } = store.read
      expect(await log.checkpoint()).toEqual({ ...checkpoint(9), cosignatures: [], token: null })
      expect(await log.checkpoints(3, 1)).toEqual([
        { ...checkpoint(5), cosignatures: ['c\n', 'a\nb\n'], token: Buffer.from('token') },
      ])
      expect((await log.checkpoints(0, 10)).map(({ size }) => size)).toEqual([3, 5, 9])
      expect(await log.timestamps(10)).toEqual([
        { size: 5, at: 77 },
        { size: 3, at: 66 },
      ])
      expect(await log.timestamps(1)).toHaveLength(1)
      expect(await log.cosignedSize('langson')).toBe(5)
      expect(await log.cosignedSize('nobody')).toBe(0)
    })

    it('thins checkpoints that are old, and their cosignatures', async () => {
      await using place = await makePlace()
      await using store = await place.open({ checkpointKeepMs: 7_200_000 })
      const minute = 60_000
      for (let i = 0; i < 12; i++) {
        await store.write.addCheckpoint(checkpoint(i, i * 20 * minute))
        await store.write.addCosignatures(i, `w${i}`, 'x\n', 0)
        if (i === 0) await store.write.addTimestamp(0, Buffer.from('token'), 1)
      }
      // The first hour is older than two at the last: it keeps its last, and what was stamped.
      expect((await store.read.log.checkpoints(-1, 100)).map(({ size }) => size)).toEqual([
        0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11,
      ])
      expect(await store.read.log.cosignedSize('w1')).toBe(0)
      expect(await store.read.log.cosignedSize('w2')).toBe(2)
    })

    it('as a witness takes a head only after the one before', async () => {
      await using place = await makePlace()
      const head = (size: number, octet = size) => ({ size, root: root(octet), note: `n${octet}`, at: octet })
      {
        await using store = await place.open()
        const { witnessHead } = store.write
        expect(await store.read.log.witnessed('a')).toBeUndefined()
        expect(await witnessHead('a', 1, head(4))).toEqual({ ok: false, error: { size: 0 } })
        expect(await witnessHead('a', 0, head(4))).toMatchObject({ ok: true })
        expect(await witnessHead('b', 0, head(2))).toMatchObject({ ok: true })
        const racing = [5, 6, 7, 8].map(size => witnessHead('a', 4, head(size)))
        const outcomes = await Promise.all(racing)
        expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1)
        expect(await witnessHead('a', 5, head(3))).toEqual({ ok: false, error: { size: 5 } })
      }
      await using store = await place.open()
      expect(await store.read.log.witnessed('a')).toEqual(head(5))
      expect(await store.read.log.witnessed('b')).toEqual(head(2))
    })
  })
}
