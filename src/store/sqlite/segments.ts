/**
 * Append-only blob segments, `blobs/00000001.seg` and on: the writer's side.
 *
 * A segment's durable length is a row in the database, written by the transaction whose rows point into it, after
 * the segment was synced. Bytes beyond it belong to nobody: recovery cuts them off. A segment whose sync failed is
 * sealed at its last durable length and never written again, because what the device kept is unknown.
 */

import {
  closeSync,
  fdatasyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  statSync,
  truncateSync,
  unlinkSync,
  writeSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { free } from '../../base/free.ts'
import { syncDirectory } from '../sync-directory.ts'
import type { Db, Faults, Statement } from './connection.ts'

export function segmentPath(directory: string, id: number): string {
  return join(directory, `${String(id).padStart(8, '0')}.seg`)
}

interface OpenSegment {
  readonly id: number
  readonly file: number
  /** Where the next bytes go. */
  end: number
  /** Length that was synced and committed. */
  durable: number
}

interface SegmentRow {
  readonly id: number
  readonly bytes: number
  readonly sealed: number
}

/** A segment whose sync failed, with the length that is surely durable. */
export interface SuspectSegment {
  readonly id: number
  readonly bytes: number
}

/** Where a blob's first frame begins. */
export interface Placed {
  readonly segment: number
  readonly start: number
}

export class Segments {
  readonly #directory: string
  readonly #segmentBytes: number
  readonly #faults: Faults
  readonly #record: Statement
  #open: OpenSegment | undefined
  #nextId: number

  /** Recovers the directory: cuts off what no committed row knows, and throws when a segment is too short. */
  constructor(db: Db, directory: string, segmentBytes: number, faults: Faults) {
    this.#directory = directory
    this.#segmentBytes = segmentBytes
    this.#faults = faults
    this.#record = db.prepare(
      `INSERT INTO segments (id, bytes, sealed, dead) VALUES (?, ?, ?, 0)
       ON CONFLICT DO UPDATE SET bytes = excluded.bytes, sealed = excluded.sealed`,
    )
    const rows = db.prepare('SELECT id, bytes, sealed FROM segments ORDER BY id').all() as SegmentRow[]
    recover(directory, rows)
    const last = rows.at(-1)
    // Not the number of one that was removed: a reader may have its file open.
    const removed = db
      .prepare<unknown[], number>("SELECT coalesce(max(value), 0) FROM meta WHERE name = 'removed_segment'")
      .pluck()
      .get()!
    this.#nextId = Math.max(last?.id ?? 0, removed) + 1
    if (last && !last.sealed && last.bytes < segmentBytes) {
      const file = openSync(segmentPath(directory, last.id), 'r+')
      this.#open = { id: last.id, file, end: last.bytes, durable: last.bytes }
    }
  }

  /** Writes at the end of the newest segment and gives the pieces' memory back; durable after `sync` and a commit. */
  append(pieces: readonly Uint8Array[]): Placed {
    this.#open ??= this.#create()
    const segment = this.#open
    const start = segment.end
    for (const piece of pieces) {
      writeAll(segment.file, piece, segment.end)
      segment.end += piece.length
      free(piece)
    }
    return { segment: segment.id, start }
  }

  /** Makes everything appended durable and records its length in the open transaction. */
  sync(): void {
    const segment = this.#open
    if (!segment || segment.end === segment.durable) return
    if (!this.#faults.skipSegmentSync) fdatasyncSync(segment.file)
    this.#record.run(segment.id, segment.end, 0)
  }

  /** The transaction of the last `sync` committed. */
  committed(): void {
    const segment = this.#open
    if (!segment) return
    segment.durable = segment.end
    if (segment.durable >= this.#segmentBytes) this.close()
  }

  /** The transaction was rolled back: what was appended since the last commit belongs to nobody. */
  rolledBack(): void {
    const segment = this.#open
    if (!segment || segment.end === segment.durable) return
    segment.end = segment.durable
    ftruncateSync(segment.file, segment.durable)
  }

  /** The segment that was being written when a batch failed. */
  suspect(): SuspectSegment | undefined {
    const segment = this.#open
    if (!segment || segment.end === segment.durable) return undefined
    return { id: segment.id, bytes: segment.durable }
  }

  /** Never writes to the segment again; in the open transaction. */
  seal(segment: SuspectSegment): void {
    this.#record.run(segment.id, segment.bytes, 1)
    if (this.#open?.id === segment.id) this.close()
    this.#nextId = Math.max(this.#nextId, segment.id + 1)
  }

  /** The one that is being written. */
  get openId(): number | undefined {
    return this.#open?.id
  }

  close(): void {
    if (this.#open) closeSync(this.#open.file)
    this.#open = undefined
  }

  #create(): OpenSegment {
    const file = openSync(segmentPath(this.#directory, this.#nextId), 'w', 0o600)
    try {
      syncDirectory(this.#directory)
    } catch (error) {
      closeSync(file)
      throw error
    }
    return { id: this.#nextId++, file, end: 0, durable: 0 }
  }
}

function writeAll(file: number, bytes: Uint8Array, position: number): void {
  for (let done = 0; done < bytes.length; ) {
    done += writeSync(file, bytes, done, bytes.length - done, position + done)
  }
}

function recover(directory: string, rows: readonly SegmentRow[]): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  syncDirectory(dirname(directory))
  const known = new Set(rows.map(row => `${String(row.id).padStart(8, '0')}.seg`))
  for (const name of readdirSync(directory)) {
    if (/^\d{8}\.seg$/.test(name) && !known.has(name)) unlinkSync(join(directory, name))
  }
  for (const row of rows) {
    const path = segmentPath(directory, row.id)
    const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0
    if (size < row.bytes) {
      throw new Error(`${path} has ${size} bytes; ${row.bytes} were committed: restore it from a backup`)
    }
    if (size > row.bytes) truncateSync(path, row.bytes)
  }
}
