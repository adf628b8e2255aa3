/** Applying classes: what a trial run shows is what goes, and whatever stands in the way, the work is ended later. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import type { EntryId } from '../../src/ports/archive.ts'
import { letterBytes, sha256, value } from '../conformance/letters.ts'
import { by, RetentionPlace, yearMs } from './place.ts'

const dayMs = 86_400_000

it('erases what a trial run shows, class by class', { timeout: 120_000 }, async () => {
  await using place = await RetentionPlace.open({ retentionWindow: 5, erasureActEntries: 3 })
  const { agencyIds } = place.directory
  const letters = fc.array(fc.record({ ageMs: fc.nat(1200).map(days => days * dayMs), agency: fc.nat(2) }), {
    minLength: 1,
    maxLength: 12,
  })
  const classes = fc.array(
    fc.record({
      name: fc.constantFrom('một', 'hai', 'ba', 'bốn'),
      keep: fc.oneof(
        fc.constant('forever'),
        fc.integer({ min: 1, max: 1500 }).map(days => `${days} days`),
      ),
      agency: fc.option(fc.nat(2)),
      direction: fc.option(fc.constantFrom('internal' as const, 'outbound' as const)),
    }),
    { maxLength: 4 },
  )
  let number = 1
  await fc.assert(
    fc.asyncProperty(letters, classes, async (added, set) => {
      for (const one of added) await place.add({ ...one, number: number++ })
      for (const { name, keep, agency, direction } of set)
        await place.setClass(name, keep, { agencyId: agency === null ? null : agencyIds[agency]!, direction })
      const preview = await place.retention.preview()
      const applied = value(await place.retention.apply(by))
      expect(applied).toMatchObject({ entries: preview.entries, blocked: preview.blocked, complete: true })
      const acts = await Promise.all(applied.acts.map(leaf => place.store.read.retention.act(leaf)))
      const rules = new Set(acts.map(act => act!.rule))
      expect(rules).toEqual(new Set(preview.groups.map(({ className }) => className)))
      expect(await place.retention.preview()).toMatchObject({ entries: 0, groups: [] })
      for (const { name } of await place.store.read.retention.classes())
        value(await place.store.write.changePolicy({ kind: 'remove-retention', name }, 'quantri', 0))
    }),
    { numRuns: 40 },
  )
})

it('ends later what a reader of the database kept it from', async () => {
  await using place = await RetentionPlace.open()
  await place.setClass('chung', '1 year')
  const id = await place.add({ number: 1 })
  const reader = new Database(join(place.dataDir, 'store.db'), { readonly: true })
  const rows = reader.prepare('SELECT id FROM entries UNION ALL SELECT 1 UNION ALL SELECT 2').iterate()
  rows.next()
  const applied = value(await place.retention.apply(by))
  expect(applied).toMatchObject({ entries: 1, complete: false })
  expect(await place.store.read.retention.condemned(true, 9)).toEqual([id])
  expect(readFileSync(join(place.dataDir, 'store.db-wal')).length).toBeGreaterThan(0)
  rows.return?.()
  reader.close()
  await place.retention.tick()
  expect(await place.store.read.retention.condemned(true, 9)).toEqual([])
}, 30_000)

it('ends later what the index could not forget', async () => {
  await using place = await RetentionPlace.open()
  await place.setClass('chung', '1 year')
  const id = await place.add({ number: 1 })
  const { forget } = place.index
  place.index.forget = () => Promise.reject(new Error('the index is being rebuilt'))
  await expect(place.retention.apply(by)).rejects.toThrow('rebuilt')
  expect((await place.store.read.archive.entry(id))!.erasedAt).not.toBeNull()
  place.index.forget = forget
  // Another start in between.
  await place.store[Symbol.asyncDispose]()
  await place.start()
  await place.retention.tick()
  expect([...place.index.forgotten]).toEqual([id])
  expect(await place.store.read.retention.condemned(true, 9)).toEqual([])
})

it('erases again what a restored backup has brought back, if its trail names it', async () => {
  await using place = await RetentionPlace.open()
  const ids: EntryId[] = []
  for (let number = 1; number <= 5; number++) ids.push(await place.add({ number }))
  // The acts are there, the erasure is not; no class says so any more.
  for (const entries of [ids.slice(0, 2), ids.slice(2, 3)]) {
    const detail = JSON.stringify({ rule: 'chung', keep: '1 year', entries })
    await place.store.write.audit({ at: 0, ...by, operation: 'retention.erase', detail })
  }
  expect(value(await place.retention.apply(by))).toMatchObject({
    acts: [],
    resumed: 3,
    entries: 3,
    complete: true,
  })
  const erased = await Promise.all(
    ids.map(async id => (await place.store.read.archive.entry(id))!.erasedAt !== null),
  )
  expect(erased).toEqual([true, true, true, false, false])
  expect(value(await place.retention.apply(by))).toMatchObject({ resumed: 0, entries: 0 })
})

it('a segment with a letter that cannot be read stays, the others’ letters leave it', async () => {
  await using place = await RetentionPlace.open({ hotBlobBytes: 1000, segmentBytes: 400_000 })
  await place.setClass('chung', '1 year')
  const live: { readonly blob: number; readonly bytes: Buffer }[] = []
  for (let number = 0; number < 12; number++) {
    const blocks = Array.from({ length: 2000 }, (_, i) => sha256(Buffer.from(`${number} khối ${i}`)))
    const bytes = Buffer.concat([letterBytes(number, 300), ...blocks])
    const id = await place.add({
      number,
      bytes: Buffer.from(bytes),
      ageMs: number % 3 === 0 ? 0 : 2 * yearMs,
    })
    const { blob } = (await place.store.read.archive.entry(id))!.forms[0]!
    if (number % 3 === 0) live.push({ blob, bytes })
  }
  value(await place.retention.apply(by))
  const [first] = readdirSync(join(place.dataDir, 'blobs')).sort()
  const segment = join(place.dataDir, 'blobs', first!)
  const stored = readFileSync(segment)
  stored[20]! ^= 1
  writeFileSync(segment, stored)
  const report = await place.retention.compact(60)
  expect(report.unreadable).toBe(1)
  expect(readFileSync(segment).equals(stored)).toBe(true)
  const [damaged, ...others] = live
  await expect(place.store.read.blobs.bytes(damaged!.blob)).rejects.toMatchObject({ reason: 'damaged' })
  for (const { blob, bytes } of others)
    expect(Buffer.from(await place.store.read.blobs.bytes(blob)).equals(bytes)).toBe(true)
})

it('numbers of removed segments are not given again', async () => {
  await using place = await RetentionPlace.open({ hotBlobBytes: 1000, segmentBytes: 100_000 })
  await place.setClass('chung', '1 year')
  const bytes = () => Buffer.concat(Array.from({ length: 3000 }, (_, i) => sha256(Buffer.from(`khối ${i}`))))
  for (let number = 0; number < 4; number++)
    await place.add({ number, bytes: Buffer.concat([letterBytes(number, 300), bytes()]) })
  const names = () => readdirSync(join(place.dataDir, 'blobs')).sort()
  const before = names()
  value(await place.retention.apply(by))
  await place.retention.compact(50)
  expect(names()).toEqual([])
  await place.store[Symbol.asyncDispose]()
  await place.start()
  await place.add({ number: 9, bytes: Buffer.concat([letterBytes(9, 300), bytes()]) })
  expect(names()).toHaveLength(1)
  expect(names()[0]! > before.at(-1)!).toBe(true)
})
