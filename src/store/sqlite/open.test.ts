import { spawnSync } from 'node:child_process'
import {
  appendFileSync,
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { letter, letterBytes, provision } from '../../../test/conformance/letters.ts'
import { setClass } from '../../../test/conformance/store-retention.ts'
import { defaultLimits } from '../../base/limits.ts'
import { verifyInclusion } from '../../base/merkle.ts'
import type { CommitMessage } from '../../ports/archive.ts'
import { loadMasterKey } from '../master-key.ts'
import { openSqliteStore } from './open.ts'
import { BlobReader } from './reads/blobs.ts'

let dataDir: string

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'congvu-open-'))
})
afterEach(() => rmSync(dataDir, { recursive: true }))

const open = () => openSqliteStore({ dataDir, masterKey: loadMasterKey(dataDir), limits: defaultLimits })
const modeOf = (name: string) => statSync(join(dataDir, name)).mode & 0o777
const segment = () => join(dataDir, 'blobs/00000001.seg')

describe('the data directory', () => {
  it('is readable by its owner alone', async () => {
    await using store = await open()
    await provision(store)
    expect(['keys', 'blobs'].map(modeOf)).toEqual([0o700, 0o700])
    const files = ['store.db', 'store.db-wal', 'store.db-shm', 'keys/master.key', 'lock']
    expect(files.map(modeOf)).toEqual(files.map(() => 0o600))
  })

  it('has one owner, whom the refusal names', async () => {
    const first = await open()
    await expect(open()).rejects.toThrow(`in use by process ${process.pid}`)
    await first[Symbol.asyncDispose]()
    await using _second = await open()
    expect(readFileSync(join(dataDir, 'lock'), 'utf8')).toMatch(new RegExp(`^${process.pid} `))
  })

  it('is taken over from an owner that is gone, even when its pid is in use again', async () => {
    const { pid } = spawnSync('true')
    writeFileSync(join(dataDir, 'lock'), `${pid} 12345 boot\n`)
    await (await open())[Symbol.asyncDispose]()
    writeFileSync(join(dataDir, 'lock'), `${process.pid} 1 another-boot\n`)
    await (await open())[Symbol.asyncDispose]()
  })

  it('is not opened with a schema from the future', async () => {
    await (await open())[Symbol.asyncDispose]()
    const db = new Database(join(dataDir, 'store.db'))
    db.pragma('user_version = 999')
    db.close()
    await expect(open()).rejects.toThrow('schema version 999')
    // The failed start let go of the directory.
    expect(() => readFileSync(join(dataDir, 'lock'))).toThrow('ENOENT')
  })
})

describe('a store from before the settings of the regulation', () => {
  const migrations = new URL('./migrations/', import.meta.url)

  /** As the program of then left it: agencies with actions of their own, a row of the ledger, a letter that waits. */
  function leaveOldStore(): void {
    const db = new Database(join(dataDir, 'store.db'))
    for (const name of readdirSync(migrations).sort().slice(0, 6))
      db.exec(readFileSync(new URL(name, migrations), 'utf8'))
    db.pragma('user_version = 6')
    db.exec(`
      INSERT INTO agencies VALUES
        (1, 'sokhcn', 'Sở Khoa học và Công nghệ', 'department', 'provincial', '[]', 61, 'hold', 'flag', 0),
        (2, 'thue', 'Thuế tỉnh', 'sector', 'sector-exempt', '["gdt.gov.vn"]', 180, 'flag', 'block', 0),
        (3, 'soyte', 'Sở Y tế', 'department', 'provincial', '[]', 50, 'flag', 'flag', 0);
      INSERT INTO violations VALUES (1, 'CB-2026-7F3K9Q', 1, 0, 'D1b-free', 'flag', 'free-mail-sender', 1, NULL, '', '[]');
      INSERT INTO held (entry_id, at, rule, address, agency_id, form, notify, orcpt)
        VALUES (1, 0, 'D1b-free', 'a@gmail.com', 1, 'received', '', '');`)
    db.close()
  }

  it('keeps what agencies had decided, the ledger, and the letters that wait', async () => {
    leaveOldStore()
    const before = Date.now()
    await using store = await open()
    const { actions, version } = await store.read.policy.state()
    const recipient = { reason: 'free-mail-recipient', agencyId: 1, direction: 'outbound', action: 'hold' }
    const sender = { reason: 'free-mail-sender', agencyId: 2, direction: 'inbound', action: 'block' }
    expect(actions).toEqual([recipient, sender])
    expect(version).toBe(2)
    expect((await store.read.policy.versions(9)).map(({ author, change }) => [author, change])).toEqual([
      ['migration', { kind: 'set-action', ...sender }],
      ['migration', { kind: 'set-action', ...recipient }],
    ])
    expect((await store.read.directory.agencies()).map(({ code }) => code)).toEqual([
      'sokhcn',
      'soyte',
      'thue',
    ])
    const [row] = await store.read.archive.violations({ limit: 1 })
    expect(row).toMatchObject({ ref: 'CB-2026-7F3K9Q', state: 'recorded', decidedBy: null, note: '' })
    const [held] = await store.read.queue.held({ limit: 1 })
    expect(held!.expiresAt).toBeGreaterThan(before + 2 * 86_400_000)
    expect(await store.read.queue.heldDue(before, 9)).toEqual([])
  })
})

describe('the master key', () => {
  it('is made once', () => {
    expect(loadMasterKey(dataDir)).toEqual(loadMasterKey(dataDir))
    expect(loadMasterKey(dataDir)).toHaveLength(32)
  })

  it('is refused when others may read it, and when it is cut short', () => {
    loadMasterKey(dataDir)
    const path = join(dataDir, 'keys/master.key')
    chmodSync(path, 0o640)
    expect(() => loadMasterKey(dataDir)).toThrow('mode 0640')
    chmodSync(path, 0o600)
    truncateSync(path, 16)
    expect(() => loadMasterKey(dataDir)).toThrow('16 bytes')
  })
})

describe('segments', () => {
  // Made anew each time: the store keeps the buffer of a large letter.
  const bytes = () => letterBytes(1, 300_000)

  async function fill(): Promise<number> {
    await using store = await open()
    const { boxIds } = await provision(store)
    const { entryId } = await store.write.commitMessage(
      letter({ number: 1, bytes: bytes(), to: [{ boxId: boxIds[1]! }] }),
    )
    return (await store.read.archive.entry(entryId))!.forms[0]!.blob
  }

  it('lose a tail that no row knows, and files that none does', async () => {
    const blob = await fill()
    const { size } = statSync(segment())
    appendFileSync(segment(), 'đuôi không ai biết')
    writeFileSync(join(dataDir, 'blobs/00000002.seg'), 'thừa')
    await using store = await open()
    expect(statSync(segment()).size).toBe(size)
    expect(() => statSync(join(dataDir, 'blobs/00000002.seg'))).toThrow('ENOENT')
    expect(Buffer.from(await store.read.blobs.bytes(blob)).equals(bytes())).toBe(true)
  })

  it('stop the start when bytes are missing', async () => {
    await fill()
    truncateSync(segment(), 100)
    await expect(open()).rejects.toThrow('has 100 bytes')
  })

  it('do not show what was changed or exchanged in them', async () => {
    const blob = await fill()
    const stored = readFileSync(segment())
    expect(stored.includes('SKHCN')).toBe(false)
    stored[200]! ^= 1
    writeFileSync(segment(), stored)
    await using store = await open()
    await expect(store.read.blobs.bytes(blob)).rejects.toMatchObject({ reason: 'damaged', blob })
  })

  it('are opened by no other key', async () => {
    const blob = await fill()
    await using store = await openSqliteStore({
      dataDir,
      masterKey: new Uint8Array(32),
      limits: defaultLimits,
    })
    await expect(store.read.blobs.bytes(blob)).rejects.toMatchObject({ reason: 'damaged' })
  })
})

describe('the log', () => {
  it('gives no valid proof for an entry whose row was changed', async () => {
    const first = await open()
    await provision(first)
    const { entryId } = await first.write.commitMessage(letter({ number: 1, to: [{}] }))
    const leaf = (await first.read.archive.entry(entryId))!.leaf.hash
    await first[Symbol.asyncDispose]()
    const db = new Database(join(dataDir, 'store.db'))
    db.prepare("UPDATE entries SET mail_from = 'ai.do@caobang.gov.vn'").run()
    db.close()
    await using store = await open()
    const proof = (await store.read.archive.proof(entryId))!
    expect(Buffer.from(proof.leafHash).equals(Buffer.from(leaf))).toBe(false)
    expect(verifyInclusion(proof)).toBe(false)
  })
})

it('what was opened of letters is let go when one is destroyed', async () => {
  await using store = await open()
  await provision(store)
  await setClass(store, 'chung', '1 year')
  const change = (made: CommitMessage) => ({ ...made, entry: { ...made.entry, receivedAt: 0 } })
  const { entryId } = await store.write.commitMessage(letter({ number: 1, to: [{}], change }))
  const at = Date.UTC(2026, 10, 23, 1)
  const order = { operator: 'quantri', role: 'administrator', at, className: 'chung', entries: [entryId] }
  await store.write.orderErasure(order)
  const forget = vi.spyOn(BlobReader.prototype, 'forget')
  try {
    expect(await store.write.destroyCondemned(9, at)).toMatchObject({ entries: [entryId] })
    expect(forget).toHaveBeenCalledOnce()
  } finally {
    forget.mockRestore()
  }
})
