import { expect, test } from 'vitest'
import { frame, readFrames } from './framed.ts'

test('frames come out as they went in', () => {
  const all = Buffer.concat([
    ...frame({ part: 'row', text: 'Kính gửi' }),
    ...frame(null, Buffer.from('abc')),
    ...frame(3, Buffer.alloc(0)),
  ])
  expect([...readFrames(all)]).toEqual([
    { head: { part: 'row', text: 'Kính gửi' }, octets: Buffer.alloc(0) },
    { head: null, octets: Buffer.from('abc') },
    { head: 3, octets: Buffer.alloc(0) },
  ])
  expect(() => [...readFrames(all.subarray(0, all.length - 1))]).toThrow(RangeError)
  expect([...readFrames(Buffer.alloc(0))]).toEqual([])
})
