/**
 * Computes the log's tree anew from the rows that its leaves commit to, and holds against it what is stored: leaf by
 * leaf the hashes of the `log` table, every checkpoint with the log's signatures, and every tile that the published one
 * needs. One pass, in pieces that let others work; memory does not grow with the log.
 *
 * What it cannot see: a change of a leaf that no checkpoint outside covers, by someone who rewrites rows, hashes, tiles
 * and holds the keys. `uncovered` counts the leaves that no stored checkpoint covers; witnesses and copies of
 * checkpoints elsewhere are for the rest.
 */

import { breathe } from '../base/breath.ts'
import { append, type Edge, emptyEdge, hashBytes, leafHash, root } from '../base/merkle.ts'
import type { Timestamps } from '../ports/timestamp.ts'
import type { LogReads, StoredCheckpoint } from '../ports/tlog.ts'
import { checkSignature, parseCheckpoint, type TreeHead } from './checkpoint.ts'
import { stampedHash } from './daily-stamp.ts'
import { Findings, type LogFinding } from './findings.ts'
import { LeavesInOrder, rowsAtATime } from './leaves-in-order.ts'
import type { LogFiles } from './log-files.ts'
import type { VerifierKey } from './note.ts'
import { OutsideCheckpoints } from './outside-checkpoints.ts'
import { hashesAt, type Tile, tilePath, tileWidth } from './tiles.ts'

export interface LogVerification {
  readonly leaves: number
  readonly entries: number
  readonly acts: number
  readonly checkpoints: number
  /** Checkpoints that a witness's name stands under. */
  readonly cosigned: number
  /** Tokens of a time-stamping authority that are about a checkpoint and hold. */
  readonly stamped: number
  readonly tiles: number
  /** Of the checkpoints kept elsewhere those that the tree agrees with. */
  readonly outside: number
  /** Leaves after the newest checkpoint. */
  readonly uncovered: number
  readonly root: Uint8Array
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
  readonly timestamps: Pick<Timestamps, 'verify'>
  /** Checkpoints that were kept elsewhere. */
  readonly outside: readonly string[]
}

export async function verifyLog(options: VerifyOptions): Promise<LogVerification> {
  const findings = new Findings()
  const { log } = options
  const checkpoints = new Checkpoints(options, findings)
  const outside = new OutsideCheckpoints(options, (place, detail) =>
    findings.add('checkpoint', place, detail),
  )
  const tiles = await TileCheck.start(options, findings)
  // What is logged from here on is for the next time.
  const size = await log.size()
  const counts = { entry: 0, act: 0 }
  let edge: Edge = emptyEdge
  await checkpoints.at(edge)
  outside.at(edge)
  const stored = pieces(first => log.stored(first, rowsAtATime))
  const leaves = new LeavesInOrder(log)
  for await (const row of stored) {
    if (edge.size === size) break
    if (row.index !== edge.size) {
      findings.add('stored-hash', `leaf ${edge.size}`, `is missing; the next one stored is ${row.index}`)
      break
    }
    const leaf = await leaves.at(row.index, findings)
    if (leaf !== undefined) counts[leaf.kind]++
    // A leaf that has no row, or a wrong one, goes on as it is stored: so the first finding is where it began.
    const given = row.hashes.subarray(0, hashBytes)
    const own = leaf === undefined ? given : leafHash(leaf.data)
    if (leaf !== undefined && Buffer.compare(own, given) !== 0)
      findings.add('leaf', `leaf ${row.index}`, `${leaf.kind} ${leaf.id} is not what was logged`)
    const grown = append(edge, given)
    if (Buffer.compare(Buffer.concat(grown.completed), row.hashes) !== 0)
      findings.add('stored-hash', `leaf ${row.index}`, 'the nodes stored with it are not those of the tree')
    edge = grown.edge
    await tiles.grow(grown.completed, edge.size)
    await checkpoints.at(edge)
    outside.at(edge)
  }
  await leaves.end(edge.size, size, findings)
  await checkpoints.end(edge.size, size)
  outside.end(edge.size)
  tiles.end(edge.size)
  return {
    leaves: edge.size,
    entries: counts.entry,
    acts: counts.act,
    checkpoints: checkpoints.count,
    cosigned: checkpoints.cosigned,
    stamped: checkpoints.stamped,
    tiles: tiles.count,
    outside: outside.agreed,
    uncovered: edge.size - Math.min(edge.size, checkpoints.covered),
    root: root(edge),
    findings: findings.count,
    first: findings.first,
  }
}

/** Rows by their index, read in pieces with a breath between. */
async function* pieces<Row extends { readonly index: number }>(
  read: (first: number) => Promise<readonly Row[]>,
): AsyncIterable<Row> {
  for (let first = 0; ; ) {
    const rows = await read(first)
    yield* rows
    const last = rows.at(-1)
    if (last === undefined || rows.length < rowsAtATime) return
    first = last.index + 1
    await breathe()
  }
}

class Checkpoints {
  count = 0
  cosigned = 0
  stamped = 0
  /** Leaves under the largest. */
  covered = 0
  readonly #options: VerifyOptions
  readonly #findings: Findings
  #waiting: StoredCheckpoint[] = []
  #read = -1
  #ended = false

  constructor(options: VerifyOptions, findings: Findings) {
    this.#options = options
    this.#findings = findings
  }

  async #next(): Promise<StoredCheckpoint | undefined> {
    if (this.#waiting.length === 0 && !this.#ended) {
      this.#waiting = [...(await this.#options.log.checkpoints(this.#read, rowsAtATime))]
      this.#read = this.#waiting.at(-1)?.size ?? this.#read
      this.#ended = this.#waiting.length < rowsAtATime
    }
    return this.#waiting[0]
  }

  /** Holds the checkpoint of this size, if there is one, against the tree. */
  async at(edge: Edge): Promise<void> {
    const stored = this.#waiting[0] ?? (this.#ended ? undefined : await this.#next())
    if (stored === undefined || stored.size > edge.size) return
    this.#waiting.shift()
    this.count++
    if (stored.cosignatures.length > 0) this.cosigned++
    this.covered = stored.size
    const wrong = (detail: string) => this.#findings.add('checkpoint', `checkpoint ${stored.size}`, detail)
    if (stored.token !== null)
      this.#checkToken(stored.token, { ...stored, origin: this.#options.origin }, wrong)
    if (Buffer.compare(root(edge), stored.root) !== 0) wrong('its root is not that of the leaves')
    const head = parseCheckpoint(stored.note)
    if (!head.ok) return wrong(`cannot be read: ${head.error}`)
    const { origin, size, root: signed, signatures } = head.value
    if (origin !== this.#options.origin || size !== stored.size || Buffer.compare(signed, stored.root) !== 0)
      wrong('the note is about another head')
    for (const key of this.#options.keys)
      if (!signatures.some(line => checkSignature(key, head.value, line) === 'valid'))
        wrong(`is not signed by ${key.name}+${key.keyId}`)
  }

  #checkToken(token: Uint8Array, head: TreeHead, wrong: (detail: string) => void): void {
    const verified = this.#options.timestamps.verify(token, stampedHash(head))
    if (verified.ok) this.stamped++
    else wrong(`its time stamp: ${verified.error.reason}: ${verified.error.detail}`)
  }

  async end(reached: number, size: number): Promise<void> {
    for (let stored = await this.#next(); stored !== undefined; stored = await this.#next()) {
      this.#waiting.shift()
      if (stored.size > size && stored.size <= (await this.#options.log.size())) continue
      this.count++
      this.#findings.add('checkpoint', `checkpoint ${stored.size}`, `the tree ends at ${reached}`)
    }
  }
}

/** The tiles of the published checkpoint, each compared as soon as its hashes are known. */
class TileCheck {
  count = 0
  readonly #files: LogFiles
  readonly #findings: Findings
  /** Leaves of the published checkpoint. */
  readonly #size: number
  /** The hashes of the tile in the making, by level. */
  readonly #hashes: Uint8Array[][] = []

  static async start({ files, log, origin, keys }: VerifyOptions, findings: Findings): Promise<TileCheck> {
    const text = await files.readCheckpoint()
    const wrong = (detail: string) => findings.add('checkpoint', 'the published checkpoint', detail)
    if (text === undefined) {
      if ((await log.checkpoint()) !== undefined) wrong('is missing')
      return new TileCheck(files, findings, 0)
    }
    const head = parseCheckpoint(text)
    if (!head.ok) {
      wrong(`cannot be read: ${head.error}`)
      return new TileCheck(files, findings, 0)
    }
    const { size, signatures } = head.value
    const signed = keys.every(key =>
      signatures.some(line => checkSignature(key, head.value, line) === 'valid'),
    )
    if (head.value.origin !== origin || !signed) wrong('is not signed by this log')
    const [stored] = await log.checkpoints(size - 1, 1)
    if (stored?.size !== size || Buffer.compare(stored.root, head.value.root) !== 0)
      wrong(`is of ${size} leaves, and none is stored for them with its root`)
    return new TileCheck(files, findings, size)
  }

  private constructor(files: LogFiles, findings: Findings, size: number) {
    this.#files = files
    this.#findings = findings
    this.#size = size
  }

  /** `completed`: the nodes that the newest leaf completed; the tree has `size` leaves with it. */
  async grow(completed: readonly Uint8Array[], size: number): Promise<void> {
    if (size > this.#size) return
    for (let level = 0; completed[8 * level] !== undefined; level++) {
      this.#hashes[level] ??= []
      const hashes = this.#hashes[level]!
      hashes.push(completed[8 * level]!)
      if (hashes.length < tileWidth) continue
      await this.#compare({ level, n: hashesAt(level, size) / tileWidth - 1, width: tileWidth }, hashes)
      this.#hashes[level] = []
    }
    if (size < this.#size) return
    for (const [level, hashes] of this.#hashes.entries()) {
      const n = Math.floor(hashesAt(level, size) / tileWidth)
      if (hashes.length > 0) await this.#compare({ level, n, width: hashes.length }, hashes)
    }
  }

  async #compare(tile: Tile, hashes: readonly Uint8Array[]): Promise<void> {
    this.count++
    const found = (await this.#files.readTile(tile)) ?? (await this.#fromWhole(tile))
    if (found === undefined) this.#findings.add('tile', tilePath(tile), 'is missing')
    else if (Buffer.compare(found, Buffer.concat(hashes)) !== 0)
      this.#findings.add('tile', tilePath(tile), 'its hashes are not those of the tree')
  }

  /** A partial tile goes when its whole one comes, as C2SP allows. */
  async #fromWhole(tile: Tile): Promise<Uint8Array | undefined> {
    const whole = await this.#files.readTile({ ...tile, width: tileWidth })
    return whole?.subarray(0, tile.width * hashBytes)
  }

  end(size: number): void {
    if (size < this.#size)
      this.#findings.add(
        'checkpoint',
        'the published checkpoint',
        `is of ${this.#size} leaves, and the log has only ${size}`,
      )
  }
}
