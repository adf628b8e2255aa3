/** A thread that is begun when it is wanted and anew when it ends, with the questions that wait for it. */
import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import { SearchError } from '../ports/search.ts'
import type { Answers, FromFinder, Question, ToFinder } from './protocol.ts'

interface Waiting {
  readonly question: Question
  readonly resolve: (answer: Answers[keyof Answers]) => void
  readonly reject: (error: SearchError) => void
}

export interface FinderLimits {
  readonly searchMs: number
  readonly searchQueue: number
}

/** Time beyond a question's own for its answer to come over before the thread is given up. */
const graceMs = 1000

/** The calling thread's side of the thread that answers questions. */
export class FinderThread implements AsyncDisposable {
  readonly #dataDir: string
  readonly #limits: FinderLimits
  /** Told when an answer shows that the index is damaged. */
  readonly #damaged: () => void
  readonly #queue: Waiting[] = []
  #current: { readonly waiting: Waiting; readonly timer: NodeJS.Timeout } | undefined
  #worker: Worker | undefined
  #closed = false

  constructor(dataDir: string, limits: FinderLimits, damaged: () => void) {
    this.#dataDir = dataDir
    this.#limits = limits
    this.#damaged = damaged
  }

  ask<Kind extends Question['kind']>(question: Question & { readonly kind: Kind }): Promise<Answers[Kind]> {
    if (this.#closed) return Promise.reject(new SearchError('closed', 'search is closed'))
    if (this.#queue.length >= this.#limits.searchQueue)
      return Promise.reject(new SearchError('busy', 'too many searches wait; try again'))
    return new Promise<Answers[keyof Answers]>((resolve, reject) => {
      this.#queue.push({ question, resolve, reject })
      this.#next()
    }) as Promise<Answers[Kind]>
  }

  #next(): void {
    if (this.#current !== undefined) return
    const waiting = this.#queue.shift()
    if (waiting === undefined) return
    const { searchMs } = this.#limits
    this.#worker ??= this.#start()
    // One statement cannot be stopped from outside: the thread is left to it, and another one answers the next.
    const timer = setTimeout(() => this.#leave(tooSlow(searchMs)), searchMs + graceMs)
    this.#current = { waiting, timer }
    this.#worker.postMessage({ question: waiting.question, withinMs: searchMs } satisfies ToFinder)
  }

  #start(): Worker {
    const worker = new Worker(new URL(`./finder-thread${extname(import.meta.url)}`, import.meta.url), {
      workerData: { dataDir: this.#dataDir },
      name: 'search-finder',
    })
    worker.on('message', (message: FromFinder) => {
      if (worker === this.#worker) this.#receive(message)
    })
    const ended = (why: string) => {
      if (worker === this.#worker) this.#leave(new SearchError('failed', `the search broke off: ${why}`))
    }
    worker.on('error', error => ended(String(error)))
    worker.on('exit', () => ended('its thread ended'))
    worker.unref()
    return worker
  }

  #receive(message: FromFinder): void {
    const waiting = this.#done()
    if (message.ok) waiting?.resolve(message.answer)
    else {
      if (message.reason === 'damaged') this.#damaged()
      waiting?.reject(this.#errorOf(message))
    }
    this.#next()
  }

  #errorOf({ reason, message }: Extract<FromFinder, { ok: false }>): SearchError {
    if (reason === 'too-slow') return tooSlow(this.#limits.searchMs)
    if (reason === 'page') return new SearchError('page', 'there is no such page')
    if (reason === 'damaged')
      return new SearchError('failed', 'the index is damaged and is being made anew; try again later')
    return new SearchError('failed', `the search failed: ${message}`)
  }

  #done(): Waiting | undefined {
    const done = this.#current
    this.#current = undefined
    clearTimeout(done?.timer)
    return done?.waiting
  }

  #leave(error: SearchError): void {
    const worker = this.#worker
    this.#worker = undefined
    void worker?.terminate()
    this.#done()?.reject(error)
    this.#next()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true
    const worker = this.#worker
    this.#worker = undefined
    const closed = new SearchError('closed', 'search is closed')
    for (const { reject } of this.#queue.splice(0)) reject(closed)
    this.#done()?.reject(closed)
    await worker?.terminate()
  }
}

function tooSlow(searchMs: number): SearchError {
  const seconds = Math.round(searchMs / 1000)
  return new SearchError(
    'too-slow',
    `the search took more than ${seconds} s; ask for less, such as one month`,
  )
}
