/**
 * archive/retention/ — how long letters are kept, what holds them, and their lawful end.
 *
 * A class says how long the letters of some agency, kind of document, rule, direction or verdict are kept; of several
 * that match the longest counts, and what none matches is kept for ever. Age is counted from the receipt. Which letters
 * are due is one question to the store (`read.retention.due`), asked in windows; a trial run (`preview.ts`) and an
 * application (`apply.ts`) ask the same one.
 *
 * An application condemns letters by acts that are leaves of the log, and then destroys what is condemned (`finish.ts`):
 * keys, references and texts, the words in the index, and what the write-ahead log still has of them. Each step is found
 * in the store again after a crash. What an entry's leaf commits to is never touched, so that its leaf can be made anew
 * for ever, and a key that is missing without an act is tampering.
 *
 * Before the first act the clock is compared with what else tells the time (`clock-doubt.ts`).
 *
 * A hold (`holds.ts`) is a query. It keeps every letter that it matches now or later: until it was evaluated up to a
 * letter, that letter is condemned by nobody, and the job that condemns checks it in its own transaction. A letter that
 * could be read only in part (hostile, encrypted for somebody else) is kept by every hold whose words or addresses could
 * stand in the rest of it.
 *
 * Nothing here shows a subject or an address: administrators apply classes and do not read mail. Deliberately absent:
 * classes of the program's own (a province writes its own from its table of periods), and erasure of what people
 * stored in their boxes themselves.
 */
import type { Result } from '../../base/result.ts'
import type { Store } from '../../ports/store.ts'
import { type Applied, type AppliedBy, applyRetention, type RetentionParts } from './apply.ts'
import { type ClockDoubt, ClockGuard } from './clock-doubt.ts'
import { createFinisher } from './finish.ts'
import { HoldKeeper } from './holds.ts'
import { type Preview, previewRetention } from './preview.ts'

export interface Retention {
  preview(): Promise<Preview & { readonly clock: ClockDoubt | null }>
  /** `clockChecked`: what speaks against the clock is overruled, and that is put on the trail. */
  apply(by: AppliedBy, clockChecked?: boolean): Promise<Result<Applied, ClockDoubt>>
  /** Holds are evaluated as far as the index goes. */
  advanceHolds(): Promise<void>
  compact: Store['upkeep']['compact']
  /** For the clock: what was interrupted goes on, and holds follow the index. */
  tick(): Promise<void>
}

export function createRetention(parts: RetentionParts): Retention {
  const { store, clock } = parts
  const finisher = createFinisher(parts)
  const guard = new ClockGuard(parts)
  const holds = new HoldKeeper(parts)
  return {
    async preview() {
      const now = clock.now()
      return { ...(await previewRetention(store.read, now)), clock: await guard.doubt(now) }
    },
    apply: (by, clockChecked = false) => applyRetention(parts, { finisher, guard }, by, clockChecked),
    advanceHolds: () => holds.advance(),
    compact: livePercent => store.upkeep.compact(livePercent),
    async tick() {
      await finisher.tick()
      await holds.advance()
    },
  }
}
