/** What the server and the thread of a verification say to each other, and how the thread goes about it. */
import type { VerificationOptions, VerificationParts } from './run.ts'
import type { FinishedRun, StateFile, UnfinishedRun, VerificationState } from './state-file.ts'
import { Verification } from './verification.ts'

export interface StartRun {
  /** Null goes on with the run of the file. */
  readonly begin: VerificationOptions | null
}

export type ToThread =
  | { readonly kind: 'stop' }
  /** Files of the store that are gone: what is open of them keeps their room. */
  | { readonly kind: 'segments'; readonly removed: readonly number[] }

export type FromThread =
  | { readonly kind: 'progress'; readonly run: UnfinishedRun }
  | { readonly kind: 'finished'; readonly state: VerificationState }
  /** What was done is in the file. */
  | { readonly kind: 'stopped' }

/** Between two writes of the file, and two words to the server. */
const defaultSaveMs = 2000
const tellMs = 200

export interface RunParts {
  readonly parts: VerificationParts
  readonly file: StateFile
  readonly now: () => number
  readonly stopped: () => boolean
  readonly tell: (message: FromThread) => void
  /** Lets messages in. */
  readonly breathe: () => Promise<void>
  /** Between two writes of the file. */
  readonly saveMs?: number
}

/** Does a run to its end, or until it is stopped. */
export async function runVerification(
  { parts, file, now, stopped, tell, breathe, saveMs = defaultSaveMs }: RunParts,
  { begin }: StartRun,
): Promise<void> {
  const { run: before, last } = await file.read()
  const resuming = begin === null ? before : null
  const verification =
    resuming === null
      ? await Verification.begin(parts, begin ?? { outside: [], sample: 1, seed: 0 })
      : await Verification.resume(parts, resuming.saved)
  const startedAt = resuming?.startedAt ?? now()
  const resumed = resuming === null ? 0 : resuming.resumed + 1
  const workedBefore = resuming?.workedMs ?? 0
  const began = performance.now()
  const worked = () => workedBefore + performance.now() - began
  const unfinished = (): UnfinishedRun => ({
    startedAt,
    workedMs: worked(),
    resumed,
    progress: verification.progress(),
    saved: verification.save(),
  })
  let savedAt = began
  let toldAt = Number.NEGATIVE_INFINITY
  await file.write({ run: unfinished(), last })
  for (let more = true; more; ) {
    more = await verification.step()
    await breathe()
    const at = performance.now()
    if (stopped()) {
      await file.write({ run: unfinished(), last })
      return tell({ kind: 'stopped' })
    }
    if (at - toldAt >= tellMs) {
      tell({ kind: 'progress', run: unfinished() })
      toldAt = at
    }
    if (more && at - savedAt >= saveMs) {
      await file.write({ run: unfinished(), last })
      savedAt = at
    }
  }
  const finished: FinishedRun = {
    startedAt,
    finishedAt: now(),
    workedMs: worked(),
    saved: verification.save(),
  }
  const state: VerificationState = { run: null, last: finished }
  await file.write(state)
  tell({ kind: 'finished', state })
}
