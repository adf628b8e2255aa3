/**
 * Moves hot blobs, oldest first, into segments: compressed, and under a new data key. Preparing runs in small
 * steps between batches; a move is one transaction whose segment is synced before its rows change places, so a
 * blob is at every moment in exactly one of them.
 */
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
}

interface Prepared {
  readonly blob: BlobId
  readonly key: Buffer
  readonly cold: ColdBlob
  readonly hotBytes: number
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

  constructor(session: WriterSession, runner: BatchRunner) {
    this.#session = session
    this.#runner = runner
    const { db } = session
    this.#next = db
      .prepare<unknown[], BlobId>('SELECT blob_id FROM hot WHERE blob_id > ? ORDER BY blob_id LIMIT ?')
      .pluck()
    this.#row = db.prepare('SELECT blob_id AS blob, key, bytes FROM hot WHERE blob_id = ?')
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
    this.#prepared.push({ blob, key: this.#session.keys.wrap(key, blob), cold, hotBytes: row.bytes.length })
    this.#preparedBytes += row.bytes.length
  }

  #move(): void {
    const prepared = this.#prepared
    this.#prepared = []
    this.#preparedBytes = 0
    // Whatever happens to this move, the next one looks from the oldest again.
    this.#queue = []
    this.#lastQueued = 0
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
