/**
 * The store on one machine: SQLite for rows, append-only encrypted segments for large and settled blobs.
 *
 * One writer thread owns every write and commits all waiting jobs with one sync (writer.ts, batch.ts); the main
 * thread reads through a read-only connection of its own. A promise of a write resolves when the write survives a
 * power cut: WAL with synchronous=FULL, segments synced before the rows that point into them. UIDs, entry ids and log
 * leaves are given inside the writer's transaction only.
 *
 * Flags are told before they are durable: `takeFlags` writes a journal (flags/flag-journal.ts), the writer commits them
 * within milliseconds and syncs within half a second. MODSEQs are reserved durably before they are given
 * (flags/modseqs.ts), and after a power cut clients are told all flags anew (flags/power-loss.ts). What somebody does
 * in an office's box is evidence and is synced before it is told.
 *
 * `jobs/` holds the writes and `reads/` the reads, a file for each aggregate. Deliberately absent: encryption of the
 * database file (it belongs on an encrypted volume), and more than one process.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Limits } from '../../base/limits.ts'
import type { TakeFlags } from '../../ports/known-flags.ts'
import type {
  CompactionReport,
  Notice,
  Store,
  StoreReads,
  StoreUpkeep,
  StoreWrites,
} from '../../ports/store.ts'
import { WriterClient } from './client.ts'
import { type Db, type Faults, openReaderDb } from './connection.ts'
import { bootId } from './flags/power-loss.ts'
import { KeyWrap } from './frames.ts'
import { KnownQuotas } from './known-quotas.ts'
import { DirectoryLock } from './lock.ts'
import type { Job, WriteName } from './protocol.ts'
import { AcknowledgementReader } from './reads/acknowledgement.ts'
import { ApprovalReader } from './reads/approvals.ts'
import { ArchiveReader } from './reads/archive.ts'
import { AuditReader } from './reads/audit.ts'
import { AuditMailboxReader } from './reads/audit-mailboxes.ts'
import { BlobReader } from './reads/blobs.ts'
import { CertificateReader } from './reads/certificates.ts'
import { CustodyReader } from './reads/custody.ts'
import { DirectoryReader } from './reads/directory.ts'
import { DkimReader } from './reads/dkim.ts'
import { ExportReader } from './reads/exports.ts'
import { FiguresReader } from './reads/figures.ts'
import { KeptHeaderReader } from './reads/kept-headers.ts'
import { KeptTextReader } from './reads/kept-texts.ts'
import { KeyUseReader } from './reads/keys.ts'
import { KnownCertificateReader } from './reads/known-certificates.ts'
import { LetterReader } from './reads/letters.ts'
import { MailboxReader } from './reads/mailboxes.ts'
import { MetadataReader } from './reads/metadata.ts'
import { PolicyReader } from './reads/policy.ts'
import { QueueReader } from './reads/queue.ts'
import { RetentionReader } from './reads/retention.ts'
import { ShareReader } from './reads/shares.ts'
import { StatisticsReader } from './reads/statistics.ts'
import { LogReader } from './reads/tlog.ts'

export interface SqliteStoreOptions {
  readonly dataDir: string
  /** 32 bytes; see `loadMasterKey`. */
  readonly masterKey: Uint8Array
  readonly limits: Limits
  readonly log?: { warn(message: string): void; error(message: string): void }
  /** Only for the tests that prove that durability is needed. */
  readonly faults?: Faults
  /** What names this start of the machine (power-loss.ts). */
  readonly boot?: string | undefined
}

/** Rejects when another process owns the directory, or when what is there cannot be recovered. */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<Store> {
  const { dataDir, masterKey, limits, log, faults = {}, boot = bootId() } = options
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const listeners = new Set<(notice: Notice) => void>()
  const tell = (notice: Notice) => {
    for (const listener of listeners) listener(notice)
  }
  await using opened = new AsyncDisposableStack()
  const lock = opened.use(new DirectoryLock(dataDir))
  const quotas = new KnownQuotas(() => client.waiting === 0)
  const client = opened.use(
    await WriterClient.start(
      { dataDir, masterKey, limits, faults, boot },
      {
        notice: tell,
        trouble: (level, message) => {
          tell({ kind: 'uncertain' })
          log?.[level](message)
        },
      },
    ),
  )
  const db = openReaderDb(join(dataDir, 'store.db'))
  opened.move()
  return new SqliteStore(client, db, options, lock, listeners, quotas)
}

class SqliteStore implements Store {
  readonly read: StoreReads
  readonly write: StoreWrites
  readonly upkeep: StoreUpkeep
  readonly #client: WriterClient
  readonly #db: Db
  readonly #blobs: BlobReader
  readonly #lock: DirectoryLock
  readonly #listeners: Set<(notice: Notice) => void>
  readonly takeFlags: TakeFlags

  constructor(
    client: WriterClient,
    db: Db,
    { dataDir, masterKey, limits }: SqliteStoreOptions,
    lock: DirectoryLock,
    listeners: Set<(notice: Notice) => void>,
    quotas: KnownQuotas,
  ) {
    this.#client = client
    this.#db = db
    this.#blobs = new BlobReader(db, new KeyWrap(masterKey), join(dataDir, 'blobs'))
    this.#lock = lock
    this.#listeners = listeners
    const audit = new AuditReader(db)
    const directory = new DirectoryReader(db)
    const figures = new FiguresReader(db)
    const keptTexts = new KeptTextReader(db, masterKey, limits.imapFilterBytes)
    // Before every other listener, which may ask the directory at once.
    listeners.add(notice => {
      if (notice.kind === 'directory' || notice.kind === 'uncertain') directory.forget()
      quotas.hear(notice)
      if (notice.kind === 'erased') {
        this.#blobs.forget()
        keptTexts.forget()
      }
      if (notice.kind === 'segments') this.#blobs.letGo(notice.removed)
    })
    this.read = {
      blobs: this.#blobs,
      directory,
      mailboxes: new MailboxReader(db, read => client.settled(read), quotas),
      keptTexts,
      keptHeaders: new KeptHeaderReader(db, masterKey),
      metadata: new MetadataReader(db),
      shares: new ShareReader(db, read => client.settled(read)),
      archive: new ArchiveReader(db),
      statistics: new StatisticsReader(db),
      queue: new QueueReader(db),
      policy: new PolicyReader(db),
      acknowledgements: new AcknowledgementReader(db),
      certificates: new CertificateReader(db),
      knownCertificates: new KnownCertificateReader(db),
      dkim: new DkimReader(db),
      keyUses: new KeyUseReader(db),
      approvals: new ApprovalReader(db),
      custody: new CustodyReader(db),
      audit: (limit, of) => audit.newest(limit, of),
      log: new LogReader(db),
      retention: new RetentionReader(db, limits.retentionWindow),
      auditMailboxes: new AuditMailboxReader(db),
      letters: new LetterReader(db),
      exports: new ExportReader(db),
      figures: async () => ({ ...figures.figures(), writerJobs: client.waiting }),
    }
    this.write = writesThrough(client)
    this.takeFlags = change => {
      const notice = client.takeFlags(change)
      if (notice === undefined) return undefined
      for (const listener of listeners) listener(notice)
      return notice.modseq
    }
    this.upkeep = {
      truncateLog: () => client.upkeep({ name: 'truncate-log' }) as Promise<boolean>,
      compact: livePercent => client.upkeep({ name: 'compact', livePercent }) as Promise<CompactionReport>,
    }
  }

  onCommit(listener: (notice: Notice) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#db.open) return
    await this.#blobs[Symbol.asyncDispose]()
    this.#db.close()
    // The writer closes last and so folds the WAL into the database.
    await this.#client[Symbol.asyncDispose]()
    this.#lock[Symbol.dispose]()
  }
}

const writeNames = {
  commitMessage: true,
  createMailbox: true,
  renameMailbox: true,
  removeMailbox: true,
  subscribe: true,
  setMetadata: true,
  append: true,
  replace: true,
  setFlags: true,
  setRecentUid: true,
  setAncestors: true,
  keepTexts: true,
  keepHeaders: true,
  keepSlab: true,
  sweepSlabs: true,
  copy: true,
  move: true,
  expunge: true,
  changeShare: true,
  addAgencies: true,
  changeAgency: true,
  removeAgency: true,
  addBoxes: true,
  changeBox: true,
  setBoxStatus: true,
  lockBox: true,
  setBoxWarning: true,
  deleteBox: true,
  recordBoxReviews: true,
  setPassword: true,
  putSecondFactor: true,
  removeSecondFactor: true,
  useTotpStep: true,
  useRecoveryCode: true,
  recordLogin: true,
  addAliases: true,
  setAlias: true,
  removeAlias: true,
  addAppPassword: true,
  removeAppPassword: true,
  useAppPassword: true,
  putOperator: true,
  setAppointment: true,
  removeOperator: true,
  putOperatorSession: true,
  removeOperatorSession: true,
  touchOperatorSession: true,
  useOperatorStep: true,
  changeQueue: true,
  decideHeld: true,
  acknowledge: true,
  recordLate: true,
  changePolicy: true,
  decideViolation: true,
  stepCase: true,
  addCertificate: true,
  revokeCertificate: true,
  setCertificateKey: true,
  noteCertificateWarning: true,
  putRevocationList: true,
  putKnownCertificate: true,
  removeKnownCertificate: true,
  addDkimKeys: true,
  countKeyUses: true,
  restoreEntry: true,
  requestApproval: true,
  decideApproval: true,
  audit: true,
  addCheckpoint: true,
  addTimestamp: true,
  addCosignatures: true,
  witnessHead: true,
  addHold: true,
  removeHold: true,
  advanceHold: true,
  orderErasure: true,
  destroyCondemned: true,
  finishErasures: true,
  resumeErasures: true,
  openAuditMailbox: true,
  closeAuditMailbox: true,
  addSavedQuery: true,
  removeSavedQuery: true,
  beginExport: true,
  endExport: true,
  sealExport: true,
} as const satisfies Record<WriteName, true>

/** Each write of the port is a job of the same name; the writer's table (`Jobs`) has the matching types. */
function writesThrough(client: WriterClient): StoreWrites {
  const write = (name: string) => [
    name,
    (...args: unknown[]) => client.submit({ name, args } as unknown as Job),
  ]
  return Object.fromEntries(Object.keys(writeNames).map(write)) as unknown as StoreWrites
}
