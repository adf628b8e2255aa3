/**
 * The server is killed, and its power cut, while officials work an office's box: REPLACE, MOVE into the box and out of
 * it, what one has \Seen, rights given and taken with their acts in the log, ancestors of letters. The store is then as
 * after the last step that was answered, or the one that was under way, and like nothing in between; a power cut can
 * take back the last step where that set flags. CRASH_KILLS and CRASH_CUTS set how often.
 */
import { spawn } from 'node:child_process'
import { cpSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { acknowledgedBy, powerCuts, recorder, recordOn, workPath } from '../support/power-cut.ts'
import type { SharedOptions } from './shared-child.ts'
import { expected, found, isRelaxed, type Picture, placeOf, prepare, step } from './shared-steps.ts'
import { exitOf, openStore, provisioned, readLedger } from './support.ts'

const kills = Math.min(12, Number(process.env.CRASH_KILLS ?? 5))
const cuts = Number(process.env.CRASH_CUTS ?? 16)
const letters = 40
const steps = letters * 7
const script = new URL('./shared-child.ts', import.meta.url)
const initial = join(workPath, 'shared-initial')

beforeAll(async () => {
  await provisioned(initial)
  await using store = await openStore(initial)
  await prepare(store, letters)
})

async function pictureOf(dataDir: string): Promise<Picture> {
  await using store = await openStore(dataDir)
  return await found(await placeOf(store), letters)
}

/** The number of steps that were done, of those that there can be; else what differs is shown. */
function doneOf(picture: Picture, answered: number, least = answered): number {
  const after = [answered, answered + 1, least].find(
    each => JSON.stringify(expected(each, letters)) === JSON.stringify(picture),
  )
  if (after === undefined) expect(picture).toEqual(expected(answered, letters))
  return after!
}

it('each step does what the next tests expect of it', async () => {
  const dataDir = join(workPath, 'shared-whole')
  cpSync(initial, dataDir, { recursive: true })
  expect(await pictureOf(dataDir)).toEqual(expected(0, letters))
  await using store = await openStore(dataDir)
  const place = await placeOf(store)
  for (let number = 1; number <= 21; number++) {
    await step(place, number)
    expect(await found(place, letters), `after step ${number}`).toEqual(expected(number, letters))
    expect(expected(number, letters)).not.toEqual(expected(number - 1, letters))
  }
})

it(`a step is done or not in ${kills} kills`, { timeout: 60_000 + kills * 20_000 }, async () => {
  const dataDir = join(workPath, 'shared-killed')
  cpSync(initial, dataDir, { recursive: true })
  let done = 0
  for (let run = 0; run < kills && done < steps; run++) {
    const ledger = join(workPath, `shared-ledger-${run}`)
    const options = { dataDir, ledger, first: done + 1, end: steps + 1 }
    const child = spawn(process.execPath, [script.pathname, JSON.stringify(options)], {
      stdio: ['ignore', 'inherit', 'inherit'],
    })
    const exited = exitOf(child)
    while (child.exitCode === null && (!existsSync(ledger) || !readLedger(ledger).has('ok'))) await wait(2)
    await wait(Math.random() * 60)
    child.kill('SIGKILL')
    await exited
    const answered = Math.max(done, ...(readLedger(ledger).get('ok') ?? []))
    expect(answered).toBeGreaterThan(done)
    done = doneOf(await pictureOf(dataDir), answered)
  }
})

describe.skipIf(!recorder)('a power cut', () => {
  it(`leaves each step done or not at ${cuts} points`, { timeout: 60_000 + cuts * 5000 }, async () => {
    const run = await recordOn<SharedOptions>(initial, script, { first: 1, end: steps + 1 })
    let seen = 0
    for await (const cut of powerCuts(run, { count: cuts, after: 'ok ' })) {
      const answered = Math.max(0, ...acknowledgedBy(cut))
      doneOf(await pictureOf(cut.dataDir), answered, isRelaxed(answered) ? answered - 1 : answered)
      seen++
    }
    expect(seen).toBeGreaterThan(cuts * 0.9)
  })
})
