/**
 * Group commit: every job that waits runs in one transaction and shares its one sync. Each job has a savepoint, so
 * that one that fails, or refuses (a Result with an error), leaves nothing behind and the others go on. A failure
 * of the disk fails the whole batch.
 */
import type { StoreError } from '../../ports/store.ts'
import { failureReason } from './failures.ts'
import type { JournaledChange } from './flags/flag-journal.ts'
import type { KnownFlags } from './jobs/known-flags.ts'
import type { Job, JobOutcome, Jobs, WriteName, WriterNotice } from './protocol.ts'
import type { WriterSession } from './session.ts'

/** Not setFlags: the bit of a keyword that it adds may be in changes that reach the disk before the keyword's name. */
const relaxable: ReadonlySet<WriteName> = new Set([
  'setRecentUid',
  'setAncestors',
  'keepTexts',
  'keepHeaders',
  'keepSlab',
  'sweepSlabs',
])
/** The longest that a commit may wait for a sync that others do for it. */
const unsyncedMs = 250

/** Nothing of the batch was committed. */
export class BatchFailure extends Error {
  readonly reason: Exclude<StoreError['reason'], 'busy' | 'closed'>
  constructor(reason: BatchFailure['reason'], cause: unknown) {
    super(`batch failed: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
    this.reason = reason
  }
}

export interface BatchDone {
  readonly outcomes: readonly JobOutcome[]
  readonly notices: readonly WriterNotice[]
}

export class BatchRunner {
  readonly #session: WriterSession
  readonly #jobs: Jobs
  readonly #known: KnownFlags
  readonly #relaxed: boolean
  /** When the first of the commits was made that no sync has followed. */
  #unsyncedSince: number | undefined
  readonly #sql: Record<
    'begin' | 'commit' | 'rollback' | 'savepoint' | 'release' | 'undo' | 'touch',
    { run(): unknown }
  >

  /** `relaxed` allows changes of flags that were told, and what can be made anew, to commit without a sync. */
  constructor(session: WriterSession, jobs: Jobs, known: KnownFlags, relaxed: boolean) {
    this.#session = session
    this.#jobs = jobs
    this.#known = known
    this.#relaxed = relaxed
    const { db } = session
    this.#sql = {
      begin: db.prepare('BEGIN IMMEDIATE'),
      commit: db.prepare('COMMIT'),
      rollback: db.prepare('ROLLBACK'),
      savepoint: db.prepare('SAVEPOINT job'),
      release: db.prepare('RELEASE job'),
      undo: db.prepare('ROLLBACK TO job'),
      touch: db.prepare("UPDATE meta SET value = value + 1 WHERE name = 'opened'"),
    }
  }

  /** The jobs, after changes of flags that were told already. Throws BatchFailure. */
  run(batch: readonly Job[], flags: readonly JournaledChange[] = []): BatchDone {
    // A process crash loses nothing here, and a power cut at most the latest flags: later commits sync the WAL
    // as a whole, and MODSEQs come from a range that is durable already.
    const unsynced =
      this.#relaxed &&
      this.#session.modseqsReserved &&
      performance.now() - (this.#unsyncedSince ?? Number.POSITIVE_INFINITY) < unsyncedMs &&
      batch.every(job => relaxable.has(job.name))
    if (unsynced) this.#session.db.pragma('synchronous = NORMAL')
    try {
      const work = () => {
        this.#known.store(flags)
        return batch.map(job => this.#runJob(job))
      }
      if (!unsynced) return this.transaction(work)
      const done = this.#transaction(work, false)
      this.#unsyncedSince ??= performance.now()
      return done
    } finally {
      if (unsynced && this.#session.db.open) this.#session.db.pragma('synchronous = FULL')
    }
  }

  /** Whether everything that was committed is synced. */
  get isSynced(): boolean {
    return this.#unsyncedSince === undefined
  }

  /** Syncs what was committed without. Throws BatchFailure. */
  sync(): void {
    if (this.#unsyncedSince !== undefined) this.transaction(() => [])
  }

  /** Runs `work` as one durable transaction, segments first. Throws BatchFailure. */
  transaction<Outcomes extends readonly JobOutcome[]>(work: () => Outcomes) {
    const done = this.#transaction(() => {
      // A commit that writes nothing syncs nothing.
      if (this.#unsyncedSince !== undefined) this.#sql.touch.run()
      return work()
    })
    this.#unsyncedSince = undefined
    return done
  }

  /** Flags come first in `work`: it begins anew without a change of them that had to be given up. */
  #transaction<Outcomes extends readonly JobOutcome[]>(work: () => Outcomes, isSynced = true) {
    for (;;) {
      try {
        return this.#attempt(work, isSynced)
      } catch (error) {
        if (!this.#known.gaveUp()) throw error
      }
    }
  }

  #attempt<Outcomes extends readonly JobOutcome[]>(work: () => Outcomes, isSynced: boolean) {
    const session = this.#session
    const start = session.mark()
    try {
      this.#sql.begin.run()
      const modseqEnd = isSynced ? session.reserveModseqs() : undefined
      const outcomes = work()
      session.flushCounts()
      session.segments.sync()
      this.#sql.commit.run()
      session.segments.committed()
      session.adoptModseqs(modseqEnd)
      return { outcomes, notices: session.takeNotices() }
    } catch (error) {
      session.restore(start)
      throw this.#rollback(error)
    }
  }

  #rollback(error: unknown): BatchFailure {
    const reason = failureReason(error)
    try {
      if (this.#session.db.inTransaction) this.#sql.rollback.run()
      if (reason === 'full') this.#session.segments.rolledBack()
      return new BatchFailure(reason, error)
    } catch (second) {
      return new BatchFailure('io', second)
    }
  }

  #runJob(job: Job): JobOutcome {
    const start = this.#session.mark()
    this.#sql.savepoint.run()
    try {
      const value = runNamed(this.#jobs, job)
      if (isRefusal(value)) {
        this.#undo(start)
        return { ok: true, value }
      }
      this.#sql.release.run()
      return { ok: true, value }
    } catch (error) {
      if (failureReason(error) !== 'internal' || !this.#session.db.inTransaction) throw error
      this.#undo(start)
      return { ok: false, reason: 'internal', cause: error instanceof Error ? error.message : String(error) }
    }
  }

  #undo(start: ReturnType<WriterSession['mark']>): void {
    this.#sql.undo.run()
    this.#sql.release.run()
    this.#session.restore(start)
  }
}

function runNamed(jobs: Jobs, job: Job): unknown {
  const run = jobs[job.name] as (...args: Job['args']) => unknown
  return run(...job.args)
}

function isRefusal(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'ok' in value && value.ok === false
}
