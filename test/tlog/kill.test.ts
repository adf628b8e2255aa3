/** A log that is killed while it logs, signs and publishes: what is out in the world holds, and it goes on from there. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { value } from '../conformance/letters.ts'
import { LogPlace } from './place.ts'
import { checkConsistency, type Head, openCheckpoint, readTiles, treeHash } from './verifier.ts'

const kills = 12

it(`survives ${kills} kills in the middle of a publication`, { timeout: 180_000 }, async () => {
  await using place = await LogPlace.open()
  const vkeys = await place.log.verifierKeys()
  await place.log.publish()
  await place.stop()
  const child = new URL('./kill-child.ts', import.meta.url).pathname
  let before: Head | undefined
  for (let i = 0; i < kills; i++) {
    const running = spawn(process.execPath, [child, place.dataDir], { stdio: ['ignore', 'pipe', 'inherit'] })
    await once(running.stdout, 'data')
    await sleep(20 + ((i * 53) % 120))
    running.kill('SIGKILL')
    await once(running, 'exit')
    // As it lies there, before anything repairs it.
    const head = openCheckpoint(readFileSync(join(place.logFolder, 'checkpoint'), 'utf8'), vkeys)
    expect(head.signedBy).toEqual(vkeys)
    expect(treeHash(readTiles(place.logFolder, head.size))).toEqual(head.root)
    await place.start()
    if (before !== undefined && before.size > 0) {
      const path = value(await place.log.consistency(before.size, head.size))
      checkConsistency(before.size, head.size, before.root, head.root, path)
    }
    await place.log.publish()
    expect(await place.log.verify()).toMatchObject({ findings: 0, uncovered: 0 })
    await place.stop()
    before = head
  }
  expect(before!.size).toBeGreaterThan(kills)
  expect(existsSync(join(place.logFolder, 'tile/0/000'))).toBe(true)
  await place.start()
})
