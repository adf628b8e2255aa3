/** Blobs for readers: rows that are still hot, or the frames of a segment that a range touches. */
import { type FileHandle, open } from 'node:fs/promises'
import { BlobError, type BlobId, type BlobReads, type ByteRange } from '../../../ports/blobs.ts'
import type { Db, Statement } from '../connection.ts'
import { type FramePlace, framesOf, type KeyWrap, openCold, openHot } from '../frames.ts'
import { segmentPath } from '../segments.ts'

interface BlobRow {
  readonly size: number
  readonly hotKey: Buffer | null
  readonly bytes: Buffer | null
  readonly coldKey: Buffer | null
  readonly segment: number
  readonly start: number
  readonly frames: Buffer
}

export class BlobReader implements BlobReads, AsyncDisposable {
  readonly #keys: KeyWrap
  readonly #directory: string
  readonly #size: Statement<number>
  readonly #row: Statement<BlobRow>
  readonly #files = new Map<number, Promise<FileHandle>>()

  constructor(db: Db, keys: KeyWrap, directory: string) {
    this.#keys = keys
    this.#directory = directory
    this.#size = db.prepare<unknown[], number>('SELECT size FROM blobs WHERE id = ?').pluck()
    this.#row = db.prepare(
      `SELECT size, hot.key AS hotKey, hot.bytes, cold.key AS coldKey, segment, start, frames
       FROM blobs LEFT JOIN hot ON hot.blob_id = id LEFT JOIN cold ON cold.blob_id = id
       WHERE id = ?`,
    )
  }

  async size(blob: BlobId): Promise<number | undefined> {
    return this.#size.get(blob)
  }

  async bytes(blob: BlobId, range?: ByteRange): Promise<Uint8Array> {
    const chunks: Uint8Array[] = []
    for await (const chunk of this.stream(blob, range)) chunks.push(chunk)
    return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)
  }

  async *stream(blob: BlobId, range?: ByteRange): AsyncIterable<Uint8Array> {
    const row = this.#row.get(blob)
    if (!row) throw new BlobError('missing', blob)
    const start = Math.max(0, range?.start ?? 0)
    const end = Math.min(row.size, range?.end ?? row.size)
    if (row.bytes && row.hotKey)
      yield this.#hot(blob, row.hotKey, row.bytes).subarray(start, Math.max(start, end))
    else if (row.coldKey) yield* this.#cold(blob, row.coldKey, row, start, end)
    else throw new BlobError('damaged', blob, new Error('the blob has no location'))
  }

  #hot(blob: BlobId, key: Buffer, bytes: Buffer): Buffer {
    try {
      return openHot(this.#keys.unwrap(key, blob), blob, bytes)
    } catch (error) {
      throw new BlobError('damaged', blob, error)
    }
  }

  async *#cold(
    blob: BlobId,
    wrapped: Buffer,
    row: BlobRow,
    start: number,
    end: number,
  ): AsyncIterable<Uint8Array> {
    const key = this.#unwrap(blob, wrapped)
    for (const place of framesOf(row.frames, start, end)) {
      const frame = await this.#frame(blob, key, row, place)
      yield frame.subarray(Math.max(0, start - place.plainStart), end - place.plainStart)
    }
  }

  #unwrap(blob: BlobId, wrapped: Buffer): Buffer {
    try {
      return this.#keys.unwrap(wrapped, blob)
    } catch (error) {
      throw new BlobError('damaged', blob, error)
    }
  }

  async #frame(blob: BlobId, key: Buffer, row: BlobRow, place: FramePlace): Promise<Buffer> {
    const sealed = Buffer.allocUnsafe(place.storedBytes)
    let read: { bytesRead: number }
    try {
      const file = await this.#file(row.segment)
      read = await file.read(sealed, 0, sealed.length, row.start + place.storedStart)
    } catch (error) {
      throw new BlobError('unreadable', blob, error)
    }
    try {
      return openCold(key, blob, place, sealed.subarray(0, read.bytesRead))
    } catch (error) {
      throw new BlobError('damaged', blob, error)
    }
  }

  /** Segments are few and large; each stays open once read. */
  #file(segment: number): Promise<FileHandle> {
    const known = this.#files.get(segment)
    if (known) return known
    const opening = open(segmentPath(this.#directory, segment), 'r')
    this.#files.set(segment, opening)
    opening.catch(() => this.#files.delete(segment))
    return opening
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const files = [...this.#files.values()]
    this.#files.clear()
    for (const file of await Promise.allSettled(files)) {
      if (file.status === 'fulfilled') await file.value.close()
    }
  }
}
