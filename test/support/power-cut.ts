/**
 * Power cuts: a child's run is recorded call by call, and at any point of it the disk can be laid out with nothing but
 * what had been synced by then.
 */
import { spawn } from 'node:child_process'
import { cpSync, existsSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect } from 'vitest'
import { Disk, type DiskEvent, readEvents } from '../crash/replay.ts'
import { compileRecorder, exitOf, parseLedger, temporaryDirectory } from '../crash/support.ts'

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

/** What a child did to a data directory that was like `initial` when it began, call by call. */
export interface RecordedRun {
  readonly initial: string
  readonly events: readonly DiskEvent[]
}

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

/** Runs a script on a copy of `initial`. It takes the options as JSON, and with them where copy and ledger are. */
export async function recordOn<Options extends { readonly dataDir: string; readonly ledger: string }>(
  initial: string,
  script: URL,
  options: Omit<Options, 'dataDir' | 'ledger'>,
): Promise<RecordedRun> {
  const dataDir = await mkdtemp(join(workPath, 'recorded-'))
  cpSync(initial, dataDir, { recursive: true })
  const places = { dataDir, ledger: join(dataDir, ledgerName) }
  return { initial, events: await recordRun(dataDir, script, [JSON.stringify({ ...options, ...places })]) }
}

/** Points spread over the run, none before `first`. */
export function cutPoints(events: readonly DiskEvent[], count: number, first = 0): ReadonlySet<number> {
  const stride = (events.length - first) / count
  return new Set(Array.from({ length: count }, (_, i) => Math.floor(first + stride * (i + Math.random()))))
}

export interface Cuts {
  readonly count: number
  /** None comes before the ledger has such a line. */
  readonly after: string
  /** One more wherever such a line comes. */
  readonly atEach?: string
  /** Files of which any part that was not synced may have reached the disk (replay.ts). */
  readonly tears?: (name: string) => boolean
}

export interface PowerCut {
  /** A data directory as the disk has it then; it is there until the next cut. */
  readonly dataDir: string
  /** What the child had written down. */
  readonly ledger: string
}

/** Cuts the power at many points of a run. */
export async function* powerCuts(
  { initial, events }: RecordedRun,
  { count, after, atEach, tears }: Cuts,
): AsyncIterable<PowerCut> {
  const writes = (event: DiskEvent, line: string) => event.path === ledgerName && event.data.includes(line)
  const points = cutPoints(
    events,
    count,
    events.findIndex(event => writes(event, after)),
  )
  const disk = new Disk(initial)
  for (const [i, event] of events.entries()) {
    disk.apply(event)
    if (!points.has(i) && (atEach === undefined || !writes(event, atEach))) continue
    await using directory = await temporaryDirectory(scratch)
    disk.layOut(directory.path, tears)
    yield { dataDir: directory.path, ledger: disk.content(ledgerName)?.toString('utf8') ?? '' }
  }
}

/** What had been acknowledged when the power went. */
export function acknowledgedBy({ ledger }: PowerCut): ReadonlySet<number> {
  return parseLedger(ledger).get('ok') ?? new Set()
}
