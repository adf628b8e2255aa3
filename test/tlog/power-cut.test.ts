/**
 * Power cuts while the log publishes: the run is recorded call by call, and at many points the disk is laid out with
 * nothing but what had been synced. What is published then must hold: the checkpoint with every tile below it, over
 * leaves that the database has. CRASH_CUTS sets the number of points.
 */
import { spawn } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { Disk, readEvents } from '../crash/replay.ts'
import { compileRecorder, exitOf, temporaryDirectory } from '../crash/support.ts'
import { LogPlace } from './place.ts'
import { openCheckpoint, readTiles, treeHash } from './verifier.ts'

const cuts = Number(process.env.CRASH_CUTS ?? 40)
const library = await temporaryDirectory()
const recorder = await compileRecorder(library.path)
afterAll(() => library[Symbol.asyncDispose]())

describe.skipIf(!recorder)('a power cut', () => {
  it(`leaves at ${cuts} points a log that holds and goes on`, { timeout: 180_000 }, async () => {
    await using first = await LogPlace.open()
    const vkeys = await first.log.verifierKeys()
    await first.act(250)
    await first.log.publish()
    await first.stop()
    const initial = join(library.path, 'initial')
    cpSync(first.dataDir, initial, { recursive: true })
    const events = await recorded(first.dataDir)
    await first.start()

    const disk = new Disk(initial)
    const stride = events.length / cuts
    const points = new Set(Array.from({ length: cuts }, (_, i) => Math.floor(stride * (i + Math.random()))))
    const sizes = new Set<number>()
    for (const [i, event] of events.entries()) {
      disk.apply(event)
      if (points.has(i)) sizes.add(await checkedSize(disk, vkeys))
    }
    // The points fell before, between and after publications.
    expect(sizes.size).toBeGreaterThan(3)
  })
})

async function recorded(dataDir: string) {
  const log = join(library.path, 'events')
  const child = new URL('./kill-child.ts', import.meta.url).pathname
  const running = spawn(process.execPath, [child, dataDir, '12'], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, LD_PRELOAD: recorder, CRASH_DIR: dataDir, CRASH_LOG: log },
  })
  expect(await exitOf(running)).toBe(0)
  return readEvents(log)
}

/** Leaves of the checkpoint that is found after a cut here. */
async function checkedSize(disk: Disk, vkeys: readonly string[]): Promise<number> {
  await using place = await LogPlace.open()
  await place.stop()
  const { dataDir, logFolder } = place
  mkdirSync(dataDir, { recursive: true })
  disk.layOut(dataDir)
  const head = openCheckpoint(readFileSync(join(logFolder, 'checkpoint'), 'utf8'), vkeys)
  expect(head.signedBy).toEqual(vkeys)
  expect(treeHash(readTiles(logFolder, head.size))).toEqual(head.root)
  await place.start()
  expect(await place.store.read.log.size()).toBeGreaterThanOrEqual(head.size)
  await place.log.publish()
  expect(await place.log.verify()).toMatchObject({ findings: 0, uncovered: 0 })
  return head.size
}
