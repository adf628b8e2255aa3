/**
 * A sync that fails: its whole batch is refused with a temporary failure, the store recovers by reopening and goes
 * on, and nothing acknowledged is lost, not even to a power cut afterwards. A segment is sealed for good.
 */
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { recorder } from '../support/power-cut.ts'
import { faultsOf } from './ledger.ts'
import { Disk, readEvents } from './replay.ts'
import { exitOf, openStore, provisioned, readLedger, startChild, temporaryDirectory } from './support.ts'

const letters = 180

/** Runs the child with one failing sync; the directory as it is, and as a power cut at the end would leave it. */
async function runFailing(directory: string, failing: string) {
  const dataDir = join(directory, 'data')
  await provisioned(dataDir)
  const disk = new Disk(dataDir)
  const log = join(directory, 'log')
  const ledger = join(directory, 'ledger')
  const child = startChild(
    {
      dataDir,
      ledger,
      firstNumber: 1,
      letters,
      writers: 8,
      restMs: 120,
      limits: { hotBytes: 300_000 },
      faults: {},
    },
    { LD_PRELOAD: recorder, CRASH_DIR: dataDir, CRASH_LOG: log, CRASH_FAIL_SYNC: failing },
  )
  expect(await exitOf(child)).toBe(0)
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
})
