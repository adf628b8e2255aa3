import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { storeConformance } from '../../../test/conformance/store.ts'
import { defaultLimits } from '../../base/limits.ts'
import { loadMasterKey } from '../master-key.ts'
import { openSqliteStore } from './open.ts'

storeConformance('SQLite', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'congvu-store-'))
  return {
    open: limits =>
      openSqliteStore({
        dataDir,
        masterKey: loadMasterKey(dataDir),
        limits: { ...defaultLimits, ...limits },
      }),
    [Symbol.asyncDispose]: () => rm(dataDir, { recursive: true }),
  }
})
