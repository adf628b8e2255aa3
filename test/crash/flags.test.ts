/**
 * What clients were told of flags, MODSEQs and UIDs, and what was noted of officials in an office's box, after kills and
 * power cuts. A power cut may take the latest flags away, but nobody who was told of them takes them for known. CRASH_KILLS
 * and CRASH_CUTS set how often; the short form runs with `npm test`.
 */
import { spawn } from 'node:child_process'
import { cpSync, existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { defaultLimits } from '../../src/base/limits.ts'
import { newMessage } from '../../src/mailbox/new-message.ts'
import { flagBits } from '../../src/ports/mailboxes.ts'
import { allRights } from '../../src/ports/shares.ts'
import type { Store } from '../../src/ports/store.ts'
import { loadMasterKey } from '../../src/store/master-key.ts'
import { journalName } from '../../src/store/sqlite/flags/flag-journal.ts'
import { openSqliteStore } from '../../src/store/sqlite/open.ts'
import { addresses, letter, letterBytes, newBox, value } from '../conformance/letters.ts'
import { powerCuts, recorder, recordOn, workPath } from '../support/power-cut.ts'
import type { FlagsOptions } from './flags-child.ts'
import { exitOf, openStore, provisioned } from './support.ts'

const kills = Math.min(20, Number(process.env.CRASH_KILLS ?? 4))
const cuts = Number(process.env.CRASH_CUTS ?? 24)
const letters = 60
const script = new URL('./flags-child.ts', import.meta.url)

interface Told {
  /** Flags and MODSEQ by UID, as the client heard last. */
  readonly flags: ReadonlyMap<number, readonly [flags: number, modseq: number]>
  readonly modseqs: readonly number[]
  /** What was asked last, when it was not answered. */
  readonly tried: readonly [uid: number, flags: number] | undefined
  readonly appended: readonly number[]
  readonly acted: readonly number[]
  readonly keywords: readonly string[]
}

function toldBy(ledger: string): Told {
  const flags = new Map<number, readonly [number, number]>()
  const modseqs: number[] = []
  const appended: number[] = []
  const acted: number[] = []
  const keywords: string[] = []
  let tried: Told['tried']
  for (const line of ledger.split('\n').slice(0, -1)) {
    const [what, ...words] = line.split(' ')
    const [uid = 0, bits = 0, modseq = 0] = words.map(Number)
    if (what === 'try') tried = [uid, bits]
    if (what === 'append') appended.push(uid)
    if (what === 'act') acted.push(uid)
    if (what === 'keyword') keywords.push(words[0]!)
    if (what !== 'flags') continue
    tried = undefined
    flags.set(uid, [bits, modseq])
    modseqs.push(modseq)
  }
  return { flags, modseqs, tried, appended, acted, keywords }
}

/** Of people that read letters of the office's INBOX, which are numbered as they came. */
function acts(dataDir: string): ReadonlySet<number> {
  const db = new Database(join(dataDir, 'store.db'), { readonly: true })
  const sql = `SELECT m.uid FROM office_acts o JOIN views v ON v.entry_id = o.entry_id
    JOIN messages m ON m.view_id = v.id WHERE o.act = 'read'`
  const read = new Set(db.prepare<unknown[], number>(sql).pluck().all())
  db.close()
  return read
}

async function nextNumbers(store: Store, mailbox: number): Promise<{ modseq: number; uid: number }> {
  const message = { bytes: letterBytes(1), flags: 0, keywords: [], internalDateMs: 0 }
  const stored = newMessage(mailbox, message, { limits: defaultLimits, clock: { now: () => 0 } }, undefined)
  const uid = value(await store.write.append([stored])).uids[0]!
  return { uid, modseq: (await store.read.mailboxes.byId(mailbox))!.modseq }
}

/** What is wrong for a client that was told so much and resynchronizes. */
async function faultsFor(store: Store, box: number, told: Told): Promise<readonly string[]> {
  const inbox = (await store.read.mailboxes.byName(box, 'INBOX'))!
  const { uids, flags, modseqs } = await store.read.mailboxes.snapshot(inbox.id)
  const highest = Math.max(0, ...told.modseqs)
  const faults: string[] = []
  const seen = flags.reduce((sum, bits) => sum + (bits & flagBits.seen), 0)
  if (inbox.unseen !== inbox.messages - seen) faults.push('the unseen are miscounted')
  for (const [uid, [bits]] of told.flags) {
    const row = uids.indexOf(uid)
    const isTried = told.tried?.[0] === uid && told.tried[1] === flags[row]
    if (flags[row] !== bits && !isTried && modseqs[row]! <= highest)
      faults.push(`flags of ${uid} are not told`)
  }
  for (const uid of told.appended) if (!uids.includes(uid)) faults.push(`UID ${uid} is gone`)
  for (const name of told.keywords) if (!inbox.keywords.includes(name)) faults.push(`keyword ${name} is gone`)
  const next = await nextNumbers(store, inbox.id)
  if (next.modseq <= highest) faults.push(`MODSEQ ${next.modseq} is given again`)
  if (next.uid <= Math.max(0, ...told.appended)) faults.push(`UID ${next.uid} is given again`)
  return faults
}

async function openAfterCut(dataDir: string, boot: string | undefined): Promise<Store> {
  const masterKey = loadMasterKey(dataDir)
  return openSqliteStore({ dataDir, masterKey, limits: defaultLimits, ...(boot !== undefined && { boot }) })
}

describe('flags that were told', () => {
  let directory: string
  let initial: string
  let options: Omit<FlagsOptions, 'dataDir' | 'ledger' | 'rounds'>

  beforeAll(async () => {
    directory = join(workPath, 'flags')
    initial = join(directory, 'initial')
    await provisioned(initial)
    await using store = await openStore(initial)
    const [person, owner] = await Promise.all(
      addresses.map(async address => (await store.read.directory.box(address))!),
    )
    const office = { ...newBox('vanthu.sokhcn@caobang.gov.vn', owner!.agencyId), kind: 'office' as const }
    const [box] = value(await store.write.addBoxes([office]))
    const to = [{ boxId: owner!.id }, { boxId: box! }]
    for (let number = 1; number <= letters; number++) await store.write.commitMessage(letter({ number, to }))
    const share = { office: box!, mailbox: null, person: person!.id, rights: allRights, negative: false }
    value(await store.write.changeShare({ ...share, mode: 'replace' }))
    const inbox = (await store.read.mailboxes.byName(box!, 'INBOX'))!
    options = { box: owner!.id, person: person!.id, office: inbox.id }
  })
  afterAll(() => rmSync(directory, { recursive: true, force: true }))

  it(`are there after each of ${kills} kills`, { timeout: 60_000 + kills * 20_000 }, async () => {
    const dataDir = join(directory, 'killed')
    cpSync(initial, dataDir, { recursive: true })
    for (let run = 0; run < kills; run++) {
      const ledger = join(directory, `ledger-${run}`)
      const child = spawn(
        process.execPath,
        [script.pathname, JSON.stringify({ dataDir, ledger, rounds: 100_000, ...options })],
        { stdio: ['ignore', 'inherit', 'inherit'] },
      )
      while (!existsSync(ledger) || !readFileSync(ledger, 'utf8').includes('flags ')) await wait(5)
      await wait(Math.random() * 200)
      child.kill('SIGKILL')
      await exitOf(child)
      const told = toldBy(readFileSync(ledger, 'utf8'))
      await using store = await openStore(dataDir)
      const inbox = (await store.read.mailboxes.byName(options.box, 'INBOX'))!
      const { uids, flags, modseqs } = await store.read.mailboxes.snapshot(inbox.id)
      for (const [uid, [bits, modseq]] of told.flags) {
        const row = uids.indexOf(uid)
        if (told.tried?.[0] === uid && told.tried[1] === flags[row]) continue
        expect([uid, flags[row], modseqs[row]]).toEqual([uid, bits, modseq])
      }
      expect(new Set(told.modseqs).size).toBe(told.modseqs.length)
      expect(await faultsFor(store, options.box, told)).toEqual([])
    }
  })

  describe.skipIf(!recorder)('before a power cut', () => {
    /** What each of many cuts finds wrong, the machine having started anew or (undefined) not. */
    async function* faultsOfCuts(boot: string | undefined): AsyncIterable<readonly string[]> {
      const run = await recordOn<FlagsOptions>(initial, script, { rounds: 700, ...options })
      // What is told of a keyword is of use only with its name. The journal is never synced: any of it may have
      // reached the disk.
      const where = { count: cuts, after: 'flags ', atEach: 'keyword ' }
      for await (const cut of powerCuts(run, { ...where, tears: name => name === journalName })) {
        const told = toldBy(cut.ledger)
        await using store = await openAfterCut(cut.dataDir, boot)
        const read = acts(cut.dataDir)
        const unnoted = told.acted.filter(uid => !read.has(uid)).map(uid => `reading ${uid} was not noted`)
        yield [...unnoted, ...(await faultsFor(store, options.box, told))]
      }
    }

    it(`are known or told anew at ${cuts} points`, { timeout: 60_000 + cuts * 5000 }, async () => {
      let points = 0
      for await (const faults of faultsOfCuts('the next start of the machine')) {
        points++
        expect(faults).toEqual([])
      }
      expect(points).toBeGreaterThan(cuts * 0.9)
    })

    it('would be taken for known if the cut went unnoticed', { timeout: 60_000 + cuts * 5000 }, async () => {
      const found = new Set<string>()
      for await (const faults of faultsOfCuts(undefined)) for (const fault of faults) found.add(fault)
      expect([...found].join('\n')).toMatch(/flags of \d+ are not told/)
      // Whatever is lost with the flags, these are not.
      expect([...found].filter(fault => !/flags of \d+ are not told/.test(fault))).toEqual([])
    })
  })
})
