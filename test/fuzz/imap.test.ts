/** A second of each fuzzer of `imap.ts`, with a fixed seed: what a longer run found stays found. */
import { expect, it } from 'vitest'
import { fuzz } from './fuzzer.ts'
import { targets } from './imap-targets.ts'

const seed = 20261126
const slowestMs = 100

it.each([...targets.values()])('$name', async target => {
  const { crash, ...report } = await fuzz(target, { seed, seconds: 1 })
  if (crash !== undefined) {
    throw new Error(`seed ${seed}: ${Buffer.from(crash.input).toString('base64')}`, { cause: crash.error })
  }
  expect(report.executions).toBeGreaterThan(100)
  expect(report.blocks).toBeGreaterThan(5)
  expect(report.slowestMs).toBeLessThan(slowestMs)
})
