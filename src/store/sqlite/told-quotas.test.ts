/** What boxes use of their quotas, as the store tells it without asking the database, beside what the database has. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import {
  addresses,
  letter,
  letterBytes,
  provision,
  value,
  viewOf,
} from '../../../test/conformance/letters.ts'
import { breathe } from '../../base/breath.ts'
import { defaultLimits } from '../../base/limits.ts'
import { flagBits, type Mailbox, type NewMessage } from '../../ports/mailboxes.ts'
import type { Store } from '../../ports/store.ts'
import { openReaderDb, type Statement } from './connection.ts'
import { openSqliteStore } from './open.ts'
import { MailboxReader } from './reads/mailboxes.ts'

let dataDir: string
let store: Store

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'congvu-quotas-'))
  store = await openSqliteStore({ dataDir, masterKey: new Uint8Array(32), limits: defaultLimits })
  await provision(store)
})
afterEach(async () => {
  await store[Symbol.asyncDispose]()
  rmSync(dataDir, { recursive: true })
})

function message({ id }: Mailbox, number: number): NewMessage {
  const bytes = letterBytes(number)
  const plain = { flags: flagBits.deleted, keywords: [], internalDateMs: 0 }
  return { mailbox: id, bytes, view: viewOf(bytes, number), ...plain }
}

const step = fc.record({
  kind: fc.constantFrom('append', 'deliver', 'copy', 'move', 'expunge', 'folder', 'quota'),
  /** Whether somebody asks while it is under way: at once, or when it is committed and was not told of. */
  asks: fc.constantFrom('never', 'at once', 'late'),
  waits: fc.boolean(),
})

/** The writer goes on meanwhile, and what it says waits. */
function sleepThrough(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 15)
}

it('is what the database has, whenever all is told', async () => {
  const boxes = await Promise.all(addresses.slice(0, 2).map(address => store.read.directory.box(address)))
  const [one, other] = boxes.map(box => box!.id) as [number, number]
  const inbox = (await store.read.mailboxes.byName(one, 'INBOX'))!
  const foreign = (await store.read.mailboxes.byName(other, 'INBOX'))!
  const db = openReaderDb(join(dataDir, 'store.db'))
  const { mailboxes } = store.read
  const quotas = () => Promise.all([one, other].map(box => mailboxes.quota(box)))
  let number = 0
  const run = async (kind: string): Promise<unknown> => {
    number++
    const all = Uint32Array.from({ length: 40 }, (_, i) => Math.max(1, number - i)).toSorted()
    if (kind === 'append') return await store.write.append([message(inbox, number), message(foreign, number)])
    if (kind === 'deliver') return await store.write.commitMessage(letter({ number, to: [{ boxId: one }] }))
    if (kind === 'copy') return await store.write.copy(inbox.id, all, foreign.id)
    if (kind === 'move') return await store.write.move(foreign.id, all, inbox.id)
    if (kind === 'expunge') return await store.write.expunge(inbox.id, 'all')
    if (kind === 'quota') return await store.write.changeBox(addresses[0]!, { quotaBytes: 1e9 + number })
    const made = value(await store.write.createMailbox(one, `Hồ sơ ${number}`, null))
    await store.write.append([message(made, number)])
    return await store.write.removeMailbox(one, made.name)
  }
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async steps => {
      const underWay: Promise<unknown>[] = []
      for (const { kind, asks, waits } of steps) {
        underWay.push(run(kind))
        if (asks === 'late') await breathe().then(sleepThrough)
        if (asks !== 'never') await quotas()
        if (waits) await Promise.all(underWay)
      }
      await Promise.all(underWay)
      const fresh = new MailboxReader(db)
      expect(await quotas()).toEqual([await fresh.quota(one), await fresh.quota(other)])
    }),
    { numRuns: 25 },
  )
  db.close()
})

it('asks the database once', async () => {
  const box = (await store.read.directory.box(addresses[0]!))!.id
  const db = openReaderDb(join(dataDir, 'store.db'))
  const statement = Object.getPrototypeOf(db.prepare('SELECT 1')) as Statement
  db.close()
  const get = vi.spyOn(statement, 'get')
  try {
    const before = (await store.read.mailboxes.quota(box))!
    const inbox = (await store.read.mailboxes.byName(box, 'INBOX'))!
    await store.write.append([message(inbox, 1)])
    expect(await store.read.mailboxes.quota(box)).toMatchObject({ messages: before.messages + 1 })
    const sources = get.mock.contexts.map(each => (each as Statement).source)
    expect(sources.filter(source => source.includes('quota_bytes'))).toHaveLength(1)
  } finally {
    get.mockRestore()
  }
})
