/** The reading thread: one letter at a time, its findings told piece by piece. Whoever stops it loses only the rest. */
import { workerData } from 'node:worker_threads'
import { tellPieces } from '../base/watched-thread.ts'
import { scanMessage } from '../mail/structure.ts'
import { openTrust } from '../signing/verify/trust.ts'
import { readLetter } from './letter.ts'
import type { ReadingThreadData, ToReadingThread } from './protocol.ts'
import { createTextReading } from './text-reading.ts'

const { data, trust, limits } = workerData as ReadingThreadData
const trustIn = openTrust(trust)
let trusted = trustIn()
const tools = {
  texts: createTextReading(data),
  limits,
  runnableSuffixes: new Set(data.runnableSuffixes),
}

tellPieces(({ own, ...letter }: ToReadingThread) => {
  if (own !== undefined) trusted = trustIn(own)
  const root = scanMessage(letter.bytes, limits)
  return readLetter({ ...letter, root }, { ...tools, trust: trusted })
})
