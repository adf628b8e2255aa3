/**
 * A sync that fails: its whole batch is refused with a temporary failure, the store recovers by reopening and goes
 * on, and nothing acknowledged is lost, not even to a power cut afterwards. A segment is sealed for good.
 */
import type { ChildProcess } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { recorder } from '../support/power-cut.ts'
import { faultsOf } from './ledger.ts'
import { Disk, readEvents } from './replay.ts'
import { exitOf, openStore, provisioned, readLedger, startChild, temporaryDirectory } from './support.ts'

const letters = 180

/** How the child runs on a provisioned directory `data`. */
function options(directory: string, firstNumber: number) {
  return {
    dataDir: join(directory, 'data'),
    ledger: join(directory, 'ledger'),
    firstNumber,
    letters,
    writers: 8,
    restMs: 120,
    limits: { hotBytes: 300_000 },
    faults: {},
  }
}

/** Runs the child with one failing sync, on a provisioned directory `data`; the directory as it is, and as a power cut at the end would leave it. */
async function runFailing(
  directory: string,
  failing: string,
  meanwhile: (child: ChildProcess, ledger: string) => Promise<void> = async () => {},
) {
  const dataDir = join(directory, 'data')
  const disk = new Disk(dataDir)
  const log = join(directory, 'log')
  const ledger = join(directory, 'ledger')
  const child = startChild(options(directory, 1), {
    LD_PRELOAD: recorder,
    CRASH_DIR: dataDir,
    CRASH_LOG: log,
    CRASH_FAIL_SYNC: failing,
  })
  const exited = exitOf(child)
  await meanwhile(child, ledger)
  expect(await exited).toBe(0)
  for (const event of readEvents(log)) disk.apply(event)
  const cutDir = join(directory, 'cut')
  mkdirSync(cutDir)
  disk.layOut(cutDir)
  return { dataDir, cutDir, outcomes: readLedger(ledger), text: readFileSync(ledger, 'utf8') }
}

describe.skipIf(!recorder)('a failing sync', () => {
  for (const [name, failing] of [
    ['of the WAL', 'store.db-wal:7'],
    ['of the database, in a checkpoint', 'store.db:2'],
    ['of a segment', 'blobs/00000001.seg:3'],
    ['of the directory of segments', 'blobs:1'],
  ] as const) {
    it(`${name} is answered, survived, and never trusted again`, { timeout: 60_000 }, async () => {
      await using directory = await temporaryDirectory()
      await provisioned(join(directory.path, 'data'))
      const { dataDir, cutDir, outcomes, text } = await runFailing(directory.path, failing)
      const acknowledged = outcomes.get('ok')!
      expect([...outcomes.keys()].filter(outcome => outcome !== 'ready').sort()).toEqual(
        name === 'of the database, in a checkpoint' ? ['ok'] : ['io', 'ok'],
      )
      // Letters after the failure were taken again.
      expect(text.trimEnd().split('\n').at(-1)).toMatch(/^ok /)
      expect(acknowledged.size).toBeGreaterThan(letters / 2)
      for (const place of [dataDir, cutDir]) {
        await using store = await openStore(place)
        expect(await faultsOf(store, acknowledged)).toEqual([])
      }
      if (name === 'of a segment') {
        const db = new Database(join(dataDir, 'store.db'), { readonly: true })
        expect(db.prepare('SELECT sealed FROM segments ORDER BY id').pluck().all()).toEqual([1, 0])
        db.close()
      }
    })
  }

  it('is not settled while a reader stays in the log: no letter is taken before', {
    timeout: 60_000,
  }, async () => {
    await using directory = await temporaryDirectory()
    const database = join(directory.path, 'data', 'store.db')
    await provisioned(join(directory.path, 'data'))
    // Here already, it is created by nobody whose calls are not recorded.
    writeFileSync(`${database}-wal`, '')
    let unsettled = ''
    const read = async (child: ChildProcess, ledger: string) => {
      using _reader = new Reader(database)
      // More than one batch.
      while (child.exitCode === null && unsettled.split('\n').length < 20) {
        await wait(20)
        if (existsSync(ledger)) unsettled = fromFirst('io', readFileSync(ledger, 'utf8'))
      }
    }
    const run = await runFailing(directory.path, 'store.db-wal:7', read)
    expect(unsettled).toMatch(/^(io \d+\n){19,}$/)
    expect(run.text.trimEnd().split('\n').at(-1)).toMatch(/^ok /)
    for (const place of [run.dataDir, run.cutDir]) {
      await using store = await openStore(place)
      expect(await faultsOf(store, run.outcomes.get('ok')!)).toEqual([])
    }
  })

  it('that was not settled when the process was killed is settled by the next one', {
    timeout: 60_000,
  }, async () => {
    await using directory = await temporaryDirectory()
    const { dataDir, ledger } = options(directory.path, 1)
    const database = join(dataDir, 'store.db')
    const log = join(directory.path, 'log')
    const recording = { LD_PRELOAD: recorder, CRASH_DIR: dataDir, CRASH_LOG: log }
    await provisioned(dataDir)
    writeFileSync(`${database}-wal`, '')
    const disk = new Disk(dataDir)
    // The one after the first letter: a header of it was kept meanwhile, without a sync of its own.
    const first = startChild(
      { ...options(directory.path, 1), roundLetters: 1 },
      { ...recording, CRASH_FAIL_SYNC: 'store.db-wal:5' },
    )
    using reader = new Reader(database)
    const isRefused = () => existsSync(ledger) && readLedger(ledger).has('io')
    while (first.exitCode === null && !isRefused()) await wait(5)
    const killed = exitOf(first)
    first.kill('SIGKILL')
    expect(await killed).toBe(null)
    expect(readLedger(ledger).get('ok')).toEqual(new Set([1]))
    expect(await exitOf(startChild(options(directory.path, 1000), recording))).toBe(0)
    for (const event of readEvents(log)) disk.apply(event)
    const cutDir = join(directory.path, 'cut')
    mkdirSync(cutDir)
    disk.layOut(cutDir)
    reader[Symbol.dispose]()

    const acknowledged = readLedger(ledger).get('ok')!
    expect(acknowledged.size).toBe(1 + letters)
    for (const place of [dataDir, cutDir]) {
      await using store = await openStore(place)
      expect(await faultsOf(store, acknowledged)).toEqual([])
    }
  })
})

/** From the first line with this outcome on. */
function fromFirst(outcome: string, ledger: string): string {
  const at = ledger.search(new RegExp(`^${outcome} `, 'm'))
  return at < 0 ? '' : ledger.slice(at)
}

/** Stays in the log from when it is made. */
class Reader implements Disposable {
  readonly #db: Database.Database

  constructor(path: string) {
    this.#db = new Database(path, { readonly: true })
    this.#db.exec('BEGIN')
    this.#db.prepare('SELECT count(*) FROM entries').get()
  }

  [Symbol.dispose](): void {
    this.#db.close()
  }
}
