/**
 * Computes the log's tree anew from the rows that its leaves commit to, and holds against it what is stored: leaf by
 * leaf the hashes of the `log` table, every checkpoint with the log's signatures, and every tile that the published one
 * needs. One pass, in pieces that let others work; memory does not grow with the log. Between two pieces it can be saved,
 * and go on from there in another process.
 *
 * What it cannot see: a change of a leaf that no checkpoint outside covers, by someone who rewrites rows, hashes, tiles
 * and holds the keys. `uncovered` counts the leaves that no stored checkpoint covers; witnesses and copies of
 * checkpoints elsewhere are for the rest.
 */

import { breathe } from '../base/breath.ts'
import { append, type Edge, emptyEdge, hashBytes, leafHash, root } from '../base/merkle.ts'
import type { Timestamps } from '../ports/timestamp.ts'
import type { LogReads } from '../ports/tlog.ts'
import { CheckpointCheck, type SavedCheckpointCheck } from './checkpoint-check.ts'
import { type AddFinding, Findings, type LogFinding } from './findings.ts'
import { LeavesInOrder, rowsAtATime, type SavedLeaves } from './leaves-in-order.ts'
import type { LogFiles } from './log-files.ts'
import type { VerifierKey } from './note.ts'
import { OutsideCheckpoints } from './outside-checkpoints.ts'
import { type SavedTileCheck, TileCheck } from './tile-check.ts'

export interface LogCounts {
  readonly leaves: number
  readonly entries: number
  readonly acts: number
  readonly checkpoints: number
  /** Checkpoints that a witness's name stands under. */
  readonly cosigned: number
  /** Tokens of a time-stamping authority that are about a checkpoint and hold. */
  readonly stamped: number
  readonly tiles: number
  /** Of the checkpoints kept elsewhere those that the tree agrees with, and the leaves under the largest of them. */
  readonly outside: number
  readonly outsideCovered: number
  /** Leaves after the newest checkpoint. */
  readonly uncovered: number
  readonly root: Uint8Array
}

export interface LogVerification extends LogCounts {
  readonly findings: number
  /** The first of them, as many as a person reads. */
  readonly first: readonly LogFinding[]
}

export interface VerifyOptions {
  readonly log: LogReads
  readonly files: LogFiles
  readonly origin: string
  /** The log's own: both must have signed every checkpoint. */
  readonly keys: readonly VerifierKey[]
  /** Of the witnesses that are asked; what others signed is not looked at. */
  readonly witnesses?: readonly VerifierKey[]
  readonly timestamps: Pick<Timestamps, 'verify'>
  /** Checkpoints that were kept elsewhere. */
  readonly outside: readonly string[]
}

export async function verifyLog(options: VerifyOptions): Promise<LogVerification> {
  const findings = new Findings()
  const verifier = await LogVerifier.begin(options, (...finding) => findings.add(...finding))
  while (await verifier.step()) await breathe()
  return { ...verifier.counts(), findings: findings.count, first: findings.first }
}

/** As JSON; hashes in base64. */
export interface SavedLogVerifier {
  /** Leaves that the log had when it began. */
  readonly size: number
  readonly edge: { readonly size: number; readonly peaks: readonly string[] }
  readonly entries: number
  readonly acts: number
  readonly leaves: SavedLeaves
  readonly checkpoints: SavedCheckpointCheck
  readonly tiles: SavedTileCheck
  readonly outside: { readonly agreed: number; readonly covered: number }
}

export class LogVerifier {
  readonly #log: LogReads
  readonly #add: AddFinding
  readonly #size: number
  readonly #leaves: LeavesInOrder
  readonly #checkpoints: CheckpointCheck
  readonly #outside: OutsideCheckpoints
  readonly #tiles: TileCheck
  readonly #counts = { entry: 0, act: 0 }
  #edge: Edge = emptyEdge

  /** What is logged from here on is for the next time. */
  static async begin(options: VerifyOptions, add: AddFinding): Promise<LogVerifier> {
    const tiles = await TileCheck.start(options, add)
    const verifier = new LogVerifier(options, add, await options.log.size(), tiles)
    await verifier.#checkpoints.at(emptyEdge)
    verifier.#outside.at(emptyEdge)
    return verifier
  }

  static resume(options: VerifyOptions, add: AddFinding, saved: SavedLogVerifier): LogVerifier {
    const tiles = TileCheck.resume(options, add, saved.tiles)
    return new LogVerifier(options, add, saved.size, tiles, saved)
  }

  private constructor(
    options: VerifyOptions,
    add: AddFinding,
    size: number,
    tiles: TileCheck,
    saved?: SavedLogVerifier,
  ) {
    this.#log = options.log
    this.#add = add
    this.#size = size
    this.#tiles = tiles
    this.#leaves = new LeavesInOrder(options.log, saved?.leaves)
    this.#checkpoints = new CheckpointCheck(options, add, saved?.checkpoints)
    const addOutside = (place: string, detail: string) => add('checkpoint', place, detail)
    if (saved === undefined) {
      this.#outside = new OutsideCheckpoints(options, addOutside)
      return
    }
    const peaks = saved.edge.peaks.map(peak => Buffer.from(peak, 'base64'))
    this.#edge = { size: saved.edge.size, peaks }
    this.#counts = { entry: saved.entries, act: saved.acts }
    this.#outside = OutsideCheckpoints.resume(options, addOutside, saved.edge.size, saved.outside)
  }

  /** Leaves that were looked at, of `size`. */
  get done(): number {
    return this.#edge.size
  }

  get size(): number {
    return this.#size
  }

  /** Some hundred leaves; false when that was the last piece. */
  async step(): Promise<boolean> {
    const rows = await this.#log.stored(this.#edge.size, rowsAtATime)
    for (const row of rows) {
      if (this.#edge.size === this.#size) break
      if (row.index !== this.#edge.size) {
        const detail = `is missing; the next one stored is ${row.index}`
        this.#add('stored-hash', `leaf ${this.#edge.size}`, detail)
        await this.#end()
        return false
      }
      await this.#leaf(row)
    }
    if (this.#edge.size < this.#size && rows.length > 0) return true
    await this.#end()
    return false
  }

  async #leaf(row: { readonly index: number; readonly hashes: Uint8Array }): Promise<void> {
    const leaf = await this.#leaves.at(row.index, this.#add)
    if (leaf !== undefined) this.#counts[leaf.kind]++
    // A leaf that has no row, or a wrong one, goes on as it is stored: so the first finding is where it began.
    const given = row.hashes.subarray(0, hashBytes)
    const own = leaf === undefined ? given : leafHash(leaf.data)
    if (leaf !== undefined && Buffer.compare(own, given) !== 0)
      this.#add('leaf', `leaf ${row.index}`, `${leaf.kind} ${leaf.id} is not what was logged`)
    const grown = append(this.#edge, given)
    if (Buffer.compare(Buffer.concat(grown.completed), row.hashes) !== 0)
      this.#add('stored-hash', `leaf ${row.index}`, 'the nodes stored with it are not those of the tree')
    this.#edge = grown.edge
    await this.#tiles.grow(grown.completed, this.#edge.size)
    await this.#checkpoints.at(this.#edge)
    this.#outside.at(this.#edge)
  }

  async #end(): Promise<void> {
    const { size } = this.#edge
    await this.#leaves.end(size, this.#size, this.#add)
    await this.#checkpoints.end(size, this.#size)
    this.#outside.end(size)
    this.#tiles.end(size)
  }

  counts(): LogCounts {
    const { size } = this.#edge
    return {
      leaves: size,
      entries: this.#counts.entry,
      acts: this.#counts.act,
      checkpoints: this.#checkpoints.count,
      cosigned: this.#checkpoints.cosigned,
      stamped: this.#checkpoints.stamped,
      tiles: this.#tiles.count,
      outside: this.#outside.agreed,
      outsideCovered: this.#outside.covered,
      uncovered: size - Math.min(size, this.#checkpoints.covered),
      root: root(this.#edge),
    }
  }

  /** Between two pieces. */
  save(): SavedLogVerifier {
    const peaks = this.#edge.peaks.map(peak => Buffer.from(peak).toString('base64'))
    return {
      size: this.#size,
      edge: { size: this.#edge.size, peaks },
      entries: this.#counts.entry,
      acts: this.#counts.act,
      leaves: this.#leaves.save(),
      checkpoints: this.#checkpoints.save(),
      tiles: this.#tiles.save(),
      outside: { agreed: this.#outside.agreed, covered: this.#outside.covered },
    }
  }
}
