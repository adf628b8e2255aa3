/**
 * Keeps the texts of letters for IMAP's searches, and their headers for FETCH, soon after they came; then puts filters together
 * in the mailboxes that changed, and clears away what is left of slabs that went. It takes a quarter of a core at most, and none
 * while mail pours in; nobody waits for it: a letter that it has not come to is read by the command.
 */
import { extname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import type { Limits } from '../base/limits.ts'
import type { Logger } from '../base/log.ts'
import { sweptRows } from '../ports/kept-texts.ts'
import type { MailboxId, ViewId } from '../ports/mailboxes.ts'
import { type Store, StoreError } from '../ports/store.ts'
import { load, Pressure } from '../search/pressure.ts'
import type {
  FromTextKeeper,
  KeeperLimits,
  PackedSlabs,
  TextBatch,
  TextKeeperData,
  ToTextKeeper,
} from './text-keeper-thread.ts'

export interface TextKeeperOptions {
  readonly dataDir: string
  readonly masterKey: Uint8Array
  readonly store: Pick<Store, 'write' | 'onCommit'>
  readonly limits: KeeperLimits &
    Pick<Limits, 'indexMailLetters' | 'indexRetryMs' | 'documentMs' | 'documentHeapBytes'>
  readonly log: Logger
  /** In place of its own, for tests of what a letter can do to it. */
  readonly thread?: URL
}

/** Of all time, how much it works at most. */
const workPercent = 25
/** Letters that come one after the other are read together. */
const gatherMs = 200
/** Between two batches the writer finds the silence in which it moves, compacts and folds its log. */
const leastRestMs = 100
/** How often it looks whether mail still pours in. */
const pressedMs = 250
/** Letters after which their filters are put together although more are to come. */
const packedLetters = 1024
/** How often, when letters come and go one by one. */
const packEveryMs = 5000
/** That are asked about together. */
const packedMailboxes = 1000
/** In one mailbox, until it changes again: a million letters are put together in fewer. */
const mostSteps = 8192
/** As often in a row the disk may refuse what is written. */
const mostRefused = 3
/** How long a batch may take to its end when the server stops. */
const closeMs = 2000
const bytesPerMiB = 1024 * 1024

const ownThread = new URL(`./text-keeper-thread${extname(import.meta.url)}`, import.meta.url)

function restAfter(workedMs: number): number {
  return Math.max(leastRestMs, workedMs * (100 / workPercent - 1))
}

/** Each answers how long it took, milliseconds. */
type Task = 'read' | 'pack' | 'sweep'

export class TextKeeper implements AsyncDisposable {
  readonly #options: TextKeeperOptions
  readonly #ignore: () => void
  readonly #pressure: Pressure
  readonly #closing = new AbortController()
  readonly #done: Promise<void>
  #worker: Worker | undefined
  /** Up to here all is stored; null until the first batch is. */
  #after: ViewId | null = null
  /** At this letter a thread ended; when a second one does, the letter is passed over. */
  #suspect: ViewId | undefined
  readonly #passed: ViewId[] = []
  #wake: () => void = () => {}
  /** Whether letters may have come, and slabs gone, that nobody looked for. */
  #mayHaveUnread = true
  #mayHaveDropped = true
  /** Where letters came or went, or had their texts kept. */
  readonly #changed = new Set<MailboxId>()
  /** Where filters are being put together; null: of all mailboxes. Since when, and steps in the first of them. */
  #packing: readonly MailboxId[] | null = null
  #packedAt = Number.NEGATIVE_INFINITY
  #steps = 0
  /** Whether all letters of before the start have what can be kept. */
  #hasCaughtUp = false
  /** Letters since the last step. */
  #unpacked = 0
  /** How many times in a row the disk refused what these wrote. */
  readonly #refused = new Map<Task, number>()

  /** Begins at once. */
  constructor(options: TextKeeperOptions) {
    this.#options = options
    this.#pressure = new Pressure(options.limits.indexMailLetters)
    this.#ignore = options.store.onCommit(notice => {
      if (notice.kind === 'arrived') {
        for (const bytes of notice.sizesBytes) this.#pressure.came(load(bytes), performance.now())
        this.#mayHaveUnread = true
        this.#changed.add(notice.mailbox)
        this.#wake()
      } else if (notice.kind === 'expunged') {
        this.#mayHaveDropped = true
        this.#changed.add(notice.mailbox)
        this.#wake()
      } else if (notice.kind === 'mailboxes' && notice.removed !== undefined) {
        this.#mayHaveDropped = true
        this.#wake()
      } else if (notice.kind === 'segments') this.#post({ kind: 'segments', removed: notice.removed })
      else if (notice.kind === 'erased') this.#post({ kind: 'erased' })
    })
    this.#done = this.#run()
  }

  async #run(): Promise<void> {
    while (!this.#closing.signal.aborted) {
      await this.#quiet()
      if (this.#closing.signal.aborted) return
      const task = this.#next()
      if (task === undefined) await this.#idle()
      else await this.#try(task)
    }
  }

  /** What is to be done now. Each is short. */
  #next(): Task | undefined {
    const hasMany = this.#unpacked >= packedLetters
    if (this.#mayHaveUnread && !hasMany) return 'read'
    if (this.#hasToPack(hasMany)) return 'pack'
    if (this.#mayHaveUnread) return 'read'
    if (this.#mayHaveDropped) return 'sweep'
    return undefined
  }

  /** And rests. */
  async #try(task: Task): Promise<void> {
    const { log, limits } = this.#options
    try {
      const workedMs = await this.#do(task)
      this.#refused.delete(task)
      await this.#rest(restAfter(workedMs))
    } catch (error) {
      if (this.#closing.signal.aborted) return
      if (error instanceof StoreError && error.reason === 'io') {
        const times = (this.#refused.get(task) ?? 0) + 1
        this.#refused.set(task, times)
        if (times === mostRefused) return this.#stop(error)
      }
      log.warn({ err: error }, 'the texts of letters for searches are not kept for now')
      this.#mayHaveUnread = true
      this.#mayHaveDropped = true
      await this.#rest(limits.indexRetryMs)
    }
  }

  #do(task: Task): Promise<number> {
    if (task === 'read') return this.#read()
    return task === 'pack' ? this.#pack() : this.#sweep()
  }

  /** For good: what fails to be written fails the letters, too, that are in the same commit. */
  #stop(error: StoreError): void {
    this.#options.log.error(
      { err: error },
      'texts of letters for searches cannot be written: none are kept until the next start',
    )
    this.#ignore()
    this.#closing.abort()
    this.#post({ kind: 'close' })
  }

  /** Until no mail pours in. */
  async #quiet(): Promise<void> {
    while (this.#pressure.isHigh(performance.now()) && !this.#closing.signal.aborted)
      await this.#rest(pressedMs)
  }

  /** Until something comes, or filters may be put together again. */
  async #idle(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#wake = resolve
    const timer = this.#changed.size > 0 ? setTimeout(resolve, packEveryMs).unref() : undefined
    await promise
    clearTimeout(timer)
    await this.#rest(gatherMs)
  }

  /** Keeps texts and headers of the next letters. */
  async #read(): Promise<number> {
    const { store, log } = this.#options
    // Before the question: what comes meanwhile is asked for again.
    this.#mayHaveUnread = false
    const batch = (await this.#ask({ kind: 'next', after: this.#after, passed: this.#passed })) as TextBatch
    const { recipe, kept, headerRecipe, headers, keptTo, progressRecipe, failed, cause } = batch
    if (failed > 0) log.warn({ failed, cause }, 'letters could not be read for searches')
    if (keptTo !== null) {
      // Before the others, which say how far all is kept; and not in one commit with them, which letters may wait for.
      if (headers.length > 0) await store.write.keepHeaders(headerRecipe, headers)
      await store.write.keepTexts(recipe, kept, { recipe: progressRecipe, keptTo })
      this.#after = keptTo
      this.#unpacked += kept.length
      for (const mailbox of batch.mailboxes) this.#changed.add(mailbox)
      this.#mayHaveUnread = true
    } else if (!this.#hasCaughtUp) {
      // While letters waited, those after them were not looked at.
      this.#hasCaughtUp = true
      this.#packing = null
    }
    return batch.workedMs
  }

  /** When it is time, it is the turn of those mailboxes that changed. */
  #hasToPack(hasMany: boolean): boolean {
    if (this.#packing === null || this.#packing.length > 0) return true
    const isTime = hasMany || performance.now() - this.#packedAt >= packEveryMs
    if (!isTime || this.#changed.size === 0) return false
    this.#packing = [...this.#changed]
    this.#changed.clear()
    this.#packedAt = performance.now()
    return true
  }

  /** Puts filters of a mailbox together, or finds that of some there are none to be. */
  async #pack(): Promise<number> {
    const asked = this.#packing?.slice(0, packedMailboxes) ?? null
    const packed = (await this.#ask({ kind: 'pack', mailboxes: asked })) as PackedSlabs
    const { step, left, workedMs, failed, cause } = packed
    if (failed > 0)
      this.#options.log.warn({ failed, cause }, 'filters of mailboxes could not be put together')
    if (step !== null) {
      await this.#options.store.write.keepSlab(step.outdated, step.slab)
      if (step.outdated.length > 0) this.#mayHaveDropped = true
    }
    this.#unpacked = 0
    this.#steps = left[0] === asked?.[0] ? this.#steps + 1 : 0
    this.#packing = [
      ...left.slice(this.#steps < mostSteps ? 0 : 1),
      ...(this.#packing?.slice(packedMailboxes) ?? []),
    ]
    return workedMs
  }

  async #sweep(): Promise<number> {
    const began = performance.now()
    this.#mayHaveDropped = false
    if (!(await this.#options.store.write.sweepSlabs(sweptRows))) this.#mayHaveDropped = true
    return performance.now() - began
  }

  async #ask(question: ToTextKeeper): Promise<TextBatch | PackedSlabs> {
    this.#worker ??= this.#start()
    this.#post(question)
    return this.#answer(this.#worker)
  }

  /** Each letter has its time. Rejects when the thread ends, of itself or because a letter took longer. */
  #answer(worker: Worker): Promise<TextBatch | PackedSlabs> {
    const { promise, resolve, reject } = Promise.withResolvers<TextBatch | PackedSlabs>()
    const timer = setTimeout(() => void worker.terminate(), this.#options.limits.documentMs).unref()
    let at: ViewId | undefined
    const receive = (message: FromTextKeeper) => {
      if (message.kind !== 'at') return resolve(message)
      at = message.view
      timer.refresh()
    }
    const end = () => {
      if (at !== undefined && !this.#closing.signal.aborted) this.#blame(at)
      reject(new Error('the thread that reads letters for searches ended'))
    }
    worker.on('message', receive).once('exit', end)
    return promise.finally(() => {
      clearTimeout(timer)
      worker.off('message', receive).off('exit', end)
    })
  }

  #blame(view: ViewId): void {
    if (this.#suspect === view) {
      this.#passed.push(view)
      this.#options.log.error({ view }, 'a letter that ends the thread is not kept for searches')
    }
    this.#suspect = view
  }

  #start(): Worker {
    const { dataDir, masterKey, log, limits, thread = ownThread } = this.#options
    const { imapSearchPartBytes, imapKeptTextChars, imapKeptHeaderBytes } = limits
    const worker = new Worker(thread, {
      workerData: {
        dataDir,
        masterKey,
        limits: { imapSearchPartBytes, imapKeptTextChars, imapKeptHeaderBytes },
      } satisfies TextKeeperData,
      name: 'text-keeper',
      resourceLimits: { maxOldGenerationSizeMb: limits.documentHeapBytes / bytesPerMiB },
    })
    worker.on('error', error => log.error({ err: error }, 'the thread that reads letters for searches died'))
    worker.on('exit', () => {
      if (this.#worker === worker) this.#worker = undefined
    })
    worker.unref()
    return worker
  }

  #post(message: ToTextKeeper): void {
    this.#worker?.postMessage(message)
  }

  async #rest(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.#closing.signal, ref: false }).catch(() => undefined)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ignore()
    this.#closing.abort()
    this.#wake()
    const worker = this.#worker
    if (worker !== undefined) {
      const exited = new Promise(resolve => worker.once('exit', resolve))
      this.#post({ kind: 'close' })
      const timer = setTimeout(() => void worker.terminate(), closeMs)
      await exited
      clearTimeout(timer)
    }
    await this.#done
  }
}
