/** What SQLite leaves of rows where they once were, and that it goes without harm. */
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
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
