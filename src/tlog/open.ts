/** The log of a server with its keys, files and witnesses, and the witness that it is to others. */
import { join } from 'node:path'
import type { Limits } from '../base/limits.ts'
import type { Logger } from '../base/log.ts'
import type { Result } from '../base/result.ts'
import type { Clock } from '../ports/clock.ts'
import type { Keys } from '../ports/keys.ts'
import type { Store } from '../ports/store.ts'
import type { Timestamps } from '../ports/timestamp.ts'
import type { StampedClock } from '../ports/tlog.ts'
import { stampDaily, stampedClock } from './daily-stamp.ts'
import { createTransparencyLog, LogForked, type TransparencyLog } from './log.ts'
import { type LogFiles, openLogFiles } from './log-files.ts'
import { formatVerifierKey, parseVerifierKey, type VerifierKey } from './note.ts'
import { type CheckpointSigners, openSigners } from './signers.ts'
import { type LogVerification, verifyLog } from './verify.ts'
import { createWitness, type Witness } from './witness.ts'
import { createWitnessClient, type KnownWitness } from './witness-client.ts'

export interface TransparencySettings {
  readonly origin: string
  /** Ed25519 key of the log on a token; null for one of the server's own. */
  readonly key: string | null
  /** Who is asked to cosign: an address, and one of its verifier keys. */
  readonly witnesses: readonly { readonly url: string; readonly key: string }[]
  /** How this server names itself as a witness. */
  readonly witnessName: string
  /** Verifier keys of the logs that it witnesses. */
  readonly witnessed: readonly string[]
}

export interface TransparencyOptions {
  readonly settings: TransparencySettings
  readonly dataDir: string
  readonly store: Store
  readonly keys: Keys
  readonly clock: Clock
  readonly timestamps: Timestamps
  readonly limits: Pick<Limits, 'witnessMs' | 'witnessReplyBytes'>
  readonly log: Logger
}

export interface Transparency extends TransparencyLog {
  readonly witness: Witness
  readonly files: LogFiles
  /** Verifier keys: of the log, and of the witness where others are witnessed. */
  verifierKeys(): Promise<readonly string[]>
  /** `outside`: checkpoints that were kept elsewhere. */
  verify(outside?: readonly string[]): Promise<LogVerification>
  /** What the newest time stamp says of our clock; null where none is. */
  stamped(): Promise<StampedClock | null>
  /** Why nothing is signed any more; null while all is well, as far as the last attempt to sign told. */
  forked(): string | null
  /** A checkpoint when the log has grown, witnesses for it, and once a day a time stamp. For the server's clock. */
  tick(): Promise<void>
}

/** Throws when a verifier key of the configuration is none. */
export function openTransparency(options: TransparencyOptions): Transparency {
  const { settings, dataDir, store, keys, clock } = options
  const { origin } = settings
  const files = openLogFiles(join(dataDir, 'log'))
  const witnessed = settings.witnessed.map(text => keyOf('transparency.witnessed', text))
  const logSigners = once(() =>
    openSigners({
      keys,
      name: origin,
      role: 'log',
      token: settings.key,
      used: async () => (await store.read.log.checkpoint()) !== undefined,
    }),
  )
  const witnessSigners = once(() =>
    openSigners({
      keys,
      name: settings.witnessName,
      role: 'witness',
      token: null,
      used: async () => {
        const heads = await Promise.all(witnessed.map(({ name }) => store.read.log.witnessed(name)))
        return heads.some(head => head !== undefined)
      },
    }),
  )
  const own = createTransparencyLog({ store, clock, origin, signers: logSigners, files })
  const client = createWitnessClient({ ...options, witnesses: witnessesOf(settings) })
  const verifiers = ({ ed25519, mlDsa44 }: CheckpointSigners) => [ed25519.verifier, mlDsa44.verifier]
  let forked: string | null = null

  async function publish() {
    try {
      const newest = await own.publish()
      forked = null
      return newest
    } catch (error) {
      if (error instanceof LogForked) forked = error.message
      throw error
    }
  }

  return {
    ...own,
    publish,
    files,
    forked: () => forked,
    stamped: () => stampedClock(options, origin),
    witness: createWitness({ store, clock, logs: witnessed, signers: witnessSigners }),

    async verifierKeys() {
      const known = verifiers(await logSigners())
      if (witnessed.length > 0) known.push(...verifiers(await witnessSigners()))
      return known.map(formatVerifierKey)
    },

    async verify(outside = []) {
      const { timestamps } = options
      const keys = verifiers(await logSigners())
      return verifyLog({ log: store.read.log, files, origin, timestamps, keys, outside })
    },

    async tick() {
      const newest = await publish()
      if ((await client.ask(newest)) > 0) await own.republish()
      await stampDaily(options, origin, newest)
    },
  }
}

/** Again after a failure: a token may come back. */
function once<T>(open: () => Promise<T>): () => Promise<T> {
  let opened: Promise<T> | undefined
  return () => {
    opened ??= open().catch(error => {
      opened = undefined
      throw error
    })
    return opened
  }
}

function keyOf(setting: string, text: string): VerifierKey {
  const key: Result<VerifierKey, string> = parseVerifierKey(text)
  if (!key.ok) throw new Error(`${setting}: "${text.slice(0, 60)}…" ${key.error}`)
  return key.value
}

/** Those of one name and address are one witness with several keys. */
function witnessesOf({ witnesses }: TransparencySettings): readonly KnownWitness[] {
  const known = new Map<string, { name: string; url: string; keys: VerifierKey[] }>()
  for (const { url, key: text } of witnesses) {
    const key = keyOf('transparency.witnesses', text)
    const witness = known.get(`${key.name} ${url}`) ?? { name: key.name, url, keys: [] }
    witness.keys.push(key)
    known.set(`${key.name} ${url}`, witness)
  }
  return [...known.values()]
}
