/**
 * The writer's connection with what a batch of jobs shares: statements, segments, the log's edge, the MODSEQ
 * range, counts and notices not yet committed. Reopened as a whole after an I/O failure.
 */

import { join } from 'node:path'
import { free } from '../../base/free.ts'
import type { Limits } from '../../base/limits.ts'
import { append, type Edge, edgeAt, leafHash } from '../../base/merkle.ts'
import type { Count } from '../../ports/archive.ts'
import type { BlobId } from '../../ports/blobs.ts'
import { type Db, openWriterDb, type Statement } from './connection.ts'
import { Modseqs } from './flags/modseqs.ts'
import { KeyWrap, newDataKey, sealCold, sealHot } from './frames.ts'
import { nodeReader } from './log.ts'
import type { WriterNotice, WriterOptions } from './protocol.ts'
import { Segments } from './segments.ts'
import { headerSeal, TextSeal } from './text-seal.ts'

/** What a failed job has to leave as it was. */
export interface Mark {
  readonly edge: Edge
  readonly hotBytes: number
  readonly counts: number
  readonly notices: number
}

export class WriterSession {
  readonly db: Db
  readonly segments: Segments
  readonly keys: KeyWrap
  readonly textSeal: TextSeal
  readonly headerSeal: ReturnType<typeof headerSeal>
  readonly limits: Limits
  readonly #insertBlob: Statement
  readonly #insertHot: Statement
  readonly #insertCold: Statement
  readonly #insertLeaf: Statement
  readonly #upsertCount: Statement
  readonly #reserveModseqs: Statement
  #edge: Edge
  #hotBytes: number
  readonly #modseqs: Modseqs
  #counts: Count[] = []
  #notices: WriterNotice[] = []

  constructor(options: WriterOptions) {
    this.db = openWriterDb(join(options.dataDir, 'store.db'), options.faults)
    this.keys = new KeyWrap(options.masterKey)
    this.textSeal = new TextSeal(options.masterKey)
    this.headerSeal = headerSeal(options.masterKey)
    this.limits = options.limits
    const { db } = this
    this.segments = new Segments(
      db,
      join(options.dataDir, 'blobs'),
      options.limits.segmentBytes,
      options.faults,
    )
    this.#insertBlob = db.prepare('INSERT INTO blobs (size, sha256) VALUES (?, ?)')
    this.#insertHot = db.prepare('INSERT INTO hot (blob_id, key, bytes) VALUES (?, ?, ?)')
    this.#insertCold = db.prepare(
      'INSERT INTO cold (blob_id, segment, start, key, frames) VALUES (?, ?, ?, ?, ?)',
    )
    this.#insertLeaf = db.prepare('INSERT INTO log (leaf_index, hashes) VALUES (?, ?)')
    this.#upsertCount = db.prepare(
      `INSERT INTO counts (day, agency_id, direction, verdict, messages, bytes, signed, verified)
       VALUES (@day, coalesce(@agencyId, 0), @direction, @verdict, @messages, @bytes, @signed, @verified)
       ON CONFLICT DO UPDATE SET messages = messages + excluded.messages, bytes = bytes + excluded.bytes,
         signed = signed + excluded.signed, verified = verified + excluded.verified`,
    )
    this.#reserveModseqs = db.prepare(
      `INSERT INTO meta VALUES ('modseq', ?) ON CONFLICT DO UPDATE SET value = excluded.value`,
    )
    this.#edge = readEdge(db)
    this.#hotBytes = numberOf(db, 'SELECT coalesce(sum(length(bytes)), 0) AS n FROM hot')
    this.#modseqs = new Modseqs(options.modseqs)
    // Numbers beyond the last reservation were never told to anyone.
    this.#modseqs.startAfter(
      numberOf(db, "SELECT coalesce(max(value), 0) AS n FROM meta WHERE name = 'modseq'"),
    )
  }

  get hotBytes(): number {
    return this.#hotBytes
  }

  /** True when a batch can run without reserving MODSEQs, which must be durable before they are used. */
  get modseqsReserved(): boolean {
    return this.#modseqs.reserved
  }

  /** Called at the start of a transaction that is synced; answers the end of a new range to `adopt` after its commit. */
  reserveModseqs(): number | undefined {
    if (this.modseqsReserved) return undefined
    const end = this.#modseqs.wanted
    this.#reserveModseqs.run(end)
    return end
  }

  adoptModseqs(end: number | undefined): void {
    if (end !== undefined) this.#modseqs.reservedTo(end)
  }

  nextModseq(): number {
    return this.#modseqs.next()
  }

  mark(): Mark {
    return {
      edge: this.#edge,
      hotBytes: this.#hotBytes,
      counts: this.#counts.length,
      notices: this.#notices.length,
    }
  }

  restore(mark: Mark): void {
    this.#edge = mark.edge
    this.#hotBytes = mark.hotBytes
    this.#counts.length = mark.counts
    this.#notices.length = mark.notices
  }

  notify(notice: WriterNotice): void {
    this.#notices.push(notice)
  }

  takeNotices(): readonly WriterNotice[] {
    const notices = this.#notices
    this.#notices = []
    return notices
  }

  /** Counts are summed over the batch and written once: the busiest rows of the database would else be written
   * several times a letter. */
  count(counts: readonly Count[]): void {
    for (const count of counts) this.#counts.push(count)
  }

  flushCounts(): void {
    const sums = new Map<string, Count>()
    for (const count of this.#counts) {
      const name = `${count.day} ${count.agencyId} ${count.direction} ${count.verdict}`
      const sum = sums.get(name)
      sums.set(name, sum === undefined ? count : addedUp(sum, count))
    }
    for (const sum of sums.values()) this.#upsertCount.run(sum)
    this.#counts = []
  }

  /** Stores a blob: a small one as a row of this transaction, a larger one in a segment. */
  putBlob(bytes: Uint8Array, sha256: Uint8Array | null): BlobId {
    const blob = Number(this.#insertBlob.run(bytes.length, sha256).lastInsertRowid)
    const key = newDataKey()
    const wrapped = this.keys.wrap(key, blob)
    if (bytes.length <= this.limits.hotBlobBytes) {
      const sealed = sealHot(key, blob, bytes)
      this.#insertHot.run(blob, wrapped, sealed)
      this.#hotBytes += sealed.length
      free(sealed)
    } else {
      const { frames, index } = sealCold(key, blob, bytes)
      const { segment, start } = this.segments.append(frames)
      this.#insertCold.run(blob, segment, start, wrapped, index)
    }
    return blob
  }

  /** Hot bytes left the table. */
  cooled(bytes: number): void {
    this.#hotBytes -= bytes
  }

  /** The index that the next leaf will have; the leaf's bytes name it. */
  get leafIndex(): number {
    return this.#edge.size
  }

  appendLeaf(data: Uint8Array): void {
    const index = this.#edge.size
    const { edge, completed } = append(this.#edge, leafHash(data))
    this.#insertLeaf.run(index, completed.length === 1 ? completed[0] : Buffer.concat(completed))
    this.#edge = edge
  }

  close(): void {
    this.segments.close()
    this.db.close()
  }
}

function readEdge(db: Db): Edge {
  const size = numberOf(db, 'SELECT coalesce(max(leaf_index) + 1, 0) AS n FROM log')
  return edgeAt(size, nodeReader(db))
}

function numberOf(db: Db, sql: string): number {
  return db.prepare(sql).pluck().get() as number
}

function addedUp(one: Count, other: Count): Count {
  return {
    ...one,
    messages: one.messages + other.messages,
    bytes: one.bytes + other.bytes,
    signed: one.signed + other.signed,
    verified: one.verified + other.verified,
  }
}
