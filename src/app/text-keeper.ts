/**
 * Keeps the texts of letters for IMAP's searches soon after they came. It takes a quarter of a core at most, less while mail
 * pours in, and nobody waits for it: a letter that it has not come to is read by the search.
 */
import { once } from 'node:events'
import { extname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import type { Limits } from '../base/limits.ts'
import type { Logger } from '../base/log.ts'
import type { KeptLimits } from '../imap/search/kept-content.ts'
import type { Store } from '../ports/store.ts'
import { load, Pressure } from '../search/pressure.ts'
import type { TextBatch, TextKeeperData, ToTextKeeper } from './text-keeper-thread.ts'

export interface TextKeeperOptions {
  readonly dataDir: string
  readonly masterKey: Uint8Array
  readonly store: Pick<Store, 'write' | 'onCommit'>
  readonly limits: KeptLimits & Pick<Limits, 'indexMailLetters' | 'indexMailPercent' | 'indexRetryMs'>
  readonly log: Logger
}

/** Of all time, how much it works at most. */
const workPercent = 25
/** Letters that come one after the other are read together. */
const gatherMs = 200

export class TextKeeper implements AsyncDisposable {
  readonly #options: TextKeeperOptions
  readonly #ignore: () => void
  readonly #pressure: Pressure
  readonly #closing = new AbortController()
  readonly #done: Promise<void>
  #worker: Worker | undefined
  #wake: () => void = () => {}

  /** Begins at once. */
  constructor(options: TextKeeperOptions) {
    this.#options = options
    this.#pressure = new Pressure(options.limits.indexMailLetters)
    this.#ignore = options.store.onCommit(notice => {
      if (notice.kind === 'arrived') {
        for (const bytes of notice.sizesBytes) this.#pressure.came(load(bytes), performance.now())
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
        const { workedMs, keptTo } = await this.#step()
        if (keptTo === null) await came
        await this.#rest(keptTo === null ? gatherMs : this.#restAfter(workedMs))
      } catch (error) {
        if (this.#closing.signal.aborted) return
        log.warn({ err: error }, 'the texts of letters for searches are not kept for now')
        await this.#rest(limits.indexRetryMs)
      }
    }
  }

  #restAfter(workedMs: number): number {
    const pours = this.#pressure.isHigh(performance.now())
    const percent = pours ? this.#options.limits.indexMailPercent : workPercent
    return workedMs * (100 / percent - 1)
  }

  async #step(): Promise<TextBatch> {
    const { store, log } = this.#options
    this.#worker ??= this.#start()
    const worker = this.#worker
    this.#post({ kind: 'next' })
    const batch = await this.#answer(worker)
    const { recipe, kept, keptTo, failed, cause } = batch
    if (failed > 0) log.warn({ failed, cause }, 'letters could not be read for searches')
    if (keptTo !== null) await store.write.keepTexts(recipe, kept, keptTo)
    return batch
  }

  async #answer(worker: Worker): Promise<TextBatch> {
    const ended = new AbortController()
    const signal = AbortSignal.any([ended.signal, this.#closing.signal])
    try {
      const answer = once(worker, 'message', { signal })
      const exit = once(worker, 'exit', { signal }).then(() => {
        throw new Error('the thread that reads letters for searches ended')
      })
      const [batch] = (await Promise.race([answer, exit])) as [TextBatch]
      return batch
    } finally {
      ended.abort()
    }
  }

  #start(): Worker {
    const { dataDir, masterKey, log, limits } = this.#options
    const { imapSearchPartBytes, imapKeptTextChars } = limits
    const worker = new Worker(new URL(`./text-keeper-thread${extname(import.meta.url)}`, import.meta.url), {
      workerData: {
        dataDir,
        masterKey,
        limits: { imapSearchPartBytes, imapKeptTextChars },
      } satisfies TextKeeperData,
      name: 'text-keeper',
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
    await this.#done
    const worker = this.#worker
    if (worker === undefined) return
    const exited = once(worker, 'exit')
    this.#post({ kind: 'close' })
    await exited
  }
}
