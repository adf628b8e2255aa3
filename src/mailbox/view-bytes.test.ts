import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import type { BlobReads } from '../ports/blobs.ts'
import type { StoredView } from '../ports/mailboxes.ts'
import { readView, viewBytes } from './view-bytes.ts'

const form = randomBytes(1000)
const prefix = Buffer.from('Received: from mx.caobang.gov.vn\r\n')

const blobs: BlobReads = {
  size: async () => form.length,
  bytes: async (_, range) => form.subarray(range?.start, range?.end),
  async *stream(_, range) {
    const bytes = form.subarray(range?.start, range?.end)
    for (let at = 0; at < bytes.length; at += 64) yield bytes.subarray(at, at + 64)
  },
}

// Two cuts in the form, as where a blind copy and a forged result stood.
const slices = [
  { from: 'prefix', start: 0, end: prefix.length },
  { from: 'form', start: 0, end: 100 },
  { from: 'form', start: 130, end: 131 },
  { from: 'form', start: 400, end: 1000 },
] as const
const expected = Buffer.concat([prefix, form.subarray(0, 100), form.subarray(130, 131), form.subarray(400)])
const view: StoredView = {
  id: 1,
  blob: 1,
  prefix,
  slices,
  sizeBytes: expected.length,
  structure: {
    envelope: new Uint8Array(),
    bodyStructure: new Uint8Array(),
    parts: '',
    headerBytes: 0,
    sentAt: null,
    messageId: '',
    subject: '',
    from: '',
    to: '',
    cc: '',
    ancestors: '',
  },
}

async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(chunks))
}

it('gives exactly the slices', async () => {
  expect((await collect(viewBytes(blobs, view))).equals(expected)).toBe(true)
})

it('gives exactly any range of them', async () => {
  const edges = [0, 1, 33, 34, 35, 133, 134, 135, 136, 500, expected.length - 1, expected.length, 5000]
  for (const start of edges) {
    for (const end of edges) {
      const wanted = expected.subarray(start, Math.max(start, end))
      expect((await collect(viewBytes(blobs, view, { start, end }))).equals(wanted)).toBe(true)
      expect(Buffer.from(await readView(blobs, view, { start, end })).equals(wanted)).toBe(true)
    }
  }
})
