/**
 * The indexer's side of the thread that reads hostile files. A letter that takes too long, takes too much memory or
 * brings the thread down costs the thread, which begins anew for the next; what was read of it until then counts.
 */
import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import { type ExtractedPiece, joinPieces } from './extract.ts'
import type { FromExtractor, IndexLimits, ToExtractor } from './protocol.ts'

interface Waiting {
  readonly bytes: Uint8Array
  readonly withOwn: boolean
  readonly pieces: ExtractedPiece[]
  readonly resolve: (texts: ExtractedPiece) => void
}

const bytesPerMiB = 1024 * 1024
/** How often the buffers of a thread at work are looked at; the engine bounds its heap alone. */
const watchMs = 100
const unread: ExtractedPiece = { body: [], attachments: [], filenames: [], partly: true }

export class ExtractionThread implements AsyncDisposable {
  readonly #limits: IndexLimits
  readonly #trouble: (message: string) => void
  readonly #queue: Waiting[] = []
  #worker: Worker | undefined
  #current: { readonly waiting: Waiting; readonly timers: readonly NodeJS.Timeout[] } | undefined

  constructor(limits: IndexLimits, trouble: (message: string) => void) {
    this.#limits = limits
    this.#trouble = trouble
  }

  /** The texts of a letter's enclosures, and its own if asked for, as far as they came. Always resolves. */
  extract(bytes: Uint8Array, withOwn: boolean): Promise<ExtractedPiece> {
    return new Promise(resolve => {
      this.#queue.push({ bytes, withOwn, pieces: [], resolve })
      this.#next()
    })
  }

  #next(): void {
    if (this.#current !== undefined) return
    const waiting = this.#queue.shift()
    if (waiting === undefined) return
    this.#worker ??= this.#start()
    const worker = this.#worker
    const tooLong = setTimeout(
      () => this.#restart('a letter took too long to index'),
      this.#limits.documentMs,
    )
    const watch = setInterval(() => void this.#look(worker), watchMs)
    this.#current = { waiting, timers: [tooLong, watch] }
    const bytes = new Uint8Array(waiting.bytes)
    worker.postMessage({ bytes, withOwn: waiting.withOwn } satisfies ToExtractor, [bytes.buffer])
  }

  #start(): Worker {
    const worker = new Worker(new URL(`./extractor${extname(import.meta.url)}`, import.meta.url), {
      workerData: this.#limits,
      name: 'search-extractor',
      resourceLimits: {
        maxOldGenerationSizeMb: this.#limits.documentHeapBytes / bytesPerMiB,
      },
      // Libraries warn about odd files.
      stdout: true,
      stderr: true,
    })
    worker.on('message', (message: FromExtractor) => this.#receive(worker, message))
    worker.on('error', error => {
      if (worker === this.#worker) this.#restart(`the thread that reads files died: ${String(error)}`)
    })
    worker.on('exit', () => {
      if (worker === this.#worker) this.#restart('the thread that reads files ended')
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
      this.#restart('a letter took too much memory to index')
  }

  #receive(worker: Worker, message: FromExtractor): void {
    if (worker !== this.#worker || this.#current === undefined) return
    const { pieces } = this.#current.waiting
    if ('piece' in message) pieces.push(message.piece)
    else this.#finish(pieces)
  }

  #finish(pieces: readonly ExtractedPiece[]): void {
    const done = this.#current
    this.#current = undefined
    for (const timer of done?.timers ?? []) clearTimeout(timer)
    done?.waiting.resolve(joinPieces(pieces))
    this.#next()
  }

  #restart(reason: string): void {
    this.#trouble(reason)
    const stopped = this.#worker
    this.#worker = undefined
    void stopped?.terminate()
    this.#finish([...(this.#current?.waiting.pieces ?? []), unread])
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const worker = this.#worker
    this.#worker = undefined
    for (const { resolve } of this.#queue.splice(0)) resolve(unread)
    this.#finish([unread])
    await worker?.terminate()
  }
}
