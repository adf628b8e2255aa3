/**
 * A writer is killed at random moments: every acknowledged letter is there exactly once with its exact bytes and a
 * reference in each box, and nothing else shows. CRASH_KILLS sets how often; the short form runs with `npm test`.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { addresses } from '../conformance/letters.ts'
import { faultsOf, keptHeadersOf } from './ledger.ts'
import { exitOf, openStore, provisioned, readLedger, startChild, temporaryDirectory } from './support.ts'

const kills = Number(process.env.CRASH_KILLS ?? 10)
const lettersPerRun = 100_000
const restartMs = 2000

async function firstAcknowledgement(ledger: string): Promise<void> {
  while (!existsSync(ledger) || !readLedger(ledger).has('ok')) await wait(5)
}

it(`loses and invents nothing in ${kills} kills`, { timeout: 30_000 + kills * 10_000 }, async () => {
  await using directory = await temporaryDirectory()
  const dataDir = join(directory.path, 'data')
  await provisioned(dataDir)
  const acknowledged = new Set<number>()
  for (let run = 0; run < kills; run++) {
    const ledger = join(directory.path, `ledger-${run}`)
    const firstNumber = run * lettersPerRun
    const child = startChild({
      dataDir,
      ledger,
      firstNumber,
      letters: lettersPerRun,
      writers: 20,
      restMs: 0,
      limits: { hotBytes: 200_000, segmentBytes: 2_000_000 },
      faults: {},
    })
    await firstAcknowledgement(ledger)
    await wait(Math.random() * 250)
    child.kill('SIGKILL')
    await exitOf(child)
    for (const number of readLedger(ledger).get('ok') ?? []) acknowledged.add(number)

    const start = performance.now()
    await using store = await openStore(dataDir)
    expect(performance.now() - start).toBeLessThan(restartMs)
    const last = run === kills - 1
    const faults = await faultsOf(store, acknowledged, number => last || number >= firstNumber)
    expect(faults).toEqual([])
    if (last) expect((await keptHeadersOf(store, addresses[1]!)).size).toBeGreaterThan(kills)
  }
  expect(acknowledged.size).toBeGreaterThan(kills)
})
