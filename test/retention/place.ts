/** A store with retention over it, an index that lags and a clock that stands where a test puts it. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRetention, type Retention } from '../../src/archive/retention/retention.ts'
import { parseSpan } from '../../src/base/keep-span.ts'
import { defaultLimits, type Limits } from '../../src/base/limits.ts'
import { silentLogger } from '../../src/base/log.ts'
import type { EntryId } from '../../src/ports/archive.ts'
import type { RetentionClass } from '../../src/ports/retention.ts'
import type { Store } from '../../src/ports/store.ts'
import { openSqliteStore } from '../../src/store/sqlite/open.ts'
import { type Directory, letter, letterBytes, provision, value } from '../conformance/letters.ts'
import { ScanningIndex } from '../support/scanning-index.ts'

export const by = { operator: 'quantri', role: 'administrator' } as const
export const now = Date.UTC(2026, 10, 23, 1)
export const masterKey = Buffer.alloc(32, 7)
export const yearMs = 365 * 86_400_000

export interface OldLetter {
  readonly number: number
  readonly ageMs?: number
  readonly subject?: string
  readonly bytes?: Buffer
  /** Of the directory: which agency sent it. */
  readonly agency?: number
}

export class RetentionPlace implements AsyncDisposable {
  readonly dataDir: string
  index!: ScanningIndex
  readonly limits: Limits
  directory!: Directory
  store!: Store
  retention!: Retention

  private constructor(dataDir: string, limits: Partial<Limits>) {
    this.dataDir = dataDir
    this.limits = { ...defaultLimits, ...limits }
  }

  static async open(limits: Partial<Limits> = {}): Promise<RetentionPlace> {
    const place = new RetentionPlace(await mkdtemp(join(tmpdir(), 'congvu-retention-')), limits)
    await place.start()
    place.directory = await provision(place.store)
    return place
  }

  async start(): Promise<void> {
    const { dataDir, limits } = this
    this.store = await openSqliteStore({ dataDir, masterKey, limits })
    const index = new ScanningIndex(this.store)
    // What comes is not indexed before a test says so.
    index.indexedTo = 0
    this.index = index
    this.retention = createRetention({
      store: this.store,
      index,
      clock: { now: () => now },
      limits,
      log: silentLogger,
    })
  }

  async setClass(name: string, keep: string, conditions: Partial<RetentionClass> = {}): Promise<void> {
    const none = { agencyId: null, documentKind: null, rule: null, direction: null, verdict: null }
    const change = {
      kind: 'set-retention',
      name,
      keep: value(parseSpan(keep)),
      ...none,
      ...conditions,
    } as const
    value(await this.store.write.changePolicy(change, 'quantri', now))
  }

  async add({ number, ageMs = 2 * yearMs, subject, bytes, agency }: OldLetter): Promise<EntryId> {
    const { agencyIds, boxIds } = this.directory
    const message = letter({
      number,
      bytes: bytes ?? letterBytes(number),
      ...(agency === undefined ? {} : { from: { boxId: boxIds[0]!, agencyId: agencyIds[agency]! } }),
      to: [{ boxId: boxIds[1]! }, { boxId: boxIds[2]! }],
      change: message => ({
        ...message,
        entry: {
          ...message.entry,
          receivedAt: now - ageMs,
          subject: subject ?? message.entry.subject,
        },
        views: message.views.map(view => ({
          ...view,
          structure: { ...view.structure, subject: subject ?? view.structure.subject },
        })),
      }),
    })
    const { entryId } = await this.store.write.commitMessage(message)
    return entryId
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.store[Symbol.asyncDispose]()
    await rm(this.dataDir, { recursive: true, force: true })
  }
}
