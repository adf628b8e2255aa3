/** What SQLite leaves of rows where they once were, and that it goes without harm. */
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { Wiper } from './wiper.ts'

const rows = 9000
const rounds = 6
const hex = (text: string, length: number) => createHash('sha256').update(text).digest('hex').slice(0, length)

interface Row {
  readonly id: number
  readonly word: string
  readonly round: number
}

it('overwrites what pages keep of rows that were moved and deleted, and of pages that became free', {
  timeout: 60_000,
}, () => {
  const folder = mkdtempSync(join(tmpdir(), 'congvu-wiper-'))
  const path = join(folder, 'store.db')
  const db = new Database(path)
  try {
    for (const setting of [
      'page_size = 4096',
      'journal_mode = WAL',
      'synchronous = OFF',
      'secure_delete = ON',
    ])
      db.pragma(setting)
    db.exec(
      'CREATE TABLE letters (id INTEGER PRIMARY KEY, word TEXT, rest BLOB); CREATE INDEX w ON letters (word)',
    )
    const insert = db.prepare('INSERT INTO letters VALUES (?, ?, ?)')
    const remove = db.prepare('DELETE FROM letters WHERE id = ?')
    const made = Array.from({ length: rows }, (_, id): Row => {
      const word = `từ${hex(`từ ${id}`, 20)}`
      return { id, word, round: Number.parseInt(hex(`lần ${id}`, 6), 16) % (rounds + 1) }
    })
    // Long ones go over several pages.
    const rest = (id: number) =>
      Buffer.from(hex(`phần ${id}`, 60).repeat(id % 50 === 0 ? 400 : 1 + (id % 14)))
    db.transaction(() => {
      for (const { id, word } of made) insert.run(id, word, rest(id))
    })()
    const left = (gone: ReadonlySet<string>) =>
      [...readFileSync(path, 'utf8').matchAll(/từ[0-9a-f]{20}/g)].filter(([word]) => gone.has(word)).length
    let found = 0
    for (let round = 1; round <= rounds; round++) {
      // The last deletions leave their pages as they stand.
      db.pragma(`secure_delete = ${round === rounds ? 'FAST' : 'ON'}`)
      for (const { id } of made.filter(row => row.round === round)) remove.run(id)
      db.pragma('wal_checkpoint(TRUNCATE)')
      found = left(new Set(made.filter(row => row.round > 0 && row.round <= round).map(({ word }) => word)))
    }
    // Without anything to find this would show nothing.
    expect(found).toBeGreaterThan(20)
    const wiper = new Wiper(db, path)
    for (let page: number | null = 1; page !== null; ) page = wiper.step(page)
    const gone = new Set(made.filter(row => row.round > 0).map(({ word }) => word))
    expect(left(gone)).toBe(0)
    // What SQLite had in memory does not come back, and nothing else is touched.
    for (const { id, word } of made.filter(row => row.round > 0))
      if (id % 3 === 0) insert.run(id, word.toUpperCase(), rest(id))
    db.pragma('wal_checkpoint(TRUNCATE)')
    expect(left(gone)).toBe(0)
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
    for (const row of made.filter(row => row.round === 0))
      expect(db.prepare('SELECT word, rest FROM letters WHERE id = ?').get(row.id)).toEqual({
        word: row.word,
        rest: rest(row.id),
      })
    wiper.close()
  } finally {
    db.close()
    rmSync(folder, { recursive: true, force: true })
  }
})

it('overwrites zeros once more after a sync that failed, until a round is synced', () => {
  const folder = mkdtempSync(join(tmpdir(), 'congvu-wiper-'))
  const path = join(folder, 'store.db')
  const db = new Database(path)
  try {
    for (const setting of ['page_size = 4096', 'journal_mode = WAL', 'secure_delete = OFF'])
      db.pragma(setting)
    db.exec('CREATE TABLE letters (id INTEGER PRIMARY KEY, word TEXT)')
    const insert = db.prepare('INSERT INTO letters VALUES (?, ?)')
    for (let id = 0; id < 100; id++) insert.run(id, hex(`từ ${id}`, 60))
    db.exec('DELETE FROM letters WHERE id > 50')
    db.pragma('wal_checkpoint(TRUNCATE)')
    const writes = (wiper: Wiper) => {
      utimesSync(path, 1, 1)
      for (let page: number | null = 1; page !== null; ) page = wiper.step(page)
      return statSync(path).mtimeMs !== 1000
    }
    const first = new Wiper(db, path)
    expect([writes(first), writes(first)]).toEqual([true, false])
    const bytes = readFileSync(path)
    const doubtful = new Wiper(db, path, true)
    expect([writes(doubtful), writes(doubtful)]).toEqual([true, false])
    expect(readFileSync(path).equals(bytes)).toBe(true)
  } finally {
    db.close()
    rmSync(folder, { recursive: true, force: true })
  }
})

/** The octets of `after` that had come to the disk, the rest as they were: up to a place, or by sectors as it happens. */
function cutOff(before: Buffer, after: Buffer, torn: boolean): Buffer {
  const cut = Buffer.from(before)
  const place = Math.floor(Math.random() * before.length)
  const sectorBytes = 512
  if (!torn) after.copy(cut, 0, 0, place)
  else
    for (let at = 0; at < cut.length; at += sectorBytes)
      if (Math.random() < 0.5) after.copy(cut, at, at, at + sectorBytes)
  return cut
}

it('cut off anywhere, it leaves a whole database, and overwrites the rest the next time', {
  timeout: 60_000,
}, () => {
  const folder = mkdtempSync(join(tmpdir(), 'congvu-wiper-'))
  const path = join(folder, 'store.db')
  const words = Array.from({ length: 2000 }, (_, id) => `từ${hex(`từ ${id}`, 20)}`)
  const isGone = (id: number) => id % 3 !== 0
  const gone = new Set(words.filter((_, id) => isGone(id)))
  const left = (bytes: Buffer) =>
    [...bytes.toString('utf8').matchAll(/từ[0-9a-f]{20}/g)].filter(([word]) => gone.has(word)).length
  const wipe = (db: Database.Database) => {
    db.pragma('wal_checkpoint(TRUNCATE)')
    const wiper = new Wiper(db, db.name)
    for (let page: number | null = 1; page !== null; ) page = wiper.step(page)
    wiper.close()
  }
  try {
    const db = new Database(path)
    // SQLite overwrites nothing, so that all of it is the wiper's.
    for (const setting of ['page_size = 4096', 'journal_mode = WAL', 'secure_delete = OFF'])
      db.pragma(setting)
    db.exec(
      'CREATE TABLE letters (id INTEGER PRIMARY KEY, word TEXT, rest BLOB); CREATE INDEX w ON letters (word)',
    )
    const insert = db.prepare('INSERT INTO letters VALUES (?, ?, ?)')
    const remove = db.prepare('DELETE FROM letters WHERE id = ?')
    db.transaction(() => {
      for (const [id, word] of words.entries()) insert.run(id, word, Buffer.alloc(id % 50 === 0 ? 9000 : 300))
    })()
    db.pragma('wal_checkpoint(TRUNCATE)')
    db.transaction(() => {
      for (const id of words.keys()) if (isGone(id)) remove.run(id)
    })()
    db.pragma('wal_checkpoint(TRUNCATE)')
    const before = readFileSync(path)
    wipe(db)
    const after = readFileSync(path)
    db.close()
    expect(left(before)).toBeGreaterThan(500)
    expect(left(after)).toBe(0)
    const staying = words.filter((_, id) => !isGone(id))
    let leftByCuts = 0
    for (let cut = 0; cut < 40; cut++) {
      const cutPath = join(folder, `cut-${cut}.db`)
      writeFileSync(cutPath, cutOff(before, after, cut % 2 === 0))
      leftByCuts += left(readFileSync(cutPath))
      const again = new Database(cutPath)
      const rows = () => again.prepare('SELECT word FROM letters NOT INDEXED ORDER BY id').pluck().all()
      expect(again.pragma('integrity_check', { simple: true })).toBe('ok')
      expect(rows()).toEqual(staying)
      wipe(again)
      expect(left(readFileSync(cutPath))).toBe(0)
      expect(again.pragma('integrity_check', { simple: true })).toBe('ok')
      expect(rows()).toEqual(staying)
      again.close()
      rmSync(cutPath)
    }
    expect(leftByCuts).toBeGreaterThan(5000)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
