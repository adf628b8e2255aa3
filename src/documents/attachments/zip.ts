/**
 * ZIP archives (APPNOTE 6.3), read from memory with bounds. Entries come from the central directory, as the programs
 * of most people take them, and from local headers that it leaves out: an archive may be read from either end, and
 * both readings count. Nothing is ever written, so that a name like `../../x` is only a name.
 */
import { decodeCharset } from '../../mail/charset.ts'
import { type Allowance, inflate, type Unpacked } from './unpack.ts'

export interface ZipEntry {
  /** As it stands, separators and all; a directory's ends with a stroke. */
  readonly name: string
  readonly encrypted: boolean
  readonly method: number
  /** As declared. */
  readonly sizeBytes: number
  /** The packed octets; they end early where the archive does. */
  readonly packed: Uint8Array
}

export const localSignature = Buffer.from('PK\x03\x04', 'latin1')
const centralSignature = 0x02014b50
const endSignature = Buffer.from('PK\x05\x06', 'latin1')
/** The end record with the longest comment. */
const endBytes = 22 + 0xffff

/** At most `maxEntries` entries; `more` tells that there are others. */
export function readZip(archive: Uint8Array, maxEntries: number): { entries: ZipEntry[]; more: boolean } {
  const bytes = Buffer.from(archive.buffer, archive.byteOffset, archive.byteLength)
  const entries: ZipEntry[] = []
  /** Ranges of the local headers and data that are accounted for. */
  const known: { start: number; end: number }[] = []
  for (const record of centralRecords(bytes)) {
    if (entries.length >= maxEntries) return { entries, more: true }
    const entry = entryAt(bytes, record.offset, record)
    if (entry === undefined) continue
    entries.push(entry.entry)
    known.push({ start: record.offset, end: entry.end })
  }
  known.sort((a, b) => a.start - b.start)
  let next = 0
  for (let at = bytes.indexOf(localSignature); at >= 0; ) {
    while (next < known.length && known[next]!.end <= at) next++
    const around = known[next]
    let end = at + 4
    if (around !== undefined && around.start <= at) end = Math.max(end, around.end)
    else {
      if (entries.length >= maxEntries) return { entries, more: true }
      const orphan = entryAt(bytes, at, undefined, around?.start)
      if (orphan !== undefined) {
        entries.push(orphan.entry)
        end = Math.max(end, orphan.end)
      }
    }
    at = bytes.indexOf(localSignature, end)
  }
  return { entries, more: false }
}

interface Fields {
  readonly name: string
  readonly flags: number
  readonly method: number
  readonly packedBytes: number
  readonly sizeBytes: number
}

interface CentralRecord extends Fields {
  /** Of the local header. */
  readonly offset: number
}

function* centralRecords(bytes: Buffer): Generator<CentralRecord> {
  const tail = bytes.subarray(Math.max(0, bytes.length - endBytes))
  const inTail = tail.lastIndexOf(endSignature)
  if (inTail < 0 || inTail + 22 > tail.length) return
  const endAt = bytes.length - tail.length + inTail
  const size = bytes.readUInt32LE(endAt + 12)
  const declared = bytes.readUInt32LE(endAt + 16)
  // Octets before the archive move everything; where the directory must end tells by how much.
  const shift = Math.max(0, endAt - size - declared)
  let at = declared + shift
  while (at + 46 <= endAt && bytes.readUInt32LE(at) === centralSignature) {
    const nameLength = bytes.readUInt16LE(at + 28)
    const flags = bytes.readUInt16LE(at + 8)
    yield {
      flags,
      method: bytes.readUInt16LE(at + 10),
      packedBytes: bytes.readUInt32LE(at + 20),
      sizeBytes: bytes.readUInt32LE(at + 24),
      name: entryName(bytes.subarray(at + 46, at + 46 + nameLength), flags),
      offset: bytes.readUInt32LE(at + 42) + shift,
    }
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
  }
}

/** The entry whose local header is at `offset`; a size that the header leaves open reaches up to `limit`. */
function entryAt(
  bytes: Buffer,
  offset: number,
  central: Fields | undefined,
  limit = bytes.length,
): { entry: ZipEntry; end: number } | undefined {
  if (offset + 30 > bytes.length || bytes.compare(localSignature, 0, 4, offset, offset + 4) !== 0)
    return undefined
  const nameLength = bytes.readUInt16LE(offset + 26)
  const start = offset + 30 + nameLength + bytes.readUInt16LE(offset + 28)
  const fields = central ?? localFields(bytes, offset, nameLength)
  // A data descriptor (general purpose bit 3) or ZIP64 leaves the size out of the header.
  const open = fields.packedBytes === 0xffffffff || (central === undefined && (fields.flags & 8) !== 0)
  const stop = open ? nextHeader(bytes, start, limit) : Math.min(start + fields.packedBytes, bytes.length)
  const entry = {
    name: fields.name,
    encrypted: (fields.flags & 1) !== 0,
    method: fields.method,
    sizeBytes: fields.sizeBytes,
    packed: bytes.subarray(start, stop),
  }
  return { entry, end: stop }
}

function localFields(bytes: Buffer, offset: number, nameLength: number): Fields {
  const flags = bytes.readUInt16LE(offset + 6)
  return {
    flags,
    method: bytes.readUInt16LE(offset + 8),
    packedBytes: bytes.readUInt32LE(offset + 18),
    sizeBytes: bytes.readUInt32LE(offset + 22),
    name: entryName(bytes.subarray(offset + 30, offset + 30 + nameLength), flags),
  }
}

function nextHeader(bytes: Buffer, start: number, limit: number): number {
  const next = bytes.indexOf(localSignature, start)
  return next < 0 ? limit : Math.min(next, limit)
}

/** Bit 11 says UTF-8; without it the charset is that of the machine that packed, and is guessed. */
function entryName(name: Buffer, flags: number): string {
  return decodeCharset(name, (flags & 0x800) !== 0 ? 'utf-8' : '')
}

/** The content of an entry, or why it cannot be had. */
export function unpackEntry(entry: ZipEntry, allowance: Allowance): Unpacked | 'encrypted' | 'unsupported' {
  if (entry.encrypted) return 'encrypted'
  if (entry.method === 8) return inflate(entry.packed, allowance)
  if (entry.method !== 0) return 'unsupported'
  const room = allowance.roomFor(entry.packed.length)
  allowance.spend(Math.min(room, entry.packed.length))
  const state =
    entry.packed.length > room ? 'cut' : entry.packed.length < entry.sizeBytes ? 'damaged' : 'whole'
  return { bytes: entry.packed.subarray(0, room), state }
}
