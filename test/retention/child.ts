/**
 * Takes letters, erases those that are over, and compacts, all at the same time, until it is killed or has taken enough:
 * `node child.ts <JSON of ChildOptions>`. Two lines of the ledger for each letter that was acknowledged: that
 * it was, and which entry it is.
 */
import { openSync, writeSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { createRetention } from '../../src/archive/retention/retention.ts'
import { parseSpan } from '../../src/base/keep-span.ts'
import { defaultLimits, type Limits } from '../../src/base/limits.ts'
import { silentLogger } from '../../src/base/log.ts'
import { StoreError } from '../../src/ports/store.ts'
import { loadMasterKey } from '../../src/store/master-key.ts'
import { openSqliteStore } from '../../src/store/sqlite/open.ts'
import { value } from '../conformance/letters.ts'
import { ScanningIndex } from '../support/scanning-index.ts'
import { agedLetter, boxIdsOf } from './ledger.ts'
import { by, now } from './place.ts'

export interface ChildOptions {
  readonly dataDir: string
  readonly ledger: string
  readonly firstNumber: number
  readonly letters: number
  readonly limits: Partial<Limits>
}

const options = JSON.parse(process.argv[2]!) as ChildOptions
const ledger = openSync(options.ledger, 'a', 0o600)
const limits = { ...defaultLimits, ...options.limits }
const { dataDir } = options
const store = await openSqliteStore({ dataDir, masterKey: loadMasterKey(dataDir), limits })
const retention = createRetention({
  store,
  index: new ScanningIndex(store),
  clock: { now: () => now },
  limits,
  log: silentLogger,
})
const none = { agencyId: null, documentKind: null, rule: null, direction: null, verdict: null }
const keep = value(parseSpan('1 year'))
value(await store.write.changePolicy({ kind: 'set-retention', name: 'chung', keep, ...none }, 'quantri', now))
const boxIds = await boxIdsOf(store)
let done = false

async function take(): Promise<void> {
  const end = options.firstNumber + options.letters
  for (let number = options.firstNumber; number < end; number += 10) {
    await Promise.all(
      Array.from({ length: 10 }, async (_, i) => {
        const { entryId } = await store.write.commitMessage(agedLetter(number + i, boxIds))
        writeSync(ledger, `ok ${number + i}\nentry:${entryId} ${number + i}\n`)
      }),
    )
    await wait(3)
  }
  done = true
}

async function erase(): Promise<void> {
  while (!done) {
    value(await retention.apply(by))
    writeSync(ledger, 'applied 0\n')
    const { segments } = await retention.compact(90)
    if (segments > 0) writeSync(ledger, 'compacted 0\n')
  }
}

try {
  await Promise.all([take(), erase()])
  value(await retention.apply(by))
  await retention.compact(90)
} catch (error) {
  if (!(error instanceof StoreError)) throw error
  writeSync(ledger, `${error.reason} 0\n`)
}
await store[Symbol.asyncDispose]()
