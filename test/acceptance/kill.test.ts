/** The short form of kill.ts. */
import { expect, it } from 'vitest'
import { killRepeatedly, restartLimitMs, summaryOf } from './kill.ts'

const kills = 8
/** Two seconds on an idle machine, which kill.ts asks for; other tests run beside this one. */
const restartMs = 10 * restartLimitMs

it(`loses and invents nothing in ${kills} kills of the whole server`, { timeout: 90_000 }, async () => {
  const report = await killRepeatedly(kills)
  console.info(summaryOf(report))
  expect(report.faults).toEqual([])
  expect(report.killedInFlight).toBeGreaterThan(0)
  expect(report.acknowledged).toBeGreaterThan(kills)
  expect(report.slowestRestartMs).toBeLessThan(restartMs)
})
