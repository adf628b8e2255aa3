/** The thread for large letters: bytes in, structure out. */
import { parentPort, workerData } from 'node:worker_threads'
import { storedStructure } from '../mail/stored.ts'
import { type ScanLimits, scanMessage } from '../mail/structure.ts'

const limits = workerData as ScanLimits

parentPort?.on('message', (bytes: Uint8Array) => {
  parentPort?.postMessage(storedStructure(bytes, scanMessage(bytes, limits), 0))
})
