/** The thread of a verification: a read-only connection of its own, its own key to the blobs, and the state file. */
import { join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { breathe } from '../base/breath.ts'
import { createRandomPool } from '../base/random-pool.ts'
import { readTrust } from '../signing/timestamp/chain.ts'
import { createTimestamps } from '../signing/timestamp/timestamp.ts'
import { openReaderDb } from '../store/sqlite/connection.ts'
import { KeyWrap } from '../store/sqlite/frames.ts'
import { BlobReader } from '../store/sqlite/reads/blobs.ts'
import { EvidenceReader } from '../store/sqlite/reads/evidence.ts'
import { LogReader } from '../store/sqlite/reads/tlog.ts'
import { openLogFiles } from '../tlog/log-files.ts'
import { parseVerifierKey, type VerifierKey } from '../tlog/note.ts'
import { openStateFile } from '../verification/state-file.ts'
import { runVerification, type StartRun, type ToThread } from '../verification/thread.ts'
import { verificationFile } from './verification-file.ts'

export interface VerificationThreadData {
  readonly dataDir: string
  readonly masterKey: Uint8Array
  readonly origin: string
  /** Verifier keys as text. */
  readonly keys: readonly string[]
  readonly witnesses: readonly string[]
  /** Authorities of time stamps, PEM; null for none. */
  readonly trust: string | null
  readonly policy: string | null
  readonly start: StartRun
}

function keyOf(text: string): VerifierKey {
  const key = parseVerifierKey(text)
  if (!key.ok) throw new Error(key.error)
  return key.value
}

async function main(data: VerificationThreadData, port: NonNullable<typeof parentPort>): Promise<void> {
  const { dataDir, masterKey, origin, trust, policy } = data
  let stopped = false
  const db = openReaderDb(join(dataDir, 'store.db'))
  const folder = join(dataDir, 'blobs')
  const blobs = new BlobReader(db, new KeyWrap(masterKey), folder)
  port.on('message', (message: ToThread) => {
    if (message.kind === 'segments') blobs.letGo(message.removed)
    else stopped = true
  })
  try {
    await runVerification(
      {
        parts: {
          evidence: new EvidenceReader(db, folder),
          blobs,
          log: new LogReader(db),
          files: openLogFiles(join(dataDir, 'log')),
          origin,
          keys: data.keys.map(keyOf),
          witnesses: data.witnesses.map(keyOf),
          timestamps: createTimestamps({
            ask: null,
            trust: trust === null ? [] : readTrust(trust),
            policy,
            random: createRandomPool(),
          }),
        },
        file: openStateFile(verificationFile(dataDir), masterKey),
        now: () => Date.now(),
        stopped: () => stopped,
        tell: message => port.postMessage(message),
        breathe,
      },
      data.start,
    )
  } finally {
    await blobs[Symbol.asyncDispose]()
    db.close()
    port.close()
  }
}

if (!parentPort) throw new Error('verification-thread.ts runs as a worker thread')
await main(workerData as VerificationThreadData, parentPort)
