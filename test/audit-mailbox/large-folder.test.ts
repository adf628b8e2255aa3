/** A folder of 10,000 letters: every envelope, without standing in anybody's way. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { letterBytes } from '../conformance/letters.ts'
import { Turns } from '../support/processor-time.ts'
import { Place } from './place.ts'

const execute = promisify(execFile)
const letters = 10_000
const month = 'C&AaE- quan/sokhcn/2026-11'

it('shows envelopes and structures of 10,000 letters in small steps and bounded memory', {
  timeout: 120_000,
}, async () => {
  // Room for a tenth of the structures.
  await using place = await Place.make({ auditStructureBytes: 1024 * 1024 })
  for (let start = 0; start < letters; start += 500) {
    await place.arrive(
      ...Array.from({ length: 500 }, (_, i) => ({
        bytes: letterBytes(start + i, i % 20 === 0 ? 40_000 : 4_000),
      })),
    )
  }
  const password = await place.open('thanhtra')
  // The client has a process of its own: what is measured here is the server's thread alone.
  const client = execute('python3', [
    join(import.meta.dirname, 'fetch_all.py'),
    String(place.port),
    'thanhtra',
    password,
    month,
  ])
  let looks = 0
  let heapBytes = 0
  using turns = new Turns(() => {
    if (++looks % 100 === 0) heapBytes = Math.max(heapBytes, process.memoryUsage().heapUsed)
  })
  const { stdout } = await client
  const told = JSON.parse(stdout) as { exists: number; envelopes: number; selectMs: number; fetchMs: number }
  expect(told).toMatchObject({ exists: letters, envelopes: letters })
  console.info(
    `select ${told.selectMs} ms, fetch ${told.fetchMs} ms, longest turn ${turns.longestMs.toFixed(1)} ms of CPU, ` +
      `heap ${(heapBytes / 2 ** 20).toFixed(0)} MiB`,
  )
  const acts = await place.acts()
  expect(acts.at(-1)?.detail.uids).toBe(`1:${letters}`)
  // Collecting garbage counts, too; without it turns take some milliseconds.
  expect(turns.longestMs).toBeLessThan(30)
  expect(heapBytes).toBeLessThan(200 * 2 ** 20)
})
