/**
 * The client's side of the helper process: started with its first use, asked one call after another, begun anew with
 * growing pauses after it ended. A refused PIN is not tried again before its file is another: tokens lock themselves.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { statSync } from 'node:fs'
import { extname } from 'node:path'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import type { Limits } from '../../../base/limits.ts'
import type { Clock } from '../../../ports/clock.ts'
import { KeyFailure } from '../../../ports/keys.ts'
import {
  answersFd,
  FrameReader,
  frame,
  type HelperAnswer,
  type HelperCall,
  type HelperValue,
  type TokenSettings,
} from './protocol.ts'

export interface TokenProcessOptions extends TokenSettings {
  readonly clock: Clock
  readonly limits: Pick<Limits, 'tokenMs' | 'tokenQueue' | 'tokenRetryMs' | 'tokenRetryMaxMs'>
  /** A failure that nobody's letter tells of: once for each time that it begins. */
  readonly trouble: (failure: KeyFailure) => void
}

/** `idle`: not asked yet; `down`: begun anew at `until`; `refused`: waits for another PIN. */
export type TokenState =
  | { readonly state: 'idle' | 'ready' }
  | { readonly state: 'down'; readonly detail: string; readonly until: number }
  | { readonly state: 'refused'; readonly detail: string }

interface Waiting {
  readonly call: HelperCall
  resolve(value: HelperValue): void
  reject(failure: KeyFailure): void
}

interface Refused {
  readonly detail: string
  /** Of the PIN's file, so that another one is noticed. */
  readonly print: string
}

export class TokenProcess implements AsyncDisposable {
  readonly #options: TokenProcessOptions
  readonly #queue: Waiting[] = []
  #current: (Waiting & { readonly timer: NodeJS.Timeout }) | undefined
  #helper: ChildProcess | undefined
  #asked = 0
  #pauseMs = 0
  #down: { readonly detail: string; readonly until: number } | undefined
  #refused: Refused | undefined
  /** Of the file as it was when the helper read it. */
  #pinRead = ''
  #closed = false

  constructor(options: TokenProcessOptions) {
    this.#options = options
  }

  get status(): TokenState {
    if (this.#stillRefused() !== undefined) return { state: 'refused', detail: this.#refused?.detail ?? '' }
    if (this.#down !== undefined) return { state: 'down', ...this.#down }
    return { state: this.#helper === undefined ? 'idle' : 'ready' }
  }

  /** Rejects with KeyFailure. */
  call(call: HelperCall): Promise<HelperValue> {
    const failure = this.#outOfReach()
    if (failure !== undefined) return Promise.reject(failure)
    return new Promise((resolve, reject) => {
      this.#queue.push({ call, resolve, reject })
      this.#next()
    })
  }

  #outOfReach(): KeyFailure | undefined {
    const { clock, limits } = this.#options
    const refused = this.#stillRefused()
    if (refused !== undefined) return new KeyFailure('pin', refused.detail)
    if (this.#closed) return new KeyFailure('gone', 'the server stops')
    if (this.#down !== undefined && clock.now() < this.#down.until)
      return new KeyFailure('gone', this.#down.detail)
    if (this.#queue.length >= limits.tokenQueue)
      return new KeyFailure('busy', `${this.#queue.length} signatures wait for the token`)
    return undefined
  }

  #stillRefused(): Refused | undefined {
    if (this.#refused !== undefined && this.#refused.print !== this.#pinPrint()) this.#refused = undefined
    return this.#refused
  }

  #pinPrint(): string {
    const file = this.#options.pinFile
    const stat = file === null ? undefined : statSync(file, { throwIfNoEntry: false })
    return stat === undefined ? '' : [stat.ino, stat.mtimeMs, stat.ctimeMs, stat.size, stat.mode].join(' ')
  }

  #next(): void {
    if (this.#current !== undefined) return
    const waiting = this.#queue.shift()
    if (waiting === undefined) {
      this.#keepsAlive(false)
      return
    }
    this.#helper ??= this.#start()
    this.#keepsAlive(true)
    const { tokenMs } = this.#options.limits
    const timer = setTimeout(() => this.#lost(`the token did not answer in ${tokenMs} ms`), tokenMs)
    this.#current = { ...waiting, timer }
    this.#send(waiting.call)
  }

  #send(call: HelperCall): void {
    this.#helper?.stdin?.write(frame({ ...call, id: ++this.#asked }))
  }

  #start(): ChildProcess {
    const { module, pinFile, label } = this.#options
    this.#pinRead = this.#pinPrint()
    const program = fileURLToPath(new URL(`./helper${extname(import.meta.url)}`, import.meta.url))
    const helper = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program], {
      stdio: ['pipe', 'ignore', 'ignore', 'pipe'],
    })
    const reader = new FrameReader()
    const answers = helper.stdio[answersFd] as Readable
    answers.on('data', (bytes: Buffer) => {
      if (helper !== this.#helper) return
      try {
        for (const answer of reader.push(bytes)) this.#receive(answer as HelperAnswer)
      } catch (error) {
        this.#lost(`the helper of the token speaks nonsense: ${String(error)}`)
      }
    })
    // What it still said is read before it counts as gone.
    answers.on('close', () => helper === this.#helper && this.#lost('the helper of the token ended'))
    helper.on('error', error => helper === this.#helper && this.#lost(String(error)))
    helper.stdin?.on('error', () => {})
    // The answer to this one is looked at only when it is a failure.
    helper.stdin?.write(frame({ op: 'start', module, pinFile, label, id: 0 }))
    return helper
  }

  /** A helper that has nothing to do keeps no process alive. */
  #keepsAlive(needed: boolean): void {
    const pipes = [this.#helper?.stdin, this.#helper?.stdio[answersFd]] as (
      | undefined
      | { ref(): void; unref(): void }
    )[]
    for (const handle of [this.#helper, ...pipes]) {
      if (needed) handle?.ref()
      else handle?.unref()
    }
  }

  #receive(answer: HelperAnswer): void {
    if (!answer.ok && (answer.reason === 'pin' || answer.reason === 'gone')) {
      if (answer.reason === 'pin') this.#refuse(answer.detail)
      else this.#lost(answer.detail)
      return
    }
    if (answer.id !== this.#asked || this.#current === undefined) return
    const { resolve, reject, timer } = this.#current
    clearTimeout(timer)
    this.#current = undefined
    this.#down = undefined
    this.#pauseMs = 0
    if (answer.ok) resolve(answer.value)
    else reject(new KeyFailure(answer.reason, answer.detail))
    this.#next()
  }

  #refuse(detail: string): void {
    this.#refused = { detail, print: this.#pinRead }
    this.#giveUp(new KeyFailure('pin', detail))
  }

  #lost(detail: string): void {
    const { clock, limits } = this.#options
    this.#pauseMs = Math.min(Math.max(2 * this.#pauseMs, limits.tokenRetryMs), limits.tokenRetryMaxMs)
    this.#down = { detail, until: clock.now() + this.#pauseMs }
    this.#giveUp(new KeyFailure('gone', detail))
  }

  #giveUp(failure: KeyFailure): void {
    this.#stop()
    const { trouble } = this.#options
    if (!this.#closed) trouble(failure)
    if (this.#current !== undefined) clearTimeout(this.#current.timer)
    const unanswered = [...(this.#current === undefined ? [] : [this.#current]), ...this.#queue.splice(0)]
    this.#current = undefined
    for (const { reject } of unanswered) reject(failure)
  }

  #stop(): void {
    const helper = this.#helper
    this.#helper = undefined
    helper?.kill('SIGKILL')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true
    const helper = this.#helper
    helper?.ref()
    const ended = helper === undefined ? undefined : new Promise(resolve => helper.once('exit', resolve))
    this.#giveUp(new KeyFailure('gone', 'the server stops'))
    await ended
  }
}
