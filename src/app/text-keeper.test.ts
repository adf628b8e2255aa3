import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { expect, it, onTestFinished } from 'vitest'
import { letter, letterBytes, provision, value } from '../../test/conformance/letters.ts'
import { casemap } from '../base/casemap.ts'
import { defaultLimits, type Limits } from '../base/limits.ts'
import { silentLogger } from '../base/log.ts'
import { headerRecipe, keptHeader } from '../imap/fetch/kept-header.ts'
import { gramsOf, mayHold } from '../imap/search/grams.ts'
import { keptContent, recipeOf } from '../imap/search/kept-content.ts'
import { storedStructure } from '../mail/stored.ts'
import { scanMessage } from '../mail/structure.ts'
import { type KeptText, keptBatchBytes, keptBytes } from '../ports/kept-texts.ts'
import type { NewView } from '../ports/mailboxes.ts'
import { type Notice, type Store, StoreError } from '../ports/store.ts'
import { openSqliteStore } from '../store/sqlite/open.ts'
import { TextKeeper } from './text-keeper.ts'

const masterKey = Buffer.alloc(32, 7)

async function folder(): Promise<string> {
  const dataDir = await mkdtemp(join(tmpdir(), 'congvu-texts-'))
  onTestFinished(() => rm(dataDir, { recursive: true }))
  return dataDir
}

const open = (dataDir: string) => openSqliteStore({ dataDir, masterKey, limits: defaultLimits })

function keep(
  dataDir: string,
  store: Pick<Store, 'write' | 'onCommit'>,
  change: Partial<Limits> = {},
): TextKeeper {
  const limits = { ...defaultLimits, ...change }
  return new TextKeeper({ dataDir, masterKey, store, limits, log: silentLogger })
}

/** With a structure that can be read. */
function realView(bytes: Uint8Array): NewView {
  return {
    prefix: new Uint8Array(0),
    slices: [{ from: 'form', start: 0, end: bytes.length }],
    sizeBytes: bytes.length,
    structure: storedStructure(bytes, scanMessage(bytes, defaultLimits), 0),
  }
}

async function deliver(store: Store, box: number, first: number, count: number): Promise<readonly number[]> {
  for (let number = first; number < first + count; number++)
    await store.write.commitMessage(
      letter({
        number,
        to: [{ boxId: box }],
        change: message => ({
          ...message,
          views: message.views.map(({ form }) => ({ ...realView(letterBytes(number)), form })),
        }),
      }),
    )
  const inbox = (await store.read.mailboxes.byName(box, 'INBOX'))!
  return [...(await store.read.mailboxes.snapshot(inbox.id)).views]
}

const timeout = { timeout: 20_000 }

it('keeps what came before it and what comes, and goes on where it was', async () => {
  const dataDir = await folder()
  let views: readonly number[]
  let box: number
  const recipe = recipeOf(defaultLimits)
  const isKept = async (store: Store) =>
    (await store.read.keptTexts.filters(recipe, views)).length === views.length
  {
    await using store = await open(dataDir)
    const { boxIds } = await provision(store)
    box = boxIds[1]!
    views = await deliver(store, box, 1, 40)
    await using _keeper = keep(dataDir, store)
    await expect.poll(() => isKept(store), timeout).toBe(true)
    views = await deliver(store, box, 41, 3)
    await expect.poll(() => isKept(store), timeout).toBe(true)
    const drafts = (await store.read.mailboxes.byName(box, 'Drafts'))!
    const bytes = letterBytes(90)
    const draft = {
      mailbox: drafts.id,
      bytes,
      view: realView(bytes),
      flags: 0,
      keywords: [],
      internalDateMs: 1,
    }
    value(await store.write.append([draft]))
    views = [...views, ...(await store.read.mailboxes.snapshot(drafts.id)).views]
    await expect.poll(() => isKept(store), timeout).toBe(true)
    for (const [id, filter] of await store.read.keptTexts.filters(recipe, views)) {
      const [stored] = await store.read.mailboxes.views([id])
      const letter = Buffer.from(await store.read.blobs.bytes(stored!.blob)).toString()
      const number = /Công văn số \d+/.exec(letter)![0]
      expect(mayHold(filter, gramsOf(casemap(number)))).toBe(true)
      const [[, text] = []] = await store.read.keptTexts.texts(recipe, [id])
      expect(keptContent(text!)!.texts.join()).toContain(casemap(number))
    }
  }
  await using store = await open(dataDir)
  const kept: number[] = []
  const watched: Store = {
    ...store,
    read: store.read,
    write: {
      ...store.write,
      keepTexts: async (of, texts, progress) => {
        kept.push(...texts.map(({ id }) => id))
        await store.write.keepTexts(of, texts, progress)
      },
    },
    onCommit: listener => store.onCommit(listener),
  }
  await using _keeper = keep(dataDir, watched)
  const before = views
  views = await deliver(store, box, 50, 1)
  await expect.poll(() => isKept(store), timeout).toBe(true)
  expect(kept).toEqual(views.filter(id => !before.includes(id)))
})

it('makes all anew when they are made otherwise', async () => {
  const dataDir = await folder()
  await using store = await open(dataDir)
  const { boxIds } = await provision(store)
  const views = await deliver(store, boxIds[1]!, 1, 5)
  for (const imapSearchPartBytes of [10, 1000]) {
    const recipe = recipeOf({ ...defaultLimits, imapSearchPartBytes })
    await using _keeper = keep(dataDir, store, { imapSearchPartBytes })
    await expect
      .poll(async () => (await store.read.keptTexts.filters(recipe, views)).length, timeout)
      .toBe(views.length)
    for (const [, text] of await store.read.keptTexts.texts(recipe, views))
      expect(keptContent(text)!.texts.join().length > 10).toBe(imapSearchPartBytes > 10)
  }
})

it('passes over a letter that cannot be read', async () => {
  const dataDir = await folder()
  await using store = await open(dataDir)
  const { boxIds } = await provision(store)
  const box = boxIds[1]!
  const inbox = (await store.read.mailboxes.byName(box, 'INBOX'))!
  const bytes = letterBytes(1)
  const view = realView(bytes)
  const message = (parts: string) => ({
    mailbox: inbox.id,
    bytes: Uint8Array.from(bytes),
    view: { ...view, structure: { ...view.structure, parts } },
    flags: 0,
    keywords: [],
    internalDateMs: 1,
  })
  value(await store.write.append([message('not what it should be'), message(view.structure.parts)]))
  const { views } = await store.read.mailboxes.snapshot(inbox.id)
  await using _keeper = keep(dataDir, store)
  const recipe = recipeOf(defaultLimits)
  await expect
    .poll(async () => (await store.read.keptTexts.filters(recipe, [...views])).map(([id]) => id), timeout)
    .toEqual([views[1]])
})

it('is begun anew when somebody deletes it, and takes nothing that was changed on the disk', async () => {
  const dataDir = await folder()
  const recipe = recipeOf(defaultLimits)
  const change = (sql: string) => {
    const db = new Database(join(dataDir, 'store.db'))
    db.exec(sql)
    db.close()
  }
  let views: readonly number[]
  {
    await using store = await open(dataDir)
    const { boxIds } = await provision(store)
    views = await deliver(store, boxIds[1]!, 1, 3)
  }
  const keepAll = async () => {
    await using store = await open(dataDir)
    await using _keeper = keep(dataDir, store)
    await expect
      .poll(async () => (await store.read.keptTexts.texts(recipe, views)).length, timeout)
      .toBe(views.length)
  }
  await keepAll()
  change('DELETE FROM text_filters; DELETE FROM kept_texts; DELETE FROM kept_to')
  await keepAll()
  change(`UPDATE kept_texts SET sealed = x'00112233' WHERE view_id = ${views[0]}`)
  change(
    `UPDATE kept_texts SET sealed = (SELECT sealed FROM kept_texts WHERE view_id = ${views[2]})
     WHERE view_id = ${views[1]}`,
  )
  change(`UPDATE text_filters SET sealed = zeroblob(length(sealed)) WHERE view_id = ${views[0]}`)
  change(
    `UPDATE text_filters SET sealed = (SELECT sealed FROM text_filters WHERE view_id = ${views[1]})
     WHERE view_id = ${views[2]}`,
  )
  await using store = await open(dataDir)
  expect((await store.read.keptTexts.texts(recipe, views)).map(([id]) => id)).toEqual([views[2]])
  expect((await store.read.keptTexts.filters(recipe, views)).map(([id]) => id)).toEqual([views[1]])
})

it('goes on from what is stored when a write fails', async () => {
  const dataDir = await folder()
  await using store = await open(dataDir)
  const { boxIds } = await provision(store)
  const views = await deliver(store, boxIds[1]!, 1, 3)
  let failures = 2
  const failing: Pick<Store, 'write' | 'onCommit'> = {
    write: {
      ...store.write,
      keepTexts: async (...args) => {
        if (failures-- > 0) throw new StoreError('full')
        await store.write.keepTexts(...args)
      },
    },
    onCommit: listener => store.onCommit(listener),
  }
  await using _keeper = keep(dataDir, failing, { indexRetryMs: 10 })
  const recipe = recipeOf(defaultLimits)
  await expect
    .poll(async () => (await store.read.keptTexts.filters(recipe, views)).length, timeout)
    .toBe(views.length)
})

it('does nothing twice when the writer ends between a commit and its answer', async () => {
  const dataDir = await folder()
  await using store = await open(dataDir)
  const { boxIds } = await provision(store)
  const views = await deliver(store, boxIds[1]!, 1, 3)
  const inbox = (await store.read.mailboxes.byName(boxIds[1]!, 'INBOX'))!
  const bytes = letterBytes(4)
  const { structure, ...view } = realView(bytes)
  const unreadable = { ...view, structure: { ...structure, parts: 'not what it should be' } }
  value(
    await store.write.append([
      { mailbox: inbox.id, bytes, view: unreadable, flags: 0, keywords: [], internalDateMs: 1 },
    ]),
  )
  const asked: number[] = []
  const unanswered: Pick<Store, 'write' | 'onCommit'> = {
    write: {
      ...store.write,
      keepTexts: async (recipe, texts, keptTo) => {
        await store.write.keepTexts(recipe, texts, keptTo)
        asked.push(...texts.map(({ id }) => id))
        if (asked.length === views.length) throw new StoreError('closed')
      },
    },
    onCommit: listener => store.onCommit(listener),
  }
  const told: string[] = []
  const log = { ...silentLogger, warn: (_: unknown, message: string) => told.push(message) }
  const limits = { ...defaultLimits, indexRetryMs: 10 }
  await using _keeper = new TextKeeper({ dataDir, masterKey, store: unanswered, limits, log })
  await expect.poll(() => asked, timeout).toEqual(views)
  const [next] = (await deliver(store, boxIds[1]!, 5, 1)).slice(-1)
  await expect.poll(() => asked, timeout).toEqual([...views, next])
  // Not even the letter that has no text is read again.
  expect(told).toEqual([
    'letters could not be read for searches',
    'the texts of letters for searches are not kept for now',
  ])
})

it('gives the writer no more at a time than letters can wait for, and rests in between', async () => {
  const dataDir = await folder()
  await using store = await open(dataDir)
  const { boxIds } = await provision(store)
  const inbox = (await store.read.mailboxes.byName(boxIds[1]!, 'INBOX'))!
  const parts = (text: string) => Buffer.from(`Subject: Thu\r\nContent-Type: text/plain\r\n\r\n${text}\r\n`)
  for (let i = 0; i < 10; i++) {
    const bytes = parts(randomBytes(100_000).toString('hex'))
    const view = realView(bytes)
    value(
      await store.write.append([
        { mailbox: inbox.id, bytes, view, flags: 0, keywords: [], internalDateMs: 1 },
      ]),
    )
  }
  const jobs: { readonly sizes: readonly number[]; readonly at: number }[] = []
  const watched: Pick<Store, 'write' | 'onCommit'> = {
    write: {
      ...store.write,
      keepTexts: async (_, texts) => void jobs.push({ sizes: texts.map(keptBytes), at: performance.now() }),
    },
    onCommit: listener => store.onCommit(listener),
  }
  await using _keeper = keep(dataDir, watched)
  await expect.poll(() => jobs.flatMap(({ sizes }) => sizes).length, timeout).toBe(10)
  expect(jobs.length).toBeGreaterThan(1)
  for (const [i, { sizes, at }] of jobs.entries()) {
    const before = sizes.slice(0, -1).reduce((sum, size) => sum + size, 0)
    expect(before).toBeLessThan(keptBatchBytes)
    if (i > 0) expect(at - jobs[i - 1]!.at).toBeGreaterThan(95)
  }
})

it('keeps headers, of letters whose texts are kept already, too, and none that is longer than it may be', async () => {
  const dataDir = await folder()
  await using store = await open(dataDir)
  const { boxIds } = await provision(store)
  const inbox = (await store.read.mailboxes.byName(boxIds[1]!, 'INBOX'))!
  const headers = ['From: a\r\nSubject: Thu\r\n\r\n', `Subject: ${'x'.repeat(4000)}\r\n\r\n`, 'To: no end']
  const append = async (header: string) => {
    const bytes = Buffer.from(`${header}body`)
    const message = { mailbox: inbox.id, bytes, view: realView(bytes) }
    value(await store.write.append([{ ...message, flags: 0, keywords: [], internalDateMs: 1 }]))
  }
  for (const header of headers) await append(header)
  const { views } = await store.read.mailboxes.snapshot(inbox.id)
  const keptHeaders = async () =>
    (await store.read.keptHeaders.headers(headerRecipe, [...views], 'whole')).map(([, header]) =>
      Buffer.from(header).toString(),
    )
  const written: number[] = []
  const watched: Pick<Store, 'write' | 'onCommit'> = {
    write: {
      ...store.write,
      keepTexts: async (recipe, texts, keptTo) => {
        written.push(texts.length)
        await store.write.keepTexts(recipe, texts, keptTo)
      },
    },
    onCommit: listener => store.onCommit(listener),
  }
  const limits = { imapKeptHeaderBytes: 4000 }
  const expected = [headers[0], 'To: no endbody']
  {
    await using _keeper = keep(dataDir, watched, limits)
    await expect.poll(keptHeaders, timeout).toEqual(expected)
  }
  expect(written).toEqual([3])
  // As it is after the migration that brought headers.
  const db = new Database(join(dataDir, 'store.db'))
  db.exec('DELETE FROM kept_headers; DELETE FROM kept_to')
  db.close()
  expect(await keptHeaders()).toEqual([])
  await using _keeper = keep(dataDir, watched, limits)
  await expect.poll(keptHeaders, timeout).toEqual(expected)
  expect(written).toEqual([3, 0])
})

it('keeps no header that somebody changed on the disk, or put in the place of another', async () => {
  const dataDir = await folder()
  let views: readonly number[]
  {
    await using store = await open(dataDir)
    const { boxIds } = await provision(store)
    views = await deliver(store, boxIds[1]!, 1, 3)
    await store.write.keepHeaders(
      7,
      views.map(id => keptHeader(id, Buffer.from(`A: ${id}\r\n\r\n`))),
    )
    expect(await store.read.keptHeaders.headers(7, views, 'whole')).toHaveLength(3)
  }
  const db = new Database(join(dataDir, 'store.db'))
  const [one, two, three] = views
  expect(db.prepare("SELECT count(*) FROM kept_headers WHERE instr(whole, 'A: ')").pluck().get()).toBe(0)
  db.exec(
    `UPDATE kept_headers SET whole = (SELECT whole FROM kept_headers WHERE view_id = ${two}) WHERE view_id = ${one};
     UPDATE kept_headers SET whole = x'00112233' WHERE view_id = ${three}`,
  )
  db.close()
  await using store = await open(dataDir)
  expect((await store.read.keptHeaders.headers(7, views, 'whole')).map(([id]) => id)).toEqual([two])
})

/** A thread that reads letters 1 to 4, two at a time, does `each` with each, and `last` when it has answered. */
function threadThat(each: string, last = ''): URL {
  const code = `
    import { parentPort } from 'node:worker_threads'
    parentPort.on('message', ({ kind, after, passed }) => {
      if (kind === 'close') return parentPort.close()
      if (kind === 'pack') return parentPort.postMessage({ kind: 'packed', step: null, left: [], workedMs: 1, failed: 0, cause: '' })
      const kept = []
      const left = [1, 2, 3, 4].filter(view => view > (after ?? 0) && !passed.includes(view)).slice(0, 2)
      for (const view of left) {
        parentPort.postMessage({ kind: 'at', view })
        ${each}
        kept.push({ id: view, filter: new Uint8Array(1), text: null })
      }
      const keptTo = left.at(-1) ?? null
      const batch = {
        kind: 'batch', recipe: 1, kept, mailboxes: [], headerRecipe: 1, headers: [], keptTo, progressRecipe: 1,
        workedMs: 1, failed: 0, cause: '',
      }
      parentPort.postMessage(batch)
      ${last}
    })`
  return new URL(`data:text/javascript,${encodeURIComponent(code)}`)
}

it('passes over letters at which its thread died or hung twice, and tells which', async () => {
  const kept: number[] = []
  const told: object[] = []
  const store = {
    write: {
      keepTexts: async (_: number, texts: readonly KeptText[]) =>
        void kept.push(...texts.map(({ id }) => id)),
      sweepSlabs: async () => true,
    },
    onCommit: () => () => {},
  } as unknown as Store
  await using _keeper = new TextKeeper({
    dataDir: '',
    masterKey,
    store,
    limits: { ...defaultLimits, documentMs: 500, indexRetryMs: 10 },
    log: { ...silentLogger, error: (fields, message) => told.push({ ...fields, message }) },
    thread: threadThat("if (view === 2) throw new Error('dies'); while (view === 3);"),
  })
  await expect.poll(() => kept, timeout).toEqual([1, 4])
  const message = 'a letter that ends the thread is not kept for searches'
  expect(told.filter(each => 'view' in each)).toEqual([
    { view: 2, message },
    { view: 3, message },
  ])
})

it('goes on with a new thread when one ends with its answer, and blames no letter', async () => {
  const kept: number[][] = []
  const told: string[] = []
  const store = {
    write: {
      keepTexts: async (_: number, texts: readonly KeptText[]) => void kept.push(texts.map(({ id }) => id)),
      sweepSlabs: async () => true,
    },
    onCommit: () => () => {},
  } as unknown as Store
  await using _keeper = new TextKeeper({
    dataDir: '',
    masterKey,
    store,
    limits: { ...defaultLimits, indexRetryMs: 10 },
    log: { ...silentLogger, error: (_: unknown, message: string) => told.push(message) },
    thread: threadThat('', 'process.exit()'),
  })
  await expect
    .poll(() => kept, timeout)
    .toEqual([
      [1, 2],
      [3, 4],
    ])
  expect(told).toEqual([])
})

it('does nothing while mail pours in', async () => {
  /** As many letters as are noticed at most, of which a second later few enough are remembered. */
  const letters = 1.5 * defaultLimits.indexMailLetters
  const remembersMs = 1000
  let poured = 0
  let notice: (notice: Notice) => void = () => {}
  const pour = () => {
    poured = performance.now()
    notice({ kind: 'arrived', sizesBytes: new Uint32Array(letters) } as unknown as Notice)
  }
  const waited: number[] = []
  const store = {
    write: {
      keepTexts: async () => {
        waited.push(performance.now() - poured)
        pour()
      },
      sweepSlabs: async () => true,
    },
    onCommit: (listener: (notice: Notice) => void) => {
      notice = listener
      pour()
      return () => {}
    },
  } as unknown as Store
  await using _keeper = new TextKeeper({
    dataDir: '',
    masterKey,
    store,
    limits: defaultLimits,
    log: silentLogger,
    thread: threadThat(''),
  })
  // Before the first letters are read, and again after them.
  await expect.poll(() => waited.length, timeout).toBe(2)
  for (const ms of waited) expect(ms).toBeGreaterThan(0.95 * remembersMs)
})

/**
 * A thread that reads letters 1 to `views`, one at a time. Asked for the nth time (`asked`) to put filters together, it
 * answers with `packed`, where `step` tells in which mailboxes: [0] for all.
 */
function packingThread(views: string, packed: string): URL {
  const code = `
    import { parentPort } from 'node:worker_threads'
    let asked = 0
    parentPort.on('message', ({ kind, after, mailboxes }) => {
      if (kind === 'close') return parentPort.close()
      if (kind === 'pack') {
        asked++
        const step = { outdated: mailboxes ?? [0], slab: null }
        return parentPort.postMessage({ kind: 'packed', workedMs: 1, failed: 0, cause: '', ...(${packed}) })
      }
      const view = (after ?? 0) + 1
      parentPort.postMessage({
        kind: 'batch', recipe: 1, kept: [{ id: view, filter: new Uint8Array(1), text: null }], mailboxes: [5],
        headerRecipe: 1, headers: [], keptTo: view <= (${views}) ? view : null, progressRecipe: 1, workedMs: 1,
        failed: 0, cause: '',
      })
    })`
  return new URL(`data:text/javascript,${encodeURIComponent(code)}`)
}

/** A keeper over a store that only writes down what it is asked for. */
function watched(thread: URL, write: Partial<Store['write']> = {}, log = silentLogger) {
  const done: string[] = []
  let tell: (notice: Notice) => void = () => {}
  const store = {
    write: {
      keepTexts: async (_: number, [text]: readonly KeptText[]) => void done.push(`texts ${text!.id}`),
      keepSlab: async (outdated: readonly number[]) => void done.push(`slabs ${outdated}`),
      sweepSlabs: async () => {
        done.push('sweep')
        return true
      },
      ...write,
    },
    onCommit: (listener: (notice: Notice) => void) => {
      tell = listener
      return () => {}
    },
  } as unknown as Store
  const limits = { ...defaultLimits, indexRetryMs: 10 }
  const keeper = new TextKeeper({ dataDir: '', masterKey, store, limits, log, thread })
  const arrive = (mailbox: number, letters = 1) =>
    tell({ kind: 'arrived', mailbox, sizesBytes: new Uint32Array(letters) } as unknown as Notice)
  return {
    done,
    arrive,
    expunge: (mailbox: number) => tell({ kind: 'expunged', mailbox } as unknown as Notice),
    [Symbol.asyncDispose]: () => keeper[Symbol.asyncDispose](),
  }
}

it('puts filters together where texts were kept, letters came or went, and nowhere else', async () => {
  await using of = watched(
    packingThread(
      '2',
      'mailboxes?.includes(7) ? { step, left: [] } : { step: null, left: mailboxes ? [] : [7] }',
    ),
  )
  await expect.poll(() => of.done, timeout).toEqual(['texts 1', 'texts 2', 'slabs 7', 'sweep'])
  // As by COPY: all is kept of the letter already.
  of.arrive(7)
  of.arrive(8)
  await expect.poll(() => of.done.slice(4), timeout).toEqual(['slabs 7,8', 'sweep'])
  of.expunge(7)
  await expect.poll(() => of.done.slice(6), timeout).toEqual(['sweep', 'slabs 7', 'sweep'])
})

it('reads what comes between two steps in which filters are put together', async () => {
  await using of = watched(packingThread('asked > 2 ? 2 : 1', '{ step, left: [7] }'))
  await expect.poll(() => of.done.slice(0, 4), timeout).toEqual(['texts 1', 'slabs 0', 'slabs 7', 'slabs 7'])
  of.arrive(7)
  await expect.poll(() => of.done.slice(4), timeout).toContain('texts 2')
  await expect.poll(() => of.done.at(-1), timeout).toBe('slabs 7')
})

it('puts no filters together while mail pours in', async () => {
  const times: number[] = []
  let poured = 0
  await using of = watched(packingThread('0', '{ step, left: [7] }'), {
    keepSlab: async () => {
      times.push(performance.now() - poured)
      poured = performance.now()
      of.arrive(7, 1.5 * defaultLimits.indexMailLetters)
    },
  })
  await expect.poll(() => times.length, timeout).toBe(3)
  for (const ms of times.slice(1)) expect(ms).toBeGreaterThan(950)
})

it('stops at once while mail pours in', async () => {
  const of = watched(packingThread('0', '{ step: null, left: [] }'))
  of.arrive(7, 1.5 * defaultLimits.indexMailLetters)
  await sleep(500)
  const began = performance.now()
  await of[Symbol.asyncDispose]()
  expect(performance.now() - began).toBeLessThan(200)
})

it('stops when the disk refuses what it writes time and again, and tells it once', async () => {
  const told: string[] = []
  let refused = 0
  const refuse = async () => {
    refused++
    throw new StoreError('io', new Error('database disk image is malformed'))
  }
  const log = { ...silentLogger, error: (_: unknown, message: string) => told.push(message) }
  await using of = watched(packingThread('1', '{ step, left: [7] }'), { keepSlab: refuse }, log)
  await expect.poll(() => told.length, timeout).toBe(1)
  of.arrive(7)
  await sleep(500)
  expect(told).toEqual([
    'texts of letters for searches cannot be written: none are kept until the next start',
  ])
  expect(refused).toBe(3)
  expect(of.done).toEqual(['texts 1'])
})

it('makes texts and headers anew that were made otherwise, each by itself', async () => {
  const dataDir = await folder()
  await using store = await open(dataDir)
  const { boxIds } = await provision(store)
  const views = await deliver(store, boxIds[1]!, 1, 3)
  const recipe = recipeOf(defaultLimits)
  const headers = async (of: number) =>
    (await store.read.keptHeaders.headers(of, views, 'whole')).map(([id]) => id)
  {
    await using _keeper = keep(dataDir, store)
    await expect.poll(() => headers(headerRecipe), timeout).toEqual(views)
  }
  await store.write.keepHeaders(
    7,
    views.map(id => keptHeader(id, Buffer.from('A: 1\r\n\r\n'))),
  )
  expect(await headers(headerRecipe)).toEqual([])
  expect(await headers(7)).toEqual(views)
  // As a keeper that made headers so left it.
  await store.write.keepTexts(recipe, [], { recipe: 7, keptTo: views.at(-1)! })
  await using _keeper = keep(dataDir, store)
  await expect.poll(() => headers(headerRecipe), timeout).toEqual(views)
})

it('stops although its thread hangs', async () => {
  const store = { write: {}, onCommit: () => () => {} } as unknown as Store
  const limits = { ...defaultLimits, documentMs: 600_000 }
  const keeper = new TextKeeper({
    dataDir: '',
    masterKey,
    store,
    limits,
    log: silentLogger,
    thread: threadThat('for (;;);'),
  })
  await sleep(300)
  await keeper[Symbol.asyncDispose]()
})
