/** Connections to `store.db`: settings that durability depends on, and the numbered migrations. */
import { closeSync, openSync, readdirSync, readFileSync } from 'node:fs'
import Database from 'better-sqlite3'

export type Db = Database.Database
export type Statement<Row = unknown> = Database.Statement<unknown[], Row>

/** Weakens durability on purpose. Only the crash tests set it, to prove that they notice. */
export interface Faults {
  readonly synchronous?: 'OFF' | 'NORMAL'
  readonly skipSegmentSync?: boolean
}

const fullSynchronous = 2
const usualCacheKiB = 8 * 1024
/** Pages in the WAL at which a commit also checkpoints (32 MiB): rare enough not to be felt by letters. */
const checkpointPages = 8192
const journalLimitBytes = 128 * 1024 * 1024

export function openWriterDb(path: string, faults: Faults): Db {
  // SQLite would make it readable for others; its WAL takes the same mode.
  closeSync(openSync(path, 'a', 0o600))
  const db = new Database(path, { timeout: 10_000 })
  db.pragma('page_size = 4096')
  db.pragma('journal_mode = WAL')
  db.pragma('foreign_keys = ON')
  // Erased keys and texts are overwritten, also on pages that become free; but see mover.ts and wiper.ts.
  db.pragma('secure_delete = ON')
  db.pragma('temp_store = MEMORY')
  db.pragma(`cache_size = -${usualCacheKiB}`)
  db.pragma(`wal_autocheckpoint = ${checkpointPages}`)
  db.pragma(`journal_size_limit = ${journalLimitBytes}`)
  db.pragma('synchronous = FULL')
  migrate(db)
  if (faults.synchronous === undefined) requireFullSync(db)
  else db.pragma(`synchronous = ${faults.synchronous}`)
  return db
}

/**
 * This SQLite is compiled to fall back to NORMAL at the first write in WAL mode unless FULL was asked for, and
 * NORMAL loses acknowledged letters in a power cut. Asked again after a write, because only then does it show.
 */
function requireFullSync(db: Db): void {
  db.prepare("INSERT INTO meta VALUES ('opened', 1) ON CONFLICT DO UPDATE SET value = value + 1").run()
  const synchronous = db.pragma('synchronous', { simple: true })
  if (synchronous !== fullSynchronous) throw new Error(`SQLite runs at synchronous=${synchronous}, not FULL`)
}

/** `cacheKiB` of its pages are kept. */
export function openReaderDb(path: string, cacheKiB: number = usualCacheKiB): Db {
  const db = new Database(path, { readonly: true, fileMustExist: true, timeout: 10_000 })
  db.pragma(`cache_size = -${cacheKiB}`)
  db.pragma('temp_store = MEMORY')
  return db
}

/** Applies `migrations/NNN-*.sql` beyond the database's `user_version`, all or none. */
function migrate(db: Db): void {
  const directory = new URL('./migrations/', import.meta.url)
  const files = readdirSync(directory)
    .filter(name => /^\d{3}-.*\.sql$/.test(name))
    .sort()
  const version = db.pragma('user_version', { simple: true }) as number
  if (version > files.length) {
    throw new Error(`store.db has schema version ${version}; this program knows ${files.length}`)
  }
  if (version === files.length) return
  db.transaction(() => {
    for (const [index, name] of files.entries()) {
      if (Number(name.slice(0, 3)) !== index + 1) throw new Error(`migration ${name} is out of sequence`)
      if (index >= version) db.exec(readFileSync(new URL(name, directory), 'utf8'))
    }
    db.pragma(`user_version = ${files.length}`)
  }).immediate()
}
