import { describe, expect, it } from 'vitest'
import { type ExportSeal, listedIdBytes, type NewExport } from '../../src/ports/exports.ts'
import { wholeProvince } from '../../src/ports/search.ts'
import type { StoreWrites } from '../../src/ports/store.ts'
import type { MakePlace } from './store.ts'

const count = 5000

function listOf(ids: readonly number[]): Buffer {
  const list = Buffer.alloc(ids.length * listedIdBytes)
  for (const [i, id] of ids.entries()) list.writeBigUInt64BE(BigInt(id), i * listedIdBytes)
  return list
}

const ids = Array.from({ length: count }, (_, i) => 2 ** 33 + 3 * i)
const begun: NewExport = {
  id: 'a1',
  operator: 'thanhtra',
  approval: 7,
  query: 'agency:sokhcn "chỉ thị"',
  format: 'zip',
  scope: { ...wholeProvince, agencies: [1, 2], fromMs: 5 },
  entries: count,
  through: 2 ** 34,
  at: 1000,
  expiresAt: 2000,
  list: listOf(ids),
}
const act = {
  at: 1000,
  operator: 'thanhtra',
  role: 'auditor',
  operation: 'export.begun',
  detail: '{"export":"a1"}',
}
const { list: _, ...facts } = begun

export function exportConformance(makePlace: MakePlace): void {
  describe('exports', () => {
    it('are kept with their list and the leaf of their act, and survive', async () => {
      await using place = await makePlace()
      {
        await using store = await place.open()
        await store.write.audit({ ...act, operation: 'login' })
        await store.write.beginExport(begun, act)
      }
      await using store = await place.open()
      const kept = { ...facts, begunLeaf: 1, endedLeaf: null, seal: null }
      expect(await store.read.exports.export('a1')).toEqual(kept)
      expect(await store.read.exports.export('a2')).toBeUndefined()
      expect(await store.read.exports.exportEntries('a1', 0, count + 9)).toEqual(ids)
      expect(await store.read.exports.exportEntries('a1', 4090, 10)).toEqual(ids.slice(4090, 4100))
      expect(await store.read.exports.exportEntries('a1', count, 10)).toEqual([])
      expect((await store.read.audit(1))[0]).toEqual(act)
      const leaf = (await store.read.log.actAt(1))!
      expect(leaf).toMatchObject({ kind: 'act', index: 1 })
      expect(JSON.parse(Buffer.from(leaf.data).toString('utf8', 32))).toMatchObject({
        sequence: 1,
        detail: act.detail,
      })
      expect(await store.read.log.actAt(2)).toBeUndefined()
    })

    it('are found again by what they were begun with, until they expire', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      await store.write.beginExport(begun, act)
      const wanted = { operator: 'thanhtra', approval: 7, query: begun.query, format: 'zip' } as const
      const open = async (change: object, now = 1999) =>
        (await store.read.exports.openExport({ ...wanted, ...change }, now))?.id
      expect(await open({})).toBe('a1')
      for (const change of [{ operator: 'x' }, { approval: 8 }, { query: '' }, { format: 'mbox' }])
        expect(await open(change)).toBeUndefined()
      expect(await open({}, 2000)).toBeUndefined()
    })

    it('end with the appointment that they were begun under', async () => {
      const appointment = { scope: wholeProvince, endsAt: null, decision: '' }
      const operator = {
        name: 'thanhtra',
        role: 'auditor',
        agencyId: null,
        passwordHash: 'x',
        totpSecret: null,
        createdAt: 1,
        appointment,
      } as const
      const changes = {
        changed: (write: StoreWrites) => write.setAppointment('thanhtra', appointment),
        dismissed: (write: StoreWrites) => write.removeOperator('thanhtra'),
      }
      for (const change of Object.values(changes)) {
        await using place = await makePlace()
        await using store = await place.open()
        await store.write.putOperator(operator)
        await store.write.beginExport(begun, act)
        await store.write.beginExport({ ...begun, id: 'b2', operator: 'thanhtra2', list: listOf([]) }, act)
        expect(await change(store.write)).toMatchObject({ ok: true })
        expect((await store.read.exports.export('a1'))?.expiresAt).toBe(0)
        expect((await store.read.exports.export('b2'))?.expiresAt).toBe(begun.expiresAt)
      }
    })

    it('end once, with one act, and are sealed once', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      await store.write.beginExport(begun, act)
      const ended = { ...act, operation: 'export.ended' }
      for (let i = 0; i < 3; i++) await store.write.endExport('a1', ended)
      expect(await store.read.log.size()).toBe(2)
      expect(await store.read.exports.export('a1')).toMatchObject({ endedLeaf: 1, seal: null })
      const seal: ExportSeal = { size: 2, note: 'caobang\n2\n', token: Buffer.from('tst'), keys: 'a+b+c\n' }
      await store.write.sealExport('a1', seal)
      await store.write.sealExport('a1', { ...seal, size: 3 })
      expect((await store.read.exports.export('a1'))?.seal).toEqual(seal)
      await store.write.endExport('none', ended)
      expect(await store.read.log.size()).toBe(2)
    })

    it('that have expired are forgotten with their lists when another begins', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      await store.write.beginExport(begun, act)
      await store.write.beginExport(
        { ...begun, id: 'b2', at: 1999, expiresAt: 3000, entries: 0, list: listOf([]) },
        act,
      )
      expect(await store.read.exports.exportEntries('a1', 0, 1)).toEqual(ids.slice(0, 1))
      await store.write.beginExport({ ...begun, id: 'c3', at: 2000, expiresAt: 3000 }, act)
      expect(await store.read.exports.export('a1')).toBeUndefined()
      expect(await store.read.exports.exportEntries('a1', 0, 1)).toEqual([])
      expect((await store.read.exports.export('b2'))?.id).toBe('b2')
    })
  })
}
