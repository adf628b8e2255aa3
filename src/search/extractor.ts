/** The thread that reads hostile files: one letter at a time, its texts told piece by piece. */
import { parentPort, workerData } from 'node:worker_threads'
import { extract } from './extract.ts'
import { lowerPriority } from './priority.ts'
import type { FromExtractor, IndexLimits, ToExtractor } from './protocol.ts'

const port = parentPort!
const limits = workerData as IndexLimits
const tell = (message: FromExtractor) => port.postMessage(message)

lowerPriority()
port.on('message', async ({ bytes, withOwn }: ToExtractor) => {
  for await (const piece of extract(bytes, withOwn, limits)) tell({ piece })
  tell({ end: true })
})
