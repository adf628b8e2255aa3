/**
 * Someone with full write access to database and files, the program and its knowledge, but not the keys, changes what
 * was logged in random ways and rewrites all hashes and tiles after it. A checkpoint is kept elsewhere. TAMPERINGS sets
 * the number.
 */
import { cpSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { append, type Edge, emptyEdge, leafHash } from '../../src/base/merkle.ts'
import { openReaderDb } from '../../src/store/sqlite/connection.ts'
import { LogReader } from '../../src/store/sqlite/reads/tlog.ts'
import { openLogFiles } from '../../src/tlog/log-files.ts'
import { parseVerifierKey, type VerifierKey } from '../../src/tlog/note.ts'
import { verifyLog } from '../../src/tlog/verify.ts'
import { addresses, letter, provision, value } from '../conformance/letters.ts'
import { randomFrom } from '../support/corpus/random.ts'
import { LogPlace } from './place.ts'

const tamperings = Number(process.env.TAMPERINGS ?? 300)
const random = randomFrom(20_261_126)
const pick = <T>(values: readonly T[]): T => values[random.below(values.length)]!

let place: LogPlace
let keys: readonly VerifierKey[]
/** Three states of one log: of the day before yesterday, of yesterday, of today; and what was published each day. */
const days: { folder: string; checkpoint: string; size: number }[] = []

beforeAll(async () => {
  place = await LogPlace.open()
  keys = (await place.log.verifierKeys()).map(key => value(parseVerifierKey(key)))
  await provision(place.store)
  for (let day = 0; day < 3; day++) {
    for (let i = 0; i < 3; i++) {
      await place.act(40)
      await Promise.all(
        Array.from({ length: 30 }, (_, n) =>
          place.store.write.commitMessage(
            letter({ number: day * 100 + i * 30 + n, to: [{ address: pick(addresses) }] }),
          ),
        ),
      )
    }
    const { size } = await place.log.publish()
    await place.stop()
    const folder = join(place.dataDir, `day-${day}`)
    mkdirSync(folder)
    cpSync(join(place.dataDir, 'store.db'), join(folder, 'store.db'))
    cpSync(place.logFolder, join(folder, 'log'), { recursive: true })
    days.push({ folder, size, checkpoint: readFileSync(join(folder, 'log/checkpoint'), 'utf8') })
    await place.start()
  }
})
afterAll(() => place?.[Symbol.asyncDispose]())

type Db = Database.Database

/** Everything follows from the rows again: indexes without gaps, hashes, tiles of the checkpoint that is there. */
async function rewriteHashes(db: Db, folder: string, size: number): Promise<void> {
  const rows = db
    .prepare<[], { kind: 'entries' | 'audit'; id: number }>(
      `SELECT 'entries' AS kind, id FROM (SELECT id, leaf_index FROM entries) WHERE leaf_index IS NOT NULL
       UNION ALL SELECT 'audit', id FROM audit WHERE leaf_index IS NOT NULL`,
    )
    .all()
  const indexOf = (row: (typeof rows)[number]) =>
    db.prepare(`SELECT leaf_index FROM ${row.kind} WHERE id = ?`).pluck().get(row.id) as number
  const ordered = rows
    .map(row => ({ ...row, index: indexOf(row) }))
    .sort((one, other) => one.index - other.index)
  const renumber = { entries: update(db, 'entries'), audit: update(db, 'audit') }
  for (const [index, row] of ordered.entries()) renumber[row.kind].run(index, row.id)
  const reader = new LogReader(db)
  const leaves = [...(await reader.leaves('entry', 0, 1e6)), ...(await reader.leaves('act', 0, 1e6))]
  leaves.sort((one, other) => one.index - other.index)
  db.exec('DELETE FROM log')
  const insert = db.prepare('INSERT INTO log (leaf_index, hashes) VALUES (?, ?)')
  let edge: Edge = emptyEdge
  for (const { data } of leaves) {
    const grown = append(edge, leafHash(data))
    insert.run(edge.size, Buffer.concat(grown.completed))
    edge = grown.edge
  }
  rmSync(join(folder, 'log/tile'), { recursive: true })
  await openLogFiles(join(folder, 'log')).writeTiles(reader, 0, Math.min(size, edge.size))
}

const update = (db: Db, table: string) => db.prepare(`UPDATE ${table} SET leaf_index = ? WHERE id = ?`)

/** Any row with a leaf. */
function anyRow(db: Db): { table: 'entries' | 'audit'; id: number; index: number } {
  const table = pick(['entries', 'audit'] as const)
  const count = db.prepare(`SELECT max(id) FROM ${table}`).pluck().get() as number
  const id = 1 + random.below(count)
  const index = db.prepare(`SELECT leaf_index FROM ${table} WHERE id = ?`).pluck().get(id) as number
  return { table, id, index }
}

/** What is done to the rows. */
const changes: readonly (readonly [what: string, change: (db: Db) => void])[] = [
  [
    'change',
    db => {
      const { table, id } = anyRow(db)
      const column = pick(
        table === 'entries'
          ? [
              `mail_from = 'x' || mail_from`,
              'received_at = received_at + 1',
              `verdict = 'block'`,
              `direction = 'outbound'`,
              'sha256 = randomblob(32)',
              `recipients = json_set(recipients, '$[0].address', 'x@gmail.com')`,
              `recipients = '[]'`,
              'leaf_salt = randomblob(32)',
            ]
          : [
              `operator = 'ai'`,
              'at = at + 1',
              `role = 'x'`,
              `operation = 'x'`,
              `detail = '{}'`,
              'leaf_salt = randomblob(32)',
            ],
      )
      db.exec(`UPDATE ${table} SET ${column} WHERE id = ${id}`)
    },
  ],
  [
    'delete',
    db => {
      const { table, id } = anyRow(db)
      db.exec(`DELETE FROM ${table} WHERE id = ${id}`)
    },
  ],
  [
    'truncate',
    db => {
      const { index } = anyRow(db)
      for (const table of ['entries', 'audit', 'log'])
        db.exec(`DELETE FROM ${table} WHERE leaf_index >= ${index}`)
    },
  ],
  [
    'insert',
    db => {
      const { index } = anyRow(db)
      for (const table of ['entries', 'audit']) {
        // In two steps, as each index is there once.
        db.exec(`UPDATE ${table} SET leaf_index = leaf_index + 1 WHERE leaf_index >= ${index}`)
      }
      db.exec(
        `INSERT INTO audit (at, operator, role, operation, detail, leaf_index, leaf_salt)
         VALUES (1, 'quantri', 'administrator', 'mailbox.add', '{}', ${index}, randomblob(32))`,
      )
    },
  ],
  [
    'swap',
    db => {
      const [one, other] = [anyRow(db), anyRow(db)]
      if (one.index === other.index) db.exec(`DELETE FROM ${one.table} WHERE id = ${one.id}`)
      db.exec(`UPDATE ${one.table} SET leaf_index = ${other.index} WHERE id = ${one.id}`)
      db.exec(`UPDATE ${other.table} SET leaf_index = ${one.index} WHERE id = ${other.id}`)
    },
  ],
]

/** Published checkpoints and stored ones as they are, or only those from before; and with all of them gone. */
const hidings = [
  'nothing',
  'hashes',
  'hashes',
  'hashes, newer checkpoints',
  'hashes, all checkpoints',
] as const

it(`finds all of ${tamperings} tamperings with what the checkpoint outside covers`, {
  timeout: 600_000,
}, async () => {
  const outside = [days[2]!.checkpoint]
  const scratch = join(tmpdir(), `congvu-tampering-${process.pid}`)
  const unfound: string[] = []
  const did = new Map<string, number>()
  try {
    for (let i = 0; i < tamperings; i++) {
      rmSync(scratch, { recursive: true, force: true })
      // Now and then all of it is put back as it was on a day before, and perhaps changed as well: a rollback, a fork.
      const day = pick([2, 2, 2, 2, 1, 0])
      cpSync(days[day]!.folder, scratch, { recursive: true })
      const [what, change] = pick(changes)
      const hiding = pick(hidings)
      const name = `day ${day}, ${what}, hiding ${hiding}`
      did.set(what, (did.get(what) ?? 0) + 1)
      const db = new Database(join(scratch, 'store.db'))
      if (day === 2 || random.below(2) === 0) change(db)
      if (hiding.includes('newer')) {
        db.exec(`DELETE FROM checkpoints WHERE size > ${days[0]!.size}`)
        cpSync(join(days[0]!.folder, 'log/checkpoint'), join(scratch, 'log/checkpoint'))
      }
      if (hiding.includes('all')) {
        db.exec('DELETE FROM checkpoints')
        rmSync(join(scratch, 'log/checkpoint'))
      }
      if (hiding !== 'nothing') {
        const size = hiding.includes('newer') ? days[0]!.size : days[day]!.size
        await rewriteHashes(db, scratch, size)
      }
      db.close()
      const reading = openReaderDb(join(scratch, 'store.db'))
      const found = await verifyLog({
        log: new LogReader(reading),
        files: openLogFiles(join(scratch, 'log')),
        origin: place.settings.origin,
        keys,
        timestamps: place.timestamps,
        outside,
      })
      reading.close()
      if (found.findings === 0) unfound.push(name)
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
  expect(unfound).toEqual([])
  expect([...did.keys()].sort()).toEqual(changes.map(([what]) => what).sort())
})

it('finds nothing where nothing was done', async () => {
  for (const { folder, size } of days) {
    const reading = openReaderDb(join(folder, 'store.db'))
    const outside = days.filter(day => day.size <= size).map(({ checkpoint }) => checkpoint)
    const found = await verifyLog({
      log: new LogReader(reading),
      files: openLogFiles(join(folder, 'log')),
      origin: place.settings.origin,
      keys,
      timestamps: place.timestamps,
      outside,
    })
    reading.close()
    expect(found).toMatchObject({ findings: 0, outside: outside.length, leaves: size })
  }
})

it('has nothing to say of what came after the checkpoint outside, nor of keys that were stolen', async () => {
  // Whoever has the keys rewrites the last day and signs it: only a witness, or today's checkpoint elsewhere, tells.
  await place.stop()
  const db = new Database(join(place.dataDir, 'store.db'))
  const newest = db.prepare('SELECT max(id) FROM entries').pluck().get() as number
  db.exec(`UPDATE entries SET mail_from = 'x@gmail.com' WHERE id = ${newest}`)
  db.exec(`DELETE FROM checkpoints WHERE size > ${days[1]!.size}`)
  await rewriteHashes(db, place.dataDir, days[1]!.size)
  db.close()
  cpSync(join(days[1]!.folder, 'log/checkpoint'), join(place.logFolder, 'checkpoint'))
  await place.start()
  await place.log.publish()
  expect(await place.log.verify([days[1]!.checkpoint])).toMatchObject({ findings: 0, outside: 1 })
  expect((await place.log.verify([days[2]!.checkpoint])).first).toMatchObject([
    { place: `outside checkpoint of ${days[2]!.size} leaves` },
  ])
})
