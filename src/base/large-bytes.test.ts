import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { joined, sha256 } from './large-bytes.ts'

const MiB = 1024 * 1024

test.each([
  [[]],
  [[0]],
  [[5]],
  [[3, 0, 4]],
  [[MiB]],
  [[MiB + 1]],
  [[MiB - 1, 2, 3 * MiB]],
  [[10, 2 * MiB, 10]],
])('pieces of %j octets are as one', async sizes => {
  const pieces = sizes.map((size, i) => Buffer.alloc(size, `piece ${i}`))
  const whole = Buffer.concat(pieces)
  expect((await joined(pieces)).equals(whole)).toBe(true)
  expect(await sha256(pieces)).toEqual(createHash('sha256').update(whole).digest())
})
