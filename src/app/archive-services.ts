/** What makes the archive evidence, opened over the store: its log, its index, its end by law, and how all of it stands. */
import { readFileSync } from 'node:fs'
import type { NamedKind } from '../archive/query/fields.ts'
import { parseQuery } from '../archive/query/parser.ts'
import { tellProblem } from '../archive/query/problem.ts'
import { createRetention } from '../archive/retention/retention.ts'
import type { Logger } from '../base/log.ts'
import { fail } from '../base/result.ts'
import type { Config } from '../config/config.ts'
import type { Services } from '../control/services.ts'
import { createHealth } from '../health/health.ts'
import type { Clock } from '../ports/clock.ts'
import type { Store } from '../ports/store.ts'
import type { Timestamps } from '../ports/timestamp.ts'
import { type OpenSearch, openSearch } from '../search/search.ts'
import type { OpenKeys } from '../signing/keys/keys.ts'
import { openTransparency } from '../tlog/open.ts'
import { openVerifier } from './verification.ts'

export interface ArchiveServicesOptions {
  readonly config: Config
  readonly serverKey: Uint8Array
  readonly store: Store
  readonly keys: OpenKeys
  readonly timestamps: Timestamps
  /** What `kind:` may name in a query. */
  readonly kinds: readonly NamedKind[]
  readonly clock: Clock
  readonly log: Logger
}

export type ArchiveServices = Pick<
  Services,
  'transparency' | 'verifier' | 'parseQuery' | 'retention' | 'health'
> &
  AsyncDisposable & { readonly search: OpenSearch }

export function openArchiveServices(options: ArchiveServicesOptions): ArchiveServices {
  const { config, serverKey, store, keys, timestamps, kinds, clock, log } = options
  const { limits, server } = config
  const dataDir = server.data
  const search = openSearch({
    dataDir,
    masterKey: serverKey,
    store,
    limits,
    log: { warn: message => log.warn({}, message), error: message => log.error({}, message) },
  })
  const transparency = openTransparency({
    settings: config.transparency,
    dataDir,
    store,
    keys,
    clock,
    timestamps,
    limits,
    log,
  })
  const verifier = openVerifier({ config, serverKey, store, transparency, clock, log })
  const health = createHealth({
    version: programVersion(),
    dataDir,
    certificate: config.tls.cert,
    clock,
    store,
    log: transparency,
    verifier,
    writerJobs: limits.writerJobs,
    index: search,
  })
  return {
    search,
    parseQuery(text) {
      const read = parseQuery(text, { limits, kinds })
      return read.ok ? read : fail(tellProblem(read.error, text))
    },
    transparency,
    verifier,
    health,
    retention: createRetention({
      store,
      index: search,
      clock,
      witness: { uptime: () => performance.now(), stamped: () => transparency.stamped() },
      limits,
      log,
    }),
    async [Symbol.asyncDispose]() {
      health[Symbol.dispose]()
      await verifier[Symbol.asyncDispose]()
      await search[Symbol.asyncDispose]()
    },
  }
}

function programVersion(): string {
  const file = new URL('../../package.json', import.meta.url)
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
}
