/** A store with a log over it, in a folder of its own. */
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defaultLimits, type Limits } from '../../src/base/limits.ts'
import type { Logger } from '../../src/base/log.ts'
import { silentLogger } from '../../src/base/log.ts'
import type { Keys } from '../../src/ports/keys.ts'
import type { Store } from '../../src/ports/store.ts'
import type { Timestamps } from '../../src/ports/timestamp.ts'
import { openKeyFiles } from '../../src/signing/key-files.ts'
import { createFileKeys } from '../../src/signing/keys/file-keys.ts'
import { createTimestamps } from '../../src/signing/timestamp/timestamp.ts'
import { openSqliteStore } from '../../src/store/sqlite/open.ts'
import { openTransparency, type Transparency, type TransparencySettings } from '../../src/tlog/open.ts'

export class LogPlace implements AsyncDisposable {
  readonly dataDir: string
  readonly settings: TransparencySettings
  now = Date.UTC(2026, 10, 26, 1)
  /** Of nobody, until a test has one. */
  timestamps: Timestamps = createTimestamps({ ask: null, trust: [], policy: null, random: randomBytes })
  /** Of the store, at its next start. */
  limits: Limits = defaultLimits
  store!: Store
  keys!: Keys
  log!: Transparency
  readonly logger: Logger
  readonly #withKeys: (own: Keys) => Keys

  /** `withKeys` makes the log's keys of those in the place's files. */
  static async open(
    settings: Partial<TransparencySettings> = {},
    logger = silentLogger,
    withKeys = (own: Keys) => own,
  ): Promise<LogPlace> {
    const dataDir = await mkdtemp(join(tmpdir(), 'congvu-tlog-'))
    const place = new LogPlace(dataDir, settings, logger, withKeys)
    await place.start()
    return place
  }

  private constructor(
    dataDir: string,
    settings: Partial<TransparencySettings>,
    logger: Logger,
    withKeys: (own: Keys) => Keys,
  ) {
    this.#withKeys = withKeys
    this.dataDir = dataDir
    this.logger = logger
    this.settings = {
      origin: 'caobang.gov.vn/congvu/log',
      key: null,
      witnesses: [],
      witnessName: 'caobang.gov.vn/congvu/witness',
      witnessed: [],
      ...settings,
    }
  }

  get logFolder(): string {
    return join(this.dataDir, 'log')
  }

  get clock() {
    return { now: () => this.now }
  }

  async start(): Promise<void> {
    const masterKey = Buffer.alloc(32, 1)
    this.store = await openSqliteStore({ dataDir: this.dataDir, masterKey, limits: this.limits })
    const own = createFileKeys(
      openKeyFiles({ folder: join(this.dataDir, 'keys'), sealingKey: Buffer.alloc(32, 2) }),
    )
    this.keys = this.#withKeys(own)
    const { settings, dataDir, store, keys, clock } = this
    const limits = { ...defaultLimits, witnessMs: 2000 }
    const { timestamps } = this
    this.log = openTransparency({
      ...{ settings, dataDir, store, keys, clock, timestamps, limits },
      log: this.logger,
    })
  }

  async stop(): Promise<void> {
    await this.store[Symbol.asyncDispose]()
  }

  /** So many acts on the trail: leaves. */
  async act(count: number): Promise<void> {
    const acts = Array.from({ length: count }, (_, i) =>
      this.store.write.audit({
        at: this.now + i,
        operator: 'thanhtra',
        role: 'auditor',
        operation: 'archive.show',
        detail: JSON.stringify({ id: i, reason: 'Kiểm tra việc thực hiện Chỉ thị 15/CT-UBND' }),
      }),
    )
    await Promise.all(acts)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
    await rm(this.dataDir, { recursive: true, force: true })
  }
}
