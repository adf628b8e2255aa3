import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { startClock } from './clockwork.ts'
import { silentLogger } from './log.ts'

const everyMs = 5

it('ticks at once and again, never twice at a time, whatever fails', async () => {
  let running = 0
  let most = 0
  const ticks: number[] = []
  const errors: string[] = []
  const clock = { now: () => ticks.length }
  const log = { ...silentLogger, error: (_: object, message: string) => errors.push(message) }
  const tick = async (now: number) => {
    most = Math.max(most, ++running)
    ticks.push(now)
    await sleep(3 * everyMs)
    running--
    if (now === 1) throw new Error('disk I/O error')
  }
  await using _ = startClock({ everyMs, clock, tick, log })
  expect(ticks).toEqual([0])
  while (ticks.length < 4) await sleep(everyMs)
  expect(ticks).toEqual([0, 1, 2, 3])
  expect(most).toBe(1)
  expect(errors).toEqual(['a tick of the clock failed'])
})

it('waits for the tick in hand when it is stopped, and for no other', async () => {
  let ended = 0
  const tick = async () => {
    await sleep(everyMs)
    ended++
  }
  const started = startClock({ everyMs: 3_600_000, clock: Date, tick, log: silentLogger })
  await started[Symbol.asyncDispose]()
  expect(ended).toBe(1)
})
