/** The calling thread's side of the indexer: begun anew whenever it ends, more carefully after it died at a letter. */
import { once } from 'node:events'
import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { EntryId } from '../ports/archive.ts'
import { SearchError } from '../ports/search.ts'
import { load } from './pressure.ts'
import type { FromIndexer, IndexerData, ToIndexer } from './protocol.ts'

/** How long a letter waits for others before the thread hears of it. */
const tellingMs = 5

type Progress = Omit<Extract<FromIndexer, { kind: 'progress' }>, 'kind'>

interface Waiting {
  readonly message: Extract<ToIndexer, { readonly call: number }>
  readonly resolve: () => void
  readonly reject: (error: Error) => void
}

export interface IndexerListener {
  progress(progress: Progress): void
  trouble(level: 'warn' | 'error', message: string): void
}

export class IndexerClient implements AsyncDisposable {
  readonly #data: Omit<IndexerData, 'care'>
  readonly #listener: IndexerListener
  readonly #calls = new Map<number, Waiting>()
  #lastCall = 0
  #worker: Worker | undefined
  #retry: NodeJS.Timeout | undefined
  /** Letters of which the thread has not heard, and when it will. */
  #came = 0
  #telling: NodeJS.Timeout | undefined
  #care: IndexerData['care'] = 'none'
  /** How far it had come when it began; null before it said so. */
  #began: EntryId | null = null
  #indexedTo: EntryId = 0
  #closed = false

  constructor(data: Omit<IndexerData, 'care'>, listener: IndexerListener) {
    this.#data = data
    this.#listener = listener
  }

  /** Does nothing when it runs. */
  start(): void {
    if (this.#worker !== undefined || this.#closed || this.#retry !== undefined) return
    const worker = new Worker(new URL(`./indexer${extname(import.meta.url)}`, import.meta.url), {
      workerData: { ...this.#data, care: this.#care } satisfies IndexerData,
      name: 'search-indexer',
    })
    this.#worker = worker
    this.#began = null
    worker.on('message', (message: FromIndexer) => this.#receive(message))
    worker.on('error', error => this.#listener.trouble('error', `the indexer thread died: ${String(error)}`))
    worker.on('exit', () => this.#ended(worker))
    worker.unref()
    for (const { message } of this.#calls.values()) worker.postMessage(message)
  }

  /** Somebody waits for what is there. */
  look(): void {
    clearTimeout(this.#telling)
    this.#telling = undefined
    this.#worker?.postMessage({ kind: 'look', came: this.#came } satisfies ToIndexer)
    this.#came = 0
  }

  /** Letters of such sizes may have come. Of many the thread hears at once. */
  came(sizesBytes: Iterable<number>): void {
    for (const bytes of sizesBytes) this.#came += load(bytes)
    this.#telling ??= setTimeout(() => this.look(), tellingMs).unref()
  }

  /** Of files of the store that are gone. */
  letGo(removed: readonly number[]): void {
    this.#worker?.postMessage({ kind: 'segments', removed } satisfies ToIndexer)
  }

  damaged(): void {
    this.#worker?.postMessage({ kind: 'damaged' } satisfies ToIndexer)
  }

  forget(entries: readonly EntryId[]): Promise<void> {
    return this.#call(call => ({ kind: 'forget', call, entries }))
  }

  rebuild(): Promise<void> {
    return this.#call(call => ({ kind: 'rebuild', call }))
  }

  #call(make: (call: number) => Waiting['message']): Promise<void> {
    if (this.#closed) return Promise.reject(new SearchError('closed', 'search is closed'))
    this.start()
    const call = ++this.#lastCall
    const message = make(call)
    return new Promise((resolve, reject) => {
      this.#calls.set(call, { message, resolve, reject })
      this.#worker?.postMessage(message)
    })
  }

  #receive(message: FromIndexer): void {
    if (message.kind === 'trouble') this.#listener.trouble(message.level, message.message)
    else if (message.kind === 'done') this.#answer(message.call)
    else {
      this.#began ??= message.indexedTo
      this.#indexedTo = message.indexedTo
      this.#listener.progress(message)
    }
  }

  #answer(call: number): void {
    this.#calls.get(call)?.resolve()
    this.#calls.delete(call)
  }

  #ended(worker: Worker): void {
    if (worker !== this.#worker) return
    this.#worker = undefined
    if (this.#closed) return
    const stuck = this.#began === null || this.#indexedTo === this.#began
    this.#care = this.#care !== 'none' && stuck ? 'fields' : 'one-by-one'
    this.#retry = setTimeout(() => {
      this.#retry = undefined
      this.start()
    }, this.#data.limits.indexRetryMs)
    this.#retry.unref()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true
    clearTimeout(this.#retry)
    clearTimeout(this.#telling)
    const worker = this.#worker
    if (worker !== undefined) {
      const exited = once(worker, 'exit')
      worker.postMessage({ kind: 'close' } satisfies ToIndexer)
      await exited
    }
    for (const { reject } of this.#calls.values()) reject(new SearchError('closed', 'search is closed'))
    this.#calls.clear()
  }
}
