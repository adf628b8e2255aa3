/** Compound files as old programs write them, by [MS-CFB], as small as it allows. */

const sector = 512
const free = 0xffffffff
const end = 0xfffffffe

/** Streams by their path, one storage deep at most. Everything stands in whole sectors, nothing in small ones. */
export function makeCompoundFile(
  streams: readonly (readonly [path: string, bytes: Uint8Array])[],
  classId = '',
): Buffer {
  const entries: { name: string; type: number; child: number; right: number; start: number; size: number }[] =
    [{ name: 'Root Entry', type: 5, child: free, right: free, start: end, size: 0 }]
  const data: Buffer[] = []
  const chains: number[] = []
  const last = new Map<number, number>()
  const add = (parent: number, entry: (typeof entries)[number]) => {
    const index = entries.push(entry) - 1
    const before = last.get(parent)
    if (before === undefined) entries[parent]!.child = index
    else entries[before]!.right = index
    last.set(parent, index)
    return index
  }
  const storages = new Map<string, number>()
  for (const [path, bytes] of streams) {
    const [first, second] = path.split('/') as [string, string?]
    let parent = 0
    if (second !== undefined) {
      parent =
        storages.get(first) ?? add(0, { name: first, type: 1, child: free, right: free, start: 0, size: 0 })
      storages.set(first, parent)
    }
    const count = Math.max(1, Math.ceil(bytes.length / sector))
    const start = chains.length
    for (let index = 0; index < count; index++) chains.push(index + 1 < count ? start + index + 1 : end)
    data.push(Buffer.concat([bytes, Buffer.alloc(count * sector - bytes.length)]))
    add(parent, { name: second ?? first, type: 2, child: free, right: free, start, size: bytes.length })
  }
  const directory = Buffer.alloc(Math.ceil(entries.length / 4) * sector)
  entries.forEach((entry, index) => {
    const at = index * 128
    directory.write(entry.name, at, 'utf16le')
    directory.writeUInt16LE(entry.name.length * 2 + 2, at + 64)
    directory[at + 66] = entry.type
    directory.writeUInt32LE(free, at + 68)
    directory.writeUInt32LE(entry.right, at + 72)
    directory.writeUInt32LE(entry.child, at + 76)
    directory.writeUInt32LE(entry.start, at + 116)
    directory.writeUInt32LE(entry.size, at + 120)
  })
  directory.write(classId, 80, 'hex')
  const directoryStart = chains.length
  for (let index = 0; index < directory.length / sector; index++)
    chains.push((index + 1) * sector < directory.length ? directoryStart + index + 1 : end)
  const tables = Math.ceil((chains.length + 1) / 127)
  const table = Buffer.alloc(tables * sector, 0xff)
  for (const [index, next] of chains.entries()) table.writeUInt32LE(next, index * 4)
  const header = Buffer.alloc(sector)
  Buffer.from('d0cf11e0a1b11ae1', 'hex').copy(header)
  header.writeUInt16LE(9, 30)
  header.writeUInt16LE(6, 32)
  header.writeUInt32LE(tables, 44)
  header.writeUInt32LE(directoryStart, 48)
  // No stream is smaller than this, so that none stands in small sectors.
  header.writeUInt32LE(0, 56)
  header.writeUInt32LE(end, 60)
  header.writeUInt32LE(end, 68)
  for (let index = 0; index < 109; index++)
    header.writeUInt32LE(index < tables ? chains.length + index : free, 76 + index * 4)
  return Buffer.concat([header, ...data, directory, table])
}

/** A Word 97 document of one piece. */
export function makeWordDocument(text: string): Buffer {
  const word = Buffer.alloc(1024 + text.length * 2)
  word.writeUInt16LE(0xa5ec, 0)
  word.writeUInt16LE(0x00c1, 2)
  // The table is in 1Table.
  word.writeUInt16LE(0x0200, 10)
  word.write(text.replaceAll('\n', '\r'), 1024, 'utf16le')
  const pieces = Buffer.alloc(5 + 16)
  pieces[0] = 2
  pieces.writeUInt32LE(16, 1)
  pieces.writeUInt32LE(text.length, 9)
  pieces.writeUInt32LE(1024, 15)
  word.writeUInt32LE(8, 0x1a2)
  word.writeUInt32LE(pieces.length, 0x1a6)
  return makeCompoundFile([
    ['WordDocument', word],
    ['1Table', Buffer.concat([Buffer.alloc(8), pieces])],
  ])
}
