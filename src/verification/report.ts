/** How a run stands, and what it found, as operators are told: numbers and times, nothing of letters. */
import { localTime } from '../base/local-time.ts'
import type { ArchiveFinding } from './findings.ts'
import type { FinishedRun, UnfinishedRun } from './state-file.ts'
import { unvouched } from './verification.ts'
import type { VerifierState } from './verifier.ts'

export interface RunReport {
  readonly startedAt: string
  readonly phase: string
  /** 0 to 100. */
  readonly percent: number
  readonly findings: number
  readonly bytesRead: number
  /** Of the time it was worked on, with all that went on after stops. */
  readonly bytesPerSecond: number
  readonly resumed: number
  /** Null before there is anything to judge by, and while it stands still. */
  readonly expectedAt: string | null
}

export interface FinishedReport {
  readonly startedAt: string
  readonly finishedAt: string
  readonly seconds: number
  /** 0 to 100, of the blobs those whose bytes were read. */
  readonly samplePercent: number
  readonly log: {
    readonly leaves: number
    readonly entries: number
    readonly acts: number
    readonly root: string
    readonly checkpoints: number
    readonly cosigned: number
    readonly stamped: number
    readonly tiles: number
    /** Checkpoints kept elsewhere that the tree agrees with, and the leaves under the largest. */
    readonly outside: number
    readonly outsideCovered: number
    readonly uncovered: number
  }
  readonly forms: number
  readonly formBytes: number
  readonly mailboxObjects: number
  readonly views: number
  readonly messages: number
  readonly derived: number
  readonly segments: number
  readonly erased: {
    readonly entries: number
    /** Erased by an act that no checkpoint kept elsewhere covers: whoever writes the database can have written it. */
    readonly beyondOutside: number
    /** Of them those whose keys are still to go: the work goes on by itself. */
    readonly underWay: number
  }
  readonly findings: number
  readonly byKind: Readonly<Record<string, number>>
  readonly first: readonly ArchiveFinding[]
  /** What nothing vouches for. */
  readonly unvouched: readonly string[]
}

export interface VerificationReport {
  readonly running: boolean
  readonly run: RunReport | null
  readonly last: FinishedReport | null
}

export function reportOf({ running, run, last }: VerifierState, now: number): VerificationReport {
  return {
    running,
    run: run && reportOfRun(run, running, now),
    last: last && reportOfFinished(last),
  }
}

function reportOfRun(run: UnfinishedRun, running: boolean, now: number): RunReport {
  const { workedMs, startedAt, resumed, progress } = run
  const { done, total, bytes, findings, phase } = progress
  const part = total === 0 ? 0 : Math.min(1, done / total)
  const leftMs = running && part > 0.01 ? (workedMs * (1 - part)) / part : null
  return {
    startedAt: localTime(startedAt),
    phase,
    percent: Math.floor(1000 * part) / 10,
    findings,
    bytesRead: bytes,
    bytesPerSecond: workedMs < 1 ? 0 : Math.round((1000 * bytes) / workedMs),
    resumed,
    expectedAt: leftMs === null ? null : localTime(now + leftMs),
  }
}

function reportOfFinished({ startedAt, finishedAt, workedMs, saved }: FinishedRun): FinishedReport {
  const { tally, findings, root, options } = saved
  return {
    startedAt: localTime(startedAt),
    finishedAt: localTime(finishedAt),
    seconds: Math.round(workedMs) / 1000,
    samplePercent: 100 * options.sample,
    log: {
      leaves: tally.leaves,
      entries: tally.entries,
      acts: tally.acts,
      root,
      checkpoints: tally.checkpoints,
      cosigned: tally.cosigned,
      stamped: tally.stamped,
      tiles: tally.tiles,
      outside: tally.outside,
      outsideCovered: tally.outsideCovered,
      uncovered: tally.uncovered,
    },
    forms: tally.forms,
    formBytes: tally.formBytes,
    mailboxObjects: tally.objects,
    views: tally.views,
    messages: tally.messages,
    derived: tally.derived,
    segments: tally.segments,
    erased: {
      entries: tally.erased,
      beyondOutside: tally.erasedBeyondOutside,
      underWay: tally.erasuresUnderWay,
    },
    findings: findings.count,
    byKind: findings.byKind,
    first: findings.first,
    unvouched,
  }
}
