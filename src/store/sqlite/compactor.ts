/**
 * Takes the room back that erased and expunged blobs leave in segments: what is alive in one that has become mostly dead
 * is copied to the newest segment as it stands (frames are bound to their blob, not to their place, and keep their key),
 * its rows follow in the transaction that makes the copies durable, and a segment that no row points into loses first its
 * own row and then its file. So a blob has its bytes at every moment: a crash leaves both copies or a file that the
 * next start does not know and removes. Runs in small steps between batches, like the mover.
 *
 * A copy is made only of frames that open under their key: a faulty read must not become the only copy. A segment with
 * a blob that does not stays, for `archive verify` to tell.
 */
import { closeSync, openSync, readSync, unlinkSync } from 'node:fs'
import type { BlobId } from '../../ports/blobs.ts'
import type { CompactionReport } from '../../ports/store.ts'
import { syncDirectory } from '../sync-directory.ts'
import type { BatchRunner } from './batch.ts'
import type { Statement } from './connection.ts'
import { storedBytes, verifyCold } from './frames.ts'
import type { WriterNotice } from './protocol.ts'
import { segmentPath } from './segments.ts'
import type { WriterSession } from './session.ts'

/** Bytes of one move, more only for a single blob. */
const moveBytes = 1024 * 1024
const stepMs = 3
const rowsAtATime = 64
/** Rows that one step counts. */
const countedRows = 2048

interface ColdRow {
  readonly blob: BlobId
  readonly start: number
  readonly key: Buffer
  readonly frames: Buffer
}

interface SegmentRow {
  readonly id: number
  readonly bytes: number
  /** null: not counted yet. */
  readonly dead: number | null
}

interface Copy {
  readonly blob: BlobId
  readonly start: number
  readonly stored: Buffer
}

/** The segment in hand. */
interface Work {
  readonly segment: number
  readonly bytes: number
  readonly file: number
  /** Rows up to here were looked at. */
  after: number
  unreadable: boolean
}

/** A count in hand. */
interface Count {
  readonly segment: number
  readonly bytes: number
  after: number
  live: number
}

export class Compactor {
  readonly #session: WriterSession
  readonly #runner: BatchRunner
  readonly #directory: string
  readonly #trouble: (message: string) => void
  readonly #segments: Statement<SegmentRow>
  readonly #rows: Statement<ColdRow>
  readonly #lengths: Statement<{ start: number; frames: Buffer }>
  readonly #there: Statement<number>
  readonly #move: Statement
  readonly #setDead: Statement
  readonly #used: Statement<number>
  readonly #remove: Statement
  readonly #noteRemoved: Statement
  /** Segments that are left alone until the next start. */
  readonly #stuck = new Set<number>()
  #count: Count | undefined
  #work: Work | undefined
  #report = emptyReport

  constructor(
    session: WriterSession,
    runner: BatchRunner,
    directory: string,
    trouble: (message: string) => void,
  ) {
    this.#session = session
    this.#runner = runner
    this.#directory = directory
    this.#trouble = trouble
    const { db } = session
    this.#segments = db.prepare('SELECT id, bytes, dead FROM segments ORDER BY dead DESC')
    this.#rows = db.prepare(
      `SELECT blob_id AS blob, start, key, frames FROM cold WHERE segment = ? AND start > ? ORDER BY start LIMIT ?`,
    )
    this.#lengths = db.prepare(
      'SELECT start, frames FROM cold WHERE segment = ? AND start > ? ORDER BY start LIMIT ?',
    )
    this.#there = db
      .prepare<unknown[], number>('SELECT 1 FROM cold WHERE blob_id = ? AND segment = ? AND start = ?')
      .pluck()
    this.#move = db.prepare('UPDATE cold SET segment = ?, start = ? WHERE blob_id = ?')
    this.#setDead = db.prepare('UPDATE segments SET dead = ? WHERE id = ?')
    this.#used = db.prepare<unknown[], number>('SELECT 1 FROM cold WHERE segment = ? LIMIT 1').pluck()
    this.#remove = db.prepare('DELETE FROM segments WHERE id = ?')
    this.#noteRemoved = db.prepare(
      `INSERT INTO meta VALUES ('removed_segment', ?)
       ON CONFLICT DO UPDATE SET value = max(value, excluded.value)`,
    )
  }

  /** Begins anew, with a count of every segment. Throws BatchFailure. */
  recount(): void {
    this.#report = emptyReport
    this.#stuck.clear()
    this.#runner.transaction(() => {
      for (const { id } of this.#segments.all()) this.#setDead.run(null, id)
      return []
    })
  }

  /** What was done since the last count. */
  takeReport(): CompactionReport {
    const report = { ...this.#report, unreadable: this.#stuck.size }
    this.#report = emptyReport
    return report
  }

  /**
   * Works for some milliseconds; undefined when there is nothing to do. With `newest` also the segment that is being
   * written, which is closed for it. Throws BatchFailure.
   */
  step(livePercent: number, newest: boolean): readonly WriterNotice[] | undefined {
    if (this.#count !== undefined) return this.#countOn(this.#count)
    if (this.#work === undefined) return this.#begin(livePercent, newest)
    const copies = this.#copy(this.#work)
    if (copies.length > 0) {
      this.#place(this.#work, copies)
      return []
    }
    return this.#end(this.#work)
  }

  /** After a failure, and at the end: what was in hand is begun again another time. */
  drop(): void {
    if (this.#work !== undefined) closeSync(this.#work.file)
    this.#work = undefined
    this.#count = undefined
  }

  #begin(livePercent: number, newest: boolean): readonly WriterNotice[] | undefined {
    const { segments } = this.#session
    for (const { id, bytes, dead } of this.#segments.all()) {
      if (this.#stuck.has(id)) continue
      if (dead === null) {
        this.#count = { segment: id, bytes, after: -1, live: 0 }
        return []
      }
      if (dead === 0 || (bytes - dead) * 100 >= bytes * livePercent) continue
      if (id === segments.openId && !newest) continue
      // The next blob begins another one.
      if (id === segments.openId) segments.close()
      const file = openSync(segmentPath(this.#directory, id), 'r')
      this.#work = { segment: id, bytes, file, after: -1, unreadable: false }
      return []
    }
    return undefined
  }

  #countOn(count: Count): readonly WriterNotice[] {
    const rows = this.#lengths.all(count.segment, count.after, countedRows)
    for (const { start, frames } of rows) {
      count.live += storedBytes(frames)
      count.after = start
    }
    if (rows.length < countedRows) {
      this.#count = undefined
      this.#runner.transaction(() => {
        this.#setDead.run(Math.max(0, count.bytes - count.live), count.segment)
        return []
      })
    }
    return []
  }

  /** Reads the next blobs; none when all were looked at. */
  #copy(work: Work): readonly Copy[] {
    const until = performance.now() + stepMs
    const copies: Copy[] = []
    let bytes = 0
    for (const row of this.#rows.all(work.segment, work.after, rowsAtATime)) {
      work.after = row.start
      const stored = this.#read(work, row)
      if (stored === undefined) continue
      copies.push({ blob: row.blob, start: row.start, stored })
      bytes += stored.length
      if (bytes >= moveBytes || performance.now() > until) break
    }
    return copies
  }

  #read(work: Work, { blob, start, key, frames }: ColdRow): Buffer | undefined {
    const stored = Buffer.allocUnsafeSlow(storedBytes(frames))
    try {
      for (let done = 0; done < stored.length; ) {
        const read = readSync(work.file, stored, done, stored.length - done, start + done)
        if (read === 0) throw new Error('the segment ends before it')
        done += read
      }
      verifyCold(this.#session.keys.unwrap(key, blob), blob, frames, stored)
      return stored
    } catch (error) {
      work.unreadable = true
      const cause = error instanceof Error ? error.message : String(error)
      this.#trouble(`blob ${blob} in segment ${work.segment} cannot be moved, so the segment stays: ${cause}`)
      return undefined
    }
  }

  #place({ segment }: Work, copies: readonly Copy[]): void {
    const { segments } = this.#session
    let blobs = 0
    let bytes = 0
    this.#runner.transaction(() => {
      for (const { blob, start, stored } of copies) {
        // It may have been erased or expunged since.
        if (this.#there.get(blob, segment, start) === undefined) continue
        const { length } = stored
        const placed = segments.append([stored])
        this.#move.run(placed.segment, placed.start, blob)
        blobs++
        bytes += length
      }
      return []
    })
    this.#report = {
      ...this.#report,
      blobs: this.#report.blobs + blobs,
      movedBytes: this.#report.movedBytes + bytes,
    }
  }

  /** Every row has left: the segment's own row, then its file. */
  #end(work: Work): readonly WriterNotice[] {
    closeSync(work.file)
    this.#work = undefined
    const { segment } = work
    if (this.#used.get(segment) !== undefined) {
      this.#stuck.add(segment)
      return []
    }
    this.#runner.transaction(() => {
      this.#remove.run(segment)
      this.#noteRemoved.run(segment)
      return []
    })
    unlinkSync(segmentPath(this.#directory, segment))
    syncDirectory(this.#directory)
    this.#report = {
      ...this.#report,
      segments: this.#report.segments + 1,
      freedBytes: this.#report.freedBytes + work.bytes,
    }
    return [{ kind: 'segments', removed: [segment] }]
  }
}

const emptyReport: CompactionReport = { segments: 0, blobs: 0, movedBytes: 0, freedBytes: 0, unreadable: 0 }
