/**
 * What a log publishes as files: `checkpoint` and `tile/…` below one folder, as C2SP tlog-tiles serves them. Derived:
 * when the folder goes, all of it is written anew.
 *
 * A file has its name only when it is whole and durable, and the checkpoint has its own only when every tile that it
 * needs has: whoever can read a checkpoint can prove every leaf below it. Leaves' data are not published: they tell who
 * wrote to whom. A partial tile goes when its whole one is there.
 */
import { randomUUID } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { LogReads } from '../ports/tlog.ts'
import { newTiles, type Tile, tilePath, tileWidth } from './tiles.ts'

export interface LogFiles {
  /** Undefined when there is none. */
  readCheckpoint(): Promise<string | undefined>
  writeCheckpoint(note: string): Promise<void>
  /** Undefined when there is none. */
  readTile(tile: Tile): Promise<Buffer | undefined>
  /** Widths of the partial tiles that there are of a tile. */
  partialWidths(level: number, n: number): Promise<readonly number[]>
  /** Writes the tiles that a tree of `size` has beyond one of `from`; durable when it resolves. Resolves with how many. */
  writeTiles(log: LogReads, from: number, size: number): Promise<number>
}

/** A level of a tile in levels of the tree. */
const tileLevels = 8

export function openLogFiles(folder: string): LogFiles {
  const checkpointFile = join(folder, 'checkpoint')
  return {
    readCheckpoint: () => readFile(checkpointFile, 'utf8').catch(missing),

    async writeCheckpoint(note) {
      await makeFolder(folder)
      await writeWhole(checkpointFile, Buffer.from(note))
      await sync(folder)
    },

    readTile: tile => readFile(join(folder, tilePath(tile))).catch(missing),

    async partialWidths(level, n) {
      const whole = tilePath({ level, n, width: tileWidth })
      const names = (await readdir(join(folder, `${whole}.p`)).catch(missing)) ?? []
      return names.filter(name => /^[1-9]\d{0,2}$/.test(name)).map(Number)
    },

    async writeTiles(log, from, size) {
      const folders = new Set<string>()
      let count = 0
      for (const tile of newTiles(from, size)) {
        const { level, n, width } = tile
        const file = join(folder, tilePath(tile))
        if (!folders.has(dirname(file))) await makeFolder(dirname(file))
        folders.add(dirname(file))
        await writeWhole(file, await log.nodes(tileLevels * level, n * tileWidth, width))
        count++
      }
      for (const changed of folders) await sync(changed)
      // Only now: until then the partial ones are what a checkpoint before this one needs.
      for (const tile of newTiles(from, size))
        if (tile.width === tileWidth)
          await rm(`${join(folder, tilePath(tile))}.p`, { recursive: true, force: true })
      return count
    },
  }
}

/** Makes a folder and those above it, each durable in the one that holds it. */
async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true, mode: 0o755 })
  if (first === undefined) return
  for (let made = folder; made.length >= first.length; made = dirname(made)) await sync(dirname(made))
}

async function writeWhole(file: string, octets: Uint8Array): Promise<void> {
  const draft = `${file}.${randomUUID()}`
  try {
    await using handle = await open(draft, 'wx', 0o644)
    await handle.writeFile(octets)
    await handle.sync()
    await rename(draft, file)
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
}

async function sync(folder: string): Promise<void> {
  await using handle = await open(folder, 'r')
  await handle.sync()
}

function missing(error: NodeJS.ErrnoException): undefined {
  // A partial tile's folder can stand where a file is looked for, and the other way round.
  if (!['ENOENT', 'ENOTDIR', 'EISDIR'].includes(error.code ?? '')) throw error
}
