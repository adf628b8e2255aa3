import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, it, onTestFinished } from 'vitest'
import { letter, letterBytes, provision, value, viewOf } from '../../../../test/conformance/letters.ts'
import { defaultLimits } from '../../../base/limits.ts'
import type { NewSlab } from '../../../ports/kept-texts.ts'
import { flagBits } from '../../../ports/mailboxes.ts'
import type { Store } from '../../../ports/store.ts'
import { openSqliteStore } from '../open.ts'
import { SlabSeal } from '../slab-seal.ts'

const masterKey = Buffer.alloc(32, 7)
const recipe = 5

async function place() {
  const dataDir = await mkdtemp(join(tmpdir(), 'congvu-slabs-'))
  onTestFinished(() => rm(dataDir, { recursive: true }))
  const store = await openSqliteStore({ dataDir, masterKey, limits: defaultLimits })
  const { boxIds } = await provision(store)
  const box = boxIds[1]!
  for (let number = 1; number <= 4; number++)
    await store.write.commitMessage(letter({ number, to: [{ boxId: box }] }))
  const { mailboxes } = store.read
  const inbox = (await mailboxes.byName(box, 'INBOX'))!.id
  const drafts = (await mailboxes.byName(box, 'Drafts'))!.id
  const sql = (text: string) => {
    const db = new Database(join(dataDir, 'store.db'))
    db.exec(text)
    db.close()
  }
  const counts = () => {
    const db = new Database(join(dataDir, 'store.db'), { readonly: true })
    const found = ['filter_slabs', 'slab_records', 'slab_views'].map(table =>
      db.prepare<unknown[], number>(`SELECT count(*) FROM ${table}`).pluck().get(),
    )
    db.close()
    return found
  }
  const sweep = async () => {
    expect(await store.write.sweepSlabs(1000)).toBe(true)
    return counts()
  }
  const views = [...(await mailboxes.snapshot(inbox)).views]
  return { store, box, inbox, drafts, views, sql, counts, sweep }
}

function slabOf(mailbox: number, firstUid: number, views: readonly number[], records = 3): NewSlab {
  const shape = randomBytes(40)
  const lastUid = firstUid + views.length - 1
  const plain = Array.from({ length: records }, (_, i) => Buffer.from(`record ${i} from ${firstUid}`))
  const sealed = new SlabSeal(masterKey).seal({ mailbox, recipe, shape }, plain)
  return { mailbox, recipe, firstUid, lastUid, views, shape, ...sealed }
}

async function read(store: Store, mailbox: number, uid = 0, of = recipe) {
  const slabs = await store.read.keptTexts.slabs!(of, mailbox, uid)
  return Promise.all(
    slabs.map(async slab => {
      const records = Array.from(await slab.records([0, 2, 9]), ([number, octets]) => [
        number,
        Buffer.from(octets).toString(),
      ])
      return { uids: [slab.firstUid, slab.lastUid], records }
    }),
  )
}

const found = (first: number, last: number) => ({
  uids: [first, last],
  records: [0, 2].map(number => [number, `record ${number} from ${first}`]),
})

it('are found in the order of UIDs, of one mailbox and recipe, and are replaced', async () => {
  const { store, inbox, drafts, views, sweep } = await place()
  await using _store = store
  await store.write.keepSlab([], slabOf(inbox, 3, views.slice(2)))
  await store.write.keepSlab([], slabOf(inbox, 1, views.slice(0, 2)))
  expect(await read(store, inbox)).toEqual([found(1, 2), found(3, 4)])
  expect(await read(store, inbox, 2)).toEqual([found(3, 4)])
  expect(await read(store, inbox, 4)).toEqual([])
  expect(await read(store, inbox, 0, recipe + 1)).toEqual([])
  expect(await read(store, drafts)).toEqual([])
  await store.write.keepSlab([1, 2], slabOf(inbox, 1, views))
  expect(await read(store, inbox)).toEqual([found(1, 4)])
  await store.write.keepSlab([3], null)
  expect(await sweep()).toEqual([0, 0, 0])
})

it('go with a letter of theirs, wherever else it was, and are not written when it is gone', async () => {
  const { store, inbox, drafts, views, sweep } = await place()
  await using _store = store
  const bytes = letterBytes(77)
  const flags = flagBits.draft | flagBits.deleted
  const view = viewOf(bytes, 77)
  value(await store.write.append([{ mailbox: drafts, bytes, view, flags, keywords: [], internalDateMs: 1 }]))
  const [draft = 0] = (await store.read.mailboxes.snapshot(drafts)).views
  await store.write.keepSlab([], slabOf(inbox, 1, [...views, draft]))
  await store.write.keepSlab([], slabOf(drafts, 1, [draft]))
  await store.write.keepSlab([], slabOf(inbox, 100, views.slice(1)))
  await store.write.expunge(drafts, 'all')
  expect(await sweep()).toEqual([1, 3, 3])
  expect(await read(store, inbox)).toEqual([found(100, 102)])
  await store.write.keepSlab([], slabOf(drafts, 1, [draft]))
  await store.write.keepSlab([], slabOf(inbox, 1, [...views, draft]))
  expect(await sweep()).toEqual([1, 3, 3])
})

it('lose with a letter their keys alone, and the rest a piece at a time', async () => {
  const { store, inbox, drafts, views, counts } = await place()
  await using _store = store
  const bytes = letterBytes(77)
  const flags = flagBits.draft | flagBits.deleted
  const view = viewOf(bytes, 77)
  value(await store.write.append([{ mailbox: drafts, bytes, view, flags, keywords: [], internalDateMs: 1 }]))
  const [draft = 0] = (await store.read.mailboxes.snapshot(drafts)).views
  await store.write.keepSlab([], slabOf(inbox, 1, [...views, draft]))
  await store.write.keepSlab([], slabOf(drafts, 1, [draft]))
  await store.write.keepSlab([], slabOf(inbox, 100, views))
  await store.write.expunge(drafts, 'all')
  expect(counts()).toEqual([1, 9, 10])
  const swept = []
  for (let isAll = false; !isAll; swept.push(counts().slice(1))) isAll = await store.write.sweepSlabs(4)
  expect(swept).toEqual([
    [6, 9],
    [6, 5],
    [3, 4],
    [3, 4],
  ])
  expect(await read(store, inbox)).toEqual([found(100, 103)])
})

it('go with their mailbox', async () => {
  const { store, box, views, counts, sweep } = await place()
  await using _store = store
  const { id } = value(await store.write.createMailbox(box, 'Khác', null))
  await store.write.keepSlab([], slabOf(id, 1, views))
  expect(counts()).toEqual([1, 3, 4])
  value(await store.write.removeMailbox(box, 'Khác'))
  expect(await sweep()).toEqual([0, 0, 0])
  await store.write.keepSlab([], slabOf(id, 1, views))
  expect(await sweep()).toEqual([0, 0, 0])
})

it('tell nothing that was changed on the disk', async () => {
  const { store, inbox, views, sql } = await place()
  await using _store = store
  await store.write.keepSlab([], slabOf(inbox, 1, views.slice(0, 2)))
  await store.write.keepSlab([], slabOf(inbox, 3, views.slice(2)))
  const record = (slab: number, number: number) => slab * 2 ** 20 + number
  sql(
    `UPDATE slab_records SET sealed = (SELECT sealed FROM slab_records WHERE id = ${record(2, 0)})
     WHERE id = ${record(1, 0)}`,
  )
  expect((await read(store, inbox))[0]!.records).toEqual([found(1, 2).records[1]])
  sql('UPDATE filter_slabs SET keys = (SELECT keys FROM filter_slabs WHERE id = 2)')
  expect((await read(store, inbox)).map(({ records }) => records)).toEqual([[], found(3, 4).records])
  sql(`UPDATE filter_slabs SET shape = x'00' WHERE id = 2`)
  expect((await read(store, inbox)).map(({ records }) => records)).toEqual([[], []])
})
