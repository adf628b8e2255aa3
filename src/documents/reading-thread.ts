/**
 * The calling thread's side of the reading thread. Letters wait in a bounded queue and are read one by one; a letter
 * that takes too long, or that brings the thread down, costs the thread, which begins anew for the next. Nobody waits
 * for ever, and every call resolves with the pieces that were read until then.
 */
import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Limits } from '../base/limits.ts'
import type { OwnAuthorities } from '../signing/verify/trust.ts'
import type { LetterFindings } from './facts.ts'
import type { Letter } from './letter.ts'
import type { FromReadingThread, ReadingThreadData, ToReadingThread } from './protocol.ts'

export type ThreadLimits = Pick<
  Limits,
  'documentQueue' | 'documentWaitMs' | 'documentMs' | 'documentHeapBytes' | 'documentBufferBytes'
>

interface Waiting {
  readonly letter: Letter
  readonly pieces: LetterFindings[]
  readonly resolve: (pieces: readonly LetterFindings[] | null) => void
  readonly timer: NodeJS.Timeout
}

const bytesPerMiB = 1024 * 1024
/** How often the buffers of a thread at work are looked at; the engine bounds its heap alone. */
const watchMs = 100

export class ReadingThread implements AsyncDisposable {
  readonly #data: ReadingThreadData
  readonly #limits: ThreadLimits
  readonly #trouble: (message: string) => void
  readonly #queue = new Set<Waiting>()
  #current: Waiting | undefined
  #worker: Worker | undefined
  #watch: NodeJS.Timeout | undefined
  /** What the thread has not heard yet of the province's own authorities. */
  #untold: OwnAuthorities | undefined
  #own: OwnAuthorities | undefined
  #closed = false

  constructor(data: ReadingThreadData, limits: ThreadLimits, trouble: (message: string) => void) {
    this.#data = data
    this.#limits = limits
    this.#trouble = trouble
  }

  /** The province's own authorities, for the letters read from now on. */
  useAuthorities(own: OwnAuthorities): void {
    this.#own = own
    this.#untold = own
  }

  /**
   * The pieces of a letter's findings, as far as they came: all of them unless a limit was met. Null when the letter's
   * turn did not come.
   */
  read(letter: Letter): Promise<readonly LetterFindings[] | null> {
    if (this.#closed || this.#queue.size >= this.#limits.documentQueue) return Promise.resolve(null)
    return new Promise(resolve => {
      const timer = setTimeout(() => this.#giveUp(waiting), this.#limits.documentWaitMs)
      const waiting: Waiting = { letter, pieces: [], resolve, timer }
      this.#queue.add(waiting)
      this.#next()
    })
  }

  #giveUp(waiting: Waiting): void {
    if (this.#queue.delete(waiting)) waiting.resolve(null)
  }

  #next(): void {
    const [next] = this.#queue
    if (this.#current !== undefined || next === undefined) return
    this.#queue.delete(next)
    clearTimeout(next.timer)
    const { letter, pieces, resolve } = next
    const timer = setTimeout(() => this.#restart('a letter took too long to read'), this.#limits.documentMs)
    this.#current = { letter, pieces, resolve, timer }
    this.#worker ??= this.#start()
    const worker = this.#worker
    this.#watch = setInterval(() => void this.#look(worker), watchMs)
    // The caller keeps its octets, so that these are the thread's copy.
    const bytes = new Uint8Array(letter.bytes)
    const { subject, from, inbound, at } = letter
    const own = this.#untold
    this.#untold = undefined
    const message = { bytes, subject, from, inbound, at, ...(own && { own }) }
    worker.postMessage(message satisfies ToReadingThread, [bytes.buffer])
  }

  #start(): Worker {
    this.#untold = this.#own
    const worker = new Worker(new URL(`./worker${extname(import.meta.url)}`, import.meta.url), {
      workerData: this.#data,
      name: 'documents-reader',
      resourceLimits: { maxOldGenerationSizeMb: this.#limits.documentHeapBytes / bytesPerMiB },
      // Libraries warn about odd files; what matters of that is in the findings.
      stdout: true,
      stderr: true,
    })
    worker.on('message', (message: FromReadingThread) => this.#receive(worker, message))
    worker.on('error', error => {
      if (worker === this.#worker) this.#restart(`the reading thread died: ${String(error)}`)
    })
    worker.on('exit', () => {
      if (worker === this.#worker) this.#restart('the reading thread ended')
    })
    worker.stdout.resume()
    worker.stderr.resume()
    worker.unref()
    return worker
  }

  async #look(worker: Worker): Promise<void> {
    // Rejects when the thread has ended meanwhile, which `exit` tells.
    const statistics = await worker.getHeapStatistics().catch(() => undefined)
    const buffers = statistics?.external_memory ?? 0
    if (worker === this.#worker && buffers > this.#limits.documentBufferBytes)
      this.#restart('a letter took too much memory to read')
  }

  #receive(worker: Worker, message: FromReadingThread): void {
    if (worker !== this.#worker || this.#current === undefined) return
    this.#current.pieces.push(message.piece)
    if (message.last) this.#finish()
  }

  #finish(): void {
    const done = this.#current
    this.#current = undefined
    clearInterval(this.#watch)
    if (done !== undefined) {
      clearTimeout(done.timer)
      done.resolve(done.pieces)
    }
    this.#next()
  }

  /** Stops the thread in whatever it does; the letter at hand is over. */
  #restart(reason: string): void {
    this.#trouble(reason)
    const stopped = this.#worker
    this.#worker = undefined
    void stopped?.terminate()
    this.#finish()
  }

  /** Lets the letter at hand and all that wait go with what was read of them. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true
    const worker = this.#worker
    this.#worker = undefined
    for (const waiting of this.#queue) {
      clearTimeout(waiting.timer)
      waiting.resolve(null)
    }
    this.#queue.clear()
    this.#finish()
    await worker?.terminate()
  }
}
