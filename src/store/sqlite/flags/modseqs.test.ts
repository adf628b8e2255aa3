import { expect, it } from 'vitest'
import { Modseqs } from './modseqs.ts'

it('gives numbers up to the end of what is reserved, each once, on both sides', () => {
  const writer = new Modseqs()
  const main = new Modseqs(writer.buffer)
  writer.startAfter(100)
  writer.reservedTo(104)
  expect([main.take(), writer.next(), main.take(), main.take()]).toEqual([101, 102, 103, undefined])
  writer.reservedTo(200)
  expect([writer.next(), main.take()]).toEqual([105, 106])
})

it('gives none when the writer began anew after it was asked', () => {
  const writer = new Modseqs()
  const main = new Modseqs(writer.buffer)
  writer.startAfter(0)
  writer.reservedTo(writer.wanted)
  expect(main.reserved).toBe(true)
  // After a failure of the disk: behind everything that the database has reserved.
  writer.startAfter(writer.wanted)
  expect(main.take()).toBeUndefined()
})
