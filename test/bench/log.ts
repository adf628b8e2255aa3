/**
 * The transparency log at a size: what a leaf costs to append, to publish, to prove and to verify. Run on demand:
 *
 *     node test/bench/log.ts [--leaves 1000000] [--folder DIRECTORY]
 *
 * Leaves are acts on the trail, through the store as the server has it: the tree's own share of that is told beside it.
 */
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { parseArgs } from 'node:util'
import { defaultLimits } from '../../src/base/limits.ts'
import { silentLogger } from '../../src/base/log.ts'
import {
  append,
  type Edge,
  emptyEdge,
  leafHash,
  verifyConsistency,
  verifyInclusion,
} from '../../src/base/merkle.ts'
import { openKeyFiles } from '../../src/signing/key-files.ts'
import { createFileKeys } from '../../src/signing/keys/file-keys.ts'
import { localKey } from '../../src/signing/keys/local-key.ts'
import { createTimestamps } from '../../src/signing/timestamp/timestamp.ts'
import { openSqliteStore } from '../../src/store/sqlite/open.ts'
import { signCheckpoint } from '../../src/tlog/checkpoint.ts'
import { signatureTypes, verifierKey } from '../../src/tlog/note.ts'
import { openTransparency } from '../../src/tlog/open.ts'

const { values } = parseArgs({
  options: { leaves: { type: 'string', default: '1000000' }, folder: { type: 'string', default: tmpdir() } },
})
const leaves = Number(values.leaves)
const dataDir = mkdtempSync(join(values.folder, 'congvu-bench-log-'))
const origin = 'caobang.gov.vn/congvu/log'

function tell(what: string, count: number, startedAt: number, note = ''): void {
  const seconds = (performance.now() - startedAt) / 1000
  const each = (seconds / count) * 1e6
  const rate = Math.round(count / seconds).toLocaleString('en')
  process.stdout.write(
    `${what.padEnd(42)}${rate.padStart(11)} /s ${each.toFixed(1).padStart(9)} µs each ${seconds.toFixed(1).padStart(7)} s ${note}\n`,
  )
}

const detail = JSON.stringify({ query: 'chỉ thị', agency: 'sokhcn', reason: 'Kiểm tra định kỳ' })
const act = { operator: 'thanhtra', role: 'auditor', operation: 'archive.search', detail }

function pureAppend(): void {
  const data = Buffer.from(JSON.stringify(act))
  let edge: Edge = emptyEdge
  const startedAt = performance.now()
  for (let i = 0; i < leaves; i++) edge = append(edge, leafHash(data)).edge
  tell('append to the tree alone', leaves, startedAt)
}

async function signatures(): Promise<void> {
  for (const [kind, type] of [
    ['ed25519', signatureTypes.ed25519],
    ['ml-dsa-44', signatureTypes.mlDsa44],
  ] as const) {
    const { privateKey, publicKey } = generateKeyPairSync(kind as 'ed25519')
    const signer = { key: localKey(kind, privateKey), verifier: verifierKey(origin, type, publicKey) }
    const startedAt = performance.now()
    for (let i = 0; i < 500; i++)
      await signCheckpoint(signer, { origin, size: i, root: Buffer.alloc(32) }, Date.now())
    tell(`sign a checkpoint, ${kind}`, 500, startedAt)
  }
}

async function files(folder: string): Promise<{ count: number; bytes: number }> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true })
  const sizes = names
    .filter(name => name.isFile())
    .map(name => statSync(join(name.parentPath, name.name)).size)
  return { count: sizes.length, bytes: sizes.reduce((sum, size) => sum + size, 0) }
}

try {
  pureAppend()
  await signatures()
  await using store = await openSqliteStore({
    dataDir,
    masterKey: Buffer.alloc(32, 1),
    limits: defaultLimits,
  })
  const keys = createFileKeys(
    openKeyFiles({ folder: join(dataDir, 'keys'), sealingKey: Buffer.alloc(32, 2) }),
  )
  const log = openTransparency({
    settings: { origin, key: null, witnesses: [], witnessName: `${origin}/w`, witnessed: [] },
    dataDir,
    store,
    keys,
    clock: { now: () => Date.now() },
    timestamps: createTimestamps({ ask: null, trust: [], policy: null, random: randomBytes }),
    limits: defaultLimits,
    log: silentLogger,
  })

  const appending = performance.now()
  const callers = 500
  let next = 0
  await Promise.all(
    Array.from({ length: callers }, async () => {
      while (next < leaves) await store.write.audit({ ...act, at: 1_795_406_400_000 + next++ })
    }),
  )
  const size = await store.read.log.size()
  tell(`append through the store, ${callers} at a time`, size, appending)

  const publishing = performance.now()
  await log.publish()
  const tiles = await files(join(dataDir, 'log'))
  tell('publish the first checkpoint', size, publishing, `(${tiles.count} files, ${tiles.bytes} bytes)`)
  const rounds = 50
  const again = performance.now()
  for (let i = 0; i < rounds; i++) {
    await Promise.all(Array.from({ length: 200 }, () => store.write.audit({ ...act, at: Date.now() })))
    await log.publish()
  }
  tell('publish the next, 200 leaves later', rounds, again)

  const now = await store.read.log.size()
  const root = await store.read.log.root(now)
  const indexes = Array.from({ length: 20_000 }, (_, i) => (i * 7_919_993) % now)
  const proving = performance.now()
  const paths = await Promise.all(indexes.map(index => store.read.log.inclusion(index, now)))
  tell('prove inclusion', indexes.length, proving)
  const hashes = await Promise.all(indexes.map(index => store.read.log.nodes(0, index, 1)))
  const checking = performance.now()
  for (const [i, leafIndex] of indexes.entries())
    if (!verifyInclusion({ leafHash: hashes[i]!, leafIndex, treeSize: now, path: paths[i]!, root }))
      throw new Error(`leaf ${leafIndex} is not proved`)
  tell('verify inclusion', indexes.length, checking)
  const consistency = performance.now()
  for (const index of indexes.slice(0, 5000)) {
    const oldSize = index + 1
    const path = await store.read.log.consistency(oldSize, now)
    const oldRoot = await store.read.log.root(oldSize)
    if (!verifyConsistency({ oldSize, size: now, oldRoot, root, path })) throw new Error(`${oldSize} is not`)
  }
  tell('prove consistency and verify', 5000, consistency)

  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  const verifying = performance.now()
  const found = await log.verify()
  delay.disable()
  if (found.findings > 0 || found.leaves !== now) throw new Error(JSON.stringify(found))
  const stall = (delay.max / 1e6).toFixed(0)
  tell(
    'verify the whole log',
    now,
    verifying,
    `(${found.checkpoints} checkpoints, longest stall ${stall} ms)`,
  )
  const memory = Math.round(process.memoryUsage().rss / 2 ** 20)
  const database = statSync(join(dataDir, 'store.db')).size
  process.stdout.write(`store.db ${Math.round(database / now)} bytes a leaf, resident ${memory} MiB\n`)
} finally {
  rmSync(dataDir, { recursive: true, force: true })
}
