/**
 * Power cuts: a run is recorded call by call, and at many points the disk is laid out with nothing but what had
 * been synced. Nothing acknowledged by then may be missing. The same run without either sync must be found out.
 * CRASH_CUTS sets the number of points; the short form runs with `npm test`.
 */
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Faults } from '../../src/store/sqlite/connection.ts'
import {
  acknowledgedBy,
  type PowerCut,
  powerCuts,
  type RecordedRun,
  recorder,
  recordOn,
  workPath,
} from '../support/power-cut.ts'
import type { ChildOptions } from './child.ts'
import { faultsOf } from './ledger.ts'
import { openStore, provisioned } from './support.ts'

const cuts = Number(process.env.CRASH_CUTS ?? 24)

const initial = join(workPath, 'initial')

/** A child that writes letters. */
function recorded(faults: Faults): Promise<RecordedRun> {
  const limits = { hotBytes: 100_000, segmentBytes: 500_000 }
  const load = { firstNumber: 1, letters: 240, writers: 8, restMs: 120 }
  return recordOn<ChildOptions>(initial, new URL('./child.ts', import.meta.url), { ...load, limits, faults })
}

/** Cuts the power at the points and yields what each finds wrong. */
async function* faultsOfCuts(run: RecordedRun, count: number): AsyncIterable<readonly string[]> {
  for await (const cut of powerCuts(run, { count, after: 'ok ' })) yield await faultsAfter(cut)
}

async function faultsAfter(cut: PowerCut): Promise<readonly string[]> {
  try {
    await using store = await openStore(cut.dataDir)
    return await faultsOf(store, acknowledgedBy(cut))
  } catch (error) {
    return [`the store does not open: ${String(error)}`]
  }
}

describe.skipIf(!recorder)('a power cut', () => {
  beforeAll(() => provisioned(initial))

  it(`loses nothing acknowledged at ${cuts} points`, { timeout: 60_000 + cuts * 5000 }, async () => {
    const run = await recorded({})
    let points = 0
    for await (const faults of faultsOfCuts(run, cuts)) {
      points++
      expect(faults).toEqual([])
    }
    expect(points).toBeGreaterThan(cuts * 0.9)
  })

  for (const [name, faults] of [
    ['the segment’s sync', { skipSegmentSync: true }],
    ['the WAL’s sync (NORMAL)', { synchronous: 'NORMAL' }],
    ['every sync of the database (OFF)', { synchronous: 'OFF' }],
  ] as const) {
    it(`notices the absence of ${name}`, { timeout: 120_000 }, async () => {
      const run = await recorded(faults)
      let noticed: readonly string[] = []
      for await (const found of faultsOfCuts(run, 20)) {
        noticed = found
        if (found.length > 0) break
      }
      expect(noticed.join('\n')).toMatch(/is lost|does not open/)
    })
  }
})
