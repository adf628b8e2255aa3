/** The short form of kill.ts. */
import { expect, it } from 'vitest'
import { killRepeatedly, summaryOf } from './kill.ts'

const kills = 8
const restartMs = 2000

it(`loses and invents nothing in ${kills} kills of the whole server`, { timeout: 90_000 }, async () => {
  const report = await killRepeatedly(kills)
  console.info(summaryOf(report))
  expect(report.faults).toEqual([])
  expect(report.killedInFlight).toBeGreaterThan(0)
  expect(report.acknowledged).toBeGreaterThan(kills)
  expect(report.slowestRestartMs).toBeLessThan(restartMs)
})
