import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { FlagJournal, mostJournalBytes } from './flag-journal.ts'
import { type FlagsNotice, KnownChanges, mostPendingBytes } from './known-changes.ts'
import { Modseqs } from './modseqs.ts'

const directory = mkdtempSync(join(tmpdir(), 'congvu-changes-'))
afterAll(() => rmSync(directory, { recursive: true }))

const path = join(directory, 'journal')

function setUp() {
  const journal = new FlagJournal(path, 5)
  const modseqs = new Modseqs()
  modseqs.startAfter(100)
  modseqs.reservedTo(10_000_000)
  const changes = new KnownChanges(journal, modseqs, 0)
  const take = (uid: number, count = 1, ranges = 1) => {
    const uids = Uint32Array.from({ length: count }, (_, i) => uid + i)
    const runs = new Uint32Array(2 * ranges).fill(uid)
    const flags = new Uint32Array(count).fill(4)
    return changes.take({ mailbox: 7, box: 1, keep: 0, set: 4, runs, uids, flags })
  }
  const told: FlagsNotice[] = []
  const failed = () => changes.failed(notice => told.push(notice))
  return { changes, take, told, failed, [Symbol.dispose]: () => journal[Symbol.dispose]() }
}

describe('changes of flags that cannot be stored', () => {
  it('are told once more to who waits for them, before he reads', async () => {
    using each = setUp()
    for (const uid of [1, 2, 3]) each.take(uid)
    each.changes.stored(1)
    let toldBefore: number | undefined
    const waiting = each.changes.settled().then(() => {
      toldBefore = each.told.length
    })
    each.failed()
    await waiting
    expect(toldBefore).toBe(2)
    expect(each.told).toMatchObject([
      { mailbox: 7, modseq: 102, uids: Uint32Array.of(2), flags: Uint32Array.of(4), again: true },
      { mailbox: 7, modseq: 103, uids: Uint32Array.of(3), flags: Uint32Array.of(4), again: true },
    ])
  })

  it('are told nobody twice who does not wait', () => {
    using each = setUp()
    each.take(1)
    each.failed()
    expect(each.told).toEqual([])
    expect(each.changes.isBehind({ mailbox: 7 })).toBe(true)
    each.changes.stored(1)
    expect(each.changes.isBehind({ mailbox: 7 })).toBe(false)
  })
})

describe('the journal', () => {
  /** Changes of so many ranges that a few of them make the file worth emptying. */
  const ranges = 20_000

  it('keeps what is stored until it is synced, and what was taken since', () => {
    using each = setUp()
    for (let i = 0; i < 3; i++) each.take(1, 1, ranges)
    const written = statSync(path).size
    each.changes.stored(3)
    expect(statSync(path).size).toBe(written)
    each.changes.synced(2)
    expect(statSync(path).size).toBe(written)
    each.changes.synced(3)
    expect(statSync(path).size).toBe(0)
  })

  it('takes no more than its bound until it is emptied, however much of it is stored', () => {
    using each = setUp()
    const recordBytes = 40 + 8 * ranges
    for (let number = 1; number <= Math.floor(mostJournalBytes / recordBytes); number++) {
      expect(each.take(1, 1, ranges)?.modseq).toBe(100 + number)
      each.changes.stored(number)
    }
    expect(each.take(1, 1, ranges)).toBeUndefined()
    expect(statSync(path).size).toBeLessThanOrEqual(mostJournalBytes)
    each.changes.synced(Math.floor(mostJournalBytes / recordBytes))
    expect(each.take(1, 1, ranges)).toBeDefined()
  })
})

it('keeps no more octets of changes that are not stored than its bound', () => {
  using each = setUp()
  const messages = 1_000_000
  const most = Math.floor(mostPendingBytes / (8 * messages + 8))
  for (let number = 1; number <= most; number++) expect(each.take(1, messages)).toBeDefined()
  expect(each.take(1, messages)).toBeUndefined()
  expect(each.take(1, 1)).toBeDefined()
  each.changes.stored(1)
  expect(each.take(1, messages)).toBeDefined()
})
