/** A folder of 10,000 letters: every envelope, without standing in anybody's way. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { letterBytes } from '../conformance/letters.ts'
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
  const delay = monitorEventLoopDelay({ resolution: 1 })
  // The client has a process of its own: what is measured here is the server's thread alone.
  const client = execute('python3', [
    join(import.meta.dirname, 'fetch_all.py'),
    String(place.port),
    'thanhtra',
    password,
    month,
  ])
  delay.enable()
  let heapBytes = 0
  const watching = setInterval(() => {
    heapBytes = Math.max(heapBytes, process.memoryUsage().heapUsed)
  }, 50)
  const { stdout } = await client
  clearInterval(watching)
  delay.disable()
  const told = JSON.parse(stdout) as { exists: number; envelopes: number; selectMs: number; fetchMs: number }
  expect(told).toMatchObject({ exists: letters, envelopes: letters })
  const ms = (ns: number) => `${(ns / 1e6).toFixed(1)} ms`
  console.info(
    `select ${told.selectMs} ms, fetch ${told.fetchMs} ms, longest step ${ms(delay.max)}, 99.9 % ` +
      `${ms(delay.percentile(99.9))}, 99 % ${ms(delay.percentile(99))}, heap ${(heapBytes / 2 ** 20).toFixed(0)} MiB`,
  )
  const acts = await place.acts()
  expect(acts.at(-1)?.detail.uids).toBe(`1:${letters}`)
  // Other tests run on this machine meanwhile; alone it is a few milliseconds.
  expect(delay.percentile(99) / 1e6).toBeLessThan(50)
})
