/**
 * How a blob looks at rest: frames of 256 KiB, each sealed with AES-256-GCM under the blob's own data key and,
 * in segments, compressed with zstd first when that helps. A partial read opens only the frames it touches.
 *
 * The nonce is the frame's index, which is safe because every location of every blob has a new random key. The
 * associated data binds a frame to its blob, its place, being the last one, and its coding, so that frames can
 * be neither exchanged nor dropped. Data keys are wrapped with AES-256-GCM under a random nonce.
 */

import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  type KeyObject,
  randomFillSync,
} from 'node:crypto'
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { free } from '../../base/free.ts'
import { subkey } from '../../base/subkey.ts'
import type { Unpacker } from './unpack.ts'

export const frameBytes = 256 * 1024

const cipher = 'aes-256-gcm'
const keyBytes = 32
const nonceBytes = 12
const tagBytes = 16
const wrappedBytes = nonceBytes + keyBytes + tagBytes
const compression = { params: { [constants.ZSTD_c_compressionLevel]: 3 } }
/** Compression must save a sixteenth, or the frame stays as it is. */
const worthwhile = 15 / 16
/** More than packing adds to what does not pack. */
const spareBytes = 2048
/** Highest bit of a frame's stored length in the index: the frame is compressed. */
const compressedBit = 0x8000_0000

/** Random bytes drawn from the system in large pieces: one call costs as much for 32 bytes as for thousands. */
class RandomPool {
  readonly #pool = Buffer.allocUnsafe(16 * 1024)
  #used = this.#pool.length

  take(count: number): Buffer {
    if (this.#used + count > this.#pool.length) {
      randomFillSync(this.#pool)
      this.#used = 0
    }
    const start = this.#used
    this.#used += count
    const taken = Buffer.from(this.#pool.subarray(start, this.#used))
    this.#pool.fill(0, start, this.#used)
    return taken
  }
}

const random = new RandomPool()

export function randomBytes(count: number): Buffer {
  return random.take(count)
}

export function newDataKey(): Buffer {
  return random.take(keyBytes)
}

export class KeyWrap {
  readonly #key: KeyObject

  constructor(masterKey: Uint8Array) {
    this.#key = createSecretKey(subkey(masterKey, 'blob keys'))
  }

  wrap(dataKey: Uint8Array, blob: number): Buffer {
    const nonce = random.take(nonceBytes)
    const seal = createCipheriv(cipher, this.#key, nonce)
    seal.setAAD(associated(blob, 0, true, false))
    const sealed = seal.update(dataKey)
    seal.final()
    return Buffer.concat([nonce, sealed, seal.getAuthTag()], wrappedBytes)
  }

  unwrap(wrapped: Uint8Array, blob: number): Buffer {
    if (wrapped.length !== wrappedBytes) throw new Error('wrapped key of wrong length')
    const open = createDecipheriv(cipher, this.#key, wrapped.subarray(0, nonceBytes))
    open.setAAD(associated(blob, 0, true, false))
    open.setAuthTag(wrapped.subarray(nonceBytes + keyBytes))
    const dataKey = open.update(wrapped.subarray(nonceBytes, nonceBytes + keyBytes))
    open.final()
    return dataKey
  }
}

// Made once: the cipher has read them when it has taken them.
const associatedRoom = Buffer.alloc(14)
const nonceRoom = Buffer.alloc(nonceBytes)

function associated(blob: number, index: number, last: boolean, compressed: boolean): Buffer {
  associatedRoom.writeUInt32BE(Math.floor(blob / 2 ** 32), 0)
  associatedRoom.writeUInt32BE(blob % 2 ** 32, 4)
  associatedRoom.writeUInt32BE(index, 8)
  associatedRoom[12] = last ? 1 : 0
  associatedRoom[13] = compressed ? 1 : 0
  return associatedRoom
}

function nonceOf(index: number): Buffer {
  nonceRoom.writeUInt32BE(index, nonceBytes - 4)
  return nonceRoom
}

function sealFrame(
  key: Uint8Array,
  blob: number,
  index: number,
  last: boolean,
  compressed: boolean,
  data: Uint8Array,
) {
  const seal = createCipheriv(cipher, key, nonceOf(index))
  seal.setAAD(associated(blob, index, last, compressed))
  const sealed = seal.update(data)
  seal.final()
  const whole = Buffer.concat([sealed, seal.getAuthTag()], data.length + tagBytes)
  free(sealed)
  return whole
}

function openFrame(
  key: Uint8Array,
  blob: number,
  index: number,
  last: boolean,
  compressed: boolean,
  sealed: Uint8Array,
) {
  const end = sealed.length - tagBytes
  if (end < 0) throw new Error('frame shorter than its tag')
  const open = createDecipheriv(cipher, key, nonceOf(index))
  open.setAAD(associated(blob, index, last, compressed))
  open.setAuthTag(sealed.subarray(end))
  const data = open.update(sealed.subarray(0, end))
  open.final()
  return data
}

/** A small blob as one frame, not compressed: its acknowledgement waits for this. */
export function sealHot(key: Uint8Array, blob: number, bytes: Uint8Array): Buffer {
  return sealFrame(key, blob, 0, true, false, bytes)
}

export function openHot(key: Uint8Array, blob: number, sealed: Uint8Array): Buffer {
  return openFrame(key, blob, 0, true, false, sealed)
}

export interface ColdBlob {
  readonly frames: readonly Buffer[]
  /** Uint32LE stored length of each frame, with `compressedBit`. */
  readonly index: Buffer
}

/** A blob for a segment. Compression is verified, so that a fault of it can never reach the archive. */
export function sealCold(key: Uint8Array, blob: number, bytes: Uint8Array): ColdBlob {
  const count = Math.max(1, Math.ceil(bytes.length / frameBytes))
  const index = Buffer.allocUnsafe(4 * count)
  const frames: Buffer[] = []
  let compresses = true
  for (let i = 0; i < count; i++) {
    const plain = bytes.subarray(i * frameBytes, (i + 1) * frameBytes)
    const packed = compresses ? compress(plain) : undefined
    // What did not compress at its start (an encrypted or packed attachment) is not tried again in this blob.
    if (packed === undefined && i > 0) compresses = false
    const sealed = sealFrame(key, blob, i, i === count - 1, packed !== undefined, packed ?? plain)
    if (packed !== undefined) free(wholeOf(packed, plain.length + spareBytes))
    index.writeUInt32LE(sealed.length + (packed ? compressedBit : 0), 4 * i)
    frames.push(sealed)
  }
  return { frames, index }
}

/** Results come into one buffer with room for all: pieces of the runtime's own size cost twice the time, and stay as garbage. */
function compress(plain: Uint8Array): Buffer | undefined {
  const packed = zstdCompressSync(plain, { ...compression, chunkSize: plain.length + spareBytes })
  if (packed.length > plain.length * worthwhile) return undefined
  const unpacked = zstdDecompressSync(packed, { chunkSize: plain.length + spareBytes })
  const faithful = unpacked.equals(plain)
  free(wholeOf(unpacked, plain.length + spareBytes))
  return faithful ? packed : undefined
}

/** What a result stands in, if that was made for it alone. */
function wholeOf(result: Buffer, roomBytes: number): Uint8Array {
  return result.buffer.byteLength === roomBytes ? new Uint8Array(result.buffer) : result
}

/** One frame's place: where it is stored in the blob's bytes in the segment, and which plain bytes it holds. */
export interface FramePlace {
  readonly index: number
  readonly last: boolean
  readonly compressed: boolean
  readonly storedStart: number
  readonly storedBytes: number
  readonly plainStart: number
}

/** Octets of all frames of an index. */
export function storedBytes(index: Uint8Array): number {
  const view = new DataView(index.buffer, index.byteOffset, index.byteLength)
  let bytes = 0
  for (let i = 0; i < Math.floor(index.byteLength / 4); i++) {
    const entry = view.getUint32(4 * i, true)
    bytes += entry >= compressedBit ? entry - compressedBit : entry
  }
  return bytes
}

/** The frames that hold the plain bytes `[start, end)`. */
export function framesOf(index: Uint8Array, start: number, end: number): readonly FramePlace[] {
  const view = new DataView(index.buffer, index.byteOffset, index.byteLength)
  const count = index.byteLength / 4
  const places: FramePlace[] = []
  let storedStart = 0
  for (let i = 0; i < count && i * frameBytes < end; i++) {
    const entry = view.getUint32(4 * i, true)
    const compressed = entry >= compressedBit
    const storedBytes = compressed ? entry - compressedBit : entry
    if ((i + 1) * frameBytes > start) {
      places.push({
        index: i,
        last: i === count - 1,
        compressed,
        storedStart,
        storedBytes,
        plainStart: i * frameBytes,
      })
    }
    storedStart += storedBytes
  }
  return places
}

/** Throws unless every frame opens: what is copied to another place must be what was written. */
export function verifyCold(key: Uint8Array, blob: number, index: Uint8Array, stored: Uint8Array): void {
  for (const place of framesOf(index, 0, Number.POSITIVE_INFINITY)) {
    const { storedStart, storedBytes } = place
    const sealed = stored.subarray(storedStart, storedStart + storedBytes)
    free(openFrame(key, blob, place.index, place.last, place.compressed, sealed))
  }
}

/** The `plainBytes` of a frame. */
export function openCold(
  key: Uint8Array,
  blob: number,
  place: FramePlace,
  sealed: Uint8Array,
  plainBytes: number,
  unpacker: Unpacker,
): Buffer {
  const data = openFrame(key, blob, place.index, place.last, place.compressed, sealed)
  return place.compressed ? unpacker.unpack(data, plainBytes) : data
}
