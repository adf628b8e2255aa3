import { expect, it } from 'vitest'
import type { Entry } from '../ports/archive.ts'
import { createSchedule, type ScheduleParts } from './schedule.ts'

const week = 7 * 86_400_000

async function starts(firstLetterAt: number | null, finishedAt: number | null, running = false) {
  let started = 0
  const entry = firstLetterAt === null ? undefined : ({ receivedAt: firstLetterAt } as Entry)
  const last = finishedAt === null ? null : { finishedAt }
  const parts = {
    store: { read: { archive: { entry: async () => entry } } },
    verifier: {
      state: async () => ({ running, run: null, last }),
      start: async () => {
        started++
        return { ok: true, value: 'began' }
      },
    },
    everyMs: week,
    seed: () => 1,
  } as unknown as ScheduleParts
  await createSchedule(parts).tick(10 * week)
  return started
}

it.each([
  ['nothing was archived yet', null, null, 0],
  ['the first letter is young', 9.5 * week, null, 0],
  ['the first letter is old and nothing was verified', 8 * week, null, 1],
  ['the last one is young', week, 9.5 * week, 0],
  ['the last one is old', week, 9 * week, 1],
] as const)('when %s', async (_when, firstLetterAt, finishedAt, expected) => {
  expect(await starts(firstLetterAt, finishedAt)).toBe(expected)
  expect(await starts(firstLetterAt, finishedAt, true)).toBe(0)
})
