/**
 * Power cuts while letters come, are erased, and segments compacted: at many points the disk is laid out with nothing
 * but what had been synced. RETENTION_CUTS sets the number of points.
 */
import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { createRetention } from '../../src/archive/retention/retention.ts'
import { defaultLimits } from '../../src/base/limits.ts'
import { silentLogger } from '../../src/base/log.ts'
import { Disk, readEvents } from '../crash/replay.ts'
import {
  compileRecorder,
  exitOf,
  openStore,
  parseLedger,
  provisioned,
  temporaryDirectory,
} from '../crash/support.ts'
import { ScanningIndex } from '../support/scanning-index.ts'
import type { ChildOptions } from './child.ts'
import { type Looked, look } from './ledger.ts'
import { now } from './place.ts'

const cuts = Number(process.env.RETENTION_CUTS ?? 24)
const ledgerName = 'ledger'
const scratch = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

const place = await temporaryDirectory()
const recorder = await compileRecorder(place.path)
if (!recorder) console.warn('power cuts are not tested: there is no C compiler (cc)')
afterAll(() => place[Symbol.asyncDispose]())

/** A run from a provisioned directory, call by call. */
async function record() {
  const initial = join(place.path, 'initial')
  const dataDir = join(place.path, 'run')
  const log = join(place.path, 'run.log')
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
  const script = new URL('./child.ts', import.meta.url).pathname
  const child = spawn(process.execPath, [script, JSON.stringify(options)], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, LD_PRELOAD: recorder, CRASH_DIR: dataDir, CRASH_LOG: log },
  })
  expect(await exitOf(child)).toBe(0)
  return { initial, events: readEvents(log) }
}

/** What is found after a cut, and after the work went on. */
async function cutHere(disk: Disk): Promise<readonly [Looked, Looked]> {
  const ledger = disk.content(ledgerName)?.toString('utf8') ?? ''
  const acknowledged = parseLedger(ledger).get('ok') ?? new Set<number>()
  await using directory = await temporaryDirectory(scratch)
  const dataDir = join(directory.path, 'data')
  mkdirSync(dataDir)
  disk.layOut(dataDir)
  await using store = await openStore(dataDir)
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
    const first = events.findIndex(event => event.path === ledgerName && event.data.includes('applied'))
    const stride = (events.length - first) / cuts
    const points = new Set(
      Array.from({ length: cuts }, (_, i) => Math.floor(first + stride * (i + Math.random()))),
    )
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
