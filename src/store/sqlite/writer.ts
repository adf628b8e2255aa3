/**
 * The writer thread: the only writer of the data directory. It takes every job that waits, runs them as one batch,
 * answers when the batch is durable, and moves hot blobs when nobody waits.
 */

import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import { free } from '../../base/free.ts'
import { BatchFailure, BatchRunner } from './batch.ts'
import { failureReason } from './failures.ts'
import { createJobs } from './jobs/all.ts'
import { Mover } from './mover.ts'
import type { FromWriter, Job, ToWriter, WriterOptions } from './protocol.ts'
import type { SuspectSegment } from './segments.ts'
import { WriterSession } from './session.ts'

/** Bounds of one transaction: a longer one would keep the first of its callers waiting. */
const batchJobs = 512
const batchBytes = 8 * 1024 * 1024
/** Silence after which hot blobs are moved although there is room for more. */
const idleMs = 50
/** Below this many hot bytes an idle writer leaves them: fresh letters are read most, and read fastest there. */
const idleHotBytes = 4 * 1024 * 1024

class Writer {
  readonly #port: MessagePort
  readonly #options: WriterOptions
  #open: { readonly session: WriterSession; readonly runner: BatchRunner; readonly mover: Mover } | undefined
  /** Set after a failed sync until what it left behind is settled. */
  #unsettled: { readonly segment: SuspectSegment | undefined } | undefined
  #waiting: Job[] = []
  #closing = false
  #idle: NodeJS.Timeout | undefined
  #checkpointed = true

  constructor(port: MessagePort, options: WriterOptions) {
    this.#port = port
    this.#options = options
  }

  start(): void {
    try {
      this.#reopen()
    } catch (error) {
      this.#post({ kind: 'unopened', message: messageOf(error) })
      this.#port.close()
      return
    }
    this.#port.on('message', (message: ToWriter) => this.#receive(message))
    this.#post({ kind: 'ready' })
    this.#whenIdle()
  }

  /** Opens the data directory with recovery. Throws when that fails, and leaves nothing open. */
  #reopen(): void {
    const session = new WriterSession(this.#options)
    try {
      const relaxed = this.#options.faults.synchronous === undefined
      const runner = new BatchRunner(session, createJobs(session), relaxed)
      if (this.#unsettled) settle(session, runner, this.#unsettled.segment)
      this.#unsettled = undefined
      this.#open = { session, runner, mover: new Mover(session, runner) }
    } catch (error) {
      session.close()
      throw error
    }
  }

  #receive(first: ToWriter): void {
    clearTimeout(this.#idle)
    this.#accept(first)
    this.#acceptPending()
    while (this.#waiting.length > 0) {
      this.#runBatch(this.#takeBatch())
      if (this.#pressed) this.#moveStep()
      this.#acceptPending()
    }
    if (this.#closing) this.#close()
    else this.#whenIdle()
  }

  #accept(message: ToWriter): void {
    if (message.kind === 'close') this.#closing = true
    else for (const job of message.jobs) this.#waiting.push(job)
  }

  #acceptPending(): void {
    for (;;) {
      const next = receiveMessageOnPort(this.#port)
      if (!next) return
      this.#accept(next.message)
    }
  }

  #takeBatch(): readonly Job[] {
    let bytes = 0
    let count = 0
    while (count < this.#waiting.length && count < batchJobs && bytes < batchBytes) {
      bytes += sizeOf(this.#waiting[count++]!)
    }
    return this.#waiting.splice(0, count)
  }

  #runBatch(batch: readonly Job[]): void {
    try {
      const { outcomes, notices } = this.#opened().runner.run(batch)
      this.#checkpointed = false
      this.#post({ kind: 'done', outcomes, notices })
    } catch (error) {
      const reason = this.#recover(error)
      const failed = { ok: false, reason, cause: messageOf(error) } as const
      this.#post({ kind: 'done', outcomes: batch.map(() => failed), notices: [] })
    }
    for (const job of batch) for (const message of messagesOf(job)) free(message.bytes)
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
    const { session } = this.#open
    this.#open = undefined
    this.#unsettled = { segment: session.segments.suspect() }
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
    this.#idle = setTimeout(() => this.#idleStep(), this.#pressed ? 0 : idleMs)
  }

  #idleStep(): void {
    if (!this.#open) return
    const { session } = this.#open
    if (session.hotBytes > Math.min(idleHotBytes, this.#options.limits.hotBytes)) {
      if (this.#moveStep()) this.#idle = setTimeout(() => this.#idleStep(), 0)
    } else if (!this.#checkpointed) {
      this.#checkpoint(session)
    }
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
    this.#open?.session.close()
    this.#post({ kind: 'closed' })
    this.#port.close()
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
  session.db.pragma('wal_checkpoint(TRUNCATE)')
  if (!segment) return
  runner.transaction(() => {
    session.segments.seal(segment)
    return []
  })
}

/** The messages that a job brings: it owns their bytes (cargo.ts). */
function messagesOf(job: Job): readonly { readonly bytes: Uint8Array }[] {
  if (job.name === 'commitMessage') return job.args[0].forms
  return job.name === 'append' ? job.args[0] : []
}

function sizeOf(job: Job): number {
  return messagesOf(job).reduce((sum, message) => sum + message.bytes.length, 0)
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
