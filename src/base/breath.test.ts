import { setImmediate } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Pace } from './breath.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] })
})

afterEach(() => {
  vi.useRealTimers()
})

/** Whether others were let on. */
async function hasBreathed(pace: Pace): Promise<boolean> {
  let turned = false
  const turn = setImmediate().then(() => {
    turned = true
  })
  await pace.breathe()
  const breathed = turned
  await turn
  return breathed
}

it('lets others on when they could not for a while', async () => {
  const pace = new Pace()
  vi.advanceTimersByTime(10)
  expect(await hasBreathed(pace)).toBe(true)
  expect(await hasBreathed(pace)).toBe(false)
  vi.advanceTimersByTime(10)
  expect(await hasBreathed(pace)).toBe(true)
})
