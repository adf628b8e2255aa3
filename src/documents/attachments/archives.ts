/** Archives beside ZIP: tar read, and the names that RAR keeps in the open. */
import { asBuffer } from '../../mail/bytes.ts'
import { decodeCharset } from '../../mail/charset.ts'

export interface ArchiveEntry {
  readonly name: string
  readonly sizeBytes: number
  readonly encrypted: boolean
  /** Null where the packing is not known here. */
  readonly bytes: Uint8Array | null
}

export interface ArchiveEntries {
  readonly entries: readonly ArchiveEntry[]
  /** `more`: beyond the limit; `encrypted`: not even the names can be read. */
  readonly state: 'whole' | 'more' | 'encrypted'
}

const blockBytes = 512

/** Regular files of a tar archive (POSIX.1-2017 pax, with GNU's long names). */
export function readTar(archive: Uint8Array, maxEntries: number): ArchiveEntries {
  const bytes = asBuffer(archive)
  const entries: ArchiveEntry[] = []
  let longName = ''
  for (let at = 0; at + blockBytes <= bytes.length; ) {
    const header = bytes.subarray(at, at + blockBytes)
    if (header.every(octet => octet === 0)) break
    const size = Number.parseInt(field(header, 124, 12), 8) || 0
    const content = bytes.subarray(at + blockBytes, at + blockBytes + size)
    const kind = String.fromCharCode(header[156] as number)
    if (kind === 'L') longName = decodeCharset(content, '').replace(/\0.*$/s, '')
    else if (kind === 'x')
      longName = /(?:^|\n)\d+ path=([^\n]*)/.exec(decodeCharset(content, 'utf-8'))?.[1] ?? ''
    else {
      const name =
        longName || [field(header, 345, 155), field(header, 0, 100)].filter(part => part !== '').join('/')
      longName = ''
      if (kind === '0' || kind === '\0' || kind === '7') {
        if (entries.length >= maxEntries) return { entries, state: 'more' }
        entries.push({ name, sizeBytes: size, encrypted: false, bytes: content })
      }
    }
    at += blockBytes * (1 + Math.ceil(size / blockBytes))
  }
  return { entries, state: 'whole' }
}

function field(header: Buffer, at: number, length: number): string {
  return decodeCharset(header.subarray(at, at + length), '')
    .replace(/\0.*$/s, '')
    .trim()
}

/** Names in a RAR archive of version 4 or 5. */
export function readRar(archive: Uint8Array, maxEntries: number): ArchiveEntries {
  const bytes = asBuffer(archive)
  return bytes[6] === 0 ? readRar4(bytes, maxEntries) : readRar5(bytes, maxEntries)
}

function readRar4(bytes: Buffer, maxEntries: number): ArchiveEntries {
  const entries: ArchiveEntry[] = []
  for (let at = 7; at + 7 <= bytes.length; ) {
    const type = bytes[at + 2]
    const flags = bytes.readUInt16LE(at + 3)
    const headSize = bytes.readUInt16LE(at + 5)
    if (headSize < 7) break
    if (type === 0x73 && (flags & 0x80) !== 0) return { entries, state: 'encrypted' }
    const hasData = type === 0x74 || (flags & 0x8000) !== 0
    if (hasData && at + 32 > bytes.length) break
    const packed = hasData ? bytes.readUInt32LE(at + 7) : 0
    if (type === 0x74) {
      if (entries.length >= maxEntries) return { entries, state: 'more' }
      const nameAt = at + ((flags & 0x100) === 0 ? 32 : 40)
      const name = bytes.subarray(nameAt, Math.min(nameAt + bytes.readUInt16LE(at + 26), bytes.length))
      entries.push({
        // A Unicode form may follow the plain one after a NUL.
        name: decodeCharset(name.subarray(0, name.includes(0) ? name.indexOf(0) : undefined), ''),
        sizeBytes: bytes.readUInt32LE(at + 11),
        encrypted: (flags & 4) !== 0,
        bytes: null,
      })
    }
    at += headSize + packed
  }
  return { entries, state: 'whole' }
}

/** Numbers of seven bits an octet, low ones first. */
class VintReader {
  readonly #bytes: Buffer
  position: number

  constructor(bytes: Buffer, position: number) {
    this.#bytes = bytes
    this.position = position
  }

  next(): number {
    let value = 0
    for (let scale = 1; this.position < this.#bytes.length && scale < 2 ** 49; scale *= 128) {
      const octet = this.#bytes[this.position++] as number
      value += (octet & 0x7f) * scale
      if (octet < 0x80) break
    }
    return value
  }
}

function readRar5(bytes: Buffer, maxEntries: number): ArchiveEntries {
  const entries: ArchiveEntry[] = []
  for (let at = 8; at + 7 <= bytes.length; ) {
    const reader = new VintReader(bytes, at + 4)
    const headSize = reader.next()
    const end = reader.position + headSize
    if (headSize === 0) break
    const type = reader.next()
    if (type === 4) return { entries, state: 'encrypted' }
    const flags = reader.next()
    const extraBytes = (flags & 1) === 0 ? 0 : reader.next()
    const dataBytes = (flags & 2) === 0 ? 0 : reader.next()
    if (type === 2) {
      if (entries.length >= maxEntries) return { entries, state: 'more' }
      entries.push(rar5File(bytes, reader, end - extraBytes, end))
    }
    at = end + dataBytes
  }
  return { entries, state: 'whole' }
}

function rar5File(bytes: Buffer, reader: VintReader, extraAt: number, end: number): ArchiveEntry {
  const flags = reader.next()
  const sizeBytes = reader.next()
  reader.next()
  if ((flags & 2) !== 0) reader.position += 4
  if ((flags & 4) !== 0) reader.position += 4
  reader.next()
  reader.next()
  const nameBytes = reader.next()
  const name = decodeCharset(bytes.subarray(reader.position, reader.position + nameBytes), 'utf-8')
  const extra = new VintReader(bytes, extraAt)
  let encrypted = false
  while (extra.position < Math.min(end, bytes.length)) {
    const size = extra.next()
    const next = extra.position + size
    if (size === 0) break
    encrypted ||= extra.next() === 1
    extra.position = next
  }
  return { name, sizeBytes, encrypted, bytes: null }
}
