import { randomFillSync } from 'node:crypto'

const poolBytes = 8192

/**
 * Unguessable bytes without a system call for each few of them. Every byte is given out once; the caller gets a copy
 * that no later one shares.
 */
export function createRandomPool(): (size: number) => Uint8Array {
  const pool = Buffer.alloc(poolBytes)
  let used = poolBytes
  return size => {
    if (size > poolBytes) return randomFillSync(new Uint8Array(size))
    if (used + size > poolBytes) {
      randomFillSync(pool)
      used = 0
    }
    const bytes = Uint8Array.prototype.slice.call(pool, used, used + size)
    pool.fill(0, used, used + size)
    used += size
    return bytes
  }
}
