/** The verification of the archive as the server starts it: on a thread, with the keys that verify checkpoints. */
import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Logger } from '../base/log.ts'
import type { Config } from '../config/config.ts'
import type { Clock } from '../ports/clock.ts'
import type { Store } from '../ports/store.ts'
import type { Transparency } from '../tlog/open.ts'
import { openStateFile } from '../verification/state-file.ts'
import type { FromThread, StartRun, ToThread } from '../verification/thread.ts'
import { type ArchiveVerifier, createVerifier, type VerificationThread } from '../verification/verifier.ts'
import { verificationFile } from './verification-file.ts'
import type { VerificationThreadData } from './verification-thread.ts'

export interface VerificationServices {
  readonly config: Config
  readonly serverKey: Uint8Array
  readonly store: Store
  readonly transparency: Pick<Transparency, 'verifierKeys'>
  readonly clock: Clock
  readonly log: Logger
}

export function openVerifier(services: VerificationServices): ArchiveVerifier {
  const { config, serverKey, store, clock, log } = services
  return createVerifier({
    file: openStateFile(verificationFile(config.server.data), serverKey),
    startThread: async (start, hear) => startThread(await dataOf(services, start), store, hear),
    // The outcome is a leaf as well: what was found is not for whoever has the file to take back.
    finished: ({ saved: { findings, tally, root, options } }) => {
      if (findings.count > 0)
        log.error(
          { findings: findings.count },
          'the archive is not what was archived: congvu archive verify --status',
        )
      return store.write.audit({
        at: clock.now(),
        operator: 'congvu',
        role: 'system',
        operation: 'archive.verified',
        detail: JSON.stringify({
          findings: findings.count,
          leaves: tally.leaves,
          root,
          forms: tally.forms,
          sample: options.sample,
          outside: tally.outside,
        }),
      })
    },
    log,
  })
}

async function dataOf(
  { config, serverKey, transparency }: VerificationServices,
  start: StartRun,
): Promise<VerificationThreadData> {
  const { origin, witnesses } = config.transparency
  const { trust, policy } = config.timestamp
  const keys = await transparency.verifierKeys()
  return {
    dataDir: config.server.data,
    masterKey: serverKey,
    origin,
    keys: keys.filter(key => key.startsWith(`${origin}+`)),
    witnesses: witnesses.map(({ key }) => key),
    trust: trust === null ? null : await readFile(trust, 'utf8'),
    policy,
    start,
  }
}

function startThread(
  workerData: VerificationThreadData,
  store: Pick<Store, 'onCommit'>,
  hear: (message: FromThread) => void,
): VerificationThread {
  const file = new URL(`./verification-thread${extname(import.meta.url)}`, import.meta.url)
  const worker = new Worker(file, { workerData, name: 'verification' })
  let failure: string | undefined
  worker.on('message', hear)
  worker.on('error', error => {
    failure = String(error)
  })
  const ignore = store.onCommit(notice => {
    if (notice.kind === 'segments')
      worker.postMessage({ kind: 'segments', removed: notice.removed } satisfies ToThread)
  })
  const gone = new Promise<string | undefined>(resolve => worker.once('exit', () => resolve(failure)))
  worker.once('exit', ignore)
  return {
    stop: () => worker.postMessage({ kind: 'stop' } satisfies ToThread),
    gone,
  }
}
