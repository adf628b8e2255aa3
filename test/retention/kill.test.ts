/**
 * A server that is killed while it takes, erases and compacts: nothing else is lost, every letter that stays has its
 * bytes, the log verifies, and the work goes on where it stopped. RETENTION_KILLS sets how often.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { createRetention } from '../../src/archive/retention/retention.ts'
import { defaultLimits } from '../../src/base/limits.ts'
import { silentLogger } from '../../src/base/log.ts'
import { exitOf, openStore, provisioned, readLedger, temporaryDirectory } from '../crash/support.ts'
import { ScanningIndex } from '../support/scanning-index.ts'
import type { ChildOptions } from './child.ts'
import { look } from './ledger.ts'
import { now } from './place.ts'

const kills = Number(process.env.RETENTION_KILLS ?? 10)

function start(options: ChildOptions): ChildProcess {
  const script = new URL('./child.ts', import.meta.url).pathname
  return spawn(process.execPath, [script, JSON.stringify(options)], {
    stdio: ['ignore', 'inherit', 'inherit'],
  })
}

async function firstLetters(ledger: string): Promise<void> {
  while (!existsSync(ledger) || (readLedger(ledger).get('ok')?.size ?? 0) < 20) await wait(5)
}

it(`goes on after ${kills} kills`, { timeout: 60_000 + kills * 15_000 }, async () => {
  await using directory = await temporaryDirectory()
  const dataDir = join(directory.path, 'data')
  await provisioned(dataDir)
  const acknowledged = new Set<number>()
  const moments = { condemned: 0, erased: 0, compacted: 0 }
  // Until each moment was met; a fast machine needs a few kills more.
  const met = () => moments.condemned > 0 && moments.compacted > 0
  for (let run = 0; run < kills || (run < 3 * kills && !met()); run++) {
    const ledger = join(directory.path, `ledger-${run}`)
    const limits = {
      hotBytes: 200_000,
      segmentBytes: 400_000,
      retentionWindow: 16,
      erasureActEntries: 20,
      erasureStepEntries: 3,
    }
    const child = start({ dataDir, ledger, firstNumber: run * 100_000, letters: 100_000, limits })
    await firstLetters(ledger)
    await wait(Math.random() * (run % 3 === 2 ? 2000 : 350))
    child.kill('SIGKILL')
    await exitOf(child)
    const outcomes = readLedger(ledger)
    for (const number of outcomes.get('ok') ?? []) acknowledged.add(number)
    moments.compacted += outcomes.get('compacted')?.size ?? 0

    await using store = await openStore(dataDir)
    const stopped = await look(store, acknowledged)
    expect(stopped.faults).toEqual([])
    moments.condemned += stopped.condemned
    const clock = { now: () => now }
    const parts = { store, index: new ScanningIndex(store), clock, limits: defaultLimits, log: silentLogger }
    await createRetention(parts).tick()
    const finished = await look(store, acknowledged)
    expect(finished.faults).toEqual([])
    expect(finished.condemned).toBe(0)
    expect(finished.erased).toBe(stopped.erased + stopped.condemned)
    expect(await store.read.retention.condemned(true, 1)).toEqual([])
    moments.erased = finished.erased
  }
  expect(moments.erased).toBeGreaterThan(kills)
  expect(moments.condemned, 'no kill came between an act and its end').toBeGreaterThan(0)
  expect(moments.compacted).toBeGreaterThan(0)
})
