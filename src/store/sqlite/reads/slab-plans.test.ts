import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, it, onTestFinished } from 'vitest'
import { letterBytes, provision, value, viewOf } from '../../../../test/conformance/letters.ts'
import { defaultLimits } from '../../../base/limits.ts'
import { flagBits } from '../../../ports/mailboxes.ts'
import { openReaderDb } from '../connection.ts'
import { openSqliteStore } from '../open.ts'
import { SlabSeal } from '../slab-seal.ts'
import { type SlabPlan, SlabPlanner } from './slab-plans.ts'

const masterKey = Buffer.alloc(32, 7)
const recipe = 5
const sizes = { leastLetters: 3, mostLetters: 6, mostBytes: 1000 }

async function place() {
  const dataDir = await mkdtemp(join(tmpdir(), 'congvu-plans-'))
  onTestFinished(() => rm(dataDir, { recursive: true }))
  const store = await openSqliteStore({ dataDir, masterKey, limits: defaultLimits })
  const { boxIds } = await provision(store)
  const { mailboxes } = store.read
  const drafts = (await mailboxes.byName(boxIds[1]!, 'Drafts'))!.id
  const trash = (await mailboxes.byName(boxIds[1]!, 'Trash'))!.id
  const db = openReaderDb(join(dataDir, 'store.db'))
  const planner = new SlabPlanner(db, masterKey, sizes)
  let incomplete = Number.POSITIVE_INFINITY

  async function append(count: number, filterBytes = 16) {
    const message = () => {
      const bytes = letterBytes(1)
      return { mailbox: drafts, bytes, view: viewOf(bytes, 1), flags: 0, keywords: [], internalDateMs: 1 }
    }
    value(await store.write.append(Array.from({ length: count }, message)))
    const views = [...(await mailboxes.snapshot(drafts)).views].slice(-count)
    const filterOf = (id: number) => Buffer.alloc(filterBytes, id)
    await store.write.keepTexts(
      recipe,
      views.map(id => ({ id, filter: filterOf(id), text: null })),
    )
    return views
  }

  const next = (of = recipe): SlabPlan | undefined => {
    for (const mailbox of planner.mailboxes()) {
      const found = planner.next(of, mailbox, incomplete)
      if (found !== undefined) return found
    }
    return undefined
  }
  const plan = (of = recipe) => {
    const found = next(of)
    return found && { outdated: found.outdated, uids: found.letters.map(({ uid }) => uid) }
  }

  /** Does as planned; answers the UIDs of what was put together and what went. */
  async function follow(of = recipe) {
    const { mailbox, letters, outdated } = next(of)!
    const [first, last] = [letters[0], letters.at(-1)]
    const shape = randomBytes(8)
    const slab = {
      mailbox,
      recipe: of,
      firstUid: first?.uid ?? 0,
      lastUid: last?.uid ?? 0,
      views: letters.map(({ view }) => view),
      shape,
      ...new SlabSeal(masterKey).seal({ mailbox, recipe: of, shape }, [Buffer.alloc(1)]),
    }
    await store.write.keepSlab(outdated, first === undefined ? null : slab)
    return { outdated, uids: letters.map(({ uid }) => uid) }
  }

  async function remove(uid: number) {
    const change = { mailbox: drafts, uids: Uint32Array.of(uid), keywords: [] }
    value(await store.write.setFlags({ ...change, mode: 'add', flags: flagBits.deleted }))
    await store.write.expunge(drafts, 'all')
  }

  return {
    store,
    drafts,
    trash,
    append,
    next,
    plan,
    follow,
    remove,
    sql(text: string) {
      const other = new Database(join(dataDir, 'store.db'))
      other.exec(text)
      other.close()
    },
    isIncompleteFrom(view: number) {
      incomplete = view
    },
    async [Symbol.asyncDispose]() {
      db.close()
      await store[Symbol.asyncDispose]()
    },
  }
}

it('put letters together that are enough, with their filters, and take small slabs in as more come', async () => {
  await using of = await place()
  await of.append(2)
  expect(of.plan()).toBeUndefined()
  await of.append(1)
  expect(
    of.next()!.letters.map(({ filter, view }) => Buffer.from(filter).equals(Buffer.alloc(16, view))),
  ).toEqual([true, true, true])
  expect(await of.follow()).toEqual({ outdated: [], uids: [1, 2, 3] })
  expect(of.plan()).toBeUndefined()
  await of.append(2)
  expect(of.plan()).toBeUndefined()
  await of.append(1)
  expect(await of.follow()).toEqual({ outdated: [1], uids: [1, 2, 3, 4, 5, 6] })
  await of.append(8)
  expect(await of.follow()).toEqual({ outdated: [], uids: [7, 8, 9, 10, 11, 12] })
  expect(of.plan()).toBeUndefined()
})

it('put together anew what is left of a slab when a letter goes', async () => {
  await using of = await place()
  await of.append(12)
  await of.follow()
  await of.follow()
  await of.remove(2)
  expect(await of.follow()).toEqual({ outdated: [], uids: [1, 3, 4, 5, 6] })
  await of.remove(8)
  await of.remove(9)
  await of.remove(10)
  expect(await of.follow()).toEqual({ outdated: [], uids: [7, 11, 12] })
  await of.remove(12)
  expect(of.plan()).toBeUndefined()
})

it('clear slabs away of another recipe, that cannot be opened or read, or most of whose letters left', async () => {
  await using of = await place()
  await of.append(12)
  await of.follow()
  await of.follow()
  expect(of.plan(recipe + 1)).toEqual({ outdated: [1, 2], uids: [] })
  of.sql('UPDATE filter_slabs SET shape = zeroblob(8) WHERE id = 2')
  expect(await of.follow()).toEqual({ outdated: [2], uids: [] })
  expect(await of.follow()).toEqual({ outdated: [], uids: [7, 8, 9, 10, 11, 12] })
  of.sql(`DELETE FROM slab_records WHERE id / ${2 ** 20} = 3`)
  expect(await of.follow()).toEqual({ outdated: [3], uids: [] })
  expect(await of.follow()).toEqual({ outdated: [], uids: [7, 8, 9, 10, 11, 12] })
  value(await of.store.write.move(of.drafts, Uint32Array.of(1, 2, 3), of.trash))
  // Those that left are put together where they are; half of the others are still there.
  expect(await of.follow()).toEqual({ outdated: [], uids: [1, 2, 3] })
  expect(of.plan()).toBeUndefined()
  value(await of.store.write.move(of.drafts, Uint32Array.of(4), of.trash))
  expect(await of.follow()).toEqual({ outdated: [1], uids: [] })
  expect(of.plan()).toBeUndefined()
})

it('wait for letters of which nothing is kept yet', async () => {
  await using of = await place()
  const views = await of.append(6)
  of.isIncompleteFrom(views[2]!)
  expect(of.plan()).toBeUndefined()
  of.isIncompleteFrom(views[4]!)
  expect(of.plan()).toEqual({ outdated: [], uids: [1, 2, 3, 4] })
})

it('do not put a slab together anew with letters beside it of which there is no filter', async () => {
  await using of = await place()
  await of.append(3)
  await of.follow()
  const views = await of.append(3)
  of.isIncompleteFrom(views[0]!)
  expect(of.plan()).toBeUndefined()
  of.isIncompleteFrom(views[2]! + 1)
  expect(await of.follow()).toEqual({ outdated: [1], uids: [1, 2, 3, 4, 5, 6] })
})

it('count no letter whose filter cannot be opened', async () => {
  await using of = await place()
  const views = await of.append(5)
  of.sql(`UPDATE text_filters SET sealed = zeroblob(length(sealed)) WHERE view_id > ${views[1]}`)
  expect(of.plan()).toBeUndefined()
  await of.append(1)
  expect(await of.follow()).toEqual({ outdated: [], uids: [1, 2, 6] })
  expect(of.plan()).toBeUndefined()
})

it('put no more octets together than a commit may bring', async () => {
  await using of = await place()
  await of.append(3, 400)
  expect(await of.follow()).toEqual({ outdated: [], uids: [1, 2] })
  await of.append(3, 400)
  // With those of the slab before they would be too many, time and again.
  expect(await of.follow()).toEqual({ outdated: [], uids: [3, 4] })
  expect(of.plan()).toBeUndefined()
})
