/**
 * Kills and power cuts while what SQLite left of erased letters is overwritten, in the file and past SQLite: the database
 * is whole, no letter is lost, and once the work went on no word of an erased letter is in it. A power cut keeps of what
 * was written since the last sync some sectors and others not. WIPER_BREAKS sets the number of each.
 */
import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRetention } from '../../src/archive/retention/retention.ts'
import { defaultLimits } from '../../src/base/limits.ts'
import { silentLogger } from '../../src/base/log.ts'
import type { Store } from '../../src/ports/store.ts'
import { value } from '../conformance/letters.ts'
import { Disk, type DiskEvent, readEvents } from '../crash/replay.ts'
import {
  compileRecorder,
  exitOf,
  openStore,
  parseLedger,
  provisioned,
  temporaryDirectory,
} from '../crash/support.ts'
import { ScanningIndex } from '../support/scanning-index.ts'
import type { ChildOptions } from './child.ts'
import { isOld, look, wordOf } from './ledger.ts'
import { by, now } from './place.ts'

const breaks = Number(process.env.WIPER_BREAKS ?? 12)
const ledgerName = 'ledger'
const letters = 240
const scratch = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

const place = await temporaryDirectory(scratch)
const recorder = await compileRecorder(place.path)
if (!recorder) console.warn('breaks of the overwriting are not tested: there is no C compiler (cc)')
afterAll(() => place[Symbol.asyncDispose]())

/** Takes, erases and overwrites from a copy of the provisioned directory, with the recorder. */
async function run(name: string, environment: NodeJS.ProcessEnv = {}) {
  const dataDir = join(place.path, name)
  const log = join(place.path, `${name}.log`)
  cpSync(join(place.path, 'initial'), dataDir, { recursive: true })
  const options: ChildOptions = {
    dataDir,
    ledger: join(dataDir, ledgerName),
    firstNumber: 1,
    letters,
    limits: {
      hotBytes: 100_000,
      segmentBytes: 300_000,
      retentionWindow: 16,
      erasureActEntries: 15,
      erasureStepEntries: 4,
    },
  }
  const child = spawn(
    process.execPath,
    [new URL('./child.ts', import.meta.url).pathname, JSON.stringify(options)],
    {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, LD_PRELOAD: recorder, CRASH_DIR: dataDir, CRASH_LOG: log, ...environment },
    },
  )
  const code = await exitOf(child)
  return { dataDir, log, code }
}

/** Old letters whose words are in the database or its log. */
function wordsIn(dataDir: string): ReadonlySet<number> {
  const bytes = ['store.db', 'store.db-wal']
    .map(name => join(dataDir, name))
    .filter(path => existsSync(path))
    .map(path => readFileSync(path, 'latin1'))
    .join('\n')
  const numbers = Array.from({ length: letters }, (_, i) => i + 1)
  return new Set(numbers.filter(number => isOld(number) && bytes.includes(wordOf(number))))
}

/** Entries that are erased: those of which something may be left, and those whose erasure is called done. */
async function erasedIn({ read }: Store) {
  const underWay = new Set(await read.retention.condemned(true, letters))
  const entries = (await read.archive.entriesAfter(0, letters)).filter(({ erasedAt }) => erasedAt !== null)
  return Map.groupBy(
    entries.map(({ id }) => id),
    id => (underWay.has(id) ? 'under-way' : 'done'),
  )
}

function expectIntact(dataDir: string): void {
  const db = new Database(join(dataDir, 'store.db'), { readonly: true })
  try {
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
  } finally {
    db.close()
  }
}

interface Found {
  /** Letters that were erased and not yet overwritten. */
  underWay: number
  /** Erasures that were done before it. */
  done: number
}

/** What lies there after a break, and after the work went on. */
async function expectWhole(dataDir: string, ledger: string): Promise<Found> {
  const outcomes = parseLedger(ledger)
  const acknowledged = outcomes.get('ok') ?? new Set()
  const words = wordsIn(dataDir)
  const found: Found = { underWay: 0, done: 0 }
  {
    await using store = await openStore(dataDir)
    expectIntact(dataDir)
    expect((await look(store, acknowledged)).faults).toEqual([])
    const erased = await erasedIn(store)
    const numbersOf = (state: 'under-way' | 'done') =>
      (erased.get(state) ?? []).flatMap(id => [...(outcomes.get(`entry:${id}`) ?? [])])
    found.underWay = numbersOf('under-way').length
    found.done = numbersOf('done').length
    expect(numbersOf('done').filter(number => words.has(number))).toEqual([])
    const parts = { store, clock: { now: () => now }, limits: defaultLimits, log: silentLogger }
    const retention = createRetention({ ...parts, index: new ScanningIndex(store) })
    await retention.tick()
    expect(value(await retention.apply(by))).toMatchObject({ complete: true })
    const finished = await look(store, acknowledged)
    expect(finished).toMatchObject({ faults: [], condemned: 0 })
    expectIntact(dataDir)
  }
  const bytes = readFileSync(join(dataDir, 'store.db'), 'latin1')
  for (const number of acknowledged) if (!isOld(number)) expect(bytes).toContain(wordOf(number))
  expect(wordsIn(dataDir).size).toBe(0)
  return found
}

/** Only the overwriting writes zeros alone. */
function wipes({ kind, path, data }: DiskEvent): boolean {
  return kind === 'write' && path === 'store.db' && data.every(octet => octet === 0)
}

/** The log begins to be folded into the database. */
function folds(event: DiskEvent): boolean {
  return event.kind === 'write' && event.path === 'store.db' && !wipes(event)
}

describe.skipIf(!recorder)('the overwriting of what was erased', () => {
  let events: readonly DiskEvent[]
  let wiping: readonly number[]
  beforeAll(async () => {
    await provisioned(join(place.path, 'initial'))
    const { log, code } = await run('recorded')
    expect(code).toBe(0)
    events = readEvents(log)
    wiping = events.flatMap((event, i) => (wipes(event) ? [i] : []))
    expect(wiping.length).toBeGreaterThan(100)
  }, 60_000)

  it('is synced before anything says that it is done', () => {
    let pending = false
    for (const event of events) {
      if (wipes(event)) pending = true
      else if (event.kind === 'sync' && event.path === 'store.db') pending = false
      // Only by its log does the database change; so it would say so here.
      else if (event.kind === 'write' && event.path === 'store.db-wal') expect(pending).toBe(false)
    }
  })

  it(`is cut off by ${breaks} power cuts`, { timeout: 60_000 + breaks * 5000 }, async () => {
    const disk = new Disk(join(place.path, 'initial'))
    const points = new Set(
      Array.from({ length: breaks }, (_, i) => {
        const within = wiping[Math.floor(((i + Math.random()) / breaks) * wiping.length)]!
        // Some when erasures were called done, and the database was not synced for anything else.
        return i % 3 === 2 ? events.findIndex((event, at) => at > within && folds(event)) - 1 : within
      }),
    )
    let [underWay, done] = [0, 0]
    for (const [i, event] of events.entries()) {
      disk.apply(event)
      if (!points.has(i)) continue
      await using directory = await temporaryDirectory(scratch)
      const dataDir = join(directory.path, 'data')
      mkdirSync(dataDir)
      disk.layOut(dataDir, name => name.startsWith('store.db'))
      const found = await expectWhole(dataDir, disk.content(ledgerName)?.toString('utf8') ?? '')
      underWay += found.underWay
      done += found.done
    }
    expect(underWay).toBeGreaterThan(0)
    expect(done).toBeGreaterThan(0)
  })

  it(`is cut off by ${breaks} kills`, { timeout: 60_000 + breaks * 15_000 }, async () => {
    let [underWay, killed] = [0, 0]
    for (let i = 0; i < breaks; i++) {
      const point = 1 + Math.floor(((i + Math.random()) / breaks) * wiping.length * 0.9)
      const { dataDir, code } = await run(`killed-${i}`, { CRASH_KILL_ZEROS: `${point}` })
      if (code === null) killed++
      underWay += (await expectWhole(dataDir, readFileSync(join(dataDir, ledgerName), 'utf8'))).underWay
    }
    expect(killed).toBeGreaterThan(breaks / 2)
    expect(underWay).toBeGreaterThan(0)
  })
})
