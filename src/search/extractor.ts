/** The thread that reads hostile files: one letter at a time, its texts told piece by piece. */
import { workerData } from 'node:worker_threads'
import { tellPieces } from '../base/watched-thread.ts'
import { extract } from './extract.ts'
import { lowerPriority } from './priority.ts'
import type { IndexLimits, ToExtractor } from './protocol.ts'

const limits = workerData as IndexLimits

lowerPriority()
tellPieces(({ bytes, withOwn }: ToExtractor) => extract(bytes, withOwn, limits))
