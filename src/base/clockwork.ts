/** Calls `tick` at once and then again and again, never twice at a time; a failure is logged and the next comes. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from './log.ts'

export interface ClockworkOptions {
  readonly everyMs: number
  readonly clock: { now(): number }
  readonly tick: (now: number) => Promise<unknown>
  readonly log: Logger
}

/** Disposing waits for the tick in hand. */
export function startClock({ everyMs, clock, tick, log }: ClockworkOptions): AsyncDisposable {
  const closing = new AbortController()
  const { signal } = closing
  const run = async () => {
    while (!signal.aborted) {
      await tick(clock.now()).catch(error => log.error({ err: error }, 'a tick of the clock failed'))
      await sleep(everyMs, undefined, { signal, ref: false }).catch(() => undefined)
    }
  }
  const running = run()
  return {
    async [Symbol.asyncDispose]() {
      closing.abort()
      await running
    },
  }
}
