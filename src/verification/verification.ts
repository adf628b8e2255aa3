/**
 * verification/ — everything that the archive keeps, held against what vouches for it: the log's tree against the rows,
 * every form's bytes against the hash that its leaf commits to, and every row that refers to another against that one.
 *
 *     verification.ts          one run: its phases in their order, where it stands, what it found
 *     run.ts                   what its phases share
 *     phases/                  what is looked at, one file each
 *     erasures.ts              what the law had erased, by the acts of the log
 *     blob-check.ts            a blob opened frame by frame and hashed
 *     state-file.ts            where a run stands, durable and sealed by a hash
 *     verifier.ts thread.ts    the server's side of a run, and the thread that does it
 *     schedule.ts              when the server starts one by itself
 *     report.ts                what operators are told
 *
 * A run is a row of small steps, and a position that is a value: after every step it can be saved, and another process
 * goes on from there. Nothing here runs on the main thread, and memory does not grow with the archive, but for four
 * octets for each entry that was erased.
 *
 * Invariants: what is found is told by numbers, never by names, subjects or texts. What nothing vouches for is said to
 * have nothing (`unvouched`), and is no finding.
 */
import type { EvidenceBounds } from '../ports/evidence.ts'
import { Erasures } from './erasures.ts'
import { ArchiveFindings, type SavedFindings } from './findings.ts'
import { phases } from './phases/all.ts'
import { emptyTally, type Run, type Tally, type VerificationOptions, type VerificationParts } from './run.ts'

export interface SavedVerification {
  readonly options: VerificationOptions
  readonly bounds: EvidenceBounds
  readonly phase: number
  /** Null before the phase's first step. */
  readonly position: unknown
  readonly findings: SavedFindings
  readonly tally: Tally
  readonly root: string
}

export interface Progress {
  readonly phase: string
  readonly done: number
  readonly total: number
  readonly findings: number
  readonly bytes: number
}

export const unvouched = [
  'subjects, deliveries, judgements and their evidence, replies and what else an entry says beside envelope, direction, verdict and forms',
  'the header lines that the server puts before a letter in a box (a view’s prefix), its cuts, and what is in boxes',
  'of entries from before leaves named forms: the forms sent, encrypted and decrypted, and whether bytes were kept',
  'mailbox objects: drafts, and what clients stored; their seal alone',
  'the directory, settings, statistics, the queue’s state, and violations’ and documents’ own columns',
] as const

export class Verification {
  readonly #run: Run
  #phase: number
  #position: unknown

  static async begin(parts: VerificationParts, options: VerificationOptions): Promise<Verification> {
    const bounds = await parts.evidence.bounds()
    const run: Run = {
      parts,
      options,
      bounds,
      findings: new ArchiveFindings(),
      erasures: new Erasures(parts.evidence),
      tally: emptyTally(),
      root: '',
      logVerifier: undefined,
    }
    return new Verification(run, 0, null)
  }

  static async resume(parts: VerificationParts, saved: SavedVerification): Promise<Verification> {
    const { options, bounds, phase, position, tally, root } = saved
    const run: Run = {
      parts,
      options,
      bounds,
      findings: new ArchiveFindings(saved.findings),
      erasures: new Erasures(parts.evidence),
      tally: { ...emptyTally(), ...tally },
      root,
      logVerifier: undefined,
    }
    await run.erasures.refresh()
    return new Verification(run, phase, position)
  }

  private constructor(run: Run, phase: number, position: unknown) {
    this.#run = run
    this.#phase = phase
    this.#position = position
  }

  /** Some tens of milliseconds, but for a very large letter; false when all is done. */
  async step(): Promise<boolean> {
    const phase = phases[this.#phase]
    if (phase === undefined) return false
    this.#position ??= await phase.begin(this.#run)
    this.#position = await phase.step(this.#run, this.#position)
    if (this.#position === null) this.#phase++
    return this.#phase < phases.length
  }

  save(): SavedVerification {
    const { options, bounds, findings, tally, root } = this.#run
    return {
      options,
      bounds,
      phase: this.#phase,
      position: this.#position,
      findings: findings.save(),
      tally: { ...tally },
      root,
    }
  }

  progress(): Progress {
    const run = this.#run
    const { tally, findings } = run
    let done = 0
    for (const [i, phase] of phases.entries()) {
      if (i < this.#phase) done += phase.work(run)
      else if (i === this.#phase && this.#position !== null) done += phase.done(run, this.#position)
    }
    return {
      phase: phases[this.#phase]?.name ?? 'done',
      done,
      total: phases.reduce((sum, phase) => sum + phase.work(run), 0),
      findings: findings.count,
      bytes: tally.formBytes + tally.objectBytes,
    }
  }
}
