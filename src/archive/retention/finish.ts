/**
 * Finishes what acts have condemned, from wherever it was interrupted: keys, references and texts by jobs of the store,
 * then what was kept of them with that of others, then the words in the index, then the write-ahead log. Only then is it forgotten that there was something to do.
 */
import { inTurn } from '../../base/in-turn.ts'
import { sweptRows } from '../../ports/kept-texts.ts'
import type { RetentionParts } from './apply.ts'

export interface Finished {
  readonly entries: number
  readonly bytes: number
  readonly references: number
  readonly complete: boolean
}

export interface Finisher {
  /** Calls are taken one after the other. */
  finish(): Promise<Finished>
  /** For the clock: what a crash has left. */
  tick(): Promise<void>
}

/** Destroyed entries that are cleaned up together. */
const cleanedAtATime = 1000

export function createFinisher({ store, index, clock, limits, log }: RetentionParts): Finisher {
  const { read, write, upkeep } = store
  const turn = inTurn()

  async function destroy(): Promise<Omit<Finished, 'complete'>> {
    let [count, bytes, references] = [0, 0, 0]
    for (;;) {
      const destroyed = await write.destroyCondemned(limits.erasureStepEntries, clock.now())
      if (destroyed.entries.length === 0) return { entries: count, bytes, references }
      count += destroyed.entries.length
      bytes += destroyed.bytes
      references += destroyed.references
    }
  }

  /** Answers whether everything that is destroyed is gone for good. */
  async function cleanUp(): Promise<boolean> {
    for (;;) {
      const entries = await read.retention.condemned(true, cleanedAtATime)
      if (entries.length === 0) return true
      await index.forget(entries)
      while (!(await write.sweepSlabs(sweptRows)));
      // After the index, which may read the store while it forgets.
      if (!(await upkeep.truncateLog())) {
        log.warn(
          { entries: entries.length },
          'a reader keeps the database’s log: erased letters are in it still',
        )
        return false
      }
      await write.finishErasures(entries)
    }
  }

  const finish = () =>
    turn(async () => {
      const destroyed = await destroy()
      return { ...destroyed, complete: await cleanUp() }
    })
  return {
    finish,
    async tick() {
      const waiting = await Promise.all([false, true].map(done => read.retention.condemned(done, 1)))
      if (waiting.some(entries => entries.length > 0)) await finish()
    },
  }
}
