import { expect, it } from 'vitest'
import { letter, viewOf } from '../../../test/conformance/letters.ts'
import { batchLength } from './batch-length.ts'
import type { Job } from './protocol.ts'

const mebibyte = 1024 * 1024
const nothing: Job = { name: 'setRecentUid', args: [1, 1] }

/** A job that brings so many octets, and what brings them. */
const bringing: readonly (readonly [what: string, job: (bytes: number) => Job])[] = [
  [
    'a letter',
    bytes => ({ name: 'commitMessage', args: [letter({ number: 1, bytes: Buffer.alloc(bytes), to: [{}] })] }),
  ],
  [
    'what is appended',
    bytes => {
      const body = Buffer.alloc(bytes / 2)
      const message = {
        mailbox: 1,
        bytes: body,
        view: viewOf(body, 1),
        flags: 0,
        keywords: [],
        internalDateMs: 1,
      }
      return { name: 'append', args: [[message, message]] }
    },
  ],
  [
    'texts for searches',
    bytes => {
      const half = new Uint8Array(bytes / 2)
      const texts = [
        { id: 1, filter: half, text: null },
        { id: 2, filter: new Uint8Array(0), text: half },
      ]
      return { name: 'keepTexts', args: [5, texts, { recipe: 5, keptTo: 2 }] }
    },
  ],
  [
    'headers',
    bytes => {
      const half = new Uint8Array(bytes / 2)
      return { name: 'keepHeaders', args: [5, [{ id: 1, listed: half, whole: half }]] }
    },
  ],
  [
    'a slab',
    bytes => {
      const none = new Uint8Array(0)
      const letters = { mailbox: 1, recipe: 1, firstUid: 1, lastUid: 2, views: [1, 2] }
      const records = [new Uint8Array(bytes / 2), new Uint8Array(bytes / 2)]
      return { name: 'keepSlab', args: [[], { ...letters, shape: none, keys: none, records }] }
    },
  ],
]

for (const [what, job] of bringing) {
  it(`a batch ends where ${what} makes it 8 MiB`, () => {
    const waiting = [...Array.from({ length: 7 }, () => job(mebibyte)), job(mebibyte - 2), job(2), nothing]
    expect(batchLength(waiting)).toBe(9)
    expect(batchLength([...waiting.slice(1), nothing])).toBe(10)
    expect(batchLength([job(20 * mebibyte), nothing])).toBe(1)
  })
}

it('a batch has no more than 512 jobs', () => {
  expect(batchLength(Array.from({ length: 600 }, () => nothing))).toBe(512)
  expect(batchLength([nothing, nothing])).toBe(2)
})
