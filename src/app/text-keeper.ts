/**
 * Keeps the texts of letters for IMAP's searches, and their headers for FETCH, soon after they came. It takes a quarter of a
 * core at most, and none while mail pours in; nobody waits for it: a letter that it has not come to is read by the command.
 */
import { extname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import type { Limits } from '../base/limits.ts'
import type { Logger } from '../base/log.ts'
import type { MailboxId, ViewId } from '../ports/mailboxes.ts'
import type { Store } from '../ports/store.ts'
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
/** How long a batch may take to its end when the server stops. */
const closeMs = 2000
const bytesPerMiB = 1024 * 1024

const ownThread = new URL(`./text-keeper-thread${extname(import.meta.url)}`, import.meta.url)

function restAfter(workedMs: number): number {
  return Math.max(leastRestMs, workedMs * (100 / workPercent - 1))
}

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
  /** Letters since filters were put together, and whether anything else may have changed what is to be. */
  #unpacked = 0
  #mayPack = true
  #packedAt = Number.NEGATIVE_INFINITY

  /** Begins at once. */
  constructor(options: TextKeeperOptions) {
    this.#options = options
    this.#pressure = new Pressure(options.limits.indexMailLetters)
    this.#ignore = options.store.onCommit(notice => {
      if (notice.kind === 'arrived') {
        for (const bytes of notice.sizesBytes) this.#pressure.came(load(bytes), performance.now())
        this.#wake()
      }
      if (notice.kind === 'expunged') {
        this.#mayPack = true
        this.#wake()
      }
      if (notice.kind === 'segments') this.#post({ kind: 'segments', removed: notice.removed })
    })
    this.#done = this.#run()
  }

  async #run(): Promise<void> {
    const { log, limits } = this.#options
    while (!this.#closing.signal.aborted) {
      try {
        const came = new Promise<void>(resolve => {
          this.#wake = resolve
        })
        while (this.#pressure.isHigh(performance.now())) await this.#rest(pressedMs)
        const { workedMs, keptTo } = await this.#step()
        if (this.#packsNow(keptTo === null)) await this.#pack()
        if (keptTo === null) await (this.#mayPack ? Promise.race([came, this.#rest(packEveryMs)]) : came)
        await this.#rest(keptTo === null ? gatherMs : restAfter(workedMs))
      } catch (error) {
        if (this.#closing.signal.aborted) return
        log.warn({ err: error }, 'the texts of letters for searches are not kept for now')
        await this.#rest(limits.indexRetryMs)
      }
    }
  }

  async #step(): Promise<TextBatch> {
    const { store, log } = this.#options
    this.#worker ??= this.#start()
    this.#post({ kind: 'next', after: this.#after, passed: this.#passed })
    const batch = (await this.#answer(this.#worker)) as TextBatch
    const { recipe, kept, headerRecipe, headers, keptTo, failed, cause } = batch
    if (failed > 0) log.warn({ failed, cause }, 'letters could not be read for searches')
    if (keptTo !== null) {
      // Before the others, which say how far all is kept; and not in one commit with them, which letters may wait for.
      if (headers.length > 0) await store.write.keepHeaders(headerRecipe, headers)
      await store.write.keepTexts(recipe, kept, keptTo)
      this.#after = keptTo
      this.#unpacked += kept.length
      this.#mayPack = true
    }
    return batch
  }

  #packsNow(hasAll: boolean): boolean {
    if (!hasAll) return this.#unpacked >= packedLetters
    return this.#mayPack && performance.now() - this.#packedAt >= packEveryMs
  }

  /** Filters, until none are to be put together. */
  async #pack(): Promise<void> {
    this.#unpacked = 0
    this.#mayPack = false
    this.#packedAt = performance.now()
    try {
      for (let from: number | null = 0; from !== null && !this.#closing.signal.aborted; )
        from = await this.#packFrom(from)
    } catch (error) {
      this.#mayPack = true
      throw error
    }
  }

  /** Answers the mailbox to go on with. */
  async #packFrom(from: MailboxId): Promise<MailboxId | null> {
    this.#worker ??= this.#start()
    this.#post({ kind: 'pack', from })
    const { step, workedMs } = (await this.#answer(this.#worker)) as PackedSlabs
    if (step === null) return null
    await this.#options.store.write.keepSlab(step.outdated, step.slab)
    await this.#rest(restAfter(workedMs))
    return step.mailbox
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
