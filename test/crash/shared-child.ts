/** Works in an office's box, step after step, and writes down each that was answered: `ok NUMBER`. */
import { openSync, writeSync } from 'node:fs'
import { defaultLimits } from '../../src/base/limits.ts'
import { loadMasterKey } from '../../src/store/master-key.ts'
import { openSqliteStore } from '../../src/store/sqlite/open.ts'
import { placeOf, step } from './shared-steps.ts'

export interface SharedOptions {
  readonly dataDir: string
  readonly ledger: string
  /** The first step to do, and the one to end before. */
  readonly first: number
  readonly end: number
}

async function main({ dataDir, ledger: path, first, end }: SharedOptions): Promise<void> {
  const ledger = openSync(path, 'a', 0o600)
  const limits = { ...defaultLimits, hotBytes: 100_000, segmentBytes: 500_000 }
  await using store = await openSqliteStore({ dataDir, masterKey: loadMasterKey(dataDir), limits })
  const place = await placeOf(store)
  for (let number = first; number < end; number++) {
    await step(place, number)
    writeSync(ledger, `ok ${number}\n`)
  }
}

await main(JSON.parse(process.argv[2]!) as SharedOptions)
