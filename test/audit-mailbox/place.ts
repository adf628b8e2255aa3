/** A province with letters in its archive, auditors, and an IMAP server that they read through. */
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSecureContext } from 'node:tls'
import Database from 'better-sqlite3'
import { byUserName } from '../../src/app/imap-accounts.ts'
import { parseQuery as parseText } from '../../src/archive/query/parser.ts'
import { tellProblem } from '../../src/archive/query/problem.ts'
import { createAuditMailboxes } from '../../src/audit-mailbox/backend.ts'
import { type MailboxRequest, openAuditMailbox } from '../../src/audit-mailbox/opening.ts'
import { defaultLimits, type Limits } from '../../src/base/limits.ts'
import { silentLogger } from '../../src/base/log.ts'
import { fail } from '../../src/base/result.ts'
import { createImapServer } from '../../src/imap/server.ts'
import { createMailboxBackend } from '../../src/mailbox/backend.ts'
import type { EntryId } from '../../src/ports/archive.ts'
import type { Authenticator } from '../../src/ports/credentials.ts'
import { type ParseQuery, type Scope, wholeProvince } from '../../src/ports/search.ts'
import type { Store } from '../../src/ports/store.ts'
import { localDay } from '../../src/statistics/counts.ts'
import { openSqliteStore } from '../../src/store/sqlite/open.ts'
import { ImapClient } from '../acceptance/imap-client.ts'
import { letter, letterBytes, provision, value } from '../conformance/letters.ts'
import { selfSigned } from '../support/certificate.ts'
import { ScanningIndex } from '../support/scanning-index.ts'

export const november = Date.UTC(2026, 10, 23, 1, 0)
export const october = Date.UTC(2026, 9, 30, 1, 0)
export const reason = 'Kiểm tra theo Quyết định 12/QĐ-TTr'

export interface Arrival {
  /** Code of the sender's agency; it goes to a colleague. */
  readonly agency?: 'sokhcn' | 'thucphan'
  readonly at?: number
  readonly bytes?: Buffer
  /** Leaves no bytes. */
  readonly refused?: boolean
}

const officials: Authenticator = {
  verifyPlain: async () => ({ reason: 'bad-credentials', temporary: false }),
  scramVerifiers: async () => [],
  scramDone: async () => ({ reason: 'bad-credentials', temporary: false }),
}

const parseQuery: ParseQuery = text => {
  const read = parseText(text, { limits: defaultLimits, kinds: [] })
  return read.ok ? read : fail(tellProblem(read.error, text))
}

let numbers = 0

export class Place implements AsyncDisposable {
  readonly store: Store
  readonly index: ScanningIndex
  readonly limits: Limits
  readonly clock = { ms: Date.UTC(2026, 10, 26, 2, 0), now: () => this.clock.ms }
  /** What each auditor may see now; whoever is not named sees nothing. */
  readonly scopes = new Map<string, Scope>()
  readonly dataDir: string
  readonly #serverKey = randomBytes(32)
  readonly #agencies: ReadonlyMap<string, number>
  readonly #box: number
  /** Awaited before each write of the trail by a mailbox. */
  beforeAct: () => Promise<void> = async () => {}
  port = 0
  #stop: () => Promise<void> = async () => {}

  static async make(limits: Partial<Limits> = {}): Promise<Place> {
    const dataDir = await mkdtemp(join(tmpdir(), 'congvu-auditors-'))
    const all = { ...defaultLimits, auditFolderRefreshMs: 20, ...limits }
    const store = await openSqliteStore({ dataDir, masterKey: randomBytes(32), limits: all })
    const { agencyIds, boxIds } = await provision(store)
    const place = new Place(dataDir, store, all, agencyIds, boxIds[0]!)
    await store.write.audit({
      at: 0,
      operator: 'congvu',
      role: 'system',
      operation: 'server.start',
      detail: '{}',
    })
    await place.enrol('thanhtra', wholeProvince)
    await place.start()
    return place
  }

  private constructor(
    dataDir: string,
    store: Store,
    limits: Limits,
    agencies: readonly number[],
    box: number,
  ) {
    this.dataDir = dataDir
    this.store = store
    this.limits = limits
    this.index = new ScanningIndex(store)
    this.#agencies = new Map([
      ['sokhcn', agencies[0]!],
      ['thucphan', agencies[1]!],
    ])
    this.#box = box
  }

  agency(code: string): number {
    return this.#agencies.get(code)!
  }

  async enrol(name: string, scope: Scope): Promise<void> {
    await this.store.write.putOperator({
      name,
      role: 'auditor',
      agencyId: null,
      appointment: { scope, endsAt: null, decision: '12/QĐ-UBND' },
      passwordHash: '',
      totpSecret: null,
      createdAt: 0,
    })
    this.scopes.set(name, scope)
  }

  async start(): Promise<void> {
    const { store, index, clock, limits } = this
    const auditors = createAuditMailboxes({
      store: {
        read: store.read,
        write: {
          audit: async record => {
            await this.beforeAct()
            await store.write.audit(record)
          },
        },
        onCommit: listener => store.onCommit(listener),
      },
      parseQuery,
      index,
      scopeOf: async ({ name }) => this.scopes.get(name) ?? null,
      serverKey: this.#serverKey,
      clock,
      limits,
      log: silentLogger,
    })
    const boxes = createMailboxBackend({
      store,
      authenticator: officials,
      admitMessage: async () => undefined,
      clock,
      limits,
      log: silentLogger,
    })
    const secureContext = createSecureContext(selfSigned('localhost'))
    const server = createImapServer({
      backend: byUserName(boxes, auditors),
      limits,
      secureContext: () => secureContext,
      log: silentLogger,
      mode: 'imaps',
    })
    this.port = await server.listen('127.0.0.1', 0)
    this.#stop = async () => {
      await server.close()
      boxes[Symbol.dispose]()
      await auditors[Symbol.asyncDispose]()
    }
  }

  async restart(): Promise<void> {
    await this.#stop()
    await this.start()
  }

  async arrive(...letters: readonly Arrival[]): Promise<EntryId[]> {
    const committed = await Promise.all(
      letters.map(each => this.store.write.commitMessage(this.#message(each))),
    )
    return committed.map(({ entryId }) => entryId)
  }

  /** Opens a mailbox; its password. */
  async open(name: string, request: Partial<MailboxRequest> = {}): Promise<string> {
    const operator = await this.store.read.directory.operator(name)
    const { store, limits } = this
    const parts = { store, parseQuery, serverKey: this.#serverKey, limits, now: this.clock.now() }
    const asked = { reason, queries: [], agencies: [], ...request }
    return value(await openAuditMailbox(parts, operator!, this.scopes.get(name)!, asked)).password
  }

  logIn(name: string, password: string): Promise<ImapClient> {
    return ImapClient.logIn(this.port, { address: name, password } as Parameters<typeof ImapClient.logIn>[1])
  }

  /** Opens a mailbox and logs in to it. */
  async client(name = 'thanhtra', request: Partial<MailboxRequest> = {}): Promise<ImapClient> {
    return this.logIn(name, await this.open(name, request))
  }

  /** The acts of mailboxes, oldest first. */
  async acts(): Promise<
    readonly { readonly operator: string; readonly operation: string; readonly detail: Detail }[]
  > {
    const trail = await this.store.read.audit(1000)
    return trail
      .filter(({ operation }) => operation.startsWith('archive.mailbox.'))
      .map(({ operator, operation, detail }) => ({
        operator,
        operation,
        detail: JSON.parse(detail) as Detail,
      }))
      .reverse()
  }

  /** Every row of every table but those of the trail (and which letters its lines are about) and the log. */
  dump(): ReadonlyMap<string, string> {
    using db = new DumpDb(join(this.dataDir, 'store.db'))
    return db.tables(['audit', 'entry_acts', 'log'])
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stop()
    await this.store[Symbol.asyncDispose]()
    await rm(this.dataDir, { recursive: true })
  }

  #message({ agency = 'sokhcn', at = november, bytes, refused = false }: Arrival) {
    const number = ++numbers
    const id = this.agency(agency)
    return letter({
      number,
      bytes: bytes ?? letterBytes(number),
      from: { boxId: this.#box, agencyId: id },
      to: [{ address: 'dung.hv@caobang.gov.vn', agencyId: id }],
      change: message => ({
        ...message,
        entry: { ...message.entry, receivedAt: at, accepted: !refused },
        ...(refused ? { forms: [], views: [], deliveries: [] } : {}),
        counts: message.counts.map(each => ({
          ...each,
          day: localDay(at),
          verdict: refused ? ('refused' as const) : each.verdict,
        })),
      }),
    })
  }
}

export interface Detail {
  readonly mailbox: number
  readonly reason: string
  readonly folder?: string | null
  readonly command?: string
  readonly words?: string
  readonly uids?: string
  readonly within?: string
  readonly letters?: number
}

class DumpDb implements Disposable {
  readonly #db: Database.Database

  constructor(file: string) {
    this.#db = new Database(file, { readonly: true })
  }

  tables(without: readonly string[]): ReadonlyMap<string, string> {
    const names = this.#db
      .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
      .pluck()
      .all()
    return new Map(
      names
        .filter(name => !without.includes(name))
        .map(name => {
          // The trail's own numbering.
          const rows = name === 'sqlite_sequence' ? `"${name}" WHERE name <> 'audit'` : `"${name}"`
          return [name, JSON.stringify(this.#db.prepare(`SELECT * FROM ${rows}`).all())]
        }),
    )
  }

  [Symbol.dispose](): void {
    this.#db.close()
  }
}

/** Waits until something holds, for a few seconds. */
export async function eventually(holds: () => boolean | Promise<boolean>): Promise<void> {
  const endsAt = performance.now() + 5000
  while (!(await holds())) {
    if (performance.now() > endsAt) throw new Error('it did not come to pass')
    await new Promise(resolve => setTimeout(resolve, 10))
  }
}
