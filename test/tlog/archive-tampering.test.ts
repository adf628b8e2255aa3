/**
 * Tamperings with an archive of 2,200 leaves; a checkpoint of 2,079 is kept elsewhere. Each kind comes once, or `TAMPERINGS`
 * of them in all (1000 take some minutes), chosen from `TAMPERINGS_SEED`. `TAMPERINGS_TABLE` prints what was done and
 * found.
 */
import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseCheckpoint } from '../../src/tlog/checkpoint.ts'
import { openSigners } from '../../src/tlog/signers.ts'
import { createWitness } from '../../src/tlog/witness.ts'
import { value } from '../conformance/letters.ts'
import { randomFrom } from '../support/corpus/random.ts'
import { LogPlace } from './place.ts'
import { rewriteHashes, TamperedArchive } from './tampered-archive.ts'
import { type Copy, type Hold, tamperings, touchesNothing } from './tamperings.ts'

const count = Number(process.env.TAMPERINGS ?? tamperings.length)
const random = randomFrom(Number(process.env.TAMPERINGS_SEED ?? 20_261_127))

/** The days' numbers: the last one came after the checkpoint that is kept elsewhere. */
const coveredDay = 2
const today = 3

let archive: TamperedArchive

beforeAll(async () => {
  archive = await TamperedArchive.open([660, 660, 660, 120])
}, 120_000)
afterAll(() => archive?.[Symbol.asyncDispose]())

const covered = () => archive.days[coveredDay]!

/** How much of what would give it away is made to follow. */
const hidings = [
  'nothing',
  'hashes and tiles',
  'hashes and tiles; newer checkpoints gone',
  'hashes and tiles; all checkpoints gone',
] as const
type Hiding = (typeof hidings)[number]

async function hide({ db, folder }: Copy, hiding: Hiding): Promise<void> {
  if (hiding === 'nothing') return
  let published = archive.days[today]!.size
  if (hiding.endsWith('newer checkpoints gone')) {
    published = archive.days[0]!.size
    db.exec(`DELETE FROM checkpoints WHERE size > ${published}`)
    cpSync(join(archive.days[0]!.folder, 'log/checkpoint'), join(folder, 'log/checkpoint'))
  }
  if (hiding.endsWith('all checkpoints gone')) {
    db.exec('DELETE FROM checkpoints')
    rmSync(join(folder, 'log/checkpoint'))
  }
  await rewriteHashes(db, folder, published)
}

/** Those who change rows can hide that, and those who change bytes have nothing to hide it by. */
const hidingsOf: Readonly<Record<Hold, readonly Hiding[]>> = {
  rows: hidings,
  bytes: ['nothing', 'hashes and tiles; newer checkpoints gone'],
  hashes: ['nothing'],
}

function copyOf(from: number, to: number): Copy {
  const { db, folder } = archive.copy(today)
  return { db, folder, random, days: archive.days, from, covered: to }
}

it('finds nothing where nothing was done', async () => {
  for (const day of [0, today]) {
    const { folder, db } = archive.copy(day)
    db.close()
    const outside = archive.days.slice(0, day + 1).map(({ checkpoint }) => checkpoint)
    const { findings, tally } = await archive.verify(folder, outside)
    expect(findings).toMatchObject({ count: 0, first: [] })
    expect(tally).toMatchObject({ outside: day + 1, leaves: archive.days[day]!.size })
  }
  expect(covered().size).toBeGreaterThan(2000)
})

it(`finds all of ${count} tamperings with what the checkpoint elsewhere covers`, {
  timeout: 1_200_000,
}, async () => {
  const table = new Map<string, { done: number; found: number }>()
  const unfound: string[] = []
  for (let i = 0; i < count; i++) {
    const tampering = tamperings[i % tamperings.length]!
    const hiding = random.pick(hidingsOf[tampering.hold])
    const copy = copyOf(0, covered().size)
    tampering.tamper(copy)
    if (copy.db.open) {
      await hide(copy, hiding)
      copy.db.close()
    }
    const found = await archive.finds(copy.folder, [covered().checkpoint])
    const line = table.get(tampering.name) ?? { done: 0, found: 0 }
    line.done++
    if (found) line.found++
    else unfound.push(`${tampering.name}, hiding ${hiding}`)
    table.set(tampering.name, line)
  }
  if (process.env.TAMPERINGS_TABLE) console.table(Object.fromEntries(table))
  expect(unfound).toEqual([])
})

it('has nothing to say of what no leaf commits to', async () => {
  const { db, folder } = copyOf(0, covered().size)
  for (const [name, sql] of touchesNothing) expect(db.prepare(sql).run().changes, name).toBeGreaterThan(0)
  db.close()
  expect((await archive.verify(folder, [covered().checkpoint])).findings.first).toEqual([])
})

it('verifies entries from before leaves named forms, and whoever takes the names away is found', async () => {
  const { db, folder } = copyOf(0, covered().size)
  db.exec('UPDATE entries SET leaf_version = 1; DELETE FROM checkpoints')
  rmSync(join(folder, 'log/checkpoint'))
  await rewriteHashes(db, folder, 0)
  db.close()
  expect((await archive.verify(folder, [])).findings.first).toEqual([])
  expect(await archive.finds(folder, [covered().checkpoint])).toBe(true)
})

describe('an erasure', () => {
  const entry = 5

  /** An act as RETENTION writes it, logged as the newest leaf, and perhaps the erasure itself. */
  async function erase(destroy: boolean) {
    const copy = copyOf(0, covered().size)
    const { db } = copy
    const leaf = archive.days[today]!.size
    db.prepare(
      `INSERT INTO audit (at, operator, role, operation, detail, leaf_index, leaf_salt)
       VALUES (1, 'quantri', 'administrator', 'retention.erase', ?, ?, randomblob(32))`,
    ).run(JSON.stringify({ rule: 'mười năm', entries: [entry] }), leaf)
    if (destroy)
      db.exec(`DELETE FROM messages WHERE view_id IN (SELECT id FROM views WHERE entry_id = ${entry});
        DELETE FROM views WHERE entry_id = ${entry};
        UPDATE entries SET subject = '', subject_fold = '', header_from = '', message_id = '', authentication = '',
          judgements = '' WHERE id = ${entry};
        DELETE FROM hot WHERE blob_id IN (SELECT received_blob FROM entries WHERE id = ${entry}
          UNION SELECT sent_blob FROM entries WHERE id = ${entry})`)
    await rewriteHashes(db, copy.folder, leaf)
    db.close()
    return archive.verify(copy.folder, [covered().checkpoint])
  }

  it('by an act of the log is none of a thief, and told to be under no checkpoint from elsewhere', async () => {
    const { findings, tally } = await erase(true)
    expect(findings.first).toEqual([])
    expect(tally).toMatchObject({ erased: 1, erasedBeyondOutside: 1 })
  })

  it('that was begun and not done is told as unfinished', async () => {
    const { findings } = await erase(false)
    expect(findings.byKind).toEqual({ 'unfinished-erasure': findings.count })
    expect(findings.first[0]).toMatchObject({ place: `entry ${entry}, form received` })
  })

  it('of which the log knows nothing is a missing key', async () => {
    const { db, folder } = copyOf(0, covered().size)
    db.exec(`DELETE FROM hot WHERE blob_id = (SELECT received_blob FROM entries WHERE id = ${entry})`)
    db.close()
    const { findings } = await archive.verify(folder, [covered().checkpoint])
    expect(findings.first).toMatchObject([{ what: 'missing', place: `entry ${entry}, form received` }])
  })
})

describe('what came after the checkpoint elsewhere', () => {
  it('can be rewritten by whoever writes database and files: nothing is found, and it is said how much that is', async () => {
    for (const name of ['change an entry', 'change recipients', 'change an act', 'delete a row']) {
      const copy = copyOf(covered().size, archive.days[today]!.size)
      tamperings.find(tampering => tampering.name === name)!.tamper(copy)
      copy.db.exec(`DELETE FROM checkpoints WHERE size > ${covered().size}`)
      cpSync(join(covered().folder, 'log/checkpoint'), join(copy.folder, 'log/checkpoint'))
      await rewriteHashes(copy.db, copy.folder, covered().size)
      copy.db.close()
      const { findings, tally } = await archive.verify(copy.folder, [covered().checkpoint])
      const inLog = findings.first.filter(({ what }) =>
        ['leaf', 'stored-hash', 'checkpoint', 'tile'].includes(what),
      )
      expect(inLog, name).toEqual([])
      expect(tally.uncovered, name).toBeGreaterThan(100)
      expect(tally.outsideCovered).toBe(covered().size)
    }
  })

  it('can be rewritten and signed by whoever has the keys; the witness that saw it gives no cosignature', async () => {
    await using other = await LogPlace.open({ origin: 'langson.gov.vn/congvu/log' })
    const witness = createWitness({
      store: other.store,
      clock: other.clock,
      logs: archive.keys,
      signers: () =>
        openSigners({
          keys: other.keys,
          name: 'langson.gov.vn/congvu/witness',
          role: 'witness',
          token: null,
          used: async () => false,
        }),
    })
    const { place } = archive
    const seen = archive.days[today]!
    expect(await witness.addCheckpoint(`old 0\n\n${seen.checkpoint}`)).toMatchObject({ ok: true })

    // The last day is rewritten; the keys are in the place, and sign it.
    const copy = copyOf(covered().size, seen.size)
    const id = copy.db.prepare('SELECT max(id) FROM entries').pluck().get() as number
    copy.db.exec(`UPDATE entries SET mail_from = 'x@gmail.com' WHERE id = ${id};
      DELETE FROM entry_parties WHERE entry_id = ${id} AND side = 0;
      INSERT INTO entry_parties VALUES ('x@gmail.com', 0, ${id}), ('hanh.nt@caobang.gov.vn', 0, ${id});
      DELETE FROM checkpoints WHERE size > ${covered().size}`)
    cpSync(join(covered().folder, 'log/checkpoint'), join(copy.folder, 'log/checkpoint'))
    await rewriteHashes(copy.db, copy.folder, covered().size)
    copy.db.close()
    await place.stop()
    for (const name of ['store.db', 'blobs', 'log']) {
      rmSync(join(place.dataDir, name), { recursive: true })
      cpSync(join(copy.folder, name), join(place.dataDir, name), { recursive: true })
    }
    await place.start()
    await place.act(1)
    const forged = await place.log.publish()
    expect(value(parseCheckpoint(forged.note)).size).toBe(seen.size + 1)

    // The keys hold, the tree agrees, and so does the checkpoint of the day before.
    const { findings, tally } = await archive.verify(place.dataDir, [covered().checkpoint])
    expect(findings.first).toEqual([])
    expect(tally).toMatchObject({ outside: 1, uncovered: 0 })

    const path = await place.store.read.log.consistency(seen.size, seen.size + 1)
    const lines = path.map(hash => `${Buffer.from(hash).toString('base64')}\n`).join('')
    const answer = await witness.addCheckpoint(`old ${seen.size}\n${lines}\n${forged.note}`)
    expect(answer).toMatchObject({ ok: false, error: { status: 422 } })
    // And so does the checkpoint of that day, where it was kept.
    const { findings: told } = await archive.verify(place.dataDir, [seen.checkpoint])
    expect(told.first).toMatchObject([{ place: `outside checkpoint of ${seen.size} leaves` }])
  })
})
