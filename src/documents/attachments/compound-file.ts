/**
 * Compound files ([MS-CFB]): the container of Word, Excel and PowerPoint before 2007, of Outlook messages, of Windows
 * installer packages and of encrypted documents of today. Only what reading streams by name needs, with every chain
 * bounded by the number of its sectors.
 */
import { asBuffer } from '../../mail/bytes.ts'

export interface StreamEntry {
  /** With the names of the storages around it: `__attach_version1.0_#00000000/__substg1.0_37010102`. */
  readonly path: string
  /** At most `maxBytes` of it. Streams may overlap: what is read of all of them together has no other bound. */
  read(maxBytes: number): Uint8Array
}

export interface CompoundFile {
  /** Of the root storage, in the order of its octets. */
  readonly classId: string
  readonly streams: readonly StreamEntry[]
  /** Paths of storages. */
  readonly storages: readonly string[]
}

export const compoundSignature = Buffer.from('d0cf11e0a1b11ae1', 'hex')
const endOfChain = 0xfffffffa
const noStream = 0xffffffff
/** Directory entries that are looked at. */
const maxEntries = 4096

/** Null when the octets are no compound file or hold nothing that can be followed. */
export function readCompoundFile(file: Uint8Array): CompoundFile | null {
  const bytes = asBuffer(file)
  if (bytes.length < 512 || !bytes.subarray(0, 8).equals(compoundSignature)) return null
  const sectorShift = bytes.readUInt16LE(30)
  if (sectorShift !== 9 && sectorShift !== 12) return null
  const sectors = new Sectors(bytes, 1 << sectorShift)
  const directory = sectors.chain(bytes.readUInt32LE(48), maxEntries * 128)
  if (directory.length < 128) return null
  const root = directoryEntry(directory, 0)
  const mini = new MiniSectors(sectors.chain(root.start, root.size), sectors.chain(bytes.readUInt32LE(60)))
  const miniCutoff = bytes.readUInt32LE(56)
  const streams: StreamEntry[] = []
  const storages: string[] = []
  for (const { path, entry } of tree(directory, root.child)) {
    if (entry.type === 1) storages.push(path)
    else
      streams.push({
        path,
        read: maxBytes =>
          (entry.size < miniCutoff ? mini : sectors).chain(entry.start, Math.min(entry.size, maxBytes)),
      })
  }
  return { classId: directory.toString('hex', 80, 96), streams, storages }
}

class Sectors {
  readonly #bytes: Buffer
  readonly #size: number
  /** Next sector of each. */
  readonly #next: Uint32Array

  constructor(bytes: Buffer, size: number) {
    this.#bytes = bytes
    this.#size = size
    const count = Math.ceil(bytes.length / size)
    this.#next = new Uint32Array(count).fill(noStream)
    const perSector = size / 4
    let index = 0
    for (const sector of this.#tableSectors(count)) {
      const table = this.#sector(sector)
      for (let at = 0; at + 4 <= table.length && index < count; at += 4)
        this.#next[index++] = table.readUInt32LE(at)
      if (table.length < size) index += perSector - table.length / 4
    }
  }

  /** Sectors of the allocation table: 109 in the header, the rest in a chain of their own. */
  *#tableSectors(count: number): Generator<number> {
    for (let at = 76; at < 512; at += 4) {
      const sector = this.#bytes.readUInt32LE(at)
      if (sector < count) yield sector
    }
    let list = this.#bytes.readUInt32LE(68)
    for (let steps = 0; list < count && steps < count; steps++) {
      const table = this.#sector(list)
      for (let at = 0; at + 8 <= table.length; at += 4) {
        const sector = table.readUInt32LE(at)
        if (sector < count) yield sector
      }
      list = table.length < this.#size ? noStream : table.readUInt32LE(this.#size - 4)
    }
  }

  #sector(index: number): Buffer {
    const start = (index + 1) * this.#size
    return this.#bytes.subarray(start, start + this.#size)
  }

  /** The octets of a chain of sectors, at most `size`. */
  chain(first: number, size: number = this.#bytes.length): Buffer {
    const parts: Buffer[] = []
    let left = Math.min(size, this.#bytes.length)
    for (let sector = first; left > 0 && sector < endOfChain; sector = this.#next[sector] ?? noStream) {
      const part = this.#sector(sector).subarray(0, left)
      if (part.length === 0) break
      parts.push(part)
      left -= part.length
    }
    return Buffer.concat(parts)
  }
}

const miniBytes = 64

class MiniSectors {
  readonly #bytes: Buffer
  readonly #table: Buffer

  constructor(bytes: Buffer, table: Buffer) {
    this.#bytes = bytes
    this.#table = table
  }

  chain(first: number, size: number): Buffer {
    const parts: Buffer[] = []
    let left = Math.min(size, this.#bytes.length)
    for (let sector = first; left > 0 && sector < endOfChain; ) {
      const part = this.#bytes.subarray(sector * miniBytes, sector * miniBytes + Math.min(miniBytes, left))
      if (part.length === 0) break
      parts.push(part)
      left -= part.length
      sector = sector * 4 + 4 <= this.#table.length ? this.#table.readUInt32LE(sector * 4) : noStream
    }
    return Buffer.concat(parts)
  }
}

interface DirectoryEntry {
  readonly name: string
  /** 1 storage, 2 stream, 5 root. */
  readonly type: number
  readonly left: number
  readonly right: number
  readonly child: number
  readonly start: number
  readonly size: number
}

function directoryEntry(directory: Buffer, index: number): DirectoryEntry {
  const at = index * 128
  const nameBytes = Math.min(64, directory.readUInt16LE(at + 64))
  return {
    name: directory.toString('utf16le', at, at + Math.max(0, nameBytes - 2)),
    type: directory.readUInt8(at + 66),
    left: directory.readUInt32LE(at + 68),
    right: directory.readUInt32LE(at + 72),
    child: directory.readUInt32LE(at + 76),
    start: directory.readUInt32LE(at + 116),
    size: directory.readUInt32LE(at + 120),
  }
}

/** Every storage and stream below the root; an index is followed once, whatever the file says. */
function* tree(directory: Buffer, first: number): Generator<{ path: string; entry: DirectoryEntry }> {
  const count = Math.floor(directory.length / 128)
  const seen = new Set<number>()
  const open = [{ index: first, prefix: '' }]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { index, prefix } = next
    if (index >= count || seen.has(index)) continue
    seen.add(index)
    const entry = directoryEntry(directory, index)
    const path = prefix + entry.name
    if (entry.type === 1 || entry.type === 2) yield { path, entry }
    open.push({ index: entry.left, prefix }, { index: entry.right, prefix })
    if (entry.type === 1) open.push({ index: entry.child, prefix: `${path}/` })
  }
}
