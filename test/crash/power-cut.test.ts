/**
 * Power cuts: a run is recorded call by call, and at many points the disk is laid out with nothing but what had
 * been synced. Nothing acknowledged by then may be missing. The same run without either sync must be found out.
 * CRASH_CUTS sets the number of points; the short form runs with `npm test`.
 */
import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Faults } from '../../src/store/sqlite/connection.ts'
import { faultsOf } from './ledger.ts'
import { Disk, type DiskEvent, readEvents } from './replay.ts'
import {
  compileRecorder,
  exitOf,
  openStore,
  parseLedger,
  provisioned,
  startChild,
  temporaryDirectory,
} from './support.ts'

const cuts = Number(process.env.CRASH_CUTS ?? 24)
const ledgerName = 'ledger'
/** Memory is as good a disk as any for a copy of what a disk would hold, and faster. */
const scratch = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

const library = await temporaryDirectory()
const recorder = await compileRecorder(library.path)
if (!recorder) console.warn('power cuts are not tested: there is no C compiler (cc)')

afterAll(() => library[Symbol.asyncDispose]())

interface Recorded {
  readonly initial: string
  readonly events: readonly DiskEvent[]
}

/** Records a child that writes letters, from a provisioned directory. */
async function recordRun(directory: string, name: string, faults: Faults): Promise<Recorded> {
  const initial = join(directory, 'initial')
  const dataDir = join(directory, name)
  const log = join(directory, `${name}.log`)
  cpSync(initial, dataDir, { recursive: true })
  const child = startChild(
    {
      dataDir,
      ledger: join(dataDir, ledgerName),
      firstNumber: 1,
      letters: 240,
      writers: 8,
      restMs: 120,
      limits: { hotBytes: 100_000, segmentBytes: 500_000 },
      faults,
    },
    { LD_PRELOAD: recorder, CRASH_DIR: dataDir, CRASH_LOG: log },
  )
  expect(await exitOf(child)).toBe(0)
  return { initial, events: readEvents(log) }
}

/** Points spread over the run, none before the first acknowledgement. */
function cutPoints(events: readonly DiskEvent[], count: number): ReadonlySet<number> {
  const first = events.findIndex(event => event.path === ledgerName && event.data.includes('ok '))
  const stride = (events.length - first) / count
  return new Set(Array.from({ length: count }, (_, i) => Math.floor(first + stride * (i + Math.random()))))
}

/** Cuts the power at the points and yields what each finds wrong. */
async function* cutsOf({ initial, events }: Recorded, count: number): AsyncIterable<readonly string[]> {
  const disk = new Disk(initial)
  const points = cutPoints(events, count)
  for (const [i, event] of events.entries()) {
    disk.apply(event)
    if (points.has(i)) yield await cutHere(disk)
  }
}

async function cutHere(disk: Disk): Promise<readonly string[]> {
  const ledger = disk.content(ledgerName)?.toString('utf8') ?? ''
  const acknowledged = parseLedger(ledger).get('ok') ?? new Set()
  await using directory = await temporaryDirectory(scratch)
  const dataDir = join(directory.path, 'data')
  mkdirSync(dataDir)
  disk.layOut(dataDir)
  try {
    await using store = await openStore(dataDir)
    return await faultsOf(store, acknowledged)
  } catch (error) {
    return [`the store does not open: ${String(error)}`]
  }
}

describe.skipIf(!recorder)('a power cut', () => {
  let directory: string
  beforeAll(async () => {
    directory = join(library.path, 'runs')
    await provisioned(join(directory, 'initial'))
  })
  afterAll(() => rmSync(directory, { recursive: true, force: true }))

  it(`loses nothing acknowledged at ${cuts} points`, { timeout: 60_000 + cuts * 5000 }, async () => {
    const run = await recordRun(directory, 'whole', {})
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
      const run = await recordRun(directory, Object.values(faults).join(), faults)
      let noticed: readonly string[] = []
      for await (const found of cutsOf(run, 20)) {
        noticed = found
        if (found.length > 0) break
      }
      expect(noticed.join('\n')).toMatch(/is lost|does not open/)
    })
  }
})
