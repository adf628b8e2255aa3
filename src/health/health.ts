/**
 * health/ — how the running server is, in numbers: for `congvu health`, for monitors that read Prometheus' text format,
 * and for whoever asks `/healthz`.
 *
 *     health.ts    gathers the numbers; cheap enough for every quarter of a minute
 *     judge.ts     which of them are trouble, pure
 *     metrics.ts   the numbers as Prometheus reads them, pure
 *     server.ts    `[listen] metrics`
 *
 * Invariants: no name, address, subject or text of anybody is in any of it. A number that cannot be had is null, and the
 * others are told all the same. Deliberately absent: history, which is the monitor's.
 */

import { X509Certificate } from 'node:crypto'
import { readFile, statfs } from 'node:fs/promises'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { localTime } from '../base/local-time.ts'
import type { Clock } from '../ports/clock.ts'
import type { StoreFigures } from '../ports/figures.ts'
import type { SearchIndex } from '../ports/search.ts'
import type { Store } from '../ports/store.ts'
import type { VerifierState } from '../verification/verifier.ts'
import { judge, type Trouble } from './judge.ts'

export interface HealthParts {
  readonly version: string
  readonly dataDir: string
  /** PEM file of the certificate that clients are shown. */
  readonly certificate: string
  readonly clock: Clock
  readonly store: Pick<Store, 'read'>
  readonly log: { forked(): string | null }
  readonly verifier: { state(): Promise<VerifierState> }
  /** Jobs after which the store refuses more. */
  readonly writerJobs: number
  readonly index: Pick<SearchIndex, 'state'>
}

export interface IndexLag {
  /** Entries that it does not know yet, and how long the oldest of them waits. */
  readonly entries: number
  readonly seconds: number
}

/** Times in seconds, sizes in bytes. */
export interface HealthNumbers {
  readonly version: string
  readonly uptime: number
  readonly store: StoreFigures
  readonly oldestWaiting: number | null
  readonly log: {
    readonly leaves: number
    /** Of the newest checkpoint; null when none was signed yet. */
    readonly checkpointAge: number | null
    readonly uncovered: number
    readonly cosignatures: number
    /** Why nothing is signed any more; null while all is well. */
    readonly forked: string | null
  }
  /** Of today, by the province's calendar. */
  readonly letters: readonly {
    readonly direction: string
    readonly verdict: string
    readonly messages: number
  }[]
  readonly process: {
    readonly residentBytes: number
    readonly heapBytes: number
    readonly cpu: number
    readonly sockets: number
    readonly loopDelay: { readonly p50: number; readonly p99: number; readonly max: number }
  }
  readonly disk: { readonly freeBytes: number; readonly totalBytes: number } | null
  /** Until the certificate ends; null when it cannot be read. */
  readonly certificate: number | null
  readonly verification: {
    readonly running: boolean
    /** 0 to 1. */
    readonly done: number | null
    readonly age: number | null
    readonly findings: number | null
  }
  readonly index: IndexLag
  readonly writerJobsMost: number
}

export interface HealthReport extends HealthNumbers {
  readonly at: string
  readonly troubles: readonly Trouble[]
}

export interface Health extends Disposable {
  report(): Promise<HealthReport>
}

const loopResolutionMs = 20
type LoopDelay = ReturnType<typeof monitorEventLoopDelay>

export function createHealth(parts: HealthParts): Health {
  const startedAt = parts.clock.now()
  const delay = monitorEventLoopDelay({ resolution: loopResolutionMs })
  delay.enable()
  return {
    async report() {
      const now = parts.clock.now()
      const numbers = await gather(parts, startedAt, now, delay)
      return { at: localTime(now), ...numbers, troubles: judge(numbers) }
    },
    [Symbol.dispose]() {
      delay.disable()
    },
  }
}

async function gather(
  parts: HealthParts,
  startedAt: number,
  now: number,
  delay: LoopDelay,
): Promise<HealthNumbers> {
  const { store, verifier, version } = parts
  const figures = await store.read.figures()
  const checkpoint = await store.read.log.checkpoint()
  const { run, running, last } = await verifier.state()
  const { oldestWaitingAt } = figures.queue
  const seconds = (since: number) => Math.max(0, now - since) / 1000
  return {
    version,
    uptime: seconds(startedAt),
    store: figures,
    oldestWaiting: oldestWaitingAt === null ? null : seconds(oldestWaitingAt),
    log: {
      leaves: figures.leaves,
      checkpointAge: checkpoint === undefined ? null : seconds(checkpoint.at),
      uncovered: figures.leaves - (checkpoint?.size ?? 0),
      cosignatures: checkpoint?.cosignatures.length ?? 0,
      forked: parts.log.forked(),
    },
    letters: await lettersOf(parts, now),
    process: processNumbers(delay),
    disk: await diskOf(parts.dataDir),
    certificate: await certificateOf(parts.certificate, now),
    verification: {
      running,
      done:
        run === null || run.progress.total === 0 ? null : Math.min(1, run.progress.done / run.progress.total),
      age: last === null ? null : seconds(last.finishedAt),
      findings: last === null ? null : last.saved.findings.count,
    },
    index: await lagOf(parts.index),
    writerJobsMost: parts.writerJobs,
  }
}

async function lagOf(index: HealthParts['index']): Promise<IndexLag> {
  const { behind, lagMs } = await index.state()
  return { entries: behind, seconds: lagMs / 1000 }
}

async function lettersOf({ store }: HealthParts, now: number): Promise<HealthNumbers['letters']> {
  const day = localTime(now).slice(0, 'yyyy-mm-dd'.length)
  const counts = await store.read.statistics.counts({ fromDay: day, toDay: day })
  return counts
    .filter(({ agencyId }) => agencyId === null)
    .map(({ direction, verdict, messages }) => ({ direction, verdict, messages }))
}

function processNumbers(delay: LoopDelay): HealthNumbers['process'] {
  const { rss, heapUsed } = process.memoryUsage()
  const { user, system } = process.cpuUsage()
  const beyond = (ns: number) => (Number.isFinite(ns) ? Math.max(0, ns / 1e9 - loopResolutionMs / 1000) : 0)
  const loopDelay = {
    p50: beyond(delay.percentile(50)),
    p99: beyond(delay.percentile(99)),
    max: beyond(delay.max),
  }
  // Since the last time somebody asked.
  delay.reset()
  return {
    residentBytes: rss,
    heapBytes: heapUsed,
    cpu: (user + system) / 1e6,
    sockets: process.getActiveResourcesInfo().filter(name => name === 'TCPSocketWrap').length,
    loopDelay,
  }
}

async function diskOf(folder: string): Promise<HealthNumbers['disk']> {
  const status = await statfs(folder).catch(() => null)
  return status && { freeBytes: status.bavail * status.bsize, totalBytes: status.blocks * status.bsize }
}

async function certificateOf(file: string, now: number): Promise<number | null> {
  try {
    return (new X509Certificate(await readFile(file)).validToDate.getTime() - now) / 1000
  } catch {
    return null
  }
}
