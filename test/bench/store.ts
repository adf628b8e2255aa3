/**
 * How fast the store commits letters, with nothing in front of it: letters a second, the main thread's own time for
 * each, and the slowest commits. Run on demand:
 *
 *     node test/bench/store.ts [--dir DIR] [--seconds 4] [--kilobytes 4,30,1024] [--callers 1,20,100]
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { defaultLimits } from '../../src/base/limits.ts'
import type { CommitMessage } from '../../src/ports/archive.ts'
import type { Store } from '../../src/ports/store.ts'
import { loadMasterKey } from '../../src/store/master-key.ts'
import { openSqliteStore } from '../../src/store/sqlite/open.ts'
import { count, letter, letterBytes, newBox, provision, value, viewOf } from '../conformance/letters.ts'

const boxes = 200

const { values } = parseArgs({
  options: {
    dir: { type: 'string' },
    seconds: { type: 'string', default: '4' },
    kilobytes: { type: 'string', default: '4,30,1024' },
    callers: { type: 'string', default: '1,20,100' },
  },
})
const seconds = Number(values.seconds)
const numbers = (list: string) => list.split(',').map(Number)

async function boxesOf(store: Store): Promise<readonly number[]> {
  const { agencyIds } = await provision(store)
  const fresh = Array.from({ length: boxes }, (_, i) =>
    newBox(`canbo.${i}@caobang.gov.vn`, agencyIds[i % 3]!),
  )
  return value(await store.write.addBoxes(fresh))
}

/** A letter with the structure texts of a usual one. */
function template(bytes: Uint8Array): CommitMessage {
  const view = viewOf(bytes)
  const structure = {
    ...view.structure,
    envelope: Buffer.alloc(420, 'e'),
    bodyStructure: Buffer.alloc(260, 'b'),
    parts: 'p'.repeat(300),
  }
  const judgements = JSON.stringify([{ rule: 'D1b-free', action: 'allow', reason: 'provincial' }])
  const from = { boxId: 1, agencyId: 1 }
  return letter({
    number: 1,
    bytes,
    from,
    to: [{ boxId: 1, agencyId: 1 }],
    change: message => ({
      ...message,
      entry: { ...message.entry, judgements, authentication: '{"spf":"pass","dkim":"pass","dmarc":"pass"}' },
      views: [{ ...view, structure, form: 'received' }],
      counts: [count(null, bytes.length), count(1, bytes.length), count(2, bytes.length)],
    }),
  })
}

async function measure(store: Store, boxIds: readonly number[], bytes: Uint8Array, callers: number) {
  const message = template(bytes)
  const latencies: number[] = []
  let number = 0
  const end = performance.now() + seconds * 1000
  const cpu = process.threadCpuUsage()
  const start = performance.now()
  async function write(): Promise<void> {
    while (performance.now() < end) {
      const n = number++
      const boxId = boxIds[n % boxIds.length]!
      const recipient = { ...message.entry.recipients[0]!, boxId, address: `canbo.${boxId}@caobang.gov.vn` }
      const entry = {
        ...message.entry,
        messageId: `<${n}.${bytes.length}@caobang.gov.vn>`,
        recipients: [recipient],
      }
      const began = performance.now()
      await store.write.commitMessage({
        ...message,
        entry,
        // The store keeps the buffer of a large letter.
        forms: message.forms.map(form => ({ ...form, bytes: Buffer.from(form.bytes) })),
        deliveries: [{ boxId, role: 'inbox', flags: 0, view: 0 }],
      })
      latencies.push(performance.now() - began)
    }
  }
  await Promise.all(Array.from({ length: callers }, write))
  const { user, system } = process.threadCpuUsage(cpu)
  latencies.sort((a, b) => a - b)
  const at = (share: number) => latencies[Math.floor((latencies.length - 1) * share)]!.toFixed(1)
  return {
    'size KB': Math.round(bytes.length / 1024),
    callers,
    'letters/s': Math.round((latencies.length * 1000) / (performance.now() - start)),
    'main µs/letter': Math.round((user + system) / latencies.length),
    'p50 ms': at(0.5),
    'p99 ms': at(0.99),
    'max ms': at(1),
  }
}

const dataDir = mkdtempSync(join(values.dir ?? tmpdir(), 'congvu-bench-'))
try {
  await using store = await openSqliteStore({
    dataDir,
    masterKey: loadMasterKey(dataDir),
    limits: defaultLimits,
  })
  const boxIds = await boxesOf(store)
  const rows: unknown[] = []
  for (const kilobytes of numbers(values.kilobytes)) {
    for (const callers of numbers(values.callers))
      rows.push(await measure(store, boxIds, letterBytes(1, kilobytes * 1024), callers))
  }
  console.table(rows)
} finally {
  rmSync(dataDir, { recursive: true })
}
