import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { breathe } from '../../../base/breath.ts'
import type { Db } from '../connection.ts'
import { KeyWrap, newDataKey, sealCold, sealHot } from '../frames.ts'
import { segmentPath } from '../segments.ts'
import { Unpacker } from '../unpack.ts'
import { BlobReader } from './blobs.ts'

const keys = new KeyWrap(randomBytes(32))
const frameBytes = 256 * 1024

let directory: string
let db: Db
let reader: BlobReader
/** What stands in each segment so far. */
let segments: Map<number, Buffer[]>

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'congvu-blobs-'))
  db = new Database(':memory:')
  db.exec(`
    CREATE TABLE blobs (id INTEGER PRIMARY KEY, size INTEGER);
    CREATE TABLE hot (blob_id INTEGER PRIMARY KEY, key BLOB, bytes BLOB);
    CREATE TABLE cold (blob_id INTEGER PRIMARY KEY, segment INTEGER, start INTEGER, key BLOB, frames BLOB)`)
  reader = new BlobReader(db, keys, directory)
  segments = new Map()
})

afterEach(async () => {
  await reader[Symbol.asyncDispose]()
  db.close()
  rmSync(directory, { recursive: true })
})

/** Compresses by half. */
function text(size: number): Buffer {
  return Buffer.from(randomBytes(size).toString('hex').slice(0, size))
}

function addHot(blob: number, bytes: Buffer): void {
  const key = newDataKey()
  db.prepare('INSERT INTO blobs VALUES (?, ?)').run(blob, bytes.length)
  db.prepare('INSERT INTO hot VALUES (?, ?, ?)').run(blob, keys.wrap(key, blob), sealHot(key, blob, bytes))
}

function addCold(blob: number, bytes: Buffer, segment: number): void {
  db.prepare('INSERT OR IGNORE INTO blobs VALUES (?, ?)').run(blob, bytes.length)
  const pieces = segments.get(segment) ?? []
  const start = pieces.reduce((sum, { length }) => sum + length, 0)
  const key = newDataKey()
  const { frames, index } = sealCold(key, blob, bytes)
  db.prepare('INSERT OR REPLACE INTO cold VALUES (?, ?, ?, ?, ?)').run(
    ...[blob, segment, start, keys.wrap(key, blob), index],
  )
  segments.set(segment, pieces.concat(frames))
}

describe('blobs that are asked for together', () => {
  const sizes = [10, 3000, 70_000, frameBytes - 1, frameBytes, frameBytes + 1, 900_000, 0, 14_000, 1]
  let blobs: Map<number, Buffer>

  beforeEach(() => {
    blobs = new Map(sizes.map((size, i) => [i + 1, i % 3 === 2 ? randomBytes(size) : text(size)]))
    for (let blob = 20; blob < 200; blob++) blobs.set(blob, text(500 + blob))
    for (const [blob, bytes] of blobs) {
      if (blob % 7 === 0) addHot(blob, bytes)
      else addCold(blob, bytes, 1 + (blob % 2))
    }
    for (const [segment, pieces] of segments)
      writeFileSync(segmentPath(directory, segment), Buffer.concat(pieces))
  })

  async function expectAll(ids: readonly number[]): Promise<void> {
    const read = await Promise.all(ids.map(blob => reader.bytes(blob)))
    for (const [i, blob] of ids.entries())
      expect(Buffer.compare(read[i]!, blobs.get(blob)!), `blob ${blob}`).toBe(0)
  }

  it('have each its own bytes, in any order, twice, and one by one', async () => {
    const ids = [...blobs.keys()]
    await expectAll(ids)
    await expectAll(ids.toReversed())
    await expectAll([...ids, ...ids].sort((a, b) => ((a * 617) % 199) - ((b * 617) % 199)))
    for (const blob of ids) await expectAll([blob])
  })

  it('give any range, across frames and beyond the end', async () => {
    const ranges = [
      [0, 1],
      [5, 5],
      [9, 3],
      [100, 300],
      [frameBytes - 10, frameBytes + 10],
      [0, 1e9],
      [frameBytes, 2 * frameBytes],
      [1e8, 1e9],
    ] as const
    const asked = [...blobs].flatMap(([blob, bytes]) =>
      ranges.map(([start, end]) => ({
        blob,
        range: { start, end },
        wanted: bytes.subarray(start, Math.max(start, end)),
      })),
    )
    const read = await Promise.all(asked.map(({ blob, range }) => reader.bytes(blob, range)))
    for (const [i, { blob, range, wanted }] of asked.entries())
      expect(Buffer.compare(read[i]!, wanted), `${blob} ${JSON.stringify(range)}`).toBe(0)
  })

  it('fail each for itself', async () => {
    await expectAll([20, 22])
    db.prepare('UPDATE cold SET key = zeroblob(60) WHERE blob_id = 20').run()
    db.prepare('DELETE FROM blobs WHERE id = 22').run()
    db.prepare('UPDATE cold SET segment = 9 WHERE blob_id = 24').run()
    db.prepare('DELETE FROM cold WHERE blob_id = 26').run()
    const read = await Promise.allSettled([20, 22, 24, 26, 28, 30].map(blob => reader.bytes(blob)))
    expect(read.map(each => (each.status === 'fulfilled' ? 'read' : each.reason.reason))).toEqual([
      ...['damaged', 'missing', 'unreadable', 'missing', 'read', 'read'],
    ])
  })

  it('fail each for itself when its row cannot be read', async () => {
    db.function('unreadable', () => {
      throw new Error('a page of the database is damaged')
    })
    db.exec(`
      ALTER TABLE hot RENAME TO hot_rows;
      CREATE VIEW hot AS
        SELECT blob_id, key, CASE WHEN blob_id = 28 THEN unreadable() ELSE bytes END AS bytes FROM hot_rows`)
    const read = await Promise.allSettled([20, 21, 28, 30, 35].map(blob => reader.bytes(blob)))
    expect(read.map(({ status }) => status)).toEqual([
      ...['fulfilled', 'fulfilled', 'rejected', 'fulfilled', 'fulfilled'],
    ])
    await expectAll([20, 21, 30, 35])
  })

  it('are found where they were moved while they were being read', async () => {
    const ids = [21, 23, 25, 27]
    const move = db.prepare('UPDATE cold SET segment = ? WHERE blob_id = ?')
    for (const blob of ids) move.run(8, blob)
    const reading = Promise.all(ids.map(blob => reader.bytes(blob)))
    // By now the rows were looked up, and the segment they name is being opened in vain.
    await Promise.resolve()
    for (const blob of ids) move.run(2, blob)
    for (const [i, bytes] of (await reading).entries())
      expect(Buffer.compare(bytes, blobs.get(ids[i]!)!)).toBe(0)
  })

  it('are damaged where the segment ends too soon', async () => {
    await expectAll([199])
    truncateSync(segmentPath(directory, 2), Buffer.concat(segments.get(2)!).length - 5)
    const read = await Promise.allSettled([193, 195, 197, 199].map(blob => reader.bytes(blob)))
    expect(read.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled', 'rejected'])
  })
})

describe('a large blob that is read in pieces', () => {
  const pieceBytes = 64 * 1024
  const blob = 1
  let bytes: Buffer
  /** Each frame that was unpacked. */
  let unpacked: Buffer[]

  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    bytes = text(5 * frameBytes + 140_000)
    addCold(blob, bytes, 1)
    writeFileSync(segmentPath(directory, 1), Buffer.concat(segments.get(1)!))
    unpacked = []
    const unpack = Unpacker.prototype.unpack
    vi.spyOn(Unpacker.prototype, 'unpack').mockImplementation(function (this: Unpacker, packed, size) {
      const plain = unpack.call(this, packed, size)
      unpacked.push(plain)
      return plain
    })
  })

  afterEach(() => {
    vi.restoreAllMocks()
    vi.useRealTimers()
  })

  it.each([
    ['aligned to frames', 0],
    ['across frames', 100],
  ])('opens each frame once, %s', async (_, first) => {
    for (let start = first; start < bytes.length; start += pieceBytes) {
      const piece = await reader.bytes(blob, { start, end: start + pieceBytes })
      expect(Buffer.compare(piece, bytes.subarray(start, start + pieceBytes))).toBe(0)
    }
    expect(unpacked.length).toBe(6)
  })

  it('opens each frame once when its pieces are streamed', async () => {
    for (let start = 7; start < bytes.length; start += pieceBytes) {
      const pieces: Uint8Array[] = []
      for await (const piece of reader.stream(blob, { start, end: start + pieceBytes })) pieces.push(piece)
      expect(Buffer.compare(Buffer.concat(pieces), bytes.subarray(start, start + pieceBytes))).toBe(0)
    }
    expect(unpacked.length).toBe(6)
  })

  it('holds no frame that nobody comes back to, and leaves none in memory', async () => {
    await reader.bytes(blob, { start: 0, end: 10 })
    vi.advanceTimersByTime(4000)
    await reader.bytes(blob, { start: frameBytes, end: frameBytes + 10 })
    vi.advanceTimersByTime(2000)
    const isBlank = (frame: Buffer) => frame.every(octet => octet === 0)
    expect(unpacked.map(isBlank)).toEqual([true, false])
    vi.advanceTimersByTime(4000)
    expect(unpacked.map(isBlank)).toEqual([true, true])
    await reader.bytes(blob, { start: 0, end: 10 })
    expect(unpacked.length).toBe(3)
  })

  it('holds few frames of many blobs', async () => {
    const blobs = Array.from({ length: 40 }, (_, i) => 10 + i)
    for (const each of blobs) addCold(each, text(frameBytes), 2)
    writeFileSync(segmentPath(directory, 2), Buffer.concat(segments.get(2)!))
    for (const each of blobs) await reader.bytes(each, { start: 0, end: 10 })
    expect(unpacked.filter(frame => frame[0] !== 0).length).toBe(16)
  })

  it('keeps no frame that was read to its end, nor any of many blobs', async () => {
    const blobs = Array.from({ length: 12 }, (_, i) => 10 + i)
    for (const each of blobs) addCold(each, text(frameBytes), 2)
    writeFileSync(segmentPath(directory, 2), Buffer.concat(segments.get(2)!))
    const kept = () => unpacked.filter(frame => frame[0] !== 0).length
    await reader.bytes(blob, { start: 0, end: 10 })
    await Promise.all(blobs.map(each => reader.bytes(each, { start: 0, end: 10 })))
    await reader.bytes(blob, { start: frameBytes + 10_000, end: 2 * frameBytes })
    await reader.bytes(blob, { start: 10, end: 20 })
    expect(unpacked.length).toBe(14)
    await reader[Symbol.asyncDispose]()
    expect(kept()).toBe(13)
  })

  it('lets others on between pieces of many', async () => {
    const blobs = Array.from({ length: 40 }, (_, i) => 10 + i)
    for (const each of blobs) addCold(each, Buffer.alloc(frameBytes, 'công văn '), 2)
    writeFileSync(segmentPath(directory, 2), Buffer.concat(segments.get(2)!))
    // From then on the segment is open, and read without waiting.
    await reader.bytes(10, { start: 0, end: 10 })
    unpacked = []
    let most = 0
    let isDone = false
    let before = 0
    const look = () => {
      most = Math.max(most, unpacked.length - before)
      before = unpacked.length
      if (!isDone) setImmediate(look)
    }
    setImmediate(look)
    const read = await Promise.all(blobs.map(each => reader.bytes(each, { start: 0, end: 1024 })))
    await breathe()
    isDone = true
    expect(read.map(({ length }) => length)).toEqual(blobs.map(() => 1024))
    expect(unpacked.length).toBe(39)
    expect(most).toBeLessThanOrEqual(4)
  })

  it('leaves none in memory when the reader is closed while it reads', async () => {
    const range = { start: 0, end: 10 }
    await reader.bytes(blob, range)
    const asked = reader.bytes(blob, { start: frameBytes, end: frameBytes + 10 })
    const streamed = reader.stream(blob, { start: 2 * frameBytes, end: 2 * frameBytes + 10 })
    const first = streamed[Symbol.asyncIterator]().next()
    await reader[Symbol.asyncDispose]()
    await Promise.allSettled([asked, first])
    expect(unpacked.length).toBe(3)
    expect(unpacked.map(frame => frame.every(octet => octet === 0))).toEqual([true, true, true])
    expect(vi.getTimerCount()).toBe(0)
  })

  it('is not read on from memory once it is erased', async () => {
    await reader.bytes(blob, { start: frameBytes, end: frameBytes + 10 })
    const streamed = reader.stream(blob)[Symbol.asyncIterator]()
    expect((await streamed.next()).value).toHaveLength(frameBytes)
    db.prepare('DELETE FROM cold').run()
    await expect(streamed.next()).rejects.toMatchObject({ reason: 'missing' })
  })

  it.each([
    ['something is erased', () => reader.forget()],
    ['a segment is removed', () => reader.letGo([2])],
  ])('is not left in memory when %s', async (_, happens) => {
    await reader.bytes(blob, { start: 0, end: 10 })
    happens()
    expect(unpacked.map(frame => frame.every(octet => octet === 0))).toEqual([true])
  })

  it('cannot be read once it is erased, nor by another key', async () => {
    const range = { start: 0, end: 10 }
    await reader.bytes(blob, range)
    db.prepare('UPDATE cold SET key = zeroblob(60)').run()
    await expect(reader.bytes(blob, range)).rejects.toMatchObject({ reason: 'damaged' })
    db.prepare('DELETE FROM cold').run()
    await expect(reader.bytes(blob, range)).rejects.toMatchObject({ reason: 'missing' })
    db.prepare('DELETE FROM blobs').run()
    await expect(reader.bytes(blob, range)).rejects.toMatchObject({ reason: 'missing' })
    const streamed = reader.stream(blob, range)[Symbol.asyncIterator]()
    await expect(streamed.next()).rejects.toMatchObject({ reason: 'missing' })
  })
})
