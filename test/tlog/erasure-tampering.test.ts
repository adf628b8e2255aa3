/** Verification and tamperings with an archive of which a part was erased by law, and its segments compacted. */
import { cpSync, existsSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createRetention } from '../../src/archive/retention/retention.ts'
import { parseSpan } from '../../src/base/keep-span.ts'
import { defaultLimits } from '../../src/base/limits.ts'
import { silentLogger } from '../../src/base/log.ts'
import { KeyWrap, newDataKey, sealHot } from '../../src/store/sqlite/frames.ts'
import { parseVerifierKey, type VerifierKey } from '../../src/tlog/note.ts'
import { Verification } from '../../src/verification/verification.ts'
import { letter, letterBytes, provision, value } from '../conformance/letters.ts'
import { ScanningIndex } from '../support/scanning-index.ts'
import { LogPlace } from './place.ts'
import { type Db, everything, finish, masterKey, openParts } from './tampered-archive.ts'

const old = 620
const letters = 660
const yearMs = 365 * 86_400_000
const by = { operator: 'quantri', role: 'administrator' } as const
const scratch = join(tmpdir(), `congvu-erased-${process.pid}`)
/** Of the letters that went, and of those that stay. */
const [gone, kept] = [17, 640]

let place: LogPlace
let keys: readonly VerifierKey[]
let checkpoint: string

function retention() {
  const { store, clock, limits } = place
  return createRetention({ store, clock, limits, index: new ScanningIndex(store), log: silentLogger })
}

async function verify(folder: string) {
  await using opened = openParts({ place, keys }, folder)
  const outside = folder === place.dataDir ? [] : [checkpoint]
  return await finish(await Verification.begin(opened.parts, { ...everything, outside }))
}

beforeAll(async () => {
  place = await LogPlace.open()
  keys = (await place.log.verifierKeys()).map(key => value(parseVerifierKey(key)))
  await place.stop()
  place.limits = {
    ...defaultLimits,
    hotBytes: 100_000,
    segmentBytes: 100_000,
    hotBlobBytes: 4000,
    compactionLivePercent: 0,
  }
  await place.start()
  const { boxIds } = await provision(place.store)
  for (let first = 1; first <= letters; first += 60)
    await Promise.all(
      Array.from({ length: 60 }, (_, i) => {
        const number = first + i
        const receivedAt = place.now - (number <= old ? 2 : 0) * yearMs
        return place.store.write.commitMessage(
          letter({
            number,
            bytes: letterBytes(number, number % 9 === 0 ? 6000 : 1000),
            to: [{ boxId: boxIds[1]! }],
            change: made => ({ ...made, entry: { ...made.entry, receivedAt } }),
          }),
        )
      }),
    )
  const none = { agencyId: null, documentKind: null, rule: null, direction: null, verdict: null }
  const keep = value(parseSpan('1 year'))
  value(
    await place.store.write.changePolicy(
      { kind: 'set-retention', name: 'chung', keep, ...none },
      'qt',
      place.now,
    ),
  )
}, 60_000)
afterAll(async () => {
  rmSync(scratch, { recursive: true, force: true })
  await place[Symbol.asyncDispose]()
})

it('finds nothing at any step of an erasure', { timeout: 60_000 }, async () => {
  const { store } = place
  const entries = Array.from({ length: 500 }, (_, i) => i + 1)
  await store.write.orderErasure({ ...by, at: place.now, className: 'chung', entries })
  await place.log.publish()
  const condemned = await verify(place.dataDir)
  expect(condemned.findings.first).toEqual([])
  expect(condemned.tally).toMatchObject({ erased: 500, erasuresUnderWay: 500 })
  await store.write.destroyCondemned(200, place.now)
  const half = await verify(place.dataDir)
  expect(half.findings.first).toEqual([])
  expect(half.tally).toMatchObject({ erased: 500, erasuresUnderWay: 300 })

  expect(await retention().apply(by)).toMatchObject({
    ok: true,
    value: { entries: old - 200, complete: true },
  })
  const { note } = await place.log.publish()
  checkpoint = note
  // The act names every one of them, not a digest.
  const [, first] = (await store.read.audit(10)).filter(({ operation }) => operation === 'retention.erase')
  expect(JSON.parse(first!.detail)).toMatchObject({ rule: 'chung', entries })
  for (const percent of [0, 100]) {
    // Unless the store did so by itself, with nothing else to do.
    if (percent > 0) {
      await retention().compact(percent)
      expect(existsSync(join(place.dataDir, 'blobs/00000001.seg'))).toBe(false)
    }
    const { findings, tally } = await verify(place.dataDir)
    expect(findings.first).toEqual([])
    expect(tally).toMatchObject({ erased: old, erasuresUnderWay: 0, entries: letters })
  }
})

interface Told {
  readonly what: string
  readonly place: string
}

function formOf(db: Db, entry: number): number {
  return db.prepare('SELECT received_blob FROM entries WHERE id = ?').pluck().get(entry) as number
}

function putBack(db: Db, entry: number, bytes: Buffer): void {
  const blob = formOf(db, entry)
  const key = newDataKey()
  db.prepare('INSERT INTO hot (blob_id, key, bytes) VALUES (?, ?, ?)').run(
    blob,
    new KeyWrap(masterKey).wrap(key, blob),
    sealHot(key, blob, bytes),
  )
}

const tamperings: readonly (readonly [name: string, tamper: (db: Db) => void, told: Told])[] = [
  [
    'a key that is deleted, with the columns of an erasure',
    db =>
      db.exec(`DELETE FROM hot WHERE blob_id = ${formOf(db, kept)}; DELETE FROM cold WHERE blob_id = ${formOf(db, kept)};
        UPDATE entries SET erased_at = 1, erased_by = (SELECT erased_by FROM entries WHERE id = ${gone}) WHERE id = ${kept}`),
    { what: 'missing', place: `entry ${kept}, form received` },
  ],
  [
    'an erased letter that is put back',
    db => putBack(db, gone, letterBytes(gone, 1000)),
    { what: 'unfinished-erasure', place: `entry ${gone}, form received` },
  ],
  [
    'another letter in the place of an erased one, with a row that says its turn will come',
    db => {
      putBack(db, gone, letterBytes(9999))
      db.exec(`INSERT INTO erasures SELECT id, erased_by, 0 FROM entries WHERE id = ${gone}`)
    },
    { what: 'form', place: `entry ${gone}, form received` },
  ],
  [
    'a row that condemns a letter of no act',
    db => db.exec(`INSERT INTO erasures SELECT ${kept}, erased_by, 0 FROM entries WHERE id = ${gone}`),
    { what: 'act', place: `entry ${kept}` },
  ],
  [
    'an act that names one letter more',
    db =>
      db.exec(`UPDATE audit SET detail = json_insert(detail, '$.entries[#]', ${kept}) WHERE operation = 'retention.erase';
        DELETE FROM hot WHERE blob_id = ${formOf(db, kept)}; DELETE FROM cold WHERE blob_id = ${formOf(db, kept)}`),
    { what: 'leaf', place: '' },
  ],
  [
    'the hash of an erased letter',
    db => db.exec(`UPDATE entries SET sha256 = randomblob(32) WHERE id = ${gone}`),
    { what: 'leaf', place: '' },
  ],
]

it.each(tamperings)('finds %s', async (_name, tamper, told) => {
  await place.stop()
  rmSync(scratch, { recursive: true, force: true })
  for (const name of ['store.db', 'blobs', 'log'])
    cpSync(join(place.dataDir, name), join(scratch, name), { recursive: true })
  await place.start()
  const db = new Database(join(scratch, 'store.db'))
  tamper(db)
  db.close()
  const { findings } = await verify(scratch)
  const found = findings.first.map(
    ({ what, place }): Told => ({ what, place: told.place === '' ? '' : place }),
  )
  expect(found).toContainEqual(told)
})

it('destroys nothing for a row that no act vouches for', async () => {
  await place.stop()
  const db = new Database(join(place.dataDir, 'store.db'))
  db.exec(`INSERT INTO erasures SELECT ${kept}, erased_by, 0 FROM entries WHERE id = ${gone}`)
  db.close()
  await place.start()
  await retention().tick()
  const entry = (await place.store.read.archive.entry(kept))!
  expect(entry.erasedAt).toBeNull()
  expect(
    Buffer.from(await place.store.read.blobs.bytes(entry.forms[0]!.blob)).includes(`${kept}/SKHCN`),
  ).toBe(true)
})
