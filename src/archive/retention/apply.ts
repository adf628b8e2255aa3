/** Erases what is due: condemns by acts, window by window, and has it finished. */
import { breathe } from '../../base/breath.ts'
import type { Logger } from '../../base/log.ts'
import { fail, ok, type Result } from '../../base/result.ts'
import type { EntryId } from '../../ports/archive.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Blocked, DueEntry } from '../../ports/retention.ts'
import type { SearchIndex } from '../../ports/search.ts'
import type { Store } from '../../ports/store.ts'
import type { ClockDoubt, ClockGuard, ClockWitness } from './clock-doubt.ts'
import type { Finisher } from './finish.ts'
import { HoldKeeper } from './holds.ts'

export interface RetentionParts {
  readonly store: Pick<Store, 'read' | 'write' | 'upkeep'>
  readonly index: Pick<SearchIndex, 'entries' | 'forget'>
  readonly clock: Clock
  /** Absent where nothing but the log knows of time. */
  readonly witness?: ClockWitness
  readonly limits: {
    readonly erasureActEntries: number
    readonly erasureStepEntries: number
    readonly holdBatch: number
    readonly clockSkewMs: number
    readonly clockGapMs: number
  }
  readonly log: Pick<Logger, 'warn'>
}

export interface Applied {
  /** Acts of erasure, by the leaf of each. */
  readonly acts: readonly number[]
  readonly entries: number
  readonly bytes: number
  /** Letters in boxes that went. */
  readonly references: number
  /** Due letters that stay for now, by what keeps them. */
  readonly blocked: Readonly<Record<Blocked, number>>
  /** Entries of earlier acts that a restored backup had brought back. */
  readonly resumed: number
  /** Whether all is gone from the database's log as well; if not, the clock goes on with it. */
  readonly complete: boolean
}

/** Letters that are due at `now`, oldest entry first, window by window. */
export async function* dueEntries(read: Store['read'], now: number): AsyncIterable<readonly DueEntry[]> {
  for (let after: EntryId | null = 0; after !== null; ) {
    const { entries, next }: { entries: readonly DueEntry[]; next: EntryId | null } =
      await read.retention.due(now, after)
    if (entries.length > 0) yield entries
    after = next
    await breathe()
  }
}

/** In whose name letters are erased. */
export interface AppliedBy {
  readonly operator: string
  readonly role: string
}

/** Erases what is due by a clock that nothing speaks against, or that the operator says to have compared. */
export async function applyRetention(
  parts: RetentionParts,
  { finisher, guard }: { readonly finisher: Finisher; readonly guard: ClockGuard },
  { operator, role }: AppliedBy,
  clockChecked: boolean,
): Promise<Result<Applied, ClockDoubt>> {
  const { store, clock, limits } = parts
  const by = { operator, role }
  await new HoldKeeper(parts).advance()
  const now = clock.now()
  const doubt = await guard.doubt(now)
  if (doubt !== null && !clockChecked) return fail(doubt)
  if (doubt !== null) await guard.vouch(now, doubt, by)
  const acts: number[] = []
  const blocked = { hold: 0, 'hold-unknown': 0, 'under-way': 0 }
  const waiting = new Map<string, EntryId[]>()
  const condemn = async (className: string, entries: readonly EntryId[]) => {
    if (entries.length === 0) return
    const { leafIndex } = await store.write.orderErasure({ ...by, at: now, className, entries })
    if (leafIndex !== null) acts.push(leafIndex)
  }
  for await (const window of dueEntries(store.read, now)) {
    for (const { id, className, blocked: why } of window) {
      if (why !== null) blocked[why]++
      else if (waiting.get(className)?.push(id) === undefined) waiting.set(className, [id])
    }
    for (const [className, entries] of waiting) {
      while (entries.length >= limits.erasureActEntries)
        await condemn(className, entries.splice(0, limits.erasureActEntries))
    }
  }
  for (const [className, entries] of waiting) await condemn(className, entries)
  const resumed = await resumeSurvivors(store)
  const finished = await finisher.finish()
  return ok({ acts, blocked, resumed, ...finished })
}

/** Acts looked through at a time. */
const actsAtATime = 2

/** A backup that was restored knows letters that were erased since, if their acts are on its trail: they go again. */
async function resumeSurvivors({ read, write }: RetentionParts['store']): Promise<number> {
  let resumed = 0
  for (let after = -1; ; ) {
    const acts = await read.retention.survivors(after, actsAtATime)
    for (const { leafIndex, entries } of acts) {
      after = leafIndex
      if (entries.length === 0) continue
      await write.resumeErasures(leafIndex, entries)
      resumed += entries.length
    }
    if (acts.length < actsAtATime) return resumed
    await breathe()
  }
}
