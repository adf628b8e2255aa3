/** Changes of the index: letters in, letters out, shards merged. Each is one transaction; throws what SQLite throws. */
import type Database from 'better-sqlite3'
import type { EntryId } from '../ports/archive.ts'
import { Wiper } from '../store/sqlite/wiper.ts'
import { createShard, type IndexDb, indexVersion, Shards, textColumns, wordsTable } from './database.ts'
import type { IndexedLetter } from './letter.ts'

type Statement = Database.Statement<unknown[]>

/** Pages written in one step of a merge: some ten milliseconds. */
const mergePages = 256

/** Where the index stands: the last letter, and what tells that letter from another archive's. */
export interface Standing {
  readonly version: number
  readonly indexedTo: EntryId
  readonly anchor: Uint8Array | null
}

export class IndexWriting {
  readonly #db: IndexDb
  readonly #insertLetter: Statement
  readonly #touchShard: Statement
  readonly #setMeta: Statement
  readonly #insertWords = new Map<number, Statement>()
  /** The shard whose merge has begun. */
  #merging: number | undefined
  /** Counted when it is asked for, and kept. */
  #partly: number | undefined
  readonly #shards: Shards

  constructor(db: IndexDb) {
    this.#db = db
    this.#shards = Shards.of(db)
    this.#insertLetter = db.prepare(
      `INSERT INTO letters (id, received_at, size, month, verdict, agencies, kinds, partly)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    this.#touchShard = db.prepare(
      `INSERT INTO shards (n, from_ms, to_ms) VALUES (?, ?, ?) ON CONFLICT DO UPDATE
       SET from_ms = min(from_ms, excluded.from_ms), to_ms = max(to_ms, excluded.to_ms)`,
    )
    this.#setMeta = db.prepare('UPDATE meta SET value = ? WHERE name = ?')
  }

  standing(): Standing {
    const value = (name: string) =>
      this.#db.prepare('SELECT value FROM meta WHERE name = ?').pluck().get(name)
    return {
      version: value('version') as number,
      indexedTo: value('indexed_to') as number,
      anchor: value('anchor') as Uint8Array | null,
    }
  }

  get current(): boolean {
    return this.standing().version === indexVersion
  }

  /** Letters that could be read in part only. */
  get partly(): number {
    this.#partly ??= this.#db.prepare('SELECT count(*) FROM letters WHERE partly = 1').pluck().get() as number
    return this.#partly
  }

  /** Letters in the order of their numbers; `indexedTo` is the last that was looked at, which may not be among them. */
  add(letters: readonly IndexedLetter[], indexedTo: EntryId, anchor: Uint8Array): void {
    this.#transaction(() => {
      for (const letter of letters) {
        const shard = this.#shards.shardOf(letter.id)
        const { id, receivedAt, sizeBytes, month, verdict, agencies, kinds, partly } = letter
        this.#touchShard.run(shard, receivedAt, receivedAt)
        this.#words(shard).run(id, ...textColumns.map(({ field }) => letter.texts[field]), letter.facts)
        this.#insertLetter.run(id, receivedAt, sizeBytes, month, verdict, agencies, kinds, partly ? 1 : 0)
      }
      this.#setMeta.run(indexedTo, 'indexed_to')
      this.#setMeta.run(anchor, 'anchor')
    })
    if (this.#partly !== undefined) this.#partly += letters.filter(({ partly }) => partly).length
  }

  #words(shard: number): Statement {
    const known = this.#insertWords.get(shard)
    if (known !== undefined) return known
    createShard(this.#db, shard)
    const marks = textColumns.map(() => '?').join(', ')
    const columns = textColumns.map(({ column }) => column).join(', ')
    const statement = this.#db.prepare(
      `INSERT INTO ${wordsTable(shard)} (rowid, ${columns}, facts) VALUES (?, ${marks}, ?)`,
    )
    this.#insertWords.set(shard, statement)
    return statement
  }

  /** Merges a shard that is full, a step at a time; false when there is none to merge. */
  sealStep(): boolean {
    const shard = this.#db
      .prepare('SELECT min(n) FROM shards WHERE sealed = 0 AND n < (SELECT max(n) FROM shards)')
      .pluck()
      .get() as number | null
    if (shard === null) return false
    const table = wordsTable(shard)
    this.#transaction(() => {
      const before = this.#changes()
      // Asked for with a minus, everything is to become one. FTS5 takes no bound number, which would be a float.
      const pages = this.#merging === shard ? mergePages : -mergePages
      this.#db.prepare(`INSERT INTO ${table} (${table}, rank) VALUES ('merge', ${pages})`).run()
      this.#merging = shard
      // By the documentation of FTS5, fewer than two changes tell that nothing was left to do.
      if (this.#changes() - before < 2)
        this.#db.prepare('UPDATE shards SET sealed = 1 WHERE n = ?').run(shard)
    })
    return true
  }

  #changes(): number {
    return this.#db.prepare('SELECT total_changes()').pluck().get() as number
  }

  /** Notes what is to be forgotten: from here on a crash does not undo it. */
  noteForgetting(entries: readonly EntryId[]): void {
    this.#transaction(() => {
      const note = this.#db.prepare('INSERT OR IGNORE INTO forgetting VALUES (?)')
      for (const entry of entries) note.run(entry)
    })
  }

  get isForgetting(): boolean {
    return this.#db.prepare('SELECT EXISTS (SELECT 1 FROM forgetting)').pluck().get() === 1
  }

  /** Rewrites the shards of what was noted without it, then folds the journal into the file. */
  forgetNoted(): void {
    const ids = this.#db.prepare('SELECT id FROM forgetting ORDER BY id').pluck().all() as EntryId[]
    this.#partly = undefined
    for (const [shard, entries] of Map.groupBy(ids, id => this.#shards.shardOf(id)))
      this.#forgetIn(shard, entries)
    this.#wipe()
    this.#db.prepare('DELETE FROM forgetting').run()
  }

  #forgetIn(shard: number, entries: readonly EntryId[]): void {
    const table = wordsTable(shard)
    const exists = this.#db.prepare('SELECT EXISTS (SELECT 1 FROM shards WHERE n = ?)').pluck().get(shard)
    if (exists === 0) return
    this.#transaction(() => {
      const left = this.#db.prepare('SELECT count(*) FROM letters WHERE id >= ? AND id < ?').pluck()
      const deleteLetter = this.#db.prepare('DELETE FROM letters WHERE id = ?')
      const deleteWords = this.#db.prepare(`DELETE FROM ${table} WHERE rowid = ?`)
      const { first, end } = this.#shards.rangeOf(shard)
      let known = 0
      for (const entry of entries)
        if (deleteLetter.run(entry).changes > 0) known += deleteWords.run(entry).changes
      if (left.get(first, end) === 0) this.#dropShard(shard)
      // A deletion only marks what is no more; the words go with the pages they stand on.
      else if (known > 0) this.#db.prepare(`INSERT INTO ${table} (${table}) VALUES ('optimize')`).run()
    })
  }

  #dropShard(shard: number): void {
    this.#insertWords.delete(shard)
    this.#db.exec(`DROP TABLE ${wordsTable(shard)}`)
    this.#db.prepare('DELETE FROM shards WHERE n = ?').run(shard)
  }

  /** What rows left where they once were, too: words of a letter are in no file then. */
  #wipe(): void {
    const wiper = new Wiper(this.#db, this.#db.name)
    try {
      for (let page: number | null = 1; page !== null; ) {
        this.truncateJournal()
        page = wiper.step(page)
      }
    } finally {
      wiper.close()
    }
  }

  /** Throws while somebody reads what is in it. */
  truncateJournal(): void {
    const [{ busy } = { busy: 1 }] = this.#db.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[]
    if (busy !== 0) throw new Error('a question still reads the journal of the index')
  }

  #transaction(work: () => void): void {
    this.#db.transaction(work).immediate()
  }
}
