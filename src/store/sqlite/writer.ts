/**
 * The writer thread: the only writer of the data directory. It takes every job that waits, runs them as one batch,
 * answers when the batch is durable, and moves hot blobs and compacts segments when nobody waits.
 */

import { join } from 'node:path'
import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import { free } from '../../base/free.ts'
import { BatchFailure, BatchRunner } from './batch.ts'
import { batchLength, messagesOf } from './batch-length.ts'
import { Compactor } from './compactor.ts'
import { failureReason } from './failures.ts'
import { type JournaledChange, journalName, readJournal } from './flags/flag-journal.ts'
import { noteClosed, noteOpened, raiseFloors } from './flags/power-loss.ts'
import { createJobs } from './jobs/all.ts'
import { KnownFlags } from './jobs/known-flags.ts'
import { Mover } from './mover.ts'
import type { FromWriter, Job, ToWriter, UpkeepTask, WriterOptions } from './protocol.ts'
import { isRestored, removeMark, renumber } from './restored.ts'
import { rewriteWal } from './rewritten-wal.ts'
import type { SuspectSegment } from './segments.ts'
import { WriterSession } from './session.ts'
import { Wiper } from './wiper.ts'

/** Silence after which hot blobs are moved although there is room for more. */
const idleMs = 50
/** Below this many hot bytes an idle writer leaves them: fresh letters are read most, and read fastest there. */
const idleHotBytes = 4 * 1024 * 1024
/** How often a log that readers are in is tried to be truncated, with `idleMs` between. */
const truncations = 100
/** Of other connections' locks, but not while a log is truncated: letters would wait. */
const busyMs = 10_000
/** After a failed sync letters wait, but not for one who stays in the log: they are refused, and the next one tries again. */
const settleMs = 1000
/** After a compaction that failed, as on a full disk. */
const compactionPauseMs = 60_000
/** After changes of flags could not be stored, as on a full disk. */
const flagsPauseMs = 1000

interface Upkeep {
  readonly id: number
  readonly task: UpkeepTask
  attempts: number
  /** Where the overwriting of what is left in the database goes on. */
  page: number
}

interface Open {
  readonly session: WriterSession
  readonly runner: BatchRunner
  readonly known: KnownFlags
  readonly mover: Mover
  readonly compactor: Compactor
  readonly wiper: Wiper
}

class Writer {
  readonly #port: MessagePort
  readonly #options: WriterOptions
  #open: Open | undefined
  /** Set after a failed sync until what it left behind is settled. */
  #unsettled: { readonly segment: SuspectSegment | undefined } | undefined
  #wasOpen = false
  #waiting: Job[] = []
  /** Changes of flags that were told, and go before every job. */
  #flags: JournaledChange[] = []
  /** The number of the last one that was committed, and of the last of which it was told that it is synced. */
  #flagsCommitted = 0
  #flagsSynced = 0
  #upkeep: Upkeep[] = []
  #noCompactionBefore = 0
  #closing = false
  #idle: NodeJS.Timeout | undefined
  #checkpointed = true

  constructor(port: MessagePort, options: WriterOptions) {
    this.#port = port
    this.#options = options
  }

  start(): void {
    try {
      rewriteWal(join(this.#options.dataDir, 'store.db'))
      this.#reopen()
      this.#recoverFlags(this.#open!)
    } catch (error) {
      this.#open?.session.close()
      this.#post({ kind: 'unopened', message: messageOf(error) })
      this.#port.close()
      return
    }
    this.#port.on('message', (message: ToWriter) => this.#receive(message))
    const { stored, journal } = this.#open!.known
    this.#post({ kind: 'ready', flags: stored, journal: journal! })
    this.#whenIdle()
  }

  /** Opens the data directory with recovery. Throws when that fails, and leaves nothing open. */
  #reopen(): void {
    const session = new WriterSession(this.#options)
    try {
      const relaxed = this.#options.faults.synchronous === undefined
      const known = new KnownFlags(session, message =>
        this.#post({ kind: 'trouble', level: 'error', message }),
      )
      const runner = new BatchRunner(session, createJobs(session), known, relaxed)
      // Of a process before this one nobody knows whether its last sync failed.
      const isDoubtful = this.#unsettled !== undefined || !this.#wasOpen
      if (this.#unsettled) {
        settle(session, runner, this.#unsettled.segment)
        // What was committed without a sync may be gone with the one that failed.
        this.#replay(runner, known)
      }
      this.#unsettled = undefined
      const mover = new Mover(session, runner)
      const blobs = join(this.#options.dataDir, 'blobs')
      const compactor = new Compactor(session, runner, blobs, message =>
        this.#post({ kind: 'trouble', level: 'error', message }),
      )
      const wiper = new Wiper(session.db, join(this.#options.dataDir, 'store.db'), isDoubtful)
      this.#wasOpen = true
      this.#open = { session, runner, known, mover, compactor, wiper }
    } catch (error) {
      session.close()
      throw error
    }
  }

  /** What a crash kept from the database, and what follows from a power cut. */
  #recoverFlags({ session, runner, known }: Open): void {
    this.#replay(runner, known)
    const { dataDir } = this.#options
    const restored = isRestored(dataDir)
    runner.transaction(() => {
      known.nameJournal()
      if (restored) renumber(session.db, Math.floor(Date.now() / 1000))
      if (noteOpened(session.db, this.#options.boot)) raiseFloors(session.db, session.nextModseq())
      return []
    })
    if (!restored) return
    removeMark(dataDir)
    const message = 'the data directory was restored: every mailbox has a new UIDVALIDITY'
    this.#post({ kind: 'trouble', level: 'warn', message })
  }

  /** Stores what the journal has and the tables lack. */
  #replay(runner: BatchRunner, known: KnownFlags): void {
    const { name, changes } = readJournal(join(this.#options.dataDir, journalName))
    if (name === known.journal) {
      runner.transaction(() => {
        known.store(changes)
        return []
      })
    } else if ((changes.at(-1)?.number ?? 0) > known.stored) {
      const message = `${journalName} belongs to another database: ${changes.length} changes of flags were passed over`
      this.#post({ kind: 'trouble', level: 'warn', message })
    }
  }

  #receive(first: ToWriter): void {
    clearTimeout(this.#idle)
    this.#accept(first)
    this.#acceptPending()
    let works = true
    while (this.#waiting.length > 0 || (works && this.#flags.length > 0)) {
      works = this.#runBatch(this.#waiting.splice(0, batchLength(this.#waiting)))
      if (this.#pressed) this.#moveStep()
      this.#acceptPending()
    }
    if (this.#closing) {
      this.#close()
    } else {
      this.#upkeepStep()
      this.#whenIdle()
    }
  }

  #accept(message: ToWriter): void {
    if (message.kind === 'close') this.#closing = true
    else if (message.kind === 'upkeep')
      this.#upkeep.push({ id: message.id, task: message.task, attempts: 0, page: 1 })
    else {
      for (const change of message.flags) this.#flags.push(change)
      for (const job of message.jobs) this.#waiting.push(job)
    }
  }

  #acceptPending(): void {
    for (;;) {
      const next = receiveMessageOnPort(this.#port)
      if (!next) return
      this.#accept(next.message)
    }
  }

  /** Answers whether it was committed. */
  #runBatch(batch: readonly Job[]): boolean {
    let works = false
    const last = this.#flags.at(-1)
    try {
      const { outcomes, notices } = this.#opened().runner.run(batch, this.#flags)
      works = true
      this.#flags = []
      this.#checkpointed = false
      this.#flagsCommitted = last?.number ?? this.#flagsCommitted
      this.#post({ kind: 'done', outcomes, notices, ...(last && { flags: last.number }) })
      this.#tellSynced()
    } catch (error) {
      const reason = this.#recover(error)
      const failed = { ok: false, reason, cause: messageOf(error) } as const
      this.#post({ kind: 'done', outcomes: batch.map(() => failed), notices: [] })
      if (last !== undefined) this.#post({ kind: 'flags-failed' })
    }
    for (const job of batch) for (const message of messagesOf(job)) free(message.bytes)
    return works
  }

  #tellSynced(): void {
    if (this.#flagsSynced === this.#flagsCommitted || !this.#open?.runner.isSynced) return
    this.#flagsSynced = this.#flagsCommitted
    this.#post({ kind: 'flags-synced', number: this.#flagsSynced })
  }

  #opened() {
    if (!this.#open) this.#reopen()
    return this.#open!
  }

  /** After a failed batch or move. What a failed sync left on the disk is unknown, so nothing is carried over. */
  #recover(error: unknown): BatchFailure['reason'] {
    const reason = reasonOf(error)
    this.#post({ kind: 'trouble', level: reason === 'full' ? 'warn' : 'error', message: messageOf(error) })
    if (reason === 'full' || !this.#open) return reason
    const { session, compactor } = this.#open
    this.#open = undefined
    compactor.drop()
    this.#unsettled = { segment: session.segments.suspect() }
    // What was overwritten may have been lost with the sync.
    for (const upkeep of this.#upkeep) upkeep.page = 1
    try {
      session.close()
      this.#reopen()
    } catch (second) {
      this.#post({ kind: 'trouble', level: 'error', message: `reopening failed: ${messageOf(second)}` })
    }
    return reason
  }

  /** More is hot than may be: moving no longer waits for silence. */
  get #pressed(): boolean {
    return this.#open !== undefined && this.#open.session.hotBytes > this.#options.limits.hotBytes
  }

  /** Answers whether there is more to move. */
  #moveStep(): boolean {
    try {
      return this.#open?.mover.step() ?? false
    } catch (error) {
      this.#recover(error)
      return false
    }
  }

  #whenIdle(): void {
    const wanted = this.#upkeep.some(({ task, attempts }) => task.name === 'compact' || attempts === 0)
    this.#again(this.#pressed || wanted ? 0 : this.#flags.length > 0 ? flagsPauseMs : idleMs)
  }

  #again(ms: number): void {
    clearTimeout(this.#idle)
    this.#idle = setTimeout(() => this.#idleStep(), ms)
  }

  #idleStep(): void {
    const works = this.#flags.length === 0 || this.#runBatch([])
    if (this.#upkeep.length > 0) {
      this.#upkeepStep()
      this.#whenIdle()
    } else if (!works) {
      this.#again(flagsPauseMs)
    } else if (this.#open) {
      this.#idleWork(this.#open)
    }
  }

  #idleWork({ session, runner }: Open): void {
    try {
      runner.sync()
    } catch (error) {
      this.#recover(error)
      return
    }
    this.#tellSynced()
    if (session.hotBytes > Math.min(idleHotBytes, this.#options.limits.hotBytes)) {
      if (this.#moveStep()) this.#again(0)
    } else if (this.#compactWhenIdle()) {
      this.#again(0)
    } else if (!this.#checkpointed) {
      this.#checkpoint(session)
    }
  }

  /** Answers whether there is more to do. */
  #compactWhenIdle(): boolean {
    if (!this.#open || Date.now() < this.#noCompactionBefore) return false
    try {
      return this.#compactStep(this.#open, this.#options.limits.compactionLivePercent, false)
    } catch (error) {
      this.#compactionFailed(error)
      return false
    }
  }

  #compactStep({ compactor }: Open, livePercent: number, newest: boolean): boolean {
    const notices = compactor.step(livePercent, newest)
    if (notices === undefined) return false
    this.#checkpointed = false
    if (notices.length > 0) this.#post({ kind: 'done', outcomes: [], notices })
    return true
  }

  #compactionFailed(error: unknown): void {
    this.#open?.compactor.drop()
    this.#noCompactionBefore = Date.now() + compactionPauseMs
    this.#recover(error)
  }

  /** One step of the housekeeping that was asked for; a log is truncated before anything is compacted. */
  #upkeepStep(): void {
    const upkeep = this.#upkeep.find(({ task }) => task.name === 'truncate-log') ?? this.#upkeep[0]
    if (upkeep === undefined) return
    try {
      const value = this.#upkeepValue(this.#opened(), upkeep)
      upkeep.attempts++
      if (value !== undefined) this.#upkept(upkeep, { ok: true, value })
    } catch (error) {
      this.#upkept(upkeep, { ok: false, reason: reasonOf(error), cause: messageOf(error) })
      this.#compactionFailed(error)
    }
  }

  #upkept(upkeep: Upkeep, outcome: Extract<FromWriter, { kind: 'upkept' }>['outcome']): void {
    this.#upkeep = this.#upkeep.filter(other => other !== upkeep)
    if (this.#open) this.#open.mover.careful = false
    this.#post({ kind: 'upkept', id: upkeep.id, outcome })
  }

  /** The answer; undefined when another step is needed. */
  #upkeepValue(open: Open, upkeep: Upkeep): unknown {
    const { task, attempts } = upkeep
    if (task.name === 'truncate-log') {
      if (truncated(open.session)) return this.#wipe(open, upkeep)
      return attempts < truncations ? undefined : false
    }
    if (attempts === 0) open.compactor.recount()
    return this.#compactStep(open, task.livePercent, true) ? undefined : open.compactor.takeReport()
  }

  /** Overwrites some of what was left, while no log has it; true when all is. */
  #wipe({ wiper, mover }: Open, upkeep: Upkeep): true | undefined {
    mover.careful = true
    const next = wiper.step(upkeep.page)
    if (next === null) return true
    upkeep.page = next
    upkeep.attempts = -1
    return undefined
  }

  /** Folds the WAL into the database while nobody waits, so that a letter's commit seldom has to. */
  #checkpoint(session: WriterSession): void {
    this.#checkpointed = true
    try {
      session.db.pragma('wal_checkpoint(PASSIVE)')
    } catch (error) {
      this.#recover(error)
    }
  }

  #close(): void {
    this.#open?.compactor.drop()
    this.#noteClosed()
    this.#open?.session.close()
    this.#post({ kind: 'closed' })
    this.#port.close()
  }

  #noteClosed(): void {
    if (this.#open === undefined || this.#flags.length > 0) return
    const { runner, session } = this.#open
    try {
      runner.transaction(() => {
        noteClosed(session.db)
        return []
      })
    } catch (error) {
      this.#post({ kind: 'trouble', level: 'error', message: messageOf(error) })
    }
  }

  #post(message: FromWriter): void {
    this.#port.postMessage(message)
  }
}

/**
 * The WAL's newest frames may be in the page cache only: written into the database and synced there, they no
 * longer depend on what the failed sync left. The segment that was being written is never written again.
 */
function settle(session: WriterSession, runner: BatchRunner, segment: SuspectSegment | undefined): void {
  // What came after those frames would be lost with them.
  if (!truncated(session, settleMs)) throw new Error('the log could not be emptied: others read it')
  if (!segment) return
  runner.transaction(() => {
    session.segments.seal(segment)
    return []
  })
}

/** Folds the whole log into the database and empties it; false when a reader stays in it for so long. */
function truncated({ db }: WriterSession, waitMs = 0): boolean {
  db.pragma(`busy_timeout = ${waitMs}`)
  try {
    const [{ busy } = { busy: 1 }] = db.pragma('wal_checkpoint(TRUNCATE)') as { readonly busy: number }[]
    return busy === 0
  } finally {
    db.pragma(`busy_timeout = ${busyMs}`)
  }
}

/** Of a batch, or of a checkpoint or a reopening: a full disk is no reason to reopen, and clients are told of it. */
function reasonOf(error: unknown): BatchFailure['reason'] {
  if (error instanceof BatchFailure) return error.reason
  return failureReason(error) === 'full' ? 'full' : 'io'
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

if (!parentPort) throw new Error('writer.ts runs as a worker thread')
new Writer(parentPort, workerData as WriterOptions).start()
