/**
 * Power cuts: a run is recorded call by call, and at many points the disk is laid out with nothing but what had
 * been synced. Nothing acknowledged by then may be missing. The same run without either sync must be found out.
 * CRASH_CUTS sets the number of points; the short form runs with `npm test`.
 */
import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Faults } from '../../src/store/sqlite/connection.ts'
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
import type { ChildOptions } from './child.ts'
import { faultsOf } from './ledger.ts'
import { Disk, type DiskEvent } from './replay.ts'
import { openStore, provisioned } from './support.ts'

const cuts = Number(process.env.CRASH_CUTS ?? 24)

interface Recorded {
  readonly initial: string
  readonly events: readonly DiskEvent[]
}

/** Records a child that writes letters, from a provisioned directory. */
async function recorded(directory: string, name: string, faults: Faults): Promise<Recorded> {
  const initial = join(directory, 'initial')
  const dataDir = join(directory, name)
  cpSync(initial, dataDir, { recursive: true })
  const options: ChildOptions = {
    dataDir,
    ledger: join(dataDir, ledgerName),
    firstNumber: 1,
    letters: 240,
    writers: 8,
    restMs: 120,
    limits: { hotBytes: 100_000, segmentBytes: 500_000 },
    faults,
  }
  const script = new URL('./child.ts', import.meta.url)
  return { initial, events: await recordRun(dataDir, script, [JSON.stringify(options)]) }
}

/** Cuts the power at the points and yields what each finds wrong. */
async function* cutsOf({ initial, events }: Recorded, count: number): AsyncIterable<readonly string[]> {
  const disk = new Disk(initial)
  // None before the first acknowledgement.
  const points = cutPoints(events, count, firstWith(events, 'ok '))
  for (const [i, event] of events.entries()) {
    disk.apply(event)
    if (points.has(i)) yield await cutHere(disk)
  }
}

async function cutHere(disk: Disk): Promise<readonly string[]> {
  await using directory = await laidOut(disk)
  try {
    await using store = await openStore(directory.path)
    return await faultsOf(store, acknowledgedOn(disk))
  } catch (error) {
    return [`the store does not open: ${String(error)}`]
  }
}

describe.skipIf(!recorder)('a power cut', () => {
  let directory: string
  beforeAll(async () => {
    directory = join(workPath, 'runs')
    await provisioned(join(directory, 'initial'))
  })
  afterAll(() => rmSync(directory, { recursive: true, force: true }))

  it(`loses nothing acknowledged at ${cuts} points`, { timeout: 60_000 + cuts * 5000 }, async () => {
    const run = await recorded(directory, 'whole', {})
    let points = 0
    for await (const faults of cutsOf(run, cuts)) {
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
      const run = await recorded(directory, Object.values(faults).join(), faults)
      let noticed: readonly string[] = []
      for await (const found of cutsOf(run, 20)) {
        noticed = found
        if (found.length > 0) break
      }
      expect(noticed.join('\n')).toMatch(/is lost|does not open/)
    })
  }
})
