/** The reading thread: one letter at a time, its findings told piece by piece. Whoever stops it loses only the rest. */
import { parentPort, workerData } from 'node:worker_threads'
import { free } from '../base/free.ts'
import { scanMessage } from '../mail/structure.ts'
import { openTrust } from '../signing/verify/trust.ts'
import { contentsOf } from './contents.ts'
import { readLetter } from './letter.ts'
import type { FromReadingThread, ReadingThreadData, ToReadingThread } from './protocol.ts'
import { createTextReading } from './text-reading.ts'

const port = parentPort!
const { data, trust, limits } = workerData as ReadingThreadData
const trustIn = openTrust(trust)
let trusted = trustIn()
const tools = {
  texts: createTextReading(data),
  limits,
  runnableSuffixes: new Set(data.runnableSuffixes),
}

port.on('message', async ({ bytes, own, ...letter }: ToReadingThread) => {
  if (own !== undefined) trusted = trustIn(own)
  const root = scanMessage(bytes, limits)
  // The letter's own text is the first piece.
  let left = 1 + contentsOf(root).enclosures.length
  for await (const piece of readLetter({ bytes, root, ...letter }, { ...tools, trust: trusted })) {
    left--
    if (left === 0) free(bytes)
    port.postMessage({ piece, last: left === 0 } satisfies FromReadingThread)
  }
})
