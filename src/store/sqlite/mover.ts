/**
 * Moves hot blobs, oldest first, into segments: compressed, and under a new data key. Preparing runs in small
 * steps between batches; a move is one transaction whose segment is synced before its rows change places, so a
 * blob is at every moment in exactly one of them.
 */
import { free } from '../../base/free.ts'
import type { BlobId } from '../../ports/blobs.ts'
import type { BatchRunner } from './batch.ts'
import type { Statement } from './connection.ts'
import { type ColdBlob, newDataKey, openHot, sealCold } from './frames.ts'
import type { WriterSession } from './session.ts'

/** Hot bytes of one move. */
const moveBytes = 1024 * 1024
const stepMs = 3
const rowsAtATime = 64

interface HotRow {
  readonly blob: BlobId
  readonly key: Buffer
  readonly bytes: Buffer
  /** 1 for a form of an entry; 0 for what a client stored. */
  readonly archived: 0 | 1
}

interface Prepared {
  readonly blob: BlobId
  readonly key: Buffer
  readonly cold: ColdBlob
  readonly hotBytes: number
  readonly archived: boolean
}

export class Mover {
  readonly #session: WriterSession
  readonly #runner: BatchRunner
  readonly #next: Statement<BlobId>
  readonly #row: Statement<HotRow>
  readonly #delete: Statement
  readonly #insert: Statement
  #queue: BlobId[] = []
  #lastQueued = 0
  #prepared: Prepared[] = []
  #preparedBytes = 0
  /** Nothing may stay on pages that become free: they are being overwritten. */
  careful = false

  constructor(session: WriterSession, runner: BatchRunner) {
    this.#session = session
    this.#runner = runner
    const { db } = session
    this.#next = db
      .prepare<unknown[], BlobId>('SELECT blob_id FROM hot WHERE blob_id > ? ORDER BY blob_id LIMIT ?')
      .pluck()
    this.#row = db.prepare(
      `SELECT blob_id AS blob, key, bytes, sha256 IS NOT NULL AS archived
       FROM hot JOIN blobs ON id = blob_id WHERE blob_id = ?`,
    )
    this.#delete = db.prepare('DELETE FROM hot WHERE blob_id = ?')
    this.#insert = db.prepare(
      'INSERT INTO cold (blob_id, segment, start, key, frames) VALUES (?, ?, ?, ?, ?)',
    )
  }

  /** Prepares for some milliseconds, or moves what is prepared; false when nothing is hot. Throws BatchFailure. */
  step(): boolean {
    const until = performance.now() + stepMs
    while (this.#preparedBytes < moveBytes) {
      if (performance.now() > until) return true
      const blob = this.#nextBlob()
      if (blob === undefined) break
      this.#prepare(blob)
    }
    if (this.#prepared.length === 0) return false
    this.#move()
    return true
  }

  #nextBlob(): BlobId | undefined {
    if (this.#queue.length === 0) {
      this.#queue = this.#next.all(this.#lastQueued, rowsAtATime).reverse()
      this.#lastQueued = this.#queue[0] ?? this.#lastQueued
    }
    return this.#queue.pop()
  }

  #prepare(blob: BlobId): void {
    const row = this.#row.get(blob)
    if (!row) return
    const bytes = openHot(this.#session.keys.unwrap(row.key, blob), blob, row.bytes)
    const key = newDataKey()
    const cold = sealCold(key, blob, bytes)
    free(bytes)
    this.#prepared.push({
      blob,
      key: this.#session.keys.wrap(key, blob),
      cold,
      hotBytes: row.bytes.length,
      archived: row.archived === 1,
    })
    this.#preparedBytes += row.bytes.length
  }

  #move(): void {
    const prepared = this.#prepared
    this.#prepared = []
    this.#preparedBytes = 0
    // Whatever happens to this move, the next one looks from the oldest again.
    this.#queue = []
    this.#lastQueued = 0
    const [objects, forms] = [false, true].map(kind => prepared.filter(({ archived }) => archived === kind))
    if (objects!.length > 0) this.#place(objects!)
    if (forms!.length > 0) this.#leaving(() => this.#place(forms!))
  }

  /**
   * To overwrite whole letters would nearly double what the disk writes for each. Their pages become free as they stand,
   * and what is on them is overwritten by other letters or before an erasure is done (wiper.ts). What a client stored is
   * erased whenever it says so, and leaves nothing; its transaction is another one, since of a page that becomes free
   * nothing is written at all.
   */
  #leaving(work: () => void): void {
    const { db } = this.#session
    if (!this.careful) db.pragma('secure_delete = FAST')
    try {
      work()
    } finally {
      if (db.open) db.pragma('secure_delete = ON')
    }
  }

  #place(prepared: readonly Prepared[]): void {
    this.#runner.transaction(() => {
      for (const { blob, key, cold, hotBytes } of prepared) {
        // It may have been expunged since.
        if (this.#delete.run(blob).changes === 0) continue
        const { segment, start } = this.#session.segments.append(cold.frames)
        this.#insert.run(blob, segment, start, key, cold.index)
        this.#session.cooled(hotBytes)
      }
      return []
    })
  }
}
