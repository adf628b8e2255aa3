/**
 * A disk that keeps only what was synced. It is fed the events that recorder.c wrote, and can at any point be laid
 * out as a power cut would leave it: of every file the bytes as of its last sync, of every directory the names as
 * of its last sync. Or torn: of what was written since, each sector is there or is not.
 */
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const kinds = [
  'none',
  'create',
  'write',
  'truncate',
  'rename',
  'link',
  'unlink',
  'sync',
  'sync-directory',
  'make-directory',
  'failed-sync',
] as const

export interface DiskEvent {
  readonly kind: (typeof kinds)[number]
  readonly path: string
  readonly second: string
  /** Of a write; the new length for a truncation. */
  readonly offset: number
  readonly data: Buffer
}

export function readEvents(path: string): readonly DiskEvent[] {
  const log = readFileSync(path)
  const events: DiskEvent[] = []
  for (let at = 0; at < log.length; ) {
    const kind = kinds[log[at]!]!
    const pathEnd = at + 17 + log.readUInt16LE(at + 1)
    const secondEnd = pathEnd + log.readUInt16LE(at + 3)
    const dataEnd = secondEnd + log.readUInt32LE(at + 13)
    events.push({
      kind,
      path: log.toString('utf8', at + 17, pathEnd),
      second: log.toString('utf8', pathEnd, secondEnd),
      offset: Number(log.readBigUInt64LE(at + 5)),
      data: log.subarray(secondEnd, dataEnd),
    })
    at = dataEnd
  }
  return events
}

/** A file's bytes now and as of its last sync; changes since then are noted, so that a sync copies only these. */
class File {
  #now: Buffer
  #length: number
  #durable: Buffer
  #durableLength: number
  #unsynced: (readonly [start: number, end: number])[] = []

  constructor(content: Buffer) {
    this.#now = Buffer.from(content)
    this.#durable = Buffer.from(content)
    this.#length = content.length
    this.#durableLength = content.length
  }

  write(data: Buffer, offset: number): void {
    const end = offset + data.length
    this.#now = grown(this.#now, end)
    data.copy(this.#now, offset)
    this.#length = Math.max(this.#length, end)
    this.#unsynced.push([offset, end])
  }

  truncate(length: number): void {
    this.#now = grown(this.#now, length)
    this.#now.fill(0, Math.min(length, this.#length))
    this.#unsynced.push([Math.min(length, this.#length), Math.max(length, this.#length)])
    this.#length = length
  }

  sync(): void {
    this.#durable = grown(this.#durable, this.#length)
    for (const [start, end] of this.#unsynced)
      this.#now.copy(this.#durable, start, start, Math.min(end, this.#length))
    this.#durableLength = this.#length
    this.#unsynced = []
  }

  /** What was to be synced stays in memory, and is not written unless it is written to the file again. */
  syncFails(): void {
    this.#unsynced = []
  }

  get now(): Buffer {
    return this.#now.subarray(0, this.#length)
  }

  /** The durable bytes, with some sectors of what was written since. */
  torn(random: () => number): Buffer {
    const length = random() < 0.5 ? this.#length : this.#durableLength
    const torn = Buffer.alloc(length)
    this.durable.copy(torn)
    for (const [start, end] of this.#unsynced) {
      for (let at = start; at < end; at += sectorBytes - (at % sectorBytes)) {
        const sectorEnd = Math.min(end, at + sectorBytes - (at % sectorBytes), this.#length)
        if (random() < 0.5 && at < length) this.#now.copy(torn, at, at, sectorEnd)
      }
    }
    return torn
  }

  get durable(): Buffer {
    return this.#durable.subarray(0, this.#durableLength)
  }
}

/** What a disk writes whole or not at all. */
const sectorBytes = 512

function grown(buffer: Buffer, length: number): Buffer {
  if (length <= buffer.length) return buffer
  const larger = Buffer.alloc(Math.max(length, 2 * buffer.length))
  buffer.copy(larger)
  return larger
}

export class Disk {
  readonly #names = new Map<string, File>()
  readonly #durableNames = new Map<string, File>()

  /** Starts with a directory whose every file and name is durable. */
  constructor(directory: string) {
    for (const name of readdirSync(directory, { recursive: true, encoding: 'utf8' })) {
      const path = join(directory, name)
      if (statSync(path).isFile()) this.#names.set(name, new File(readFileSync(path)))
    }
    for (const [name, file] of this.#names) this.#durableNames.set(name, file)
  }

  apply({ kind, path, second, offset, data }: DiskEvent): void {
    if (kind === 'create') this.#names.set(path, new File(Buffer.alloc(0)))
    else if (kind === 'write') this.#file(path).write(data, offset)
    else if (kind === 'truncate') this.#file(path).truncate(offset)
    else if (kind === 'sync') this.#file(path).sync()
    else if (kind === 'failed-sync') this.#names.get(path)?.syncFails()
    else if (kind === 'sync-directory') this.#syncNames(path)
    else if (kind === 'unlink') this.#names.delete(path)
    else if (kind === 'link' || kind === 'rename') {
      this.#names.set(second, this.#file(path))
      if (kind === 'rename') this.#names.delete(path)
    }
  }

  /** What a reader would see now, had there been no cut. */
  content(path: string): Buffer | undefined {
    return this.#names.get(path)?.now
  }

  /** With `random`, between 0 and 1, the files that `tears` takes are torn. */
  layOut(directory: string, tears = (_name: string) => false, random = Math.random): void {
    for (const [name, file] of this.#durableNames) {
      mkdirSync(dirname(join(directory, name)), { recursive: true, mode: 0o700 })
      const bytes = tears(name) ? file.torn(random) : file.durable
      writeFileSync(join(directory, name), bytes, { mode: 0o600 })
    }
  }

  #file(path: string): File {
    const file = this.#names.get(path)
    if (!file) throw new Error(`${path} is used before it was created`)
    return file
  }

  #syncNames(directory: string): void {
    const inside = (name: string) => (dirname(name) === '.' ? '' : dirname(name)) === directory
    for (const name of this.#durableNames.keys()) {
      if (inside(name) && !this.#names.has(name)) this.#durableNames.delete(name)
    }
    for (const [name, file] of this.#names) if (inside(name)) this.#durableNames.set(name, file)
  }
}
