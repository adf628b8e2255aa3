/** The index killed while it is made, and on a disk that is full: it goes on by itself, and nothing is missing. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { wholeProvince } from '../../src/ports/search.ts'
import type { Store } from '../../src/ports/store.ts'
import type { OpenSearch } from '../../src/search/search.ts'
import { smallDisk } from '../acceptance/faulty-disk.ts'
import { letter, letterBytes } from '../conformance/letters.ts'
import { whenThisProcessEnds } from '../support/server-process.ts'
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
  await using disk = await smallDisk(96)
  if (disk === undefined) return context.skip()
  await using opened = await openBoth({ dataDir: disk.path })
  const numbers = await fill(opened.store, 1500)
  const filler = join(disk.path, 'filler')
  const filling = openSync(filler, 'w')
  try {
    for (;;) writeSync(filling, Buffer.alloc(64 * 1024))
  } catch (error) {
    expect(error).toMatchObject({ code: 'ENOSPC' })
  }
  closeSync(filling)
  opened.search.start()
  await expect
    .poll(() => opened.troubles.join(), { timeout: 20_000 })
    .toMatch(/the index waits and tries again/)
  await wait(smallShards.indexRetryMs * 5)
  expect(opened.troubles).toHaveLength(1)
  expect((await opened.search.state()).behind).toBeGreaterThan(0)

  rmSync(filler)
  await expectWhole(opened.search, numbers)
}, 60_000)
