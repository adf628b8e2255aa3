/** Logs acts and publishes without a pause until it is killed, or so often: `node kill-child.ts <data directory> [times]`. */
import { randomBytes } from 'node:crypto'
import { defaultLimits } from '../../src/base/limits.ts'
import { silentLogger } from '../../src/base/log.ts'
import { openKeyFiles } from '../../src/signing/key-files.ts'
import { createFileKeys } from '../../src/signing/keys/file-keys.ts'
import { createTimestamps } from '../../src/signing/timestamp/timestamp.ts'
import { openSqliteStore } from '../../src/store/sqlite/open.ts'
import { openTransparency } from '../../src/tlog/open.ts'

const dataDir = process.argv[2]!
const store = await openSqliteStore({ dataDir, masterKey: Buffer.alloc(32, 1), limits: defaultLimits })
const keys = createFileKeys(openKeyFiles({ folder: `${dataDir}/keys`, sealingKey: Buffer.alloc(32, 2) }))
const log = openTransparency({
  settings: {
    origin: 'caobang.gov.vn/congvu/log',
    key: null,
    witnesses: [],
    witnessName: 'caobang.gov.vn/congvu/witness',
    witnessed: [],
  },
  dataDir,
  store,
  keys,
  clock: { now: () => Date.now() },
  timestamps: createTimestamps({ ask: null, trust: [], policy: null, random: randomBytes }),
  limits: defaultLimits,
  log: silentLogger,
})

const act = { at: 0, operator: 'thanhtra', role: 'auditor', operation: 'archive.show', detail: '{}' }
const rounds = Number(process.argv[3] ?? Number.POSITIVE_INFINITY)
for (let round = 0; round < rounds; round++) {
  await Promise.all(Array.from({ length: 1 + ((round * 37) % 90) }, () => store.write.audit(act)))
  await log.publish()
  process.stdout.write('published\n')
}
await store[Symbol.asyncDispose]()
