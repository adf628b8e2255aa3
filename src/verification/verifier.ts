/**
 * Runs of a verification, as the server knows them: one at a time, on a thread of its own. The file says where a run
 * stands, so that one which a stop or a crash broke off goes on from there.
 */
import { inTurn } from '../base/in-turn.ts'
import { fail, ok, type Result } from '../base/result.ts'
import type { VerificationOptions } from './run.ts'
import type { FinishedRun, StateFile, UnfinishedRun, VerificationState } from './state-file.ts'
import type { FromThread, StartRun } from './thread.ts'

/** The thread of one run; `gone` resolves when it is, with why if it broke off by itself. */
export interface VerificationThread {
  stop(): void
  readonly gone: Promise<string | undefined>
}

export interface VerifierParts {
  readonly file: StateFile
  readonly startThread: (start: StartRun, hear: (message: FromThread) => void) => Promise<VerificationThread>
  /** Told of every run that ends by itself, before anybody who waits for it. */
  readonly finished: (run: FinishedRun) => Promise<void>
  readonly log: { error(fields: object, message: string): void }
}

export interface VerifierState {
  readonly running: boolean
  /** Also one that stands still, and will be gone on with. */
  readonly run: UnfinishedRun | null
  readonly last: FinishedRun | null
}

export interface StartOptions extends VerificationOptions {
  readonly restart: boolean
}

export interface ArchiveVerifier extends AsyncDisposable {
  /** 'began' a new one, 'resumed' one that was broken off, 'running' already; refused when that one is about something else. */
  start(options: StartOptions): Promise<Result<'began' | 'resumed' | 'running', string>>
  /** Goes on with a run that was broken off; whether there is one. */
  resume(): Promise<boolean>
  state(): Promise<VerifierState>
  /** Resolves when no run is going on, at the latest after some time. */
  wait(ms: number): Promise<void>
}

export function createVerifier({ file, startThread, finished, log }: VerifierParts): ArchiveVerifier {
  let known: VerificationState | undefined
  let thread: VerificationThread | undefined
  /** What the thread was asked. */
  let asked: VerificationOptions | undefined
  let ended: Promise<void> = Promise.resolve()
  const turn = inTurn()

  async function current(): Promise<VerificationState> {
    known ??= await file.read()
    return known
  }

  async function run(start: StartRun): Promise<void> {
    let noted: Promise<void> = Promise.resolve()
    const own = await startThread(start, message => {
      if (message.kind === 'progress') known = { run: message.run, last: known?.last ?? null }
      if (message.kind !== 'finished') return
      known = message.state
      if (message.state.last !== null)
        noted = finished(message.state.last).catch(error =>
          log.error({ err: error }, 'the end of a verification was not recorded'),
        )
    })
    thread = own
    ended = own.gone.then(async failure => {
      await noted
      if (failure !== undefined) log.error({ failure }, 'the verification of the archive broke off')
      // What the file says is what another start goes on from.
      known = await file.read()
      thread = undefined
    })
  }

  async function stop(): Promise<void> {
    thread?.stop()
    await ended
  }

  async function begin({ restart, ...options }: StartOptions): ReturnType<ArchiveVerifier['start']> {
    const { run: unfinished } = await current()
    const about = thread === undefined ? unfinished?.saved.options : asked
    const same = about !== undefined && sameQuestion(about, options)
    if (thread !== undefined && !restart)
      return same ? ok('running') : fail('another verification is running; say --restart to begin anew')
    if (thread !== undefined) await stop()
    const resumes = same && !restart
    asked = options
    await run({ begin: resumes ? null : options })
    return ok(resumes ? 'resumed' : 'began')
  }

  async function goOn(): Promise<boolean> {
    const { run: unfinished } = await current()
    if (unfinished === null || thread !== undefined) return false
    asked = unfinished.saved.options
    await run({ begin: null })
    return true
  }

  return {
    start: options => turn(() => begin(options)),
    resume: () => turn(goOn),

    async state() {
      return { running: thread !== undefined, ...(await current()) }
    },

    async wait(ms) {
      const timer = Promise.withResolvers<void>()
      const handle = setTimeout(timer.resolve, ms)
      await Promise.race([ended, timer.promise])
      clearTimeout(handle)
    },

    async [Symbol.asyncDispose]() {
      await turn(stop)
    },
  }
}

/** Another choice of blobs is the same question. */
function sameQuestion(one: VerificationOptions, other: VerificationOptions): boolean {
  return (
    one.sample === other.sample &&
    one.outside.length === other.outside.length &&
    one.outside.every((text, i) => text === other.outside[i])
  )
}
