/** The index killed while it is made, and on a disk that is full: it goes on by itself, and nothing is missing. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { EntryId } from '../../src/ports/archive.ts'
import { wholeProvince } from '../../src/ports/search.ts'
import { type Store, StoreError } from '../../src/ports/store.ts'
import type { OpenSearch } from '../../src/search/search.ts'
import { letter, letterBytes } from '../conformance/letters.ts'
import { whenThisProcessEnds } from '../support/server-process.ts'
import { SmallDisk } from '../support/small-disk.ts'
import { smallShards } from './corpus.ts'
import { openBoth } from './opened.ts'

async function fill(store: Store, count: number): Promise<readonly number[]> {
  const numbers = Array.from({ length: count }, (_, index) => index + 1)
  await Promise.all(
    numbers.map(number =>
      store.write.commitMessage(letter({ number, bytes: letterBytes(number, 2500), to: [{}] })),
    ),
  )
  return numbers
}

/** Letters that come one after the other, each to be found by its number; what was not taken says that the disk is full. */
class Arriving {
  readonly taken = new Map<number, EntryId>()
  refused = 0
  #number = 0
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  async come(count: number): Promise<void> {
    await Promise.all(Array.from({ length: count }, () => this.#one()))
  }

  async #one(): Promise<void> {
    const number = ++this.#number
    const message = letter({ number, bytes: letterBytes(number, 2500), to: [{}] })
    try {
      this.taken.set(number, (await this.#store.write.commitMessage(message)).entryId)
    } catch (error) {
      expect(error).toBeInstanceOf(StoreError)
      expect(error).toMatchObject({ reason: 'full', temporary: true })
      this.refused++
    }
  }

  /** Exactly the letters that were taken, whole, and each by its own number. */
  async expectFound(search: OpenSearch): Promise<void> {
    await search.caughtUp()
    const asked = { kind: 'words', field: 'body', words: ['phường'], exact: true, prefix: false } as const
    const { ids } = await search.entries(asked, wholeProvince, 0, this.#number + 1)
    expect(ids).toEqual([...this.taken.values()].toSorted((a, b) => a - b))
    for (const [number, id] of this.taken) {
      const { blob } = (await this.#store.read.archive.entry(id))!.forms[0]!
      const bytes = Buffer.from(await this.#store.read.blobs.bytes(blob))
      expect(bytes.equals(letterBytes(number, 2500)), `letter ${number}`).toBe(true)
      if (number % 50 !== 1) continue
      const one = { ...asked, words: [`${number}`, 'skhcn'] }
      expect((await search.entries(one, wholeProvince, 0, 10)).ids).toEqual([id])
    }
  }
}

/** Every letter by a word of its body, and one by the number that it alone has. */
async function expectWhole(search: OpenSearch, numbers: readonly number[]): Promise<void> {
  await search.caughtUp()
  const asked = { kind: 'words', field: 'body', words: ['phường'], exact: true, prefix: false } as const
  expect((await search.entries(asked, wholeProvince, 0, numbers.length + 1)).ids).toEqual(numbers)
  const { total } = await search.find({ kind: 'and', of: [] }, wholeProvince, {
    order: 'rank',
    after: null,
    limit: 1,
  })
  expect(total).toBe(numbers.length)
  for (const number of [1, numbers.length >> 1, numbers.length]) {
    const one = { ...asked, words: [`${number}`, 'skhcn'] }
    expect((await search.entries(one, wholeProvince, 0, 10)).ids.length).toBe(1)
  }
}

test.each(['index', 'reindex'])(
  'killed while it is made (%s), it goes on',
  async what => {
    const dataDir = mkdtempSync(join(tmpdir(), 'congvu-search-kill-'))
    try {
      let numbers: readonly number[] = []
      {
        await using opened = await openBoth({ dataDir })
        numbers = await fill(opened.store, 800)
      }
      let unfinished = 0
      for (const afterMs of [0, 100, 300]) {
        const program = join(import.meta.dirname, 'indexing-process.ts')
        const child = spawn(process.execPath, [program, dataDir, what], {
          stdio: ['ignore', 'pipe', 'inherit'],
        })
        const forget = whenThisProcessEnds(() => child.kill('SIGKILL'))
        await once(child.stdout, 'data')
        await wait(afterMs)
        child.kill('SIGKILL')
        await once(child, 'exit')
        forget()
        await using opened = await openBoth({
          dataDir,
          limits: { ...smallShards, indexBatchLetters: 1 },
        })
        if ((await opened.search.state()).behind > 0) unfinished++
      }
      // Kills in the middle are what this is about.
      expect(unfinished).toBeGreaterThan(0)
      await using opened = await openBoth({ dataDir })
      await expectWhole(opened.search, numbers)
      expect(opened.troubles).toEqual([])
    } finally {
      rmSync(dataDir, { recursive: true, force: true })
    }
  },
  120_000,
)

test('on a full disk it waits, says so once, and goes on when there is room', async context => {
  await using disk = await SmallDisk.mount(96)
  if (disk === undefined) return context.skip()
  await using opened = await openBoth({ dataDir: disk.path })
  const numbers = await fill(opened.store, 1500)
  disk.fill()
  opened.search.start()
  await expect
    .poll(() => opened.troubles.join(), { timeout: 20_000 })
    .toMatch(/the index waits and tries again/)
  await wait(smallShards.indexRetryMs * 5)
  expect(opened.troubles).toHaveLength(1)
  expect((await opened.search.state()).behind).toBeGreaterThan(0)

  disk.free()
  await expectWhole(opened.search, numbers)
}, 60_000)

test('a disk that fills up while letters come and are indexed: nothing that was taken is lost or missing', async context => {
  await using disk = await SmallDisk.mount(64)
  if (disk === undefined) return context.skip()
  await using opened = await openBoth({ dataDir: disk.path })
  const { store, search } = opened
  const arriving = new Arriving(store)
  search.start()
  await arriving.come(100)
  expect(arriving.refused).toBe(0)
  for (let time = 1; time <= 3; time++) {
    // Full in the midst of both.
    const coming = arriving.come(200)
    disk.fill()
    await coming
    for (let more = 0; more < 100 && arriving.refused < 20 * time; more++) {
      await arriving.come(20)
      disk.fill()
    }
    expect(arriving.refused).toBeGreaterThanOrEqual(20 * time)
    disk.free()
    const before = arriving.taken.size
    await arriving.come(20)
    expect(arriving.taken.size).toBe(before + 20)
    await arriving.expectFound(search)
  }
}, 120_000)

test('where only the index has no room, letters are taken, and found when there is', async context => {
  await using disk = await SmallDisk.mount(16)
  if (disk === undefined) return context.skip()
  const dataDir = mkdtempSync(join(tmpdir(), 'congvu-search-full-'))
  try {
    symlinkSync(join(disk.path, 'search.db'), join(dataDir, 'search.db'))
    await using opened = await openBoth({ dataDir })
    const { store, search } = opened
    const arriving = new Arriving(store)
    search.start()
    await arriving.come(50)
    await arriving.expectFound(search)
    disk.fill()
    for (let more = 0; more < 20; more++) await arriving.come(50)
    await expect
      .poll(() => opened.troubles.join(), { timeout: 20_000 })
      .toMatch(/the index waits and tries again/)
    await arriving.come(50)
    expect(arriving).toMatchObject({ refused: 0 })
    expect((await search.state()).behind).toBeGreaterThan(0)
    disk.free()
    await arriving.expectFound(search)
  } finally {
    rmSync(dataDir, { recursive: true, force: true })
  }
}, 120_000)
