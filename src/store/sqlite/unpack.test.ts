import { randomBytes } from 'node:crypto'
import { zstdCompressSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { Unpacker } from './unpack.ts'

function text(size: number): Buffer {
  return Buffer.from(randomBytes(size).toString('hex').slice(0, size))
}

describe('Unpacker', () => {
  it('knows the decoder of this runtime', () => {
    expect(new Unpacker().isQuick).toBe(true)
  })

  it('gives what was packed, frame after frame', () => {
    const unpacker = new Unpacker()
    for (const size of [1, 2, 100, 3000, 131_072, 262_143, 262_144, 7]) {
      const plain = text(size)
      expect(unpacker.unpack(zstdCompressSync(plain), size).equals(plain)).toBe(true)
    }
    expect(unpacker.unpack(zstdCompressSync(Buffer.alloc(0)), 0)).toHaveLength(0)
  })

  it('takes nothing that is longer, shorter, cut off or no frame, and goes on with the next', () => {
    const unpacker = new Unpacker()
    const plain = text(5000)
    const packed = zstdCompressSync(plain)
    const broken = Buffer.from(packed)
    broken[0]! ^= 1
    for (const [frame, size] of [
      [packed, 4999],
      [packed, 5001],
      [packed.subarray(0, -3), 5000],
      [broken, 5000],
      [Buffer.concat([packed, packed]), 5000],
      [Buffer.alloc(0), 5000],
    ] as const) {
      expect(() => unpacker.unpack(frame, size)).toThrow()
      expect(unpacker.unpack(packed, 5000).equals(plain)).toBe(true)
    }
  })
})
