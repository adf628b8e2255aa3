/**
 * `search.db`: its tables, and how it is opened.
 *
 * Letters lie in shards by their numbers, each with an FTS5 table of its own: a shard that is full
 * is merged once and then changes only when a letter in it is erased, which rewrites that shard and no other; and a
 * question goes shard by shard, so that it can be stopped between two.
 *
 * Nothing of a text is kept but its words (`content=''`). A column holds both spellings of each text one after the
 * other, without marks and, behind an underscore, as it is spelled; `|` stands between texts. `facts` holds what is
 * no text, each behind an equals sign (letter.ts). None of these signs can be in a word.
 */
import { closeSync, openSync, rmSync } from 'node:fs'
import Database from 'better-sqlite3'
import type { EntryId } from '../ports/archive.ts'
import type { TextField } from '../ports/search.ts'

export type IndexDb = Database.Database

export const indexFileName = 'search.db'
/** Beside the file itself. */
export const journalSuffixes = ['-wal', '-shm'] as const
/** An index that was found damaged, until letters are erased or the next one is. */
export const damagedSuffix = '.damaged'

/** How entries are shared out: so many numbers to a shard. An index keeps what it was begun with. */
export class Shards {
  readonly letters: number

  constructor(letters: number) {
    this.letters = letters
  }

  static of(db: IndexDb): Shards {
    return new Shards(
      db.prepare("SELECT value FROM meta WHERE name = 'shard_letters'").pluck().get() as number,
    )
  }

  shardOf(entry: EntryId): number {
    return Math.floor(entry / this.letters)
  }

  /** Numbers of a shard's letters, the end excluded. */
  rangeOf(shard: number): { readonly first: EntryId; readonly end: EntryId } {
    return { first: shard * this.letters, end: (shard + 1) * this.letters }
  }
}

export function wordsTable(shard: number): string {
  return `words_${shard}`
}

/** Columns of texts, with what a word in each is worth for the rank. */
export const textColumns = [
  // Words of the first column take two octets less.
  { field: 'body', column: 'body', weight: 1 },
  { field: 'subject', column: 'subject', weight: 8 },
  { field: 'attachment', column: 'attachment', weight: 1 },
  { field: 'filename', column: 'filename', weight: 3 },
  { field: 'from', column: 'author', weight: 2 },
  { field: 'to', column: 'addressee', weight: 2 },
  { field: 'cc', column: 'copied', weight: 2 },
  { field: 'bcc', column: 'blind', weight: 2 },
] as const satisfies readonly { field: TextField; column: string; weight: number }[]

/** Raised whenever what is indexed, or how, changes: the index is then made anew. */
export const indexVersion = 2

const indexerCacheKiB = 4 * 1024
const finderCacheKiB = 16 * 1024
const checkpointPages = 4096
const journalLimitBytes = 64 * 1024 * 1024
/** Words gathered in memory before they are written: a batch at a time. */
const gatheredBytes = 4 * 1024 * 1024

const tables = `
  CREATE TABLE meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
  INSERT INTO meta VALUES ('version', ${indexVersion}), ('indexed_to', 0), ('anchor', NULL), ('shard_letters', NULL);
  -- Shards, with the times of their letters; sealed once nothing is added and all is merged.
  CREATE TABLE shards (
    n       INTEGER PRIMARY KEY,
    from_ms INTEGER NOT NULL,
    to_ms   INTEGER NOT NULL,
    sealed  INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE TABLE letters (
    id          INTEGER PRIMARY KEY,
    received_at INTEGER NOT NULL,
    size        INTEGER NOT NULL,
    -- 202611
    month       INTEGER NOT NULL,
    verdict     TEXT NOT NULL,
    -- Ids, and abbreviations of kinds of documents, comma between; each once, sorted.
    agencies    TEXT NOT NULL,
    kinds       TEXT NOT NULL,
    partly      INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX letters_partly ON letters (id) WHERE partly = 1;
  -- Letters whose words are to go, until they are gone from every file.
  CREATE TABLE forgetting (id INTEGER PRIMARY KEY) STRICT;
`

/** Opens it for the indexer, empty if need be. Throws what SQLite throws. */
export function openIndexDb(path: string, shardLetters: number): IndexDb {
  closeSync(openSync(path, 'a', 0o600))
  const db = new Database(path, { timeout: 10_000 })
  try {
    db.pragma('page_size = 4096')
    db.pragma('journal_mode = WAL')
    // A power cut may take the last letters, which are then indexed again.
    db.pragma('synchronous = NORMAL')
    db.pragma('secure_delete = ON')
    db.pragma('temp_store = MEMORY')
    db.pragma(`cache_size = -${indexerCacheKiB}`)
    db.pragma(`wal_autocheckpoint = ${checkpointPages}`)
    db.pragma(`journal_size_limit = ${journalLimitBytes}`)
    const empty = db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() === 0
    if (empty) db.transaction(() => begin(db, shardLetters)).immediate()
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

function begin(db: IndexDb, shardLetters: number): void {
  db.exec(tables)
  db.prepare("UPDATE meta SET value = ? WHERE name = 'shard_letters'").run(shardLetters)
}

/** For questions; undefined when there is no index yet. */
export function openFinderDb(path: string): IndexDb | undefined {
  try {
    const db = new Database(path, { readonly: true, fileMustExist: true, timeout: 10_000 })
    db.pragma(`cache_size = -${finderCacheKiB}`)
    db.pragma('temp_store = MEMORY')
    // The file is there before its tables.
    if (db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() !== 0) return db
    db.close()
    return undefined
  } catch (error) {
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_CANTOPEN')) return undefined
    throw error
  }
}

/** Whether SQLite, or we, found that the file is not what was written. */
export function isDamage(error: unknown): boolean {
  return (
    error instanceof DamagedIndex ||
    (error instanceof Database.SqliteError && /^SQLITE_(?:CORRUPT|NOTADB)/.test(error.code))
  )
}

export class DamagedIndex extends Error {}

/** ASCII alone is looked into, for it alone separates: words come in lower case already, and signs mark them. */
const signs = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~'

export function createShard(db: IndexDb, shard: number): void {
  const table = wordsTable(shard)
  const tokenizer = `ascii tokenchars '${signs.replaceAll("'", "''")}'`
  const columns = [...textColumns.map(({ column }) => column), 'facts'].join(', ')
  db.exec(
    `CREATE VIRTUAL TABLE IF NOT EXISTS ${table} USING fts5(${columns},
       content='', contentless_delete=1, tokenize=${quoted(tokenizer)})`,
  )
  db.prepare(`INSERT INTO ${table} (${table}, rank) VALUES ('hashsize', ${gatheredBytes})`).run()
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/** Deletes every file of the index. A crash in between leaves none that would be opened with another's journal. */
export function removeIndexFiles(path: string): void {
  for (const suffix of ['', ...journalSuffixes, damagedSuffix]) rmSync(`${path}${suffix}`, { force: true })
}
