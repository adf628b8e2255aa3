/** A full disk stops erasure and compaction for the time being; nothing is lost, and both go on in the same store. */
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createRetention } from '../../src/archive/retention/retention.ts'
import { defaultLimits } from '../../src/base/limits.ts'
import { silentLogger } from '../../src/base/log.ts'
import { StoreError } from '../../src/ports/store.ts'
import { value } from '../conformance/letters.ts'
import { openStore, provisioned } from '../crash/support.ts'
import { ScanningIndex } from '../support/scanning-index.ts'
import { SmallDisk } from '../support/small-disk.ts'
import { agedLetter, boxIdsOf, look } from './ledger.ts'
import { by, now } from './place.ts'

const MiB = 1024 * 1024

it('stops and goes on in place', { timeout: 120_000 }, async context => {
  await using disk = await SmallDisk.mount(32)
  if (disk === undefined) return context.skip('a tmpfs cannot be mounted here (needs root)')
  const dataDir = join(disk.path, 'data')
  await provisioned(dataDir)
  await using store = await openStore(dataDir, { hotBytes: 100_000, segmentBytes: 2 * MiB })
  const boxIds = await boxIdsOf(store)
  const none = { agencyId: null, documentKind: null, rule: null, direction: null, verdict: null }
  const keep = { months: 12, days: 0 }
  value(
    await store.write.changePolicy({ kind: 'set-retention', name: 'chung', keep, ...none }, 'quantri', now),
  )
  const acknowledged = new Set<number>()
  for (let number = 1; number <= 120; number++) {
    await store.write.commitMessage(agedLetter(number, boxIds))
    acknowledged.add(number)
  }
  const parts = { store, clock: { now: () => now }, limits: defaultLimits, log: silentLogger }
  const retention = createRetention({ ...parts, index: new ScanningIndex(store) })

  // A log that has grown would take more without more room.
  expect(await store.upkeep.truncateLog()).toBe(true)
  disk.fill()
  const failures: unknown[] = []
  for (let again = 0; again < 3; again++) {
    await retention.apply(by).catch((error: unknown) => failures.push(error))
    await retention.compact(90).catch((error: unknown) => failures.push(error))
  }
  expect(failures.length).toBeGreaterThan(0)
  for (const failure of failures) {
    expect(failure).toBeInstanceOf(StoreError)
    expect(failure).toMatchObject({ reason: 'full', temporary: true })
  }
  expect((await look(store, acknowledged)).faults).toEqual([])

  disk.free()
  value(await retention.apply(by))
  const compacted = await retention.compact(90)
  expect(compacted).toMatchObject({ unreadable: 0 })
  expect(compacted.freedBytes).toBeGreaterThan(MiB / 2)
  const after = await look(store, acknowledged)
  expect(after).toEqual({ faults: [], erased: 80, condemned: 0, whole: 40 })

  expect(await store.upkeep.truncateLog()).toBe(true)
  // Full again in the middle of a compaction: the copies that were begun belong to nobody.
  disk.fill()
  await retention.compact(100).catch((error: unknown) => failures.push(error))
  disk.free()
  await retention.compact(100)
  expect((await look(store, acknowledged)).faults).toEqual([])
})
