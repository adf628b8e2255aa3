/**
 * Blobs for readers: rows that are still hot, or the frames of a segment that a range touches.
 *
 * What is asked for in one turn is read together: letters that came one after another stand so in a segment, and one
 * read brings many of them.
 */
import { breathe } from '../../../base/breath.ts'
import { BlobError, type BlobId, type BlobReads, type ByteRange } from '../../../ports/blobs.ts'
import type { Db, Statement } from '../connection.ts'
import { type FramePlace, frameBytes, framesOf, type KeyWrap, openCold, openHot } from '../frames.ts'
import { SegmentFiles } from '../segment-files.ts'
import { Unpacker } from '../unpack.ts'
import { OpenedFrames } from './opened-frames.ts'

interface Place {
  readonly segment: number
  readonly start: number
}

interface Location extends Place {
  readonly key: Buffer
}

interface BlobRow extends Place {
  readonly id: BlobId
  readonly size: number
  readonly hotKey: Buffer | null
  readonly bytes: Buffer | null
  readonly coldKey: Buffer | null
  readonly frames: Buffer
}

/** A range that somebody waits for. */
interface Asked {
  readonly blob: BlobId
  readonly range: ByteRange | undefined
  readonly resolve: (bytes: Uint8Array) => void
  readonly reject: (error: unknown) => void
}

/** One of them that is in a segment: the octets that have to be read. */
interface Stored extends Place {
  readonly asked: Asked
  readonly row: BlobRow
  readonly range: ByteRange
  readonly places: readonly FramePlace[]
  readonly bytes: number
  /** Of its frames when they are opened. */
  readonly openedBytes: number
}

/** Blobs that are opened without letting others on: about two milliseconds, when they are small. */
const atATime = 64
/** And what of segments is opened so, at most; a single frame may go beyond. */
const turnBytes = 1024 * 1024
/** Longest piece of a segment that is read at once; what needs more is read frame by frame. */
const runBytes = 512 * 1024
/** What nobody asked for between two blobs is read along up to this size. */
const gapBytes = 16 * 1024
/** A piece with this share of its frame is given without a copy. */
const nearlyAll = 7 / 8
/** A frame of this size and more is kept open when a piece of it was asked for. */
const keptBytes = 64 * 1024
/** Of frames that are kept open for their next piece: those of sixteen letters that are read in pieces at once. */
const openedBytes = 16 * frameBytes
/** Whoever asks for pieces of more blobs at once does not come back for the next piece of each. */
const keptBlobs = 4

export class BlobReader implements BlobReads, AsyncDisposable {
  readonly #keys: KeyWrap
  readonly #size: Statement<number>
  readonly #row: Statement<BlobRow>
  readonly #rows: Statement<BlobRow>
  readonly #location: Statement<Location>
  readonly #files: SegmentFiles
  readonly #unpacker = new Unpacker()
  readonly #opened = new OpenedFrames(openedBytes)
  #asked: Asked[] = []

  constructor(db: Db, keys: KeyWrap, directory: string) {
    this.#keys = keys
    this.#files = new SegmentFiles(directory)
    this.#size = db.prepare<unknown[], number>('SELECT size FROM blobs WHERE id = ?').pluck()
    this.#location = db.prepare('SELECT segment, start, key FROM cold WHERE blob_id = ?')
    const rows = `
      SELECT id, size, hot.key AS hotKey, hot.bytes, cold.key AS coldKey, segment, start, frames
      FROM blobs LEFT JOIN hot ON hot.blob_id = id LEFT JOIN cold ON cold.blob_id = id`
    // With a bare parameter SQLite would plan anew for each of its values, which takes longer than the rest.
    this.#row = db.prepare(`${rows} WHERE id = (SELECT ?)`)
    this.#rows = db.prepare(`${rows} WHERE id IN (SELECT value FROM json_each(?))`)
  }

  async size(blob: BlobId): Promise<number | undefined> {
    return this.#size.get(blob)
  }

  bytes(blob: BlobId, range?: ByteRange): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      if (this.#asked.length === 0) queueMicrotask(() => void this.#answer())
      this.#asked.push({ blob, range, resolve, reject })
    })
  }

  async *stream(blob: BlobId, range?: ByteRange): AsyncIterable<Uint8Array> {
    const row = this.#row.get(blob)
    if (!row) throw new BlobError('missing', blob)
    const { start, end } = clipped(row, range)
    if (row.bytes && row.hotKey) yield this.#hot(blob, row.hotKey, row.bytes).subarray(start, end)
    else if (row.coldKey) yield* this.#cold(blob, row.coldKey, row, { start, end })
    else throw nowhere(blob)
  }

  /** Of removed segments. Reads that have begun end first. */
  letGo(segments: readonly number[]): void {
    this.forget()
    this.#files.letGo(segments)
  }

  /** What was opened of blobs, some of which were erased. */
  forget(): void {
    this.#opened.clear()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Reads in flight open frames once more.
    await this.#files[Symbol.asyncDispose]()
    this.#opened[Symbol.dispose]()
  }

  /** Never rejects: each of those who asked has an answer of his own. */
  async #answer(): Promise<void> {
    const asked = this.#asked
    this.#asked = []
    for (let at = 0; at < asked.length; at += atATime) {
      if (at > 0) await breathe()
      const stored: Stored[] = []
      const piece = asked.slice(at, at + atATime)
      let keeps = false
      try {
        const rows = this.#find(piece)
        keeps = rows.size <= keptBlobs
        for (const each of piece) this.#begin(each, rows.get(each.blob), stored)
      } catch {
        // A row that cannot be read is one's own.
        for (const each of piece) void this.#bySelf(each)
      }
      await this.#readAll(runsOf(stored), keeps)
    }
  }

  async #readAll(runs: readonly (readonly Stored[])[], keeps: boolean): Promise<void> {
    const reading: Promise<void>[] = []
    let opened = 0
    for (const run of runs) {
      const bytes = openedBytesOf(run)
      if (opened > 0 && opened + bytes > turnBytes) {
        await breathe()
        opened = 0
      }
      opened += bytes
      reading.push(this.#read(run, keeps))
    }
    await Promise.all(reading)
  }

  #find(asked: readonly Asked[]): ReadonlyMap<BlobId, BlobRow> {
    const blobs = [...new Set(asked.map(({ blob }) => blob))]
    const found = blobs.length === 1 ? this.#row.all(blobs[0]) : this.#rows.all(JSON.stringify(blobs))
    return new Map(found.map(row => [row.id, row]))
  }

  /** Answers what is hot, and adds what is in a segment. */
  #begin(asked: Asked, row: BlobRow | undefined, stored: Stored[]): void {
    const { blob, resolve, reject } = asked
    try {
      if (row === undefined) throw new BlobError('missing', blob)
      const range = clipped(row, asked.range)
      if (row.bytes && row.hotKey)
        resolve(this.#hot(blob, row.hotKey, row.bytes).subarray(range.start, range.end))
      else if (row.coldKey) this.#place(asked, row, range, stored)
      else throw nowhere(blob)
    } catch (error) {
      reject(error)
    }
  }

  #place(asked: Asked, row: BlobRow, range: ByteRange, stored: Stored[]): void {
    const places = range.start < range.end ? framesOf(row.frames, range.start, range.end) : []
    const first = places[0]
    const last = places.at(-1)
    if (first === undefined || last === undefined) {
      asked.resolve(Buffer.alloc(0))
      return
    }
    const opened = places.length === 1 ? this.#openedPiece(row, row.coldKey!, first, range) : undefined
    if (opened !== undefined) {
      asked.resolve(opened)
      return
    }
    const start = row.start + first.storedStart
    const bytes = last.storedStart + last.storedBytes - first.storedStart
    if (bytes > runBytes) void this.#bySelf(asked)
    else {
      const opened = Math.min(row.size, last.plainStart + frameBytes) - first.plainStart
      stored.push({ asked, row, range, places, segment: row.segment, start, bytes, openedBytes: opened })
    }
  }

  /** Reads and answers blobs that stand together. */
  async #read(run: readonly Stored[], keeps: boolean): Promise<void> {
    const { segment, start } = run[0]!
    let end = start
    for (const each of run) end = Math.max(end, each.start + each.bytes)
    const sealed =
      this.#files.now(segment, start, end - start) ??
      (await this.#files.read(segment, start, end - start).catch(() => undefined))
    for (const each of run) {
      const at = each.start - start
      // What was not read so is looked for once more, by itself: blobs move while segments are compacted.
      if (sealed === undefined || sealed.length < at + each.bytes) void this.#bySelf(each.asked)
      else this.#open(each, sealed.subarray(at, at + each.bytes), keeps)
    }
  }

  async #bySelf({ blob, range, resolve, reject }: Asked): Promise<void> {
    try {
      const chunks: Uint8Array[] = []
      for await (const chunk of this.stream(blob, range)) chunks.push(chunk)
      resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks))
    } catch (error) {
      reject(error)
    }
  }

  #open({ asked, row, range, places }: Stored, sealed: Buffer, keeps: boolean): void {
    const { blob, resolve, reject } = asked
    try {
      const key = this.#unwrap(blob, row.coldKey!)
      const before = places[0]!.storedStart
      const frames = places.map(place => {
        const at = place.storedStart - before
        return this.#piece(row, key, place, sealed.subarray(at, at + place.storedBytes), range, keeps)
      })
      resolve(frames.length === 1 ? frames[0]! : Buffer.concat(frames))
    } catch (error) {
      reject(error)
    }
  }

  #hot(blob: BlobId, key: Buffer, bytes: Buffer): Buffer {
    return open(() => openHot(this.#keys.unwrap(key, blob), blob, bytes), blob)
  }

  async *#cold(blob: BlobId, wrapped: Buffer, row: BlobRow, range: ByteRange): AsyncIterable<Uint8Array> {
    const key = this.#unwrap(blob, wrapped)
    let location: Place = row
    for (const [i, place] of framesOf(row.frames, range.start, range.end).entries()) {
      // Whoever reads may be slow: what was erased meanwhile is given no more.
      if (i > 0 && !this.#location.get(blob)?.key.equals(wrapped)) throw new BlobError('missing', blob)
      const opened = this.#openedPiece(row, wrapped, place, range)
      if (opened !== undefined) yield opened
      else {
        const read = await this.#sealedFrame(blob, location, place)
        location = read.location
        yield this.#piece(row, key, place, read.sealed, range, true)
      }
    }
  }

  #unwrap(blob: BlobId, wrapped: Buffer): Buffer {
    return open(() => this.#keys.unwrap(wrapped, blob), blob)
  }

  /** What a frame that is still open holds of a range. */
  #openedPiece(row: BlobRow, wrapped: Buffer, place: FramePlace, range: ByteRange): Buffer | undefined {
    const plain = this.#opened.get(row.id, place.index, wrapped)
    return plain && Buffer.from(pieceOf(plain, place, range))
  }

  /** What a frame holds of a range. */
  #piece(
    row: BlobRow,
    key: Buffer,
    place: FramePlace,
    sealed: Buffer,
    range: ByteRange,
    keeps: boolean,
  ): Buffer {
    const opened = this.#openedPiece(row, row.coldKey!, place, range)
    if (opened !== undefined) return opened
    const plainBytes = Math.min(frameBytes, row.size - place.plainStart)
    const plain = open(() => openCold(key, row.id, place, sealed, plainBytes, this.#unpacker), row.id)
    const piece = pieceOf(plain, place, range)
    if (piece.length >= plain.length * nearlyAll) return piece
    // Whoever waits to send a piece is not to hold the frame.
    const copy = Buffer.from(piece)
    // Who has read it to its end goes on with the next one.
    const hasMore = range.end < place.plainStart + plain.length
    if (keeps && hasMore && plain.length >= keptBytes)
      this.#opened.keep(row.id, place.index, row.coldKey!, plain)
    return copy
  }

  /** A segment that is gone was compacted: its blobs stand elsewhere, frame by frame as they were. */
  async #sealedFrame(
    blob: BlobId,
    location: Place,
    place: FramePlace,
  ): Promise<{ readonly sealed: Buffer; readonly location: Place }> {
    for (let at = location; ; ) {
      try {
        const sealed = await this.#files.read(at.segment, at.start + place.storedStart, place.storedBytes)
        return { sealed, location: at }
      } catch (error) {
        const now = this.#location.get(blob)
        if (now === undefined) throw new BlobError('missing', blob, error)
        if (now.segment === at.segment) throw new BlobError('unreadable', blob, error)
        at = now
      }
    }
  }
}

function pieceOf(plain: Buffer, { plainStart }: FramePlace, { start, end }: ByteRange): Buffer {
  return plain.subarray(Math.max(0, start - plainStart), end - plainStart)
}

/** A range within the blob, the whole blob by default. */
function clipped({ size }: BlobRow, range: ByteRange | undefined): ByteRange {
  const start = Math.max(0, range?.start ?? 0)
  return { start, end: Math.max(start, Math.min(size, range?.end ?? size)) }
}

function nowhere(blob: BlobId): BlobError {
  return new BlobError('missing', blob, new Error('the blob has no location'))
}

function openedBytesOf(run: readonly Stored[]): number {
  return run.reduce((sum, each) => sum + each.openedBytes, 0)
}

/** Groups of what one read brings. */
function runsOf(stored: Stored[]): Stored[][] {
  let opened = 0
  stored.sort((a, b) => a.segment - b.segment || a.start - b.start)
  const runs: Stored[][] = []
  let run: Stored[] = []
  let end = 0
  for (const each of stored) {
    const first = run[0]
    const belongs =
      first !== undefined &&
      first.segment === each.segment &&
      each.start <= end + gapBytes &&
      each.start + each.bytes - first.start <= runBytes &&
      opened + each.openedBytes <= turnBytes
    if (belongs) run.push(each)
    else {
      run = [each]
      runs.push(run)
    }
    opened = (belongs ? opened : 0) + each.openedBytes
    end = belongs ? Math.max(end, each.start + each.bytes) : each.start + each.bytes
  }
  return runs
}

function open<T>(work: () => T, blob: BlobId): T {
  try {
    return work()
  } catch (error) {
    throw new BlobError('damaged', blob, error)
  }
}
