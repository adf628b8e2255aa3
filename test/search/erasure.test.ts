/** The index while letters are erased: what an act has named is in no index that is made afterwards, and holds miss none. */
import { readdirSync, readlinkSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { createRetention } from '../../src/archive/retention/retention.ts'
import { parseSpan } from '../../src/base/keep-span.ts'
import { silentLogger } from '../../src/base/log.ts'
import type { EntryId } from '../../src/ports/archive.ts'
import { type Query, wholeProvince } from '../../src/ports/search.ts'
import { letter, value } from '../conformance/letters.ts'
import { makeEncryptedZip } from '../support/attachments.ts'
import { smallShards } from './corpus.ts'
import { type Opened, openBoth } from './opened.ts'

const now = Date.UTC(2026, 10, 23, 1)
const by = { operator: 'quantri', role: 'administrator' } as const
const words = (...of: readonly string[]): Query => ({
  kind: 'words',
  field: null,
  words: of,
  exact: false,
  prefix: false,
})

function mail(number: number, encrypted = false): Buffer {
  const text = `Giấy mời họp số ${number}\r\n`
  const head = 'From: an.nv@caobang.gov.vn\r\nTo: hanh.nt@caobang.gov.vn\r\nMIME-Version: 1.0\r\n'
  if (!encrypted) return Buffer.from(`${head}Content-Type: text/plain; charset=utf-8\r\n\r\n${text}`)
  const zip = makeEncryptedZip('hồ sơ.txt', 'Vụ Bản Giốc').toString('base64')
  return Buffer.from(
    `${head}Content-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${text}` +
      `--m\r\nContent-Type: application/zip\r\nContent-Disposition: attachment; filename=a.zip\r\n` +
      `Content-Transfer-Encoding: base64\r\n\r\n${zip}\r\n--m--\r\n`,
  )
}

async function filled(opened: Opened, count: number, encrypted: (number: number) => boolean = () => false) {
  const numbers = Array.from({ length: count }, (_, index) => index + 1)
  await Promise.all(
    numbers.map(number => {
      const change: Parameters<typeof letter>[0]['change'] = made => ({
        ...made,
        entry: { ...made.entry, receivedAt: now - 400 * 86_400_000, headerFrom: '', subject: `Số ${number}` },
      })
      return opened.store.write.commitMessage(
        letter({ number, bytes: mail(number, encrypted(number)), to: [{}], change }),
      )
    }),
  )
  const keep = value(parseSpan('1 year'))
  const none = { agencyId: null, documentKind: null, rule: null, direction: null, verdict: null }
  const change = { kind: 'set-retention', name: 'chung', keep, ...none } as const
  value(await opened.store.write.changePolicy(change, 'quantri', now))
  return numbers
}

function retentionOf({ store, search }: Opened) {
  const parts = { clock: { now: () => now }, limits: smallShards, log: silentLogger }
  return createRetention({ ...parts, store, index: search })
}

const order = (entries: readonly EntryId[]) => ({
  ...by,
  role: by.role,
  at: now,
  className: 'chung',
  entries,
})

describe('an index that is made anew', () => {
  test('has neither what was erased nor what is condemned', async () => {
    await using opened = await openBoth()
    const { store, search } = opened
    const numbers = await filled(opened, 60)
    await store.write.orderErasure(order([3, 4, 5, 60]))
    await store.write.destroyCondemned(2, now)
    await search.rebuild()
    await search.caughtUp()
    const left = numbers.filter(number => ![3, 4, 5, 60].includes(number))
    expect(await search.entries({ kind: 'and', of: [] }, wholeProvince, 0, 100)).toEqual({
      ids: left,
      indexedTo: 60,
    })
    expect(
      (await search.find(words('hop'), wholeProvince, { order: 'oldest', after: null, limit: 0 })).total,
    ).toBe(56)
  })

  test('has nothing of what is erased while it is made', async () => {
    await using opened = await openBoth({ limits: { ...smallShards, indexBatchLetters: 7 } })
    const numbers = await filled(opened, 400)
    const gone: EntryId[] = []
    opened.search.start()
    for (let i = 0; i < 40; i++) {
      const entries = [1 + i, 200 + i, 400 - i]
      await opened.store.write.orderErasure(order(entries))
      if (i % 3 === 0) await wait(1)
      await opened.store.write.destroyCondemned(2, now)
      await opened.search.forget(entries)
      gone.push(...entries)
      if (i === 20) await opened.search.rebuild()
    }
    await opened.search.caughtUp()
    const left = numbers.filter(number => !gone.includes(number))
    expect((await opened.search.entries({ kind: 'and', of: [] }, wholeProvince, 0, 1000)).ids).toEqual(left)
  }, 30_000)

  test('says of every answer how far it had come', async () => {
    await using opened = await openBoth({ limits: { ...smallShards, indexBatchLetters: 40 } })
    const numbers = await filled(opened, 300)
    await opened.search.caughtUp()
    let done = false
    const making = (async () => {
      for (let i = 0; i < 6 && !done; i++) {
        await opened.search.rebuild()
        await wait(60)
      }
      done = true
    })()
    let partial = 0
    while (!done) {
      const { ids, indexedTo } = await opened.search.entries(words('hop'), wholeProvince, 0, 1000)
      expect(ids).toEqual(numbers.slice(0, indexedTo))
      if (indexedTo < 300) partial++
    }
    await making
    // Answers of an index that is not whole are what this is about.
    expect(partial).toBeGreaterThan(0)
  }, 30_000)
})

describe('a hold', () => {
  const hold = (name: string, tree: Query) => ({
    name,
    tree,
    query: name,
    reason: 'Thanh tra',
    author: 'tt',
    addedAt: now,
  })

  test('keeps what could be read in part only, and may say what it asks for', async () => {
    await using opened = await openBoth()
    await filled(opened, 12, number => number % 4 === 0)
    await opened.search.caughtUp()
    expect((await opened.search.state()).partly).toBe(3)
    const { write, read } = opened.store
    const retention = retentionOf(opened)
    const kept = async (tree: Query): Promise<readonly EntryId[]> => {
      value(await write.addHold(hold('vụ', tree)))
      await retention.advanceHolds()
      const [standing] = await read.retention.holds(false)
      expect(standing).toMatchObject({ evaluatedTo: 12 })
      const found = await read.retention.heldBy(standing!.id, 0, 100)
      value(await write.removeHold('vụ', 'tt', 'Đã xong', now))
      return found
    }
    const one: Query = { kind: 'words', field: null, words: ['so', '3'], exact: false, prefix: false }
    const not = (of: Query): Query => ({ kind: 'not', of })
    const all = Array.from({ length: 12 }, (_, index) => index + 1)
    expect(await kept(words('ban', 'gioc'))).toEqual([4, 8, 12])
    expect(await kept(one)).toEqual([3, 4, 8, 12])
    expect(
      await kept({ kind: 'and', of: [words('ban', 'gioc'), { kind: 'ids', first: 1, last: 8 }] }),
    ).toEqual([4, 8])
    expect(await kept(not(words('hop')))).toEqual([4, 8, 12])
    expect(await kept(not(not(words('ban', 'gioc'))))).toEqual([4, 8, 12])
    expect(await kept({ kind: 'or', of: [not(one)] })).toEqual(all.filter(id => id !== 3))
    // What the rows say is known of every letter.
    expect(await kept({ kind: 'direction', direction: 'outbound' })).toEqual([])
    value(await write.addHold(hold('vụ', words('ban', 'gioc'))))
    await retention.advanceHolds()
    expect(value(await retention.apply(by))).toMatchObject({ entries: 9, blocked: { hold: 3 } })
  })

  test('of an agency that was removed stands still, and nothing beyond is erased', async () => {
    await using opened = await openBoth()
    await filled(opened, 5)
    await opened.search.caughtUp()
    const { write, read } = opened.store
    value(await write.addHold(hold('vụ', { kind: 'not', of: { kind: 'agency', code: 'sonongnghiep' } })))
    const retention = retentionOf(opened)
    await retention.advanceHolds()
    expect(await read.retention.holds(false)).toMatchObject([{ evaluatedTo: 0, matches: 0 }])
    expect(value(await retention.apply(by))).toMatchObject({ entries: 0, blocked: { 'hold-unknown': 5 } })
    value(await write.removeHold('vụ', 'tt', 'Đã xong', now))
    expect(value(await retention.apply(by))).toMatchObject({ entries: 5 })
  })

  test('is not deceived by an index that is made anew between two looks at it', async () => {
    await using opened = await openBoth({ limits: { ...smallShards, indexBatchLetters: 30, holdBatch: 50 } })
    await filled(opened, 300)
    await opened.search.caughtUp()
    const retention = retentionOf(opened)
    for (let round = 0; round < 8; round++) {
      const name = `vụ ${round}`
      value(await opened.store.write.addHold(hold(name, words('hop'))))
      await Promise.all([opened.search.rebuild(), retention.advanceHolds(), retention.advanceHolds()])
      const held = (await opened.store.read.retention.holds(false)).find(one => one.name === name)!
      const found = await opened.store.read.retention.heldBy(held.id, 0, 1000)
      expect(found.filter(id => id <= held.evaluatedTo)).toHaveLength(held.evaluatedTo)
      value(await opened.store.write.removeHold(name, 'tt', 'Đã xong', now))
    }
  }, 30_000)
})

test('the threads of the index let go of segments that are gone', async context => {
  if (process.platform !== 'linux') return context.skip()
  const limits = { ...smallShards, hotBytes: 0, hotBlobBytes: 10, segmentBytes: 1000 }
  await using opened = await openBoth({ limits })
  await filled(opened, 60)
  await opened.search.caughtUp()
  const deleted = () =>
    readdirSync('/proc/self/fd').filter(fd => {
      try {
        const path = readlinkSync(`/proc/self/fd/${fd}`)
        return path.startsWith(opened.dataDir) && path.endsWith('.seg (deleted)')
      } catch {
        return false
      }
    })
  const retention = retentionOf(opened)
  value(await retention.apply(by))
  expect((await retention.compact(90)).segments).toBeGreaterThan(0)
  await expect.poll(deleted, { timeout: 20_000 }).toEqual([])
}, 30_000)
