/**
 * The main thread's side of the writer: jobs of one turn of the event loop go over in one message, message bytes
 * in one transferred buffer, and answers come back in the order of the jobs.
 */
import { extname, join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { KnownFlagChange } from '../../ports/known-flags.ts'
import { type Notice, StoreError } from '../../ports/store.ts'
import { Cargo } from './cargo.ts'
import { type Concern, Concerns, concernOf } from './flags/concerns.ts'
import { FlagJournal, journalName } from './flags/flag-journal.ts'
import { type FlagsNotice, KnownChanges, type Read } from './flags/known-changes.ts'
import { Modseqs } from './flags/modseqs.ts'
import type {
  Arrival,
  FromWriter,
  Job,
  JobOutcome,
  ToWriter,
  UpkeepTask,
  WriterNotice,
  WriterOptions,
} from './protocol.ts'

/** A moment in which further changes of flags join those that wait to be sent. */
const flagsMs = 25

interface Waiting {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: StoreError) => void
}

interface WaitingJob extends Waiting {
  readonly concern: Concern
}

export interface WriterListener {
  notice(notice: Notice): void
  trouble(level: 'warn' | 'error', message: string): void
}

export class WriterClient implements AsyncDisposable {
  readonly #worker: Worker
  readonly #maxWaiting: number
  readonly #listener: WriterListener
  readonly #exited: Promise<void>
  #collected: Job[] = []
  /** Jobs not answered yet, oldest first; those before `#answered` are. */
  #waiting: WaitingJob[] = []
  #answered = 0
  /** Housekeeping that was asked for, by its number. */
  readonly #upkeep = new Map<number, Waiting>()
  #nextUpkeep = 1
  /** Of the jobs that are not answered. */
  readonly #concerns = new Concerns()
  readonly #journal: FlagJournal
  readonly #flags: KnownChanges
  #flagsTimer: NodeJS.Timeout | undefined
  #closed = false

  /** Starts the thread and waits until it has recovered the data directory. */
  static async start(
    options: Omit<WriterOptions, 'modseqs'>,
    listener: WriterListener,
  ): Promise<WriterClient> {
    const modseqs = new Modseqs()
    const worker = new Worker(new URL(`./writer${extname(import.meta.url)}`, import.meta.url), {
      workerData: { ...options, modseqs: modseqs.buffer } satisfies WriterOptions,
      name: 'store-writer',
    })
    type Ready = Extract<FromWriter, { readonly kind: 'ready' }>
    const ready = await new Promise<Ready>((resolve, reject) => {
      worker.on('message', (message: FromWriter) => {
        if (message.kind === 'ready') resolve(message)
        else if (message.kind === 'trouble') listener.trouble(message.level, message.message)
        else reject(new Error(message.kind === 'unopened' ? message.message : 'the writer did not start'))
      })
      worker.once('error', reject)
    })
    try {
      const journal = new FlagJournal(join(options.dataDir, journalName), ready.journal)
      const flags = new KnownChanges(journal, modseqs, ready.flags)
      return new WriterClient(worker, options.limits.writerJobs, listener, journal, flags)
    } catch (error) {
      worker.postMessage({ kind: 'close' } satisfies ToWriter)
      throw error
    }
  }

  private constructor(
    worker: Worker,
    maxWaiting: number,
    listener: WriterListener,
    journal: FlagJournal,
    flags: KnownChanges,
  ) {
    this.#worker = worker
    this.#journal = journal
    this.#flags = flags
    this.#maxWaiting = maxWaiting
    this.#listener = listener
    worker.removeAllListeners('error').removeAllListeners('message')
    worker.on('message', (message: FromWriter) => this.#receive(message))
    worker.on('error', error => this.#stopped(error))
    this.#exited = new Promise(resolve => worker.once('exit', () => resolve(this.#stopped(undefined))))
  }

  /** Jobs that are not answered. */
  get waiting(): number {
    return this.#waiting.length - this.#answered
  }

  submit(job: Job): Promise<unknown> {
    if (this.#closed) return Promise.reject(new StoreError('closed'))
    if (this.waiting >= this.#maxWaiting) return Promise.reject(new StoreError('busy'))
    if (this.#collected.length === 0) setImmediate(() => this.#send())
    this.#collected.push(job)
    const concern = concernOf(job)
    this.#concerns.add(concern)
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject, concern }))
  }

  /** Takes a change of flags at once, which is then to be told; undefined when it has to wait its turn (TakeFlags). */
  takeFlags(change: KnownFlagChange): FlagsNotice | undefined {
    if (this.#closed || this.#concerns.has(change.box, change.mailbox)) return undefined
    try {
      const notice = this.#flags.take(change)
      if (notice !== undefined) this.#flagsTimer ??= setTimeout(() => this.#send(), flagsMs)
      return notice
    } catch (error) {
      this.#listener.trouble('warn', `the journal of flags cannot be written: ${String(error)}`)
      return undefined
    }
  }

  /** Before flags are read from the database: undefined when it has all that were told. */
  settled(read: Read): Promise<void> | undefined {
    if (this.#closed || !this.#flags.isBehind(read)) return undefined
    this.#send()
    return this.#flags.settled()
  }

  upkeep(task: UpkeepTask): Promise<unknown> {
    if (this.#closed) return Promise.reject(new StoreError('closed'))
    // After the jobs that were submitted before.
    this.#send()
    const id = this.#nextUpkeep++
    this.#worker.postMessage({ kind: 'upkeep', id, task } satisfies ToWriter)
    return new Promise((resolve, reject) => this.#upkeep.set(id, { resolve, reject }))
  }

  #send(): void {
    clearTimeout(this.#flagsTimer)
    this.#flagsTimer = undefined
    if (this.#closed || (this.#collected.length === 0 && !this.#flags.hasUnsent)) return
    const { jobs, buffers } = Cargo.load(this.#collected)
    this.#collected = []
    const message: ToWriter = { kind: 'jobs', jobs, flags: this.#flags.send() }
    this.#worker.postMessage(message, buffers)
  }

  #receive(message: FromWriter): void {
    if (message.kind === 'trouble') {
      this.#listener.trouble(message.level, message.message)
    } else if (message.kind === 'flags-failed') {
      this.#flagsFailed()
    } else if (message.kind === 'flags-synced') {
      this.#flagsSynced(message.number)
    } else if (message.kind === 'done') {
      for (const notice of message.notices) this.#listener.notice(toNotice(notice))
      for (const outcome of message.outcomes) {
        const waiting = this.#waiting[this.#answered++]!
        this.#concerns.remove(waiting.concern)
        settle(waiting, outcome)
      }
      if (message.flags !== undefined) this.#flags.stored(message.flags)
      if (this.#answered === this.#waiting.length || this.#answered > this.#maxWaiting) {
        this.#waiting = this.#waiting.slice(this.#answered)
        this.#answered = 0
      }
    } else if (message.kind === 'upkept') {
      const waiting = this.#upkeep.get(message.id)
      this.#upkeep.delete(message.id)
      if (waiting !== undefined) settle(waiting, message.outcome)
    }
  }

  #flagsFailed(): void {
    this.#flags.failed(notice => this.#listener.notice(notice))
  }

  #flagsSynced(number: number): void {
    try {
      this.#flags.synced(number)
    } catch (error) {
      this.#listener.trouble('warn', `the journal of flags cannot be emptied: ${String(error)}`)
    }
  }

  #stopped(error: unknown): void {
    this.#closed = true
    clearTimeout(this.#flagsTimer)
    this.#flagsFailed()
    for (const { reject } of this.#waiting.splice(0).slice(this.#answered))
      reject(new StoreError('closed', error))
    for (const { reject } of this.#upkeep.values()) reject(new StoreError('closed', error))
    this.#upkeep.clear()
    this.#answered = 0
    this.#collected = []
    if (error !== undefined) this.#listener.trouble('error', `the writer thread died: ${String(error)}`)
  }

  /** Answers what was submitted, then stops the thread. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#closed) {
      this.#send()
      this.#closed = true
      this.#worker.postMessage({ kind: 'close' } satisfies ToWriter)
    }
    await this.#exited
    this.#journal[Symbol.dispose]()
  }
}

function settle({ resolve, reject }: Waiting, outcome: JobOutcome): void {
  if (outcome.ok) resolve(outcome.value)
  else reject(new StoreError(outcome.reason, new Error(outcome.cause)))
}

function toNotice(notice: WriterNotice): Notice {
  return notice.kind === 'arrival' ? arrived(notice) : notice
}

function arrived(arrival: Arrival): Notice {
  const { mailbox, box, modseq, uid, flags, view, internalDateMs, sizeBytes, keywords } = arrival
  return {
    kind: 'arrived',
    mailbox,
    box,
    modseq,
    uids: Uint32Array.of(uid),
    flags: Uint32Array.of(flags),
    views: Float64Array.of(view),
    internalDatesMs: Float64Array.of(internalDateMs),
    sizesBytes: Uint32Array.of(sizeBytes),
    ...(keywords && { keywords }),
  }
}
