/**
 * Writes letters into a store as fast as it can until it is killed or has written enough, and says which ones were
 * acknowledged: a line for each, `ok NUMBER` or `REASON NUMBER`, written at once to the ledger file.
 */
import { openSync, writeSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { defaultLimits, type Limits } from '../../src/base/limits.ts'
import { StoreError } from '../../src/ports/store.ts'
import { loadMasterKey } from '../../src/store/master-key.ts'
import type { Faults } from '../../src/store/sqlite/connection.ts'
import { openSqliteStore } from '../../src/store/sqlite/open.ts'
import { addresses } from '../conformance/letters.ts'
import { keepHeaders, ledgerLetter } from './ledger.ts'

export interface ChildOptions {
  readonly dataDir: string
  readonly ledger: string
  readonly firstNumber: number
  readonly letters: number
  readonly writers: number
  /** Letters between two rests; 60 by default. */
  readonly roundLetters?: number
  /** Long enough for an idle writer to move blobs and to checkpoint. */
  readonly restMs: number
  readonly limits: Partial<Limits>
  readonly faults: Faults
}

async function main(options: ChildOptions): Promise<void> {
  const ledger = openSync(options.ledger, 'a', 0o600)
  const { dataDir, faults, roundLetters = 60 } = options
  const limits = { ...defaultLimits, ...options.limits }
  await using store = await openSqliteStore({ dataDir, masterKey: loadMasterKey(dataDir), limits, faults })
  const boxes = await Promise.all(addresses.map(address => store.read.directory.box(address)))
  const boxIds = boxes.map(box => box!.id)
  store.onCommit(notice => {
    if (notice.kind === 'arrived') keepHeaders(store, [...notice.views]).catch(() => {})
  })
  let next = options.firstNumber
  async function write(end: number): Promise<void> {
    while (next < end) {
      const number = next++
      try {
        await store.write.commitMessage(ledgerLetter(number, boxIds))
        writeSync(ledger, `ok ${number}\n`)
      } catch (error) {
        writeSync(ledger, `${error instanceof StoreError ? error.reason : String(error)} ${number}\n`)
      }
    }
  }
  writeSync(ledger, 'ready 0\n')
  const last = next + options.letters
  while (next < last) {
    const end = Math.min(last, next + roundLetters)
    await Promise.all(Array.from({ length: options.writers }, () => write(end)))
    await wait(options.restMs)
  }
}

await main(JSON.parse(process.argv[2]!) as ChildOptions)
