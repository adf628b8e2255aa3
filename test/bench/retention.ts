/**
 * How fast letters are erased and segments compacted, and what others feel of it: the main thread's longest step, and the
 * slowest commit of letters that come meanwhile. Run on demand:
 *
 *     node test/bench/retention.ts [--dir DIR] [--letters 100000] [--kilobytes 12]
 */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { createRetention } from '../../src/archive/retention/retention.ts'
import { defaultLimits } from '../../src/base/limits.ts'
import { silentLogger } from '../../src/base/log.ts'
import type { Store } from '../../src/ports/store.ts'
import { loadMasterKey } from '../../src/store/master-key.ts'
import { openSqliteStore } from '../../src/store/sqlite/open.ts'
import { letter, letterBytes, newBox, provision, value } from '../conformance/letters.ts'
import { ScanningIndex } from '../support/scanning-index.ts'

const { values } = parseArgs({
  options: {
    dir: { type: 'string' },
    letters: { type: 'string', default: '100000' },
    kilobytes: { type: 'string', default: '12' },
  },
})
const letters = Number(values.letters)
const bytes = Number(values.kilobytes) * 1024
const boxes = 200
const now = Date.now()
const yearMs = 365 * 86_400_000

const dataDir = mkdtempSync(join(values.dir ?? tmpdir(), 'congvu-retention-'))
const limits = { ...defaultLimits, hotBytes: 1024 * 1024, segmentBytes: 64 * 1024 * 1024 }
const store = await openSqliteStore({ dataDir, masterKey: loadMasterKey(dataDir), limits })
const clock = { now: () => now }
const retention = createRetention({
  store,
  index: new ScanningIndex(store),
  clock,
  limits,
  log: silentLogger,
})
const { agencyIds } = await provision(store)
const boxIds = value(
  await store.write.addBoxes(
    Array.from({ length: boxes }, (_, i) => newBox(`canbo.${i}@caobang.gov.vn`, agencyIds[i % 3]!)),
  ),
)
let next = 1

/** A quarter is text, the rest packs no better than base64. */
function letterOf(number: number): Buffer {
  const attachment = randomBytes(Math.floor((bytes * 9) / 16)).toString('base64')
  return Buffer.concat([letterBytes(number, bytes / 4), Buffer.from(attachment.replace(/.{76}/g, '$&\r\n'))])
}

function commit(ageMs: number): Promise<unknown> {
  const number = next++
  const agencyId = agencyIds[number % 3]!
  return store.write.commitMessage(
    letter({
      number,
      bytes: letterOf(number),
      from: { boxId: boxIds[0]!, agencyId },
      to: [0, 1].map(i => ({ boxId: boxIds[(number + i) % boxes]!, agencyId })),
      change: message => ({ ...message, entry: { ...message.entry, receivedAt: now - ageMs } }),
    }),
  )
}

/** Letters that come while `work` runs, one every 20 ms; the slowest of them, and the main thread's longest step. */
async function underLoad<T>(name: string, work: () => Promise<T>): Promise<T> {
  const delay = monitorEventLoopDelay({ resolution: 1 })
  const taken: number[] = []
  let running = true
  const load = (async () => {
    while (running) {
      const start = performance.now()
      await commit(0)
      taken.push(performance.now() - start)
      await wait(20)
    }
  })()
  delay.enable()
  const start = performance.now()
  const result = await work()
  const ms = performance.now() - start
  delay.disable()
  running = false
  await load
  taken.sort((a, b) => a - b)
  const at = (share: number) => (taken[Math.floor(share * (taken.length - 1))] ?? 0).toFixed(1)
  console.log(
    `${name}: ${(ms / 1000).toFixed(2)} s; main thread p99 ${(delay.percentile(99) / 1e6).toFixed(1)} ms, longest ${(delay.max / 1e6).toFixed(1)} ms; others' commits p50 ${at(0.5)}, p99 ${at(0.99)}, longest ${at(1)} ms of ${taken.length}`,
  )
  return result
}

async function setDefault(store: Store, months: number): Promise<void> {
  const none = { agencyId: null, documentKind: null, rule: null, direction: null, verdict: null }
  const change = { kind: 'set-retention', name: 'chung', keep: { months, days: 0 }, ...none } as const
  value(await store.write.changePolicy(change, 'quantri', now))
}

const filled = performance.now()
for (let i = 0; i < letters; i += 200)
  await Promise.all(Array.from({ length: 200 }, (_, j) => commit((i + j) % 10 === 0 ? 0 : 3 * yearMs)))
console.log(`${letters} letters in ${((performance.now() - filled) / 1000).toFixed(1)} s`)
await wait(3000)
console.log(`store.db ${(statSync(join(dataDir, 'store.db')).size / 1e6).toFixed(0)} MB`)

await setDefault(store, 12)
// Classes that have to be asked for, and match nothing.
for (const [i, rule] of ['D1b-free', 'D3-staff', 'D5-kinds', 'D1c-archive'].entries()) {
  const terms = { agencyId: agencyIds[i % 3]!, documentKind: 'QĐ', rule, direction: null, verdict: null }
  const change = { kind: 'set-retention', name: rule, keep: null, ...terms } as const
  value(await store.write.changePolicy(change, 'quantri', now))
}
const preview = await underLoad('trial run', () => retention.preview())
console.log(`  ${preview.entries} due, ${preview.groups.length} groups`)
const start = performance.now()
const applied = await underLoad('apply', () =>
  retention.apply({ operator: 'quantri', role: 'administrator' }).then(value),
)
const seconds = (performance.now() - start) / 1000
console.log(
  `  ${applied.entries} erased, ${Math.round(applied.entries / seconds)}/s, ${applied.references} references, ${applied.acts.length} acts, complete ${applied.complete}`,
)
const compactStart = performance.now()
const compacted = await underLoad('compact', () => retention.compact(90))
const compactSeconds = (performance.now() - compactStart) / 1000
console.log(
  `  ${compacted.segments} segments of ${(compacted.freedBytes / 1e6).toFixed(0)} MB given up, ${(compacted.movedBytes / 1e6).toFixed(1)} MB of ${compacted.blobs} blobs copied: ${(compacted.freedBytes / 1e6 / compactSeconds).toFixed(0)} MB/s of segments, ${(compacted.movedBytes / 1e6 / compactSeconds).toFixed(1)} MB/s copied`,
)
await store[Symbol.asyncDispose]()
rmSync(dataDir, { recursive: true, force: true })
