/**
 * Power cuts while the log publishes: the run is recorded call by call, and at many points the disk is laid out with
 * nothing but what had been synced. What is published then must hold: the checkpoint with every tile below it, over
 * leaves that the database has. CRASH_CUTS sets the number of points.
 */
import { cpSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Disk } from '../crash/replay.ts'
import { cutPoints, recorder, recordRun, workPath } from '../support/power-cut.ts'
import { LogPlace } from './place.ts'
import { openCheckpoint, readTiles, treeHash } from './verifier.ts'

const cuts = Number(process.env.CRASH_CUTS ?? 40)

describe.skipIf(!recorder)('a power cut', () => {
  it(`leaves at ${cuts} points a log that holds and goes on`, { timeout: 180_000 }, async () => {
    await using first = await LogPlace.open()
    const vkeys = await first.log.verifierKeys()
    await first.act(250)
    await first.log.publish()
    await first.stop()
    const initial = join(workPath, 'initial')
    cpSync(first.dataDir, initial, { recursive: true })
    const script = new URL('./kill-child.ts', import.meta.url)
    const events = await recordRun(first.dataDir, script, [first.dataDir, '12'])
    await first.start()

    const disk = new Disk(initial)
    const points = cutPoints(events, cuts)
    const sizes = new Set<number>()
    for (const [i, event] of events.entries()) {
      disk.apply(event)
      if (points.has(i)) sizes.add(await checkedSize(disk, vkeys))
    }
    // The points fell before, between and after publications.
    expect(sizes.size).toBeGreaterThan(3)
  })
})

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
