/**
 * Power cuts: a child's run is recorded call by call, and at any point of it the disk can be laid out with nothing but
 * what had been synced by then.
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect } from 'vitest'
import { type Disk, type DiskEvent, readEvents } from '../crash/replay.ts'
import {
  compileRecorder,
  exitOf,
  parseLedger,
  type TemporaryDirectory,
  temporaryDirectory,
} from '../crash/support.ts'

/** Of the data directory of a child that writes down what was acknowledged. */
export const ledgerName = 'ledger'
/** Memory is as good a disk as any for a copy of what a disk would hold, and faster. */
const scratch = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

const work = await temporaryDirectory()
afterAll(() => work[Symbol.asyncDispose]())
/** Removed after the tests of a file. */
export const workPath = work.path

export const recorder = await compileRecorder(workPath)
if (!recorder) console.warn('power cuts and failing syncs are not tested: there is no C compiler (cc)')

/** What a script that must end well does to its data directory. */
export async function recordRun(
  dataDir: string,
  script: URL,
  argv: readonly string[],
): Promise<readonly DiskEvent[]> {
  const log = join(workPath, `${basename(dataDir)}.log`)
  const child = spawn(process.execPath, [fileURLToPath(script), ...argv], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, LD_PRELOAD: recorder, CRASH_DIR: dataDir, CRASH_LOG: log },
  })
  expect(await exitOf(child)).toBe(0)
  return readEvents(log)
}

/** Points spread over the run, none before `first`. */
export function cutPoints(events: readonly DiskEvent[], count: number, first = 0): ReadonlySet<number> {
  const stride = (events.length - first) / count
  return new Set(Array.from({ length: count }, (_, i) => Math.floor(first + stride * (i + Math.random()))))
}

/** The first event that writes such a line into the ledger. */
export const firstWith = (events: readonly DiskEvent[], line: string) =>
  events.findIndex(event => event.path === ledgerName && event.data.includes(line))

/** What had been acknowledged when the power went. */
export function acknowledgedOn(disk: Disk): ReadonlySet<number> {
  const ledger = disk.content(ledgerName)?.toString('utf8') ?? ''
  return parseLedger(ledger).get('ok') ?? new Set()
}

/** A data directory as the disk has it then, the files that `tears` takes torn. */
export async function laidOut(disk: Disk, tears?: (name: string) => boolean): Promise<TemporaryDirectory> {
  const directory = await temporaryDirectory(scratch)
  disk.layOut(directory.path, tears)
  return directory
}
