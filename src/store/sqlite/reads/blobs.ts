/** Blobs for readers: rows that are still hot, or the frames of a segment that a range touches. */
import { type FileHandle, open as openFile } from 'node:fs/promises'
import { BlobError, type BlobId, type BlobReads, type ByteRange } from '../../../ports/blobs.ts'
import type { Db, Statement } from '../connection.ts'
import { type FramePlace, framesOf, type KeyWrap, openCold, openHot } from '../frames.ts'
import { segmentPath } from '../segments.ts'

interface Location {
  readonly segment: number
  readonly start: number
}

interface BlobRow extends Location {
  readonly size: number
  readonly hotKey: Buffer | null
  readonly bytes: Buffer | null
  readonly coldKey: Buffer | null
  readonly frames: Buffer
}

export class BlobReader implements BlobReads, AsyncDisposable {
  readonly #keys: KeyWrap
  readonly #directory: string
  readonly #size: Statement<number>
  readonly #row: Statement<BlobRow>
  readonly #location: Statement<Location>
  readonly #files = new Map<number, Promise<FileHandle>>()

  constructor(db: Db, keys: KeyWrap, directory: string) {
    this.#keys = keys
    this.#directory = directory
    this.#size = db.prepare<unknown[], number>('SELECT size FROM blobs WHERE id = ?').pluck()
    this.#location = db.prepare('SELECT segment, start FROM cold WHERE blob_id = ?')
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
    else throw new BlobError('missing', blob, new Error('the blob has no location'))
  }

  #hot(blob: BlobId, key: Buffer, bytes: Buffer): Buffer {
    return open(() => openHot(this.#keys.unwrap(key, blob), blob, bytes), blob)
  }

  async *#cold(
    blob: BlobId,
    wrapped: Buffer,
    row: BlobRow,
    start: number,
    end: number,
  ): AsyncIterable<Uint8Array> {
    const key = this.#unwrap(blob, wrapped)
    let location: Location = row
    for (const place of framesOf(row.frames, start, end)) {
      const read = await this.#frame(blob, location, place)
      location = read.location
      const frame = open(() => openCold(key, blob, place, read.sealed), blob)
      yield frame.subarray(Math.max(0, start - place.plainStart), end - place.plainStart)
    }
  }

  #unwrap(blob: BlobId, wrapped: Buffer): Buffer {
    return open(() => this.#keys.unwrap(wrapped, blob), blob)
  }

  /** A segment that is gone was compacted: its blobs stand elsewhere, frame by frame as they were. */
  async #frame(
    blob: BlobId,
    location: Location,
    place: FramePlace,
  ): Promise<{ readonly sealed: Buffer; readonly location: Location }> {
    const sealed = Buffer.allocUnsafe(place.storedBytes)
    for (let at = location; ; ) {
      try {
        const file = await this.#file(at.segment)
        const { bytesRead } = await file.read(sealed, 0, sealed.length, at.start + place.storedStart)
        return { sealed: sealed.subarray(0, bytesRead), location: at }
      } catch (error) {
        const now = this.#location.get(blob)
        if (now === undefined) throw new BlobError('missing', blob, error)
        if (now.segment === at.segment) throw new BlobError('unreadable', blob, error)
        at = now
      }
    }
  }

  /** Segments are few and large; each stays open once read, until it is removed. */
  #file(segment: number): Promise<FileHandle> {
    const known = this.#files.get(segment)
    if (known) return known
    const opening = openFile(segmentPath(this.#directory, segment), 'r')
    this.#files.set(segment, opening)
    opening.catch(() => this.#files.delete(segment))
    return opening
  }

  /** Of removed segments. Reads that have begun end first. */
  letGo(segments: readonly number[]): void {
    for (const segment of segments) {
      const file = this.#files.get(segment)
      this.#files.delete(segment)
      // What cannot be closed is closed by the end of the process.
      file?.then(handle => handle.close()).catch(() => undefined)
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const files = [...this.#files.values()]
    this.#files.clear()
    for (const file of await Promise.allSettled(files)) {
      if (file.status === 'fulfilled') await file.value.close()
    }
  }
}

function open<T>(work: () => T, blob: BlobId): T {
  try {
    return work()
  } catch (error) {
    throw new BlobError('damaged', blob, error)
  }
}
