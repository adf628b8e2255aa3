/**
 * A thread for what may be hostile, and the calling thread's side of it. Letters are read one by one; one that takes
 * too long, takes too much memory or brings the thread down costs the thread, which begins anew for the next. What was
 * told of a letter until then counts, nobody waits for ever, and every call resolves. A thread at rest ends.
 */
import { parentPort, Worker } from 'node:worker_threads'
import { free } from './free.ts'
import type { Limits } from './limits.ts'

export type WatchLimits = Pick<
  Limits,
  'documentMs' | 'documentHeapBytes' | 'documentBufferBytes' | 'documentIdleMs'
>

export interface WatchedThreadOptions {
  /** Calls `tellPieces`. */
  readonly module: URL
  readonly workerData: unknown
  readonly name: string
  /** As people are told of it: "the reading thread" that is there "to read". */
  readonly called: string
  readonly task: string
  readonly limits: WatchLimits
  /** Letters that may wait, and for how long; without it, all of them until it is their turn. */
  readonly queue?: { readonly letters: number; readonly waitMs: number }
  readonly trouble: (message: string) => void
}

/** A letter, its octets in a buffer of the thread's own. */
export interface WatchedMessage {
  readonly bytes: Uint8Array<ArrayBuffer>
}

export interface Pieces<Piece> {
  readonly pieces: readonly Piece[]
  /** There were no more. */
  readonly whole: boolean
}

type FromThread<Piece> = { readonly piece: Piece } | { readonly end: true }

interface Waiting<Message, Piece> {
  readonly message: (begun: boolean) => Message
  readonly pieces: Piece[]
  readonly resolve: (read: Pieces<Piece> | null) => void
  readonly timer: NodeJS.Timeout | undefined
}

const bytesPerMiB = 1024 * 1024
/** How often the buffers of a thread at work are looked at; the engine bounds its heap alone. */
const watchMs = 100

export class WatchedThread<Message extends WatchedMessage, Piece> implements AsyncDisposable {
  readonly #options: WatchedThreadOptions
  readonly #queue = new Set<Waiting<Message, Piece>>()
  #current: Waiting<Message, Piece> | undefined
  #worker: Worker | undefined
  /** Of the letter at hand; without one, of the thread's rest. */
  #timers: readonly NodeJS.Timeout[] = []
  #closed = false

  constructor(options: WatchedThreadOptions) {
    this.#options = options
  }

  /**
   * The pieces of a letter, as far as they came; null when its turn did not come. `message` is asked for when it does,
   * and told whether the thread was begun for it and has heard of nothing yet.
   */
  read(message: (begun: boolean) => Message): Promise<Pieces<Piece> | null> {
    const { queue } = this.#options
    if (this.#closed || (queue !== undefined && this.#queue.size >= queue.letters))
      return Promise.resolve(null)
    return new Promise(resolve => {
      const timer = queue && setTimeout(() => this.#giveUp(waiting), queue.waitMs)
      const waiting: Waiting<Message, Piece> = { message, pieces: [], resolve, timer }
      this.#queue.add(waiting)
      this.#next()
    })
  }

  #giveUp(waiting: Waiting<Message, Piece>): void {
    if (this.#queue.delete(waiting)) waiting.resolve(null)
  }

  #next(): void {
    if (this.#current !== undefined) return
    for (const timer of this.#timers) clearTimeout(timer)
    this.#timers = []
    const [next] = this.#queue
    if (next !== undefined) this.#begin(next)
    else if (this.#worker !== undefined)
      this.#timers = [setTimeout(() => void this.#stop(), this.#options.limits.documentIdleMs).unref()]
  }

  #begin(next: Waiting<Message, Piece>): void {
    const { limits, task } = this.#options
    this.#queue.delete(next)
    clearTimeout(next.timer)
    this.#current = next
    const begun = this.#worker === undefined
    this.#worker ??= this.#start()
    const worker = this.#worker
    this.#timers = [
      setTimeout(() => this.#restart(`a letter took too long to ${task}`), limits.documentMs),
      setInterval(() => void this.#look(worker), watchMs),
    ]
    const message = next.message(begun)
    worker.postMessage(message, [message.bytes.buffer])
  }

  #start(): Worker {
    const { module, workerData, name, called, limits } = this.#options
    const worker = new Worker(module, {
      workerData,
      name,
      resourceLimits: { maxOldGenerationSizeMb: limits.documentHeapBytes / bytesPerMiB },
      // Nobody reads them: that would keep the process from its end. The thread itself is silent.
      stdout: true,
      stderr: true,
    })
    worker.on('message', (message: FromThread<Piece>) => this.#receive(worker, message))
    worker.on('error', error => {
      if (worker === this.#worker) this.#restart(`${called} died: ${String(error)}`)
    })
    worker.on('exit', () => {
      if (worker === this.#worker) this.#restart(`${called} ended`)
    })
    worker.unref()
    return worker
  }

  async #look(worker: Worker): Promise<void> {
    const { limits, task } = this.#options
    // Rejects when the thread has ended meanwhile, which `exit` tells.
    const statistics = await worker.getHeapStatistics().catch(() => undefined)
    const buffers = statistics?.external_memory ?? 0
    if (worker === this.#worker && buffers > limits.documentBufferBytes)
      this.#restart(`a letter took too much memory to ${task}`)
  }

  #receive(worker: Worker, message: FromThread<Piece>): void {
    if (worker !== this.#worker || this.#current === undefined) return
    if ('piece' in message) this.#current.pieces.push(message.piece)
    else this.#finish(true)
  }

  #finish(whole: boolean): void {
    const done = this.#current
    this.#current = undefined
    done?.resolve({ pieces: done.pieces, whole })
    this.#next()
  }

  /** Stops the thread in whatever it does; the letter at hand is over. */
  #restart(reason: string): void {
    this.#options.trouble(reason)
    void this.#stop()
    this.#finish(false)
  }

  /** From here on the thread is nobody's: a letter of the same moment begins another. */
  async #stop(): Promise<void> {
    const stopped = this.#worker
    this.#worker = undefined
    await stopped?.terminate()
  }

  /** Lets the letter at hand and all that wait go with what was read of them. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true
    const stopped = this.#stop()
    for (const waiting of this.#queue) {
      clearTimeout(waiting.timer)
      this.#giveUp(waiting)
    }
    this.#finish(false)
    await stopped
  }
}

/** The thread's own side: reads each letter that it is given, piece by piece, and frees its octets. */
export function tellPieces<Message extends WatchedMessage, Piece>(
  read: (message: Message) => AsyncIterable<Piece>,
): void {
  const port = parentPort!
  const tell = (message: FromThread<Piece>) => port.postMessage(message)
  // Libraries warn about odd files; what matters of that is in the pieces.
  for (const stream of [process.stdout, process.stderr]) stream.write = () => true
  port.on('message', async (message: Message) => {
    for await (const piece of read(message)) tell({ piece })
    free(message.bytes)
    tell({ end: true })
  })
}
