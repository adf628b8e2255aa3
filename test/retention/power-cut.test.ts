/**
 * Power cuts while letters come, are erased, and segments compacted: at many points the disk is laid out with nothing
 * but what had been synced. RETENTION_CUTS sets the number of points.
 */
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createRetention } from '../../src/archive/retention/retention.ts'
import { defaultLimits } from '../../src/base/limits.ts'
import { silentLogger } from '../../src/base/log.ts'
import { Disk } from '../crash/replay.ts'
import { openStore, provisioned } from '../crash/support.ts'
import {
  acknowledgedOn,
  cutPoints,
  firstWith,
  laidOut,
  ledgerName,
  recorder,
  recordRun,
  workPath,
} from '../support/power-cut.ts'
import { ScanningIndex } from '../support/scanning-index.ts'
import type { ChildOptions } from './child.ts'
import { type Looked, look } from './ledger.ts'
import { now } from './place.ts'

const cuts = Number(process.env.RETENTION_CUTS ?? 24)

/** A run from a provisioned directory, call by call. */
async function record() {
  const initial = join(workPath, 'initial')
  const dataDir = join(workPath, 'run')
  await provisioned(initial)
  cpSync(initial, dataDir, { recursive: true })
  const limits = {
    hotBytes: 100_000,
    segmentBytes: 300_000,
    retentionWindow: 16,
    erasureActEntries: 15,
    erasureStepEntries: 4,
  }
  const options: ChildOptions = {
    dataDir,
    ledger: join(dataDir, ledgerName),
    firstNumber: 1,
    letters: 240,
    limits,
  }
  const script = new URL('./child.ts', import.meta.url)
  return { initial, events: await recordRun(dataDir, script, [JSON.stringify(options)]) }
}

/** What is found after a cut, and after the work went on. */
async function cutHere(disk: Disk): Promise<readonly [Looked, Looked]> {
  const acknowledged = acknowledgedOn(disk)
  await using directory = await laidOut(disk)
  await using store = await openStore(directory.path)
  const stopped = await look(store, acknowledged)
  const parts = { store, clock: { now: () => now }, limits: defaultLimits, log: silentLogger }
  const retention = createRetention({ ...parts, index: new ScanningIndex(store) })
  await retention.tick()
  await retention.compact(90)
  return [stopped, await look(store, acknowledged)]
}

describe.skipIf(!recorder)('a power cut', () => {
  it(`loses nothing at ${cuts} points`, { timeout: 90_000 + cuts * 5000 }, async () => {
    const { initial, events } = await record()
    const disk = new Disk(initial)
    const points = cutPoints(events, cuts, firstWith(events, 'applied'))
    const moments = { condemned: 0, erased: 0, removed: 0 }
    for (const [i, event] of events.entries()) {
      disk.apply(event)
      if (event.kind === 'unlink' && event.path.endsWith('.seg')) moments.removed++
      if (!points.has(i)) continue
      const [stopped, finished] = await cutHere(disk)
      expect(stopped.faults).toEqual([])
      expect(finished.faults).toEqual([])
      expect(finished.condemned).toBe(0)
      expect(finished.erased).toBe(stopped.erased + stopped.condemned)
      moments.condemned += stopped.condemned
      moments.erased = finished.erased
    }
    expect(moments.erased).toBeGreaterThan(50)
    expect(moments.condemned).toBeGreaterThan(0)
    expect(moments.removed).toBeGreaterThan(2)
  })
})
