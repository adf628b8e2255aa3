/** Changes of flags that are told before the database has them. */
import { appendFileSync, closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { addresses, letter, provision, value } from '../../../../test/conformance/letters.ts'
import { defaultLimits } from '../../../base/limits.ts'
import { flagBits, type Mailbox } from '../../../ports/mailboxes.ts'
import type { Notice, Store } from '../../../ports/store.ts'
import { loadMasterKey } from '../../master-key.ts'
import { openSqliteStore, type SqliteStoreOptions } from '../open.ts'
import { encodeChange, encodeName, journalName } from './flag-journal.ts'

const { seen, flagged, deleted } = flagBits
const everyBit = 0xffff_ffff
const pageBytes = 4096

describe('flags that are told at once', () => {
  let dataDir: string
  let store: Store
  let inbox: Mailbox

  const open = (boot = 'one', log: SqliteStoreOptions['log'] = { warn() {}, error() {} }) =>
    openSqliteStore({ dataDir, masterKey: loadMasterKey(dataDir), limits: defaultLimits, boot, log })

  beforeEach(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'congvu-known-'))
    store = await open()
    await provision(store)
    const box = (await store.read.directory.box(addresses[1]!))!.id
    const to = [{ boxId: box }]
    for (let number = 1; number <= 5; number++) await store.write.commitMessage(letter({ number, to }))
    inbox = (await store.read.mailboxes.byName(box, 'INBOX'))!
  })
  afterEach(async () => {
    await store[Symbol.asyncDispose]()
    rmSync(dataDir, { recursive: true })
  })

  /** Adds flags to messages that have none so far. */
  function take(first: number, last: number, flags: number): number | undefined {
    const uids = Uint32Array.from({ length: last - first + 1 }, (_, i) => first + i)
    const runs = Uint32Array.of(first, last)
    const after = new Uint32Array(uids.length).fill(flags)
    const change = { mailbox: inbox.id, box: inbox.boxId, keep: everyBit, set: flags, runs }
    return store.takeFlags({ ...change, uids, flags: after })
  }

  /** The name that the database has for its journal. */
  function nameInStore(): number {
    const db = new Database(join(dataDir, 'store.db'), { readonly: true })
    const name = db.prepare("SELECT value FROM meta WHERE name = 'journal'").pluck().get() as number
    db.close()
    return name
  }

  /** Two changes of which the first is stored already. */
  function leaveJournal(name: number): void {
    const change = { modseq: inbox.modseq + 7, mailbox: inbox.id, keep: everyBit, set: deleted }
    const records = [
      encodeChange({ ...change, number: 1, runs: Uint32Array.of(5, 5) }),
      encodeChange({ ...change, number: 2, runs: Uint32Array.of(2, 3) }),
    ]
    writeFileSync(join(dataDir, journalName), Buffer.concat([encodeName(name), ...records]))
  }

  /** Spoils the first page of a table while the store is closed. */
  function damage(table: string): void {
    const path = join(dataDir, 'store.db')
    const db = new Database(path)
    const page = db.prepare('SELECT rootpage FROM sqlite_schema WHERE name = ?').pluck().get(table) as number
    db.close()
    const file = openSync(path, 'r+')
    writeSync(file, Buffer.alloc(pageBytes, 0xff), 0, pageBytes, (page - 1) * pageBytes)
    closeSync(file)
  }

  function annotate(): Promise<unknown> {
    const entries = [{ name: '/private/comment', value: Buffer.from('Đi') }]
    return store.write.setMetadata({ box: inbox.boxId, mailbox: inbox.id, entries, by: 0 })
  }

  async function stored(): Promise<string> {
    const { flags, modseqs } = await store.read.mailboxes.snapshot(inbox.id)
    return [...flags].map((bits, i) => `${bits}@${modseqs[i]! - inbox.modseq}`).join(' ')
  }

  const before = '0@-4 0@-3 0@-2 0@-1 0@0'

  it('show in every read that follows, with the counts', async () => {
    expect(take(2, 3, seen | flagged)).toBe(inbox.modseq + 1)
    expect(take(5, 5, seen | deleted)).toBe(inbox.modseq + 2)
    expect(await store.read.mailboxes.byId(inbox.id)).toMatchObject({
      ...{ unseen: 2, deleted: 1, modseq: inbox.modseq + 2 },
    })
    expect(await store.read.mailboxes.byName(inbox.boxId, 'INBOX')).toMatchObject({ unseen: 2 })
    expect(await stored()).toBe('0@-4 5@1 5@1 0@-1 9@2')
  })

  it('are told to everybody before the call returns, once', async () => {
    const notices: Notice[] = []
    store.onCommit(notice => notices.push(notice))
    take(1, 2, flagged)
    expect(notices).toMatchObject([{ kind: 'flags', mailbox: inbox.id, box: inbox.boxId }])
    await store.read.mailboxes.byId(inbox.id)
    expect(notices).toHaveLength(1)
  })

  it('come before whatever is written after them', async () => {
    take(1, 3, deleted)
    expect([...(await store.write.expunge(inbox.id, 'all')).uids]).toEqual([1, 2, 3])
  })

  it('wait their turn while something may concern the mailbox, and only then', async () => {
    const other = (await store.read.mailboxes.byName(inbox.boxId, 'Trash'))!
    const to = [{ boxId: inbox.boxId }]
    for (const write of [
      () => store.write.commitMessage(letter({ number: 9, to })),
      () => store.write.copy(inbox.id, Uint32Array.of(1), other.id),
      () => store.write.copy(other.id, Uint32Array.of(1), inbox.id),
      () => store.write.addAgencies([]),
    ]) {
      const written = write()
      expect(take(4, 4, flagged)).toBeUndefined()
      await written
    }
    const elsewhere = [{ boxId: inbox.boxId + 1 }]
    const written = store.write.commitMessage(letter({ number: 10, to: elsewhere }))
    expect(take(4, 4, flagged)).toBeGreaterThan(inbox.modseq)
    await written
  })

  it('are read from the journal after a crash, each once', async () => {
    take(1, 1, flagged)
    expect(await stored()).toMatch(/^4@1 /)
    await store[Symbol.asyncDispose]()
    // The first is stored already; it would show if it were taken for new.
    leaveJournal(nameInStore())
    store = await open()
    expect(await stored()).toBe('4@1 8@7 8@7 0@-1 0@0')
    expect(await store.read.mailboxes.byId(inbox.id)).toMatchObject({ deleted: 2, modseq: inbox.modseq + 7 })
  })

  it('are read from the journal again after a failure of the disk', async () => {
    await store[Symbol.asyncDispose]()
    damage('metadata')
    store = await open()
    const notices: Notice[] = []
    store.onCommit(notice => notices.push(notice))
    take(1, 1, flagged)
    expect(await stored()).toMatch(/^4@\d+ /)
    // As if the first had been committed, and gone with the sync that failed.
    const lost = { number: 2, modseq: inbox.modseq + 7, mailbox: inbox.id, keep: everyBit, set: deleted }
    appendFileSync(join(dataDir, journalName), encodeChange({ ...lost, runs: Uint32Array.of(2, 3) }))
    expect(notices).not.toContainEqual({ kind: 'uncertain' })
    await expect(annotate()).rejects.toMatchObject({ reason: 'io' })
    // Who keeps what notices would change hears that they may not come.
    expect(notices).toContainEqual({ kind: 'uncertain' })
    await store.write.setRecentUid(inbox.id, 1)
    expect(await stored()).toMatch(/^4@\d+ 8@7 8@7 0@-1 0@0$/)
  })

  it('are not read from the journal of another database', async () => {
    take(1, 1, flagged)
    await store[Symbol.asyncDispose]()
    leaveJournal(nameInStore() + 1)
    const warn = vi.fn()
    store = await open('one', { warn, error: warn })
    expect(await stored()).toBe('4@1 0@-3 0@-2 0@-1 0@0')
    expect(warn).toHaveBeenCalledExactlyOnceWith(
      expect.stringContaining('belongs to another database: 2 changes'),
    )
    await store[Symbol.asyncDispose]()
    // What follows is of this one.
    leaveJournal(nameInStore())
    store = await open()
    expect(await stored()).toBe('4@1 8@7 8@7 0@-1 0@0')
  })

  it('that can never be stored are given up whole, and nothing with them', async () => {
    await store[Symbol.asyncDispose]()
    const db = new Database(join(dataDir, 'store.db'))
    // The counters come last.
    db.exec(`CREATE TRIGGER refused BEFORE UPDATE OF unseen ON mailboxes WHEN new.unseen = 3
      BEGIN SELECT RAISE(ABORT, 'three are too few'); END`)
    db.close()
    const error = vi.fn()
    store = await open('one', { warn: error, error })
    take(1, 2, seen)
    take(3, 3, flagged)
    expect(await stored()).toMatch(/^0@-4 0@-3 4@\d+ 0@-1 0@0$/)
    expect(error).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('three are too few'))
  })

  it('on a page that is damaged are given up, and hold neither other writes nor the next start up', async () => {
    await store[Symbol.asyncDispose]()
    damage('messages')
    const error = vi.fn()
    store = await open('one', { warn: error, error })
    take(1, 1, flagged)
    value(await store.write.createMailbox(inbox.boxId, 'Tạm', null))
    expect(error).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('was not stored'))
    await store[Symbol.asyncDispose]()
    leaveJournal(nameInStore())
    store = await open('one', { warn: error, error })
    expect(error).toHaveBeenCalledTimes(2)
  })

  it('of a mailbox that is gone are passed over', async () => {
    const made = value(await store.write.createMailbox(inbox.boxId, 'Tạm', null))
    value(await store.write.removeMailbox(inbox.boxId, 'Tạm'))
    const nothing = { keep: 0, set: flagged, runs: Uint32Array.of(1, 9) }
    const known = { ...nothing, mailbox: made.id, box: inbox.boxId }
    store.takeFlags({ ...known, uids: Uint32Array.of(1), flags: Uint32Array.of(flagged) })
    expect(await stored()).toBe(before)
  })

  it('are known after a stop, on whatever start of the machine', async () => {
    take(1, 1, flagged)
    await store[Symbol.asyncDispose]()
    store = await open('two')
    expect(await stored()).toBe('4@1 0@-3 0@-2 0@-1 0@0')
  })

  it('count as changed, all of them, after the machine went down', async () => {
    // As if it had: the note of the last opening is of another start.
    await store[Symbol.asyncDispose]()
    const db = new Database(join(dataDir, 'store.db'))
    db.prepare("INSERT INTO meta VALUES ('boot', 12345)").run()
    db.close()
    store = await open('two')
    const { modseq } = (await store.read.mailboxes.byId(inbox.id))!
    expect(modseq).toBeGreaterThan(inbox.modseq)
    const { modseqs } = await store.read.mailboxes.snapshot(inbox.id)
    expect([...modseqs]).toEqual([modseq, modseq, modseq, modseq, modseq])
    // RFC 7162 §3.1.3: what the client knows is out of date.
    const change = { mailbox: inbox.id, uids: Uint32Array.of(1), mode: 'add', flags: seen } as const
    const asked = { ...change, keywords: [], unchangedSince: modseq - 1 }
    expect([...value(await store.write.setFlags(asked)).modified]).toEqual([1])
    expect([...value(await store.write.setFlags({ ...asked, unchangedSince: modseq })).uids]).toEqual([1])
  })
})
