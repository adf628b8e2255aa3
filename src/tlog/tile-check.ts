/** The published tiles against the tree as it grows. */
import { hashBytes } from '../base/merkle.ts'
import { checkSignature, parseCheckpoint } from './checkpoint.ts'
import type { AddFinding } from './findings.ts'
import type { LogFiles } from './log-files.ts'
import { hashesAt, type Tile, tilePath, tileWidth } from './tiles.ts'
import type { VerifyOptions } from './verify.ts'

export interface SavedTileCheck {
  readonly size: number
  readonly count: number
  /** Hashes of the tiles in the making, one after another in base64, by level. */
  readonly hashes: readonly string[]
}

/** The tiles of the published checkpoint, each compared as soon as its hashes are known. */
export class TileCheck {
  count = 0
  readonly #files: LogFiles
  readonly #add: AddFinding
  /** Leaves of the published checkpoint. */
  readonly #size: number
  /** The hashes of the tile in the making, by level. */
  readonly #hashes: Uint8Array[][] = []

  static async start({ files, log, origin, keys }: VerifyOptions, add: AddFinding): Promise<TileCheck> {
    const text = await files.readCheckpoint()
    const wrong = (detail: string) => add('checkpoint', 'the published checkpoint', detail)
    if (text === undefined) {
      if ((await log.checkpoint()) !== undefined) wrong('is missing')
      return new TileCheck(files, add, 0)
    }
    const head = parseCheckpoint(text)
    if (!head.ok) {
      wrong(`cannot be read: ${head.error}`)
      return new TileCheck(files, add, 0)
    }
    const { size, signatures } = head.value
    const signed = keys.every(key =>
      signatures.some(line => checkSignature(key, head.value, line) === 'valid'),
    )
    if (head.value.origin !== origin || !signed) wrong('is not signed by this log')
    const [stored] = await log.checkpoints(size - 1, 1)
    if (stored?.size !== size || Buffer.compare(stored.root, head.value.root) !== 0)
      wrong(`is of ${size} leaves, and none is stored for them with its root`)
    return new TileCheck(files, add, size)
  }

  static resume({ files }: VerifyOptions, add: AddFinding, saved: SavedTileCheck): TileCheck {
    const check = new TileCheck(files, add, saved.size)
    check.count = saved.count
    for (const text of saved.hashes) {
      const octets = Buffer.from(text, 'base64')
      const count = octets.length / hashBytes
      check.#hashes.push(
        Array.from({ length: count }, (_, i) => octets.subarray(i * hashBytes, (i + 1) * hashBytes)),
      )
    }
    return check
  }

  save(): SavedTileCheck {
    const hashes = this.#hashes.map(level => Buffer.concat(level).toString('base64'))
    return { size: this.#size, count: this.count, hashes }
  }

  private constructor(files: LogFiles, add: AddFinding, size: number) {
    this.#files = files
    this.#add = add
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
      this.count++
      await this.#compare({ level, n: hashesAt(level, size) / tileWidth - 1, width: tileWidth }, hashes)
      this.#hashes[level] = []
    }
    if (size < this.#size) return
    for (const [level, hashes] of this.#hashes.entries()) {
      const n = Math.floor(hashesAt(level, size) / tileWidth)
      if (hashes.length === 0) continue
      this.count++
      await this.#compare({ level, n, width: hashes.length }, hashes)
      // What checkpoints before this one need.
      for (const width of await this.#files.partialWidths(level, n))
        if (width < hashes.length) await this.#compare({ level, n, width }, hashes.slice(0, width))
    }
  }

  async #compare(tile: Tile, hashes: readonly Uint8Array[]): Promise<void> {
    const found = (await this.#files.readTile(tile)) ?? (await this.#fromWhole(tile))
    if (found === undefined) this.#add('tile', tilePath(tile), 'is missing')
    else if (Buffer.compare(found, Buffer.concat(hashes)) !== 0)
      this.#add('tile', tilePath(tile), 'its hashes are not those of the tree')
  }

  /** A partial tile goes when its whole one comes, as C2SP allows. */
  async #fromWhole(tile: Tile): Promise<Uint8Array | undefined> {
    const whole = await this.#files.readTile({ ...tile, width: tileWidth })
    return whole?.subarray(0, tile.width * hashBytes)
  }

  end(size: number): void {
    if (size < this.#size)
      this.#add(
        'checkpoint',
        'the published checkpoint',
        `is of ${this.#size} leaves, and the log has only ${size}`,
      )
  }
}
