/** One run of a verification: what its phases share, and how each of them is made. */
import type { BlobReads } from '../ports/blobs.ts'
import type { EvidenceBounds, EvidenceReads } from '../ports/evidence.ts'
import type { LogVerifier, VerifyOptions } from '../tlog/verify.ts'
import type { Erasures } from './erasures.ts'
import type { ArchiveFindings } from './findings.ts'

export interface VerificationParts extends Omit<VerifyOptions, 'outside'> {
  readonly evidence: EvidenceReads
  readonly blobs: BlobReads
}

export interface VerificationOptions {
  /** Checkpoints that were kept elsewhere. */
  readonly outside: readonly string[]
  /** Of the blobs those whose bytes are read, 0 to 1, chosen by `seed`; of all others the rows alone are looked at. */
  readonly sample: number
  readonly seed: number
}

/** What was looked at. */
export type Tally = Record<
  | 'segments'
  | 'leaves'
  | 'entries'
  | 'acts'
  | 'checkpoints'
  | 'cosigned'
  | 'stamped'
  | 'tiles'
  | 'outside'
  | 'outsideCovered'
  | 'uncovered'
  | 'forms'
  | 'formBytes'
  | 'objects'
  | 'objectBytes'
  | 'unread'
  | 'views'
  | 'messages'
  | 'derived'
  | 'erased'
  | 'erasedBeyondOutside'
  | 'erasuresUnderWay'
  /** What the forms' phase says that later ones must find. */
  | 'hashedBlobs'
  | 'parties'
  | 'agencies'
  | 'erasuresAtForms',
  number
>

/** One run as its phases see it. */
export interface Run {
  readonly parts: VerificationParts
  readonly options: VerificationOptions
  readonly bounds: EvidenceBounds
  readonly findings: ArchiveFindings
  readonly erasures: Erasures
  readonly tally: Tally
  root: string
  /** The log's verifier while its phase lasts. */
  logVerifier: LogVerifier | undefined
}

/** Positions are JSON. */
export interface Phase<Position> {
  readonly name: string
  begin(run: Run): Promise<Position>
  /** The next position, or null when there is no more. */
  step(run: Run, position: Position): Promise<Position | null>
  /** Work that the whole phase is, and of it what was done until a position, in units of a row. */
  work(run: Run): number
  done(run: Run, position: Position): number
}

export function definePhase<Position>(phase: Phase<Position>): Phase<unknown> {
  return phase as Phase<unknown>
}

export const emptyTally = (): Tally => ({
  segments: 0,
  leaves: 0,
  entries: 0,
  acts: 0,
  checkpoints: 0,
  cosigned: 0,
  stamped: 0,
  tiles: 0,
  outside: 0,
  outsideCovered: 0,
  uncovered: 0,
  forms: 0,
  formBytes: 0,
  objects: 0,
  objectBytes: 0,
  unread: 0,
  views: 0,
  messages: 0,
  derived: 0,
  erased: 0,
  erasedBeyondOutside: 0,
  erasuresUnderWay: 0,
  hashedBlobs: 0,
  parties: 0,
  agencies: 0,
  erasuresAtForms: 0,
})
