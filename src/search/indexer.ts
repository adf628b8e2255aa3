/**
 * The indexer thread: the only writer of `search.db`. It follows the archive by the numbers of its entries, a batch to
 * a commit, and goes on after whatever happens: a full disk (it waits), a damaged index or one of another archive
 * (set aside, made anew), a crash at any moment (what was not committed is indexed again).
 */
import { renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { WatchedThread } from '../base/watched-thread.ts'
import { failureReason } from '../store/sqlite/failures.ts'
import { type ArchiveSource, openArchiveSource } from '../store/sqlite/open-reads.ts'
import {
  DamagedIndex,
  damagedSuffix,
  type IndexDb,
  indexFileName,
  isDamage,
  journalSuffixes,
  openIndexDb,
  removeIndexFiles,
} from './database.ts'
import { Pressure } from './pressure.ts'
import { lowerPriority } from './priority.ts'
import type { FromIndexer, IndexerData, ToIndexer } from './protocol.ts'
import { type Batch, type Extraction, readBatch } from './reading.ts'
import { IndexWriting } from './writing.ts'

/** How soon a rest notices that it is over. */
const restMs = 50

type Call = Extract<ToIndexer, { readonly call: number }>

class Indexer {
  readonly #port: MessagePort
  readonly #data: IndexerData
  readonly #path: string
  readonly #source: ArchiveSource
  readonly #extraction: Extraction
  readonly #calls: Call[] = []
  #open: { readonly db: IndexDb; readonly writing: IndexWriting } | undefined
  /** Read while the batch before it was written. */
  #ahead: Promise<Batch | undefined> | undefined
  /** Letters that are still indexed one by one, and how. */
  #careful: number
  #fieldsOnly: boolean
  #closing = false
  /** A question found the file to be damaged. */
  #damaged = false
  #told = false
  #wake: () => void = () => {}
  readonly #pressure: Pressure

  constructor(port: MessagePort, data: IndexerData) {
    this.#port = port
    this.#data = data
    this.#pressure = new Pressure(data.limits.indexMailLetters)
    this.#path = join(data.dataDir, indexFileName)
    this.#careful = data.care === 'none' ? 0 : data.limits.indexBatchLetters
    this.#fieldsOnly = data.care === 'fields'
    this.#source = openArchiveSource(data)
    this.#extraction = new WatchedThread({
      module: new URL('./extractor.ts', import.meta.url),
      workerData: data.limits,
      name: 'search-extractor',
      called: 'the thread that reads files',
      task: 'index',
      limits: data.limits,
      trouble: message => this.#trouble('warn', message),
    })
    port.on('message', (message: ToIndexer) => this.#receive(message))
  }

  #receive(message: ToIndexer): void {
    if (message.kind === 'forget' || message.kind === 'rebuild') this.#calls.push(message)
    if (message.kind === 'close') this.#closing = true
    if (message.kind === 'damaged') this.#damaged = true
    if (message.kind === 'look') this.#pressure.came(message.came, performance.now())
    if (message.kind === 'segments') this.#source.blobs.letGo(message.removed)
    else this.#wake()
  }

  async run(): Promise<void> {
    while (!this.#closing) {
      try {
        const began = performance.now()
        const busy = await this.#step()
        this.#told = false
        if (!busy) await this.#pause(this.#data.limits.indexLookMs)
        else if (this.#mailPours()) await this.#rest(performance.now() - began)
      } catch (error) {
        await this.#recover(error)
      }
    }
    this.#close()
    await this.#extraction[Symbol.asyncDispose]()
    await this.#source[Symbol.asyncDispose]()
    this.#port.close()
  }

  /** Letters go first: in a flood of them the machine is theirs for most of the time. */
  #mailPours(): boolean {
    return this.#pressure.isHigh(performance.now())
  }

  /** After work of `workedMs`. Ends early when there is nothing that somebody waits for but letters. */
  async #rest(workedMs: number): Promise<void> {
    const until = performance.now() + workedMs * (100 / this.#data.limits.indexMailPercent - 1)
    while (!this.#closing && this.#calls.length === 0 && this.#mailPours() && performance.now() < until)
      await this.#pause(Math.min(restMs, until - performance.now()), true)
  }

  /** Does one thing; false when there was nothing to do. */
  async #step(): Promise<boolean> {
    if (this.#damaged) throw new DamagedIndex('a question met a damaged page')
    this.#open ??= await this.#reopen()
    const { writing } = this.#open
    const call = this.#calls[0]
    if (call !== undefined) {
      await this.#answer(call)
      return true
    }
    if (writing.isForgetting) this.#forget()
    const { indexedTo } = writing.standing()
    const batch = await (this.#ahead ?? this.#read(indexedTo))
    this.#ahead = undefined
    // What was read before an erasure must not be written after it: the call discards it.
    if (batch === undefined || this.#calls.length > 0) return writing.sealStep() || this.#calls.length > 0
    if (this.#careful > 0) this.#careful--
    else if (!this.#mailPours()) this.#ahead = this.#read(batch.indexedTo)
    this.#fieldsOnly = false
    // A failure is met when it is asked for.
    this.#ahead?.catch(() => undefined)
    writing.add(batch.letters, batch.indexedTo, batch.anchor)
    this.#progress()
    writing.sealStep()
    return true
  }

  #read(after: number): Promise<Batch | undefined> {
    const { limits } = this.#data
    return readBatch(after, {
      source: this.#source,
      extraction: this.#extraction,
      limits,
      most: this.#careful > 0 ? 1 : limits.indexBatchLetters,
      fieldsOnly: this.#fieldsOnly,
    })
  }

  async #reopen() {
    const db = openIndexDb(this.#path, this.#data.limits.indexShardLetters)
    try {
      const writing = new IndexWriting(db)
      const strange = await this.#strangeness(writing)
      if (strange !== null) throw new DamagedIndex(strange)
      this.#open = { db, writing }
      this.#progress()
      return this.#open
    } catch (error) {
      db.close()
      this.#open = undefined
      throw error
    }
  }

  /** Why it is no index of this archive; null when it is one. */
  async #strangeness(writing: IndexWriting): Promise<string | null> {
    if (!writing.current) return 'it was made by another version'
    const { indexedTo, anchor } = writing.standing()
    if (indexedTo === 0) return null
    const entry = await this.#source.archive.entry(indexedTo)
    const same = entry !== undefined && anchor !== null && Buffer.compare(entry.leaf.salt, anchor) === 0
    return same ? null : 'it is of another archive, or of a later state of this one'
  }

  async #answer(call: Call): Promise<void> {
    const ahead = this.#ahead
    this.#ahead = undefined
    await ahead?.catch(() => undefined)
    if (call.kind === 'rebuild') {
      this.#close()
      removeIndexFiles(this.#path)
      await this.#reopen()
    } else {
      this.#open?.writing.noteForgetting(call.entries)
      this.#forget()
    }
    this.#calls.shift()
    this.#post({ kind: 'done', call: call.call, error: null })
  }

  #forget(): void {
    // What was set aside has its words, too.
    rmSync(`${this.#path}${damagedSuffix}`, { force: true })
    this.#open?.writing.forgetNoted()
    this.#progress()
  }

  /** The thread goes on whatever failed: after a pause, with the index opened anew, or with a new one. */
  async #recover(error: unknown): Promise<void> {
    this.#ahead = undefined
    this.#close()
    if (isDamage(error)) {
      this.#damaged = false
      this.#trouble('error', `search.db is set aside and made anew: ${messageOf(error)}`)
      this.#setAside()
      return
    }
    const full = failureReason(error) === 'full'
    // Of a disk that stays full people hear once.
    if (!this.#told || !full)
      this.#trouble(full ? 'warn' : 'error', `the index waits and tries again: ${messageOf(error)}`)
    this.#told = true
    await this.#pause(this.#data.limits.indexRetryMs, true)
  }

  #setAside(): void {
    try {
      renameSync(this.#path, `${this.#path}${damagedSuffix}`)
    } catch (error) {
      this.#trouble('error', `search.db cannot be set aside: ${messageOf(error)}`)
    }
    for (const suffix of journalSuffixes) rmSync(`${this.#path}${suffix}`, { force: true })
  }

  #close(): void {
    try {
      this.#open?.db.close()
    } catch (error) {
      this.#trouble('warn', `search.db was not closed: ${messageOf(error)}`)
    }
    this.#open = undefined
  }

  /** Until somebody calls, or for so long; `whatever` comes, where only time helps. */
  #pause(ms: number, whatever = false): Promise<void> {
    return new Promise(resolve => {
      const end = () => {
        clearTimeout(timer)
        this.#wake = () => {}
        resolve()
      }
      const timer = setTimeout(end, ms)
      this.#wake = () => {
        if (!whatever || this.#closing) end()
      }
    })
  }

  #progress(): void {
    if (this.#open === undefined) return
    const { writing } = this.#open
    this.#post({ kind: 'progress', indexedTo: writing.standing().indexedTo, partly: writing.partly })
  }

  #trouble(level: 'warn' | 'error', message: string): void {
    this.#post({ kind: 'trouble', level, message })
  }

  #post(message: FromIndexer): void {
    this.#port.postMessage(message)
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

if (!parentPort) throw new Error('indexer.ts runs as a worker thread')
lowerPriority()
void new Indexer(parentPort, workerData as IndexerData).run()
