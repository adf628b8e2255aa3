/**
 * Power cuts while letters come, are erased, and segments compacted: at many points the disk is laid out with nothing
 * but what had been synced. RETENTION_CUTS sets the number of points.
 */
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createRetention } from '../../src/archive/retention/retention.ts'
import { defaultLimits } from '../../src/base/limits.ts'
import { silentLogger } from '../../src/base/log.ts'
import { openStore, provisioned } from '../crash/support.ts'
import {
  acknowledgedBy,
  type PowerCut,
  powerCuts,
  type RecordedRun,
  recorder,
  recordOn,
  workPath,
} from '../support/power-cut.ts'
import { ScanningIndex } from '../support/scanning-index.ts'
import type { ChildOptions } from './child.ts'
import { type Looked, look } from './ledger.ts'
import { now } from './place.ts'

const cuts = Number(process.env.RETENTION_CUTS ?? 24)

/** A run from a provisioned directory. */
async function recorded(): Promise<RecordedRun> {
  const initial = join(workPath, 'initial')
  await provisioned(initial)
  const limits = {
    hotBytes: 100_000,
    segmentBytes: 300_000,
    retentionWindow: 16,
    erasureActEntries: 15,
    erasureStepEntries: 4,
  }
  const script = new URL('./child.ts', import.meta.url)
  return recordOn<ChildOptions>(initial, script, { firstNumber: 1, letters: 240, limits })
}

/** What is found after a cut, and after the work went on. */
async function lookAfter(cut: PowerCut): Promise<readonly [Looked, Looked]> {
  const acknowledged = acknowledgedBy(cut)
  await using store = await openStore(cut.dataDir)
  const stopped = await look(store, acknowledged)
  const parts = { store, clock: { now: () => now }, limits: defaultLimits, log: silentLogger }
  const retention = createRetention({ ...parts, index: new ScanningIndex(store) })
  await retention.tick()
  await retention.compact(90)
  return [stopped, await look(store, acknowledged)]
}

describe.skipIf(!recorder)('a power cut', () => {
  it(`loses nothing at ${cuts} points`, { timeout: 90_000 + cuts * 5000 }, async () => {
    const run = await recorded()
    const moments = { condemned: 0, erased: 0 }
    for await (const cut of powerCuts(run, { count: cuts, after: 'applied' })) {
      const [stopped, finished] = await lookAfter(cut)
      expect(stopped.faults).toEqual([])
      expect(finished.faults).toEqual([])
      expect(finished.condemned).toBe(0)
      expect(finished.erased).toBe(stopped.erased + stopped.condemned)
      moments.condemned += stopped.condemned
      moments.erased = finished.erased
    }
    expect(moments.erased).toBeGreaterThan(50)
    expect(moments.condemned).toBeGreaterThan(0)
    const removed = run.events.filter(({ kind, path }) => kind === 'unlink' && path.endsWith('.seg'))
    expect(removed.length).toBeGreaterThan(2)
  })
})
