#!/usr/bin/env node
/**
 * Kiểm tra một gói thư xuất từ kho lưu trữ Công Vụ. / Checks a package of letters that Công Vụ exported.
 *
 *     node verify.mjs                     the unpacked folder that this file lies in
 *     node verify.mjs FOLDER|FILE.zip     another folder, or the zip as it came
 *       --key VKEY       a verifier key of the log that you have from elsewhere; may be repeated
 *       --witness VKEY   a verifier key of a witness that has to have cosigned; may be repeated
 *       --json           the result as JSON
 *
 * Exit code 0: everything that is said to be proved is; 1: something is wrong; 2: usage.
 *
 * Needs Node 18 or later and nothing else: one file, no network, no other module. It shares no code with the server, so
 * that whoever reads it has read everything that it relies on. What it follows:
 *
 *     RFC 6962 §2.1          the tree of the log: how a leaf, a path and a root belong together
 *     C2SP signed-note, tlog-checkpoint, tlog-cosignature, tlog-proof      https://c2sp.org
 *     RFC 3161               what a time stamp is about (its own signature is for openssl)
 *     APPNOTE 6.3.10         zip, with ZIP64; members are stored, never compressed
 *
 * The order of the checks: every file against SHA256SUMS; the checkpoint and its signatures; the two acts of the export
 * against the checkpoint; each row of the manifest against the acts, its letter's leaf and its files.
 */
import { createHash, createPublicKey, verify } from 'node:crypto'
import { existsSync } from 'node:fs'
import { open, readdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import zlib from 'node:zlib'

const chunkBytes = 1024 * 1024
/** A file that is read whole is not larger: proofs, keys, the checkpoint. */
const smallBytes = 4 * 1024 * 1024
/** Findings that are printed; all are counted. */
const shownFindings = 50

// ---------------------------------------------------------------------------------------------------- small things

const sha256 = octets => createHash('sha256').update(octets).digest()
const hex = octets => Buffer.from(octets).toString('hex')

/** Octets of base64 that is written in the one right way; undefined for any other text. */
function base64(text) {
  const octets = Buffer.from(text, 'base64')
  return octets.toString('base64') === text ? octets : undefined
}

/** ISO 8601 with the offset of the province, UTC+7. */
function localTime(ms) {
  return `${new Date(ms + 7 * 3600 * 1000).toISOString().slice(0, -1)}+07:00`
}

const crcTable = Array.from({ length: 256 }, (_, n) => {
  let c = n
  for (let bit = 0; bit < 8; bit++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1
  return c >>> 0
})

/** CRC-32; Node has it from 20.15 on. */
function crc32(octets, before) {
  if (typeof zlib.crc32 === 'function') return zlib.crc32(octets, before)
  let c = ~before >>> 0
  for (let i = 0; i < octets.length; i++) c = (c >>> 8) ^ crcTable[(c ^ octets[i]) & 0xff]
  return ~c >>> 0
}

/** Why it was not possible to go on, for people: Vietnamese and English. */
class Broken extends Error {
  constructor(vi, en) {
    super(en)
    this.vi = vi
  }
}

/** What was found wrong. */
class Findings {
  count = 0
  first = []
  add(place, vi, en) {
    this.count++
    if (this.first.length < shownFindings) this.first.push({ place, vi, en })
  }
}

// ------------------------------------------------------------------------------------- a package: folder or zip file

/** A name that leads nowhere else: plain parts with `/` between them. */
function isPlainName(name) {
  return (
    name.length > 0 &&
    name.length < 200 &&
    name.split('/').every(part => /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(part) && !part.includes('..'))
  )
}

/** Reads `[start, end)` of an open file in chunks. */
async function* readRange(file, start, end) {
  for (let at = start; at < end; ) {
    const chunk = Buffer.alloc(Math.min(chunkBytes, end - at))
    const { bytesRead } = await file.read(chunk, 0, chunk.length, at)
    if (bytesRead === 0) throw new Broken('tệp bị cắt ngắn', 'the file is cut off')
    at += bytesRead
    yield chunk.subarray(0, bytesRead)
  }
}

async function readExactly(file, start, size) {
  const chunks = []
  for await (const chunk of readRange(file, start, start + size)) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** Everything below a folder. `files`: name → size. `pieces(name)`: its content. */
async function openFolder(root, findings) {
  const files = new Map()
  async function walk(folder, prefix) {
    for (const item of await readdir(folder, { withFileTypes: true })) {
      const name = prefix + item.name
      const path = join(folder, item.name)
      if (item.isDirectory()) await walk(path, `${name}/`)
      else if (!item.isFile()) findings.add(name, 'không phải là tệp thường', 'is not a plain file')
      else if (!isPlainName(name))
        findings.add(name, 'tên lạ, không thuộc gói', 'has a name that is none of the package')
      else files.set(name, (await stat(path)).size)
    }
  }
  await walk(root, '')
  return {
    kind: 'folder',
    files,
    async *pieces(name) {
      const file = await open(join(root, ...name.split('/')), 'r')
      try {
        yield* readRange(file, 0, files.get(name))
      } finally {
        await file.close()
      }
    },
    close: async () => {},
  }
}

/**
 * A zip as the server's program writes it, and no other: members stored one after another without a gap, their records
 * in the same order, nothing before, between or behind. So every octet of the file is accounted for.
 */
async function openZip(path, findings) {
  const file = await open(path, 'r')
  try {
    const size = (await file.stat()).size
    const end = await findDirectory(file, size)
    const members = await readDirectory(file, end, findings)
    return {
      kind: 'zip',
      files: new Map([...members].map(([name, member]) => [name, member.size])),
      async *pieces(name) {
        const { start, size, crc, header } = members.get(name)
        const found = await readExactly(file, start, header.length)
        if (!found.equals(header))
          findings.add(name, 'đầu mục zip bị sửa', 'its header in the zip was changed')
        let sum = 0
        for await (const chunk of readRange(file, start + header.length, start + header.length + size)) {
          sum = crc32(chunk, sum)
          yield chunk
        }
        if (sum !== crc)
          findings.add(name, 'sai mã CRC-32 của zip', 'does not have the CRC-32 that the zip says')
      },
      close: () => file.close(),
    }
  } catch (error) {
    await file.close()
    throw error
  }
}

const strangeZip = () =>
  new Broken(
    'tệp zip bị sửa, bị cắt, hoặc đã được nén lại bằng chương trình khác (khi đó hãy giải nén và kiểm tra thư mục)',
    'the zip was changed or cut off, or packed anew by another program (then unpack it and check the folder)',
  )

/** Where the central directory stands, and how many records it has. */
async function findDirectory(file, size) {
  if (size < 22) throw strangeZip()
  const end = await readExactly(file, size - 22, 22)
  const [count, length, offset] = [end.readUInt16LE(10), end.readUInt32LE(12), end.readUInt32LE(16)]
  const plain = Buffer.alloc(22)
  plain.write('PK\x05\x06', 'latin1')
  for (const at of [8, 10]) plain.writeUInt16LE(count, at)
  plain.writeUInt32LE(length, 12)
  plain.writeUInt32LE(offset, 16)
  if (!end.equals(plain)) throw strangeZip()
  if (count < 0xffff && length < 0xffffffff && offset < 0xffffffff) {
    if (offset + length !== size - 22) throw strangeZip()
    return { count, start: offset, end: offset + length }
  }
  if (size < 22 + 76) throw strangeZip()
  const large = await readExactly(file, size - 22 - 76, 76)
  const [count64, length64, offset64] = [32, 40, 48].map(at => Number(large.readBigUInt64LE(at)))
  const expected = Buffer.alloc(76)
  expected.write('PK\x06\x06', 'latin1')
  expected.writeBigUInt64LE(44n, 4)
  expected.writeUInt16LE(0x032d, 12)
  expected.writeUInt16LE(45, 14)
  for (const at of [24, 32]) expected.writeBigUInt64LE(BigInt(count64), at)
  expected.writeBigUInt64LE(BigInt(length64), 40)
  expected.writeBigUInt64LE(BigInt(offset64), 48)
  expected.write('PK\x06\x07', 56, 'latin1')
  expected.writeBigUInt64LE(BigInt(offset64 + length64), 64)
  expected.writeUInt32LE(1, 72)
  const agrees =
    Math.min(count64, 0xffff) === count &&
    Math.min(length64, 0xffffffff) === length &&
    Math.min(offset64, 0xffffffff) === offset
  if (!large.equals(expected) || !agrees || offset64 + length64 !== size - 22 - 76) throw strangeZip()
  return { count: count64, start: offset64, end: offset64 + length64 }
}

/** Name → member, in the order of the file. */
async function readDirectory(file, { count, start, end }, findings) {
  const members = new Map()
  const lowerCase = new Set()
  let next = 0
  let buffer = Buffer.alloc(0)
  let time
  for await (const chunk of readRange(file, start, end)) {
    buffer = Buffer.concat([buffer, chunk])
    let at = 0
    for (;;) {
      if (buffer.length - at < 46) break
      const nameBytes = buffer.readUInt16LE(at + 28)
      const recordBytes = 46 + nameBytes + buffer.readUInt16LE(at + 30)
      if (buffer.length - at < recordBytes) break
      const member = readRecord(buffer.subarray(at, at + recordBytes), next, time)
      time = member.time
      const { name } = member
      if (!isPlainName(name)) throw strangeZip()
      if (members.has(name) || lowerCase.has(name.toLowerCase()))
        findings.add(name, 'có hai lần trong zip', 'is in the zip twice')
      lowerCase.add(name.toLowerCase())
      members.set(name, member)
      next = member.start + member.header.length + member.size
      at += recordBytes
    }
    buffer = buffer.subarray(at)
  }
  if (buffer.length > 0 || next !== start) throw strangeZip()
  if (members.size !== count && findings.count === 0) throw strangeZip()
  return members
}

/** One central record; with what the member's own header has to be. Throws when it is not as it is written. */
function readRecord(record, offset, time = record.readUInt32LE(12)) {
  const nameBytes = record.readUInt16LE(28)
  const name = record.toString('latin1', 46, 46 + nameBytes)
  const crc = record.readUInt32LE(16)
  let [packed, size, start] = [record.readUInt32LE(20), record.readUInt32LE(24), record.readUInt32LE(42)]
  const large = size === 0xffffffff
  const far = start === 0xffffffff
  const extraBytes = large || far ? 4 + (large ? 16 : 0) + (far ? 8 : 0) : 0
  if (record.length !== 46 + nameBytes + extraBytes) throw strangeZip()
  const expected = Buffer.alloc(46)
  expected.write('PK\x01\x02', 'latin1')
  expected.writeUInt16LE(0x032d, 4)
  expected.writeUInt16LE(extraBytes > 0 ? 45 : 20, 6)
  expected.writeUInt16LE(0x0800, 8)
  expected.writeUInt32LE(time, 12)
  expected.writeUInt32LE(crc, 16)
  expected.writeUInt32LE(size, 20)
  expected.writeUInt32LE(size, 24)
  expected.writeUInt16LE(nameBytes, 28)
  expected.writeUInt16LE(extraBytes, 30)
  expected.writeUInt32LE(0o100600 * 0x10000, 38)
  expected.writeUInt32LE(start, 42)
  if (packed !== size || !record.subarray(0, 46).equals(expected)) throw strangeZip()
  if (extraBytes > 0) {
    const extra = record.subarray(46 + nameBytes)
    if (extra.readUInt16LE(0) !== 1 || extra.readUInt16LE(2) !== extraBytes - 4) throw strangeZip()
    if (large) [size, packed] = [4, 12].map(at => Number(extra.readBigUInt64LE(at)))
    if (far) start = Number(extra.readBigUInt64LE(large ? 20 : 4))
    if (size !== packed) throw strangeZip()
  }
  if (start !== offset) throw strangeZip()
  return { name, crc, size, start, time, header: memberHeader(record, nameBytes, large, size) }
}

function memberHeader(record, nameBytes, large, size) {
  const header = Buffer.alloc(30 + nameBytes + (large ? 20 : 0))
  header.write('PK\x03\x04', 'latin1')
  record.copy(header, 4, 6, 28)
  header.writeUInt16LE(large ? 45 : 20, 4)
  header.writeUInt16LE(nameBytes, 26)
  header.writeUInt16LE(large ? 20 : 0, 28)
  record.copy(header, 30, 46, 46 + nameBytes)
  if (large) {
    header.writeUInt16LE(1, 30 + nameBytes)
    header.writeUInt16LE(16, 32 + nameBytes)
    for (const at of [34, 42]) header.writeBigUInt64LE(BigInt(size), at + nameBytes)
  }
  return header
}

/** A small file as text, exactly UTF-8. */
async function readText(pack, name) {
  const octets = await readWhole(pack, name)
  const text = octets.toString('utf8')
  if (!Buffer.from(text).equals(octets))
    throw new Broken(`${name}: không phải UTF-8`, `${name}: is not UTF-8`)
  return text
}

async function readWhole(pack, name) {
  const size = pack.files.get(name)
  if (size === undefined) throw new Broken(`thiếu tệp ${name}`, `the file ${name} is missing`)
  if (size > smallBytes) throw new Broken(`${name}: quá lớn`, `${name}: is too large`)
  const chunks = []
  for await (const chunk of pack.pieces(name)) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** Lines without their ends; a last one that has none is told by `null` after it. */
async function* readLines(pack, name) {
  if (!pack.files.has(name)) throw new Broken(`thiếu tệp ${name}`, `the file ${name} is missing`)
  let rest = Buffer.alloc(0)
  for await (const chunk of pack.pieces(name)) {
    rest = Buffer.concat([rest, chunk])
    let start = 0
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10, start)) {
      yield rest.toString('utf8', start, end)
      start = end + 1
    }
    rest = rest.subarray(start)
    if (rest.length > 16 * smallBytes)
      throw new Broken(`${name}: dòng quá dài`, `${name}: a line is too long`)
  }
  if (rest.length > 0) throw new Broken(`${name}: bị cắt ở cuối`, `${name}: is cut off at its end`)
}

// ------------------------------------------------------------------------------------------ every file: SHA256SUMS

/** Name → SHA-256 of every file as it is, each read once. */
async function checkSums(pack, findings) {
  const digests = new Map()
  for await (const line of readLines(pack, 'SHA256SUMS')) {
    const [, stated, name = ''] = /^([0-9a-f]{64}) {2}(.+)$/.exec(line) ?? []
    if (stated === undefined || !isPlainName(name) || name === 'SHA256SUMS') {
      findings.add(
        'SHA256SUMS',
        `dòng sai: ${line.slice(0, 100)}`,
        `a line that is none: ${line.slice(0, 100)}`,
      )
      continue
    }
    if (digests.has(name)) findings.add(name, 'có hai dòng trong SHA256SUMS', 'has two lines in SHA256SUMS')
    if (!pack.files.has(name)) {
      findings.add(name, 'thiếu tệp này', 'is missing')
      continue
    }
    const hash = createHash('sha256')
    for await (const chunk of pack.pieces(name)) hash.update(chunk)
    const found = hash.digest('hex')
    digests.set(name, found)
    if (found !== stated) findings.add(name, 'nội dung đã bị thay đổi (sai SHA-256)', 'was changed (SHA-256)')
  }
  for (const name of pack.files.keys())
    if (!digests.has(name) && name !== 'SHA256SUMS')
      findings.add(name, 'tệp thừa, không có trong gói gốc', 'is surplus: not one of the package')
  return digests
}

// -------------------------------------------------------------------------------- the log: keys, checkpoint, proofs

const ed25519Prefix = Buffer.from('302a300506032b6570032100', 'hex')
const mlDsa44Prefix = Buffer.from('30820532300b06096086480165030403110382052100', 'hex')
/** C2SP signed-note, tlog-cosignature: type → what precedes the key in its SubjectPublicKeyInfo, its length, its name. */
const keyTypes = new Map([
  [0x01, { prefix: ed25519Prefix, bytes: 32, label: 'Ed25519', timed: false }],
  [0x04, { prefix: ed25519Prefix, bytes: 32, label: 'Ed25519', timed: true }],
  [0x06, { prefix: mlDsa44Prefix, bytes: 1312, label: 'ML-DSA-44', timed: true }],
])

/** `name+id+key`. Throws when it is none. `publicKey` is null where this Node knows no such keys. */
function parseKey(text) {
  const wrong = why =>
    new Broken(`khóa sai (${text.slice(0, 40)}…): ${why}`, `not a key (${text.slice(0, 40)}…): ${why}`)
  const [, name, id, encoded = ''] = /^([^+\s]+)\+([0-9a-f]{8})\+(\S+)$/.exec(text) ?? []
  const octets = base64(encoded)
  const type = octets && keyTypes.get(octets[0])
  if (name === undefined || type === undefined) throw wrong('NAME+ID+KEY, keys.txt')
  const raw = octets.subarray(1)
  if (raw.length !== type.bytes) throw wrong('length')
  if (hex(sha256(Buffer.concat([Buffer.from(`${name}\n`), octets]))).slice(0, 8) !== id) throw wrong('id')
  let publicKey = null
  try {
    publicKey = createPublicKey({ key: Buffer.concat([type.prefix, raw]), format: 'der', type: 'spki' })
  } catch (error) {
    if (type.label === 'Ed25519') throw wrong(error.message)
  }
  return { text, name, id, type: octets[0], ...type, publicKey }
}

/** The text of a checkpoint, what it says, and its signature lines. */
function parseCheckpoint(note) {
  const wrong = () => new Broken('checkpoint sai dạng', 'the checkpoint is malformed')
  const end = note.lastIndexOf('\n\n')
  const text = note.slice(0, end + 1)
  const [origin, size, root, ...rest] = text.split('\n')
  const rootOctets = base64(root ?? '')
  if (end < 0 || !origin || !/^(0|[1-9]\d{0,15})$/.test(size) || rootOctets?.length !== 32) throw wrong()
  if (rest.length !== 1 || rest[0] !== '') throw wrong()
  const lines = note.slice(end + 2).split('\n')
  if (lines.pop() !== '' || lines.length === 0) throw wrong()
  const signatures = lines.map(line => {
    const [, name, encoded = ''] = /^— ([^\s+]+) (\S+)$/.exec(line) ?? []
    const octets = base64(encoded)
    if (name === undefined || octets === undefined || octets.length <= 4) throw wrong()
    return { line, name, id: hex(octets.subarray(0, 4)), signature: octets.subarray(4) }
  })
  return { note, text, origin, size: Number(size), root: rootOctets, signatures }
}

/** Big-endian, 8 octets. */
function number64(value) {
  const octets = Buffer.alloc(8)
  octets.writeBigUInt64BE(BigInt(value))
  return octets
}

const counted = text => Buffer.concat([Buffer.of(Buffer.byteLength(text)), Buffer.from(text)])

/** `valid`, `invalid`, `missing`; `unknown` where this Node cannot tell. `time`: seconds, of a cosignature. */
function checkSignature(key, checkpoint) {
  const line = checkpoint.signatures.find(({ name, id }) => name === key.name && id === key.id)
  if (line === undefined) return { key, outcome: 'missing' }
  if (key.publicKey === null) return { key, outcome: 'unknown' }
  const time = key.timed && line.signature.length > 8 ? line.signature.readBigUInt64BE() : 0n
  const signature = key.timed ? line.signature.subarray(8) : line.signature
  const { text, origin, size, root } = checkpoint
  let signed = Buffer.from(text)
  if (key.type === 0x04) signed = Buffer.from(`cosignature/v1\ntime ${time}\n${text}`)
  if (key.type === 0x06)
    signed = Buffer.concat([
      Buffer.from('subtree/v1\n\0'),
      counted(key.name),
      number64(time),
      counted(origin),
      number64(0),
      number64(size),
      root,
    ])
  const holds = verify(null, signed, key.publicKey, signature)
  return { key, outcome: holds ? 'valid' : 'invalid', time: Number(time) }
}

/** RFC 6962 §2.1: whether the path leads from a leaf to the root of a tree of `size` leaves. RFC 9162 §2.1.3.2. */
function isIncluded(leaf, index, size, path, root) {
  if (index >= size) return false
  let node = sha256(Buffer.concat([Buffer.of(0), leaf]))
  let at = index
  let last = size - 1
  for (const sibling of path) {
    if (last === 0) return false
    const fromLeft = at % 2 === 1 || at === last
    node = sha256(Buffer.concat(fromLeft ? [Buffer.of(1), sibling, node] : [Buffer.of(1), node, sibling]))
    if (fromLeft)
      while (at % 2 === 0 && at !== 0) {
        at /= 2
        last = Math.floor(last / 2)
      }
    at = Math.floor(at / 2)
    last = Math.floor(last / 2)
  }
  return last === 0 && node.equals(root)
}

/** In proofs the checkpoint stands without its longest signatures (ML-DSA), which are in the file `checkpoint`. */
function shortNote({ text, signatures }) {
  const short = signatures.map(({ line }) => `${line}\n`).filter(line => line.length < 2048)
  return `${text}\n${short.join('')}`
}

/** What the leaf of a `.tlog-proof` says, once it is shown to be below the checkpoint. Throws when it is not. */
function openProof(text, checkpoint, note) {
  const wrong = (vi, en) => new Broken(`bằng chứng: ${vi}`, `its proof ${en}`)
  const blank = text.indexOf('\n\n')
  const [first, extra = '', index = '', ...path] = text.slice(0, Math.max(blank, 0)).split('\n')
  const leaf = extra.startsWith('extra ') ? base64(extra.slice(6)) : undefined
  const at = /^index (0|[1-9]\d{0,15})$/.exec(index)?.[1]
  const hashes = path.map(base64)
  if (first !== 'c2sp.org/tlog-proof@v1' || leaf === undefined || at === undefined)
    throw wrong('sai dạng', 'is malformed')
  if (!hashes.every(hash => hash?.length === 32)) throw wrong('sai dạng', 'is malformed')
  if (text.slice(blank + 2) !== note)
    throw wrong('không thuộc checkpoint này', 'is not against the checkpoint')
  if (!isIncluded(leaf, Number(at), checkpoint.size, hashes, checkpoint.root))
    throw wrong('không dẫn tới gốc của sổ', 'does not lead to the root of the log')
  // 32 octets of salt, then one line of JSON.
  let statement
  try {
    statement = JSON.parse(leaf.toString('utf8', 32))
  } catch {
    throw wrong('lá không đọc được', 'has a leaf that cannot be read')
  }
  if (![1, 2].includes(statement?.v) || statement.sequence !== Number(at))
    throw wrong('lá không đúng chỗ của nó', 'has a leaf that says it is another')
  return { index: Number(at), statement }
}

// ------------------------------------------------------------------------------------------------------ time stamp

/** One DER element at `at`: where its content is. */
function der(octets, at, tag) {
  let start = at + 2
  let length = octets[at + 1]
  if (length >= 0x80) {
    const bytes = length & 0x7f
    if (bytes < 1 || bytes > 4) throw new Error('length')
    length = octets.readUIntBE(start, bytes)
    start += bytes
  }
  if (octets[at] !== tag || start + length > octets.length) throw new Error('tag')
  return { start, end: start + length }
}

/** RFC 3161 §2.4.2: the imprint and the time of a token. Its signature is not looked at. Throws when it is none. */
function readToken(token) {
  const signedData = der(token, der(token, der(token, 0, 0x30).start, 0x06).end, 0xa0)
  const fields = der(token, signedData.start, 0x30)
  const algorithms = der(token, der(token, fields.start, 0x02).end, 0x31)
  const content = der(token, algorithms.end, 0x30)
  const octets = der(token, der(token, der(token, content.start, 0x06).end, 0xa0).start, 0x04)
  const info = der(token, octets.start, 0x30)
  const policy = der(token, der(token, info.start, 0x02).end, 0x06)
  const imprint = der(token, policy.end, 0x30)
  const algorithm = der(token, imprint.start, 0x30)
  const digest = der(token, algorithm.end, 0x04)
  const time = der(token, der(token, imprint.end, 0x02).end, 0x18)
  return {
    imprint: token.subarray(digest.start, digest.end),
    time: token.toString('latin1', time.start, time.end),
  }
}

// -------------------------------------------------------------------------------------------------------- manifest

const formFolders = new Map([
  ['received', 'letters'],
  ['sent', 'sent'],
  ['encrypted', 'encrypted'],
  ['decrypted', 'decrypted'],
])
const numbered = id => `${id}`.padStart(8, '0')
const fixedFiles = [
  'README.txt',
  'verify.mjs',
  'checkpoint',
  'keys.txt',
  'manifest.json',
  'manifest.csv',
  'SHA256SUMS',
]
const actFiles = ['acts/begun.tlog-proof', 'acts/ended.tlog-proof']

/** Rows of manifest.json: a `[`, one object a line with commas between, a `]`. */
async function* readRows(pack) {
  const wrong = () => new Broken('manifest.json: sai dạng', 'manifest.json: is malformed')
  let before
  let closed = false
  let first = true
  for await (const line of readLines(pack, 'manifest.json')) {
    if (closed) throw wrong()
    if (first) {
      if (line !== '[') throw wrong()
    } else if (line === ']') {
      closed = true
      if (before !== undefined) yield before
    } else {
      if (before !== undefined) {
        if (!before.endsWith(',')) throw wrong()
        yield before.slice(0, -1)
      }
      before = line
    }
    first = false
  }
  if (!closed) throw wrong()
}

/**
 * What is wrong with a row, as it is compared with its leaf, its files and its act; a list of [Vietnamese, English]. And
 * the version of its leaf, which says how much the log vouches for.
 */
async function checkRow(row, context) {
  const { pack, digests, used } = context
  const problems = []
  const demand = (right, vi, en) => {
    if (!right) problems.push([vi, en])
  }
  const number = numbered(row.entry)
  const use = async name => {
    used.add(name)
    return openProof(await readText(pack, name), context.checkpoint, context.note)
  }
  const { index, statement } = await use(`proofs/${number}.tlog-proof`)
  const says = (name, value) =>
    demand(statement[name] === value, `khác với sổ ở mục ${name}`, `says another ${name} than the log`)
  demand(
    statement.kind === undefined && index === row.leaf,
    'không phải lá của thư này',
    'has the leaf of something else',
  )
  demand(
    index > context.lastLeaf && index < context.begun.leaf,
    'ghi vào sổ không đúng thứ tự, hoặc sau khi bắt đầu xuất',
    'was logged out of its order, or after the export began',
  )
  context.lastLeaf = index
  says('time', row.timeMs)
  says('from', row.from)
  says('direction', row.direction)
  says('verdict', row.verdict)
  says('sha256', row.sha256)
  const addresses = JSON.stringify(row.to.map(({ address }) => address))
  demand(
    JSON.stringify(statement.to) === addresses,
    'người nhận khác với sổ',
    'says other recipients than the log',
  )
  demand(row.time === localTime(row.timeMs), 'giờ ghi hai cách khác nhau', 'says two different times')
  checkCommittedForms(row, statement, demand)
  for (const { form, file, size, sha256 } of row.forms) {
    if (file === null) continue
    demand(
      file === `${formFolders.get(form)}/${number}.eml` && !used.has(file),
      `tên tệp lạ: ${file}`,
      `names a strange file: ${file}`,
    )
    used.add(file)
    demand(
      digests.get(file) === sha256 && pack.files.get(file) === size,
      `${file} không đúng từng byte`,
      `${file} is not what the manifest says`,
    )
    if (form === 'received')
      demand(
        sha256 === statement.sha256 && size === row.size,
        `${file} không phải thư đã ghi vào sổ`,
        `${file} is not the letter that was logged`,
      )
  }
  const files = row.forms.filter(({ file }) => file !== null).length
  if (row.state === 'kept')
    demand(files > 0 && files === row.forms.length, 'thiếu tệp thư', 'lacks a letter that is said to be kept')
  else if (row.state === 'refused')
    demand(
      files === 0 && !row.accepted,
      'không rõ vì sao không có thư',
      'says nothing right about why there is no letter',
    )
  else if (row.state === 'erased')
    demand(
      files === 0 && row.erased !== null,
      'không rõ vì sao không có thư',
      'says nothing right about why there is no letter',
    )
  else
    demand(
      false,
      'máy chủ báo thư này bị hỏng hoặc mất trong kho',
      'was found damaged or missing by the server itself',
    )
  const erasure = `erasures/${number}.tlog-proof`
  if (row.state === 'erased' || pack.files.has(erasure)) {
    const act = await use(erasure)
    const { kind, operation, detail } = act.statement
    const listed =
      kind === 'act' && operation === 'retention.erase' && JSON.parse(detail).entries?.includes(row.entry)
    demand(listed === true, 'hành vi xóa không nói về thư này', 'has an act of erasure that is not about it')
    if (row.erased !== null)
      demand(act.index === row.erased.leaf, 'hành vi xóa ở lá khác', 'has an act of erasure at another leaf')
  }
  return { problems, version: statement.v }
}

/** A leaf of version 2 names the forms that are kept, each with its hash: none is exchanged, left out or added. */
function checkCommittedForms(row, { v, forms }, demand) {
  if (v !== 2) return
  const committed = new Map(Object.entries(forms ?? {}))
  const same = row.forms.every(({ form, sha256 }) => committed.get(form) === sha256)
  demand(same, 'có bản thư khác với sổ', 'has a form that is not the one that was logged')
  // Of what was erased the row need not know any more.
  if (row.state !== 'erased')
    demand(row.forms.length === committed.size, 'thiếu bản thư so với sổ', 'lacks a form that was logged')
}

/** All rows, in step with the lines of the CSV. */
async function checkManifest(context, ended) {
  const { pack, findings, begun } = context
  const counts = {
    entries: 0,
    letters: 0,
    letterBytes: 0,
    otherForms: 0,
    refused: 0,
    erased: 0,
    // Of leaves of version 1, which have the hash of the received letter alone.
    olderEntries: 0,
    olderForms: 0,
    olderRefused: 0,
  }
  const list = createHash('sha256')
  let chain = sha256(Buffer.alloc(0))
  let last = 0
  const csv = readLines(pack, 'manifest.csv')
  const head = (await csv.next()).value
  if (!head?.startsWith('\ufeff') || !head.endsWith('\r'))
    findings.add('manifest.csv', 'dòng đầu bị sửa', 'its first line was changed')
  for await (const json of readRows(pack)) {
    const line = (await csv.next()).value
    chain = sha256(Buffer.concat([chain, sha256(Buffer.from(`${json}\n${line}\n`))]))
    const row = JSON.parse(json)
    if (!Number.isSafeInteger(row.entry) || row.entry <= last) {
      findings.add(
        'manifest.json',
        `mục ${row.entry} không đúng thứ tự`,
        `entry ${row.entry} is not in order`,
      )
      continue
    }
    last = row.entry
    counts.entries++
    list.update(number64(row.entry))
    const place = `entry ${row.entry}`
    try {
      const { problems, version } = await checkRow(row, context)
      for (const [vi, en] of problems) findings.add(place, vi, en)
      if (problems.length === 0) countRow(counts, row, version)
    } catch (error) {
      findings.add(place, error.vi ?? 'không đọc được', error.vi ? error.message : 'cannot be read')
    }
  }
  if (!(await csv.next()).done) findings.add('manifest.csv', 'thừa dòng', 'has lines too many')
  if (counts.entries !== begun.entries || hex(list.digest()) !== begun.list)
    findings.add(
      'manifest.json',
      'không đúng danh sách thư mà máy chủ đã ghi vào sổ khi bắt đầu xuất',
      'is not the list of letters that the server logged when the export began',
    )
  if (ended.entries !== counts.entries || hex(chain) !== ended.rows)
    findings.add(
      'manifest.json',
      'hoặc manifest.csv khác với điều máy chủ đã ghi vào sổ khi kết thúc',
      'or manifest.csv is not what the server logged when the export ended',
    )
  return counts
}

function countRow(counts, row, version) {
  const older = version === 1
  if (older) counts.olderEntries++
  if (row.state === 'refused') counts[older ? 'olderRefused' : 'refused']++
  if (row.state === 'erased') counts.erased++
  for (const { form, file, size } of row.forms) {
    if (file === null) continue
    if (form !== 'received') counts[older ? 'olderForms' : 'otherForms']++
    else {
      counts.letters++
      counts.letterBytes += size
    }
  }
}

// -------------------------------------------------------------------------------------------------- the whole check

/** The act of a leaf: who did what, when, with which details. */
async function readAct(context, name, operation) {
  const { statement, index } = openProof(await readText(context.pack, name), context.checkpoint, context.note)
  context.used.add(name)
  if (statement.kind !== 'act' || statement.operation !== operation)
    throw new Broken(`${name}: không phải hành vi ${operation}`, `${name}: is not the act ${operation}`)
  const { time, operator, detail } = statement
  return { ...JSON.parse(detail), time, operator, leaf: index }
}

function checkKeys(checkpoint, { keys, witnesses }, packed, findings) {
  const own = keys.length > 0 ? keys : packed
  const log = own.map(key => checkSignature(key, checkpoint))
  for (const { key, outcome } of log) {
    const place = `${key.label} ${key.name}`
    if (key.name !== checkpoint.origin)
      findings.add(place, 'là khóa của sổ khác', 'is the key of another log')
    if (outcome === 'invalid')
      findings.add(place, 'chữ ký của sổ SAI', 'its signature of the log does NOT hold')
    if (outcome === 'missing')
      findings.add(place, 'không có chữ ký của khóa này', 'did not sign the checkpoint')
  }
  if (!log.some(({ key, outcome }) => outcome === 'valid' && key.name === checkpoint.origin))
    findings.add(
      'checkpoint',
      'không có chữ ký nào của sổ kiểm tra được',
      'no signature of the log could be verified',
    )
  const cosigned = witnesses.map(key => checkSignature(key, checkpoint))
  for (const { key, outcome } of cosigned) {
    if (key.name === checkpoint.origin || !key.timed)
      findings.add(
        key.name,
        'không phải khóa của nhân chứng (sổ không tự làm chứng cho mình)',
        'is no key of a witness (a log is no witness of itself)',
      )
    if (outcome === 'invalid')
      findings.add(key.name, 'chữ ký của nhân chứng SAI', 'its cosignature does NOT hold')
    if (outcome === 'missing')
      findings.add(key.name, 'nhân chứng này không ký', 'this witness did not cosign')
    if (outcome === 'unknown')
      findings.add(
        key.name,
        'chữ ký của nhân chứng chưa kiểm tra được với bản Node này',
        'its cosignature cannot be verified by this Node',
      )
  }
  return { log, cosigned }
}

async function checkToken(context) {
  const { pack, findings, checkpoint, used } = context
  if (!pack.files.has('checkpoint.tst')) return null
  used.add('checkpoint.tst')
  try {
    const { imprint, time } = readToken(await readWhole(pack, 'checkpoint.tst'))
    if (!imprint.equals(sha256(Buffer.from(checkpoint.text))))
      findings.add(
        'checkpoint.tst',
        'dấu thời gian không nói về checkpoint này',
        'the time stamp is not about this checkpoint',
      )
    const [, y, mo, d, h, mi, s] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.\d+)?Z$/.exec(time) ?? []
    return localTime(Date.UTC(y, mo - 1, d, h, mi, s))
  } catch {
    findings.add('checkpoint.tst', 'không phải dấu thời gian RFC 3161', 'is no RFC 3161 token')
    return null
  }
}

async function check(path, options) {
  const findings = new Findings()
  const result = {
    ok: false,
    findings,
    counts: null,
    begun: null,
    checkpoint: null,
    signatures: null,
    stamp: null,
  }
  let pack
  try {
    pack = (await stat(path)).isDirectory() ? await openFolder(path, findings) : await openZip(path, findings)
    const digests = await checkSums(pack, findings)
    const checkpoint = parseCheckpoint(await readText(pack, 'checkpoint'))
    result.checkpoint = checkpoint
    const packed = (await readText(pack, 'keys.txt')).trimEnd().split('\n').map(parseKey)
    result.signatures = checkKeys(checkpoint, options, packed, findings)
    const used = new Set(fixedFiles)
    const context = { pack, digests, findings, checkpoint, note: shortNote(checkpoint), used }
    result.stamp = await checkToken(context)
    const begun = await readAct(context, actFiles[0], 'export.begun')
    const ended = await readAct(context, actFiles[1], 'export.ended')
    if (begun.export !== ended.export || ended.leaf <= begun.leaf)
      findings.add(actFiles[1], 'của lần xuất khác', 'is of another export')
    result.begun = begun
    result.counts = await checkManifest({ ...context, begun, lastLeaf: -1 }, ended)
    for (const name of pack.files.keys())
      if (digests.has(name) && !used.has(name))
        findings.add(name, 'không mục nào trong manifest nói tới tệp này', 'no row of the manifest names it')
  } catch (error) {
    if (error instanceof Broken) findings.add('gói / package', error.vi, error.message)
    else findings.add('gói / package', `không đọc được: ${error.message}`, `cannot be read: ${error.message}`)
  } finally {
    await pack?.close()
  }
  result.ok = findings.count === 0
  return result
}

// --------------------------------------------------------------------------------------------- what people are told

const grouped = (n, mark) => `${n}`.replace(/\B(?=(\d{3})+$)/g, mark)

/** What holds, as pairs of Vietnamese and English. */
function proved({ counts, begun, checkpoint, signatures, stamp }, pinned) {
  const say = []
  const n = value => [grouped(value, '.'), grouped(value, ',')]
  const [letters, lettersEn] = n(counts.letters)
  const [bytes, bytesEn] = n(counts.letterBytes)
  const [entries, entriesEn] = n(counts.entries)
  say.push([
    `${letters} thư đúng từng byte như khi máy chủ nhận (${bytes} byte).`,
    `${lettersEn} letters are, byte for byte, what the server received (${bytesEn} bytes).`,
  ])
  say.push([
    `Người gửi và mọi người nhận trên phong bì (kể cả nhận ẩn), giờ nhận, chiều và kết luận của ${entries} mục đúng như máy chủ đã ghi vào sổ ngay lúc nhận; từ đó không ai sửa được mà không lộ.`,
    `For ${entriesEn} entries the envelope's sender and every recipient (blind ones too), the time of receipt, direction and verdict are what the server logged on receipt; nobody has changed them since.`,
  ])
  if (counts.otherForms > 0)
    say.push([
      `${grouped(counts.otherForms, '.')} bản khác của các thư (đã ký, đã mã hóa, đã giải mã) đúng từng byte như máy chủ đã ghi vào sổ.`,
      `${grouped(counts.otherForms, ',')} other forms of the letters (signed, encrypted, decrypted) are, byte for byte, what the server logged.`,
    ])
  if (counts.refused > 0)
    say.push([
      `${grouped(counts.refused, '.')} thư bị từ chối: máy chủ không giữ nội dung, sổ giữ mã băm của nó.`,
      `${grouped(counts.refused, ',')} letters were refused: the server kept no bytes, the log has their hash.`,
    ])
  if (counts.erased > 0)
    say.push([
      `${grouped(counts.erased, '.')} thư đã xóa theo quy định lưu trữ, mỗi thư kèm hành vi xóa đã ghi sổ; sổ giữ mã băm của nó.`,
      `${grouped(counts.erased, ',')} letters were erased under the rules of retention, each with the logged act that erased it; the log has their hash.`,
    ])
  say.push([
    `Gói có đủ ${entries} mục mà máy chủ đã ghi sổ là kết quả của câu hỏi "${begun.query}" lúc ${localTime(begun.time)}; không mất, không thêm mục nào từ lúc đó. Việc xuất do ${begun.operator} thực hiện (phê duyệt số ${begun.approval}) cũng nằm trong sổ.`,
    `The package has all ${entriesEn} entries that the server logged as the result of the query "${begun.query}" at ${localTime(begun.time)}; none is lost or added since. That ${begun.operator} exported them (approval ${begun.approval}) is in the log, too.`,
  ])
  const signed = signatures.log
    .filter(({ outcome }) => outcome === 'valid')
    .map(({ key }) => `${key.label} ${key.id}`)
  say.push([
    `Mọi điều trên dẫn tới một checkpoint của sổ ${checkpoint.origin} (${checkpoint.size} lá), có chữ ký đúng của ${pinned ? 'khóa do quý vị đưa ra' : 'khóa đi kèm gói'}: ${signed.join(', ')}.`,
    `All of it leads to one checkpoint of the log ${checkpoint.origin} (${checkpoint.size} leaves) that is signed by ${pinned ? 'the keys you gave' : 'the keys that came with the package'}: ${signed.join(', ')}.`,
  ])
  for (const { key, outcome, time } of signatures.cosigned)
    if (outcome === 'valid')
      say.push([
        `Nhân chứng ${key.name} đã ký xác nhận cùng checkpoint đó lúc ${localTime(time * 1000)}.`,
        `The witness ${key.name} cosigned that very checkpoint at ${localTime(time * 1000)}.`,
      ])
  if (stamp !== null)
    say.push([
      `Dấu thời gian trong gói nói về đúng checkpoint này, ghi ${stamp}.`,
      `The time stamp in the package is about this very checkpoint and says ${stamp}.`,
    ])
  return say
}

const opensslCommand =
  'head -3 checkpoint > head.txt && openssl ts -verify -data head.txt -in checkpoint.tst -token_in -CAfile ROOT.pem'

/** What does not follow, whatever was found. */
function notProved({ counts, signatures, stamp }, pinned) {
  const say = []
  if (!pinned)
    say.push([
      'Các khóa đi kèm gói: hãy so keys.txt với khóa mà tỉnh công bố, hoặc chạy lại với --key KHÓA. Nếu không, ai làm giả gói cũng làm giả được khóa. Cũng vậy với chính verify.mjs này: nên lấy từ nguồn tin cậy.',
      'The keys came with the package: compare keys.txt with the published ones, or run again with --key KEY. Else whoever forges a package forges the keys, too. The same is true of this verify.mjs: take it from a source you trust.',
    ])
  say.push([
    'README.txt, keys.txt, verify.mjs và SHA256SUMS không có trong sổ: ai sửa một tệp này cùng SHA256SUMS thì không bị phát hiện. Chỉ tin điều được nói ở đây.',
    'README.txt, keys.txt, verify.mjs and SHA256SUMS are not in the log: whoever changes one of them and SHA256SUMS with it is not found out. Believe what is said here alone.',
  ])
  if (counts.olderEntries > 0) {
    const [entries, forms, refused] = [counts.olderEntries, counts.olderForms, counts.olderRefused]
    say.push([
      `${grouped(entries, '.')} mục được ghi sổ theo mẫu cũ, chỉ có mã băm của thư nhận được: ${grouped(forms, '.')} bản khác (đã ký, đã mã hóa, đã giải mã) và việc không giữ nội dung của ${grouped(refused, '.')} thư bị từ chối là lời máy chủ khi xuất.`,
      `${grouped(entries, ',')} entries were logged in the older form, with the hash of the received letter alone: ${grouped(forms, ',')} other forms (signed, encrypted, decrypted), and that nothing was kept of ${grouped(refused, ',')} refused letters, are the server's word when it exported.`,
    ])
  }
  say.push([
    'Không chứng minh rằng không thư nào bị bỏ sót: gói chỉ có kết quả của câu hỏi như máy chủ tìm thấy.',
    'It is not proved that no letter was left out: there is only the result of the query as the server found it.',
  ])
  say.push([
    'Không chứng minh ai thực sự viết thư. Chữ ký DKIM, S/MIME trong thư không được kiểm tra ở đây.',
    'It is not proved who really wrote a letter. Its DKIM and S/MIME signatures are not checked here.',
  ])
  say.push([
    'Giờ nhận là giờ của máy chủ. Trước dấu thời gian hoặc chữ ký nhân chứng, không có ai bên ngoài làm chứng.',
    "Times of receipt are the server's own. Before a time stamp or a witness's signature nobody outside vouches for them.",
  ])
  say.push([
    'Trích yếu, mã thư, cơ quan, quy định, ai là người nhận ẩn và thư có tới nơi không là lời máy chủ khi xuất, không phải khi nhận.',
    "Subjects, message ids, agencies, rules, who was a blind recipient and what was delivered are the server's word when it exported, not when it received.",
  ])
  if (!signatures.cosigned.some(({ outcome }) => outcome === 'valid'))
    say.push([
      'Không loại trừ máy chủ giữ hai cuốn sổ khác nhau: chưa có nhân chứng nào được kiểm tra (--witness KHÓA).',
      'It is not excluded that the server keeps two different logs: no witness was checked (--witness KEY).',
    ])
  if (signatures.log.some(({ outcome }) => outcome === 'unknown'))
    say.push([
      `Chữ ký ML-DSA-44 CHƯA kiểm tra: Node ${process.versions.node} không có; cần Node 24.7 trở lên.`,
      `The ML-DSA-44 signature was NOT checked: Node ${process.versions.node} cannot; it takes Node 24.7 or later.`,
    ])
  if (stamp !== null)
    say.push([
      `Chữ ký của dấu thời gian chưa kiểm tra ở đây. Trong thư mục đã giải nén, chạy: ${opensslCommand}`,
      `The signature of the time stamp was not checked here. In the unpacked folder run: ${opensslCommand}`,
    ])
  else
    say.push([
      'Gói không có dấu thời gian của bên thứ ba.',
      'The package has no time stamp of a third party.',
    ])
  return say
}

/** Control characters of what others wrote do nothing to the terminal. */
const printable = text => text.replace(/[\p{Cc}\p{Cf}]/gu, ' ')

function report(result, pinned) {
  const { findings } = result
  const said = result.ok ? { yes: proved(result, pinned), no: notProved(result, pinned) } : null
  const titles = [
    {
      ok: 'GÓI ĐÚNG.',
      bad: `GÓI SAI: ${findings.count} lỗi. Không dùng làm chứng cứ.`,
      yes: 'Đã chứng minh:',
      no: 'KHÔNG chứng minh:',
      more: 'lỗi nữa',
    },
    {
      ok: 'THE PACKAGE HOLDS.',
      bad: `THE PACKAGE DOES NOT HOLD: ${findings.count} ${findings.count === 1 ? 'finding' : 'findings'}. It is no evidence.`,
      yes: 'Proved:',
      no: 'NOT proved:',
      more: 'more',
    },
  ]
  const lines = []
  for (const [language, title] of titles.entries()) {
    if (said === null) {
      lines.push(title.bad)
      for (const { place, vi, en } of findings.first) lines.push(`  - ${place}: ${language === 0 ? vi : en}`)
      if (findings.count > findings.first.length)
        lines.push(`  … ${findings.count - findings.first.length} ${title.more}`)
    } else {
      lines.push(title.ok, title.yes)
      for (const pair of said.yes) lines.push(`  - ${pair[language]}`)
      lines.push(title.no)
      for (const pair of said.no) lines.push(`  - ${pair[language]}`)
    }
    lines.push('')
  }
  return lines.map(line => printable(line)).join('\n')
}

function toJson(result, pinned) {
  const { ok, findings, counts, begun, checkpoint, signatures, stamp } = result
  const signature = ({ key, outcome, time }) => ({
    key: `${key.name}+${key.id}`,
    kind: key.label,
    outcome,
    ...(time ? { time: localTime(time * 1000) } : {}),
  })
  const pair = ([vi, en]) => ({ vi, en })
  return JSON.stringify(
    {
      ok,
      findings: findings.count,
      first: findings.first,
      counts,
      export: begun,
      checkpoint: checkpoint && {
        origin: checkpoint.origin,
        size: checkpoint.size,
        root: hex(checkpoint.root),
      },
      keysPinned: pinned,
      signatures: signatures?.log.map(signature) ?? [],
      cosignatures: signatures?.cosigned.map(signature) ?? [],
      timestamp: stamp,
      proved: ok ? proved(result, pinned).map(pair) : [],
      notProved: ok ? notProved(result, pinned).map(pair) : [],
    },
    null,
    2,
  )
}

/** A folder without any of these is no package, and not one that somebody has damaged. */
const packageFiles = ['SHA256SUMS', 'manifest.json', 'checkpoint', 'README.txt']

const usage = 'node verify.mjs [FOLDER|FILE.zip] [--key VKEY]… [--witness VKEY]… [--json]'

async function main(argv) {
  const options = { path: undefined, keys: [], witnesses: [], json: false }
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i]
    if (word === '--help') return process.stdout.write(`${usage}\n`) && 0
    if (word === '--json') options.json = true
    else if (word === '--key') options.keys.push(parseKey(argv[++i] ?? ''))
    else if (word === '--witness') options.witnesses.push(parseKey(argv[++i] ?? ''))
    else if (!word.startsWith('-') && options.path === undefined) options.path = word
    else throw new Broken(`không hiểu ${word}`, `${word} is not understood\n${usage}`)
  }
  const path = options.path ?? dirname(fileURLToPath(import.meta.url))
  if (!existsSync(path)) throw new Broken(`không có ${path}`, `there is no ${path}\n${usage}`)
  if (options.path === undefined && !packageFiles.some(name => existsSync(join(path, name))))
    throw new Broken('thư mục này không có gói nào', `there is no package in this folder\n${usage}`)
  const pinned = options.keys.length > 0
  const result = await check(path, options)
  process.stdout.write(`${options.json ? toJson(result, pinned) : report(result, pinned)}\n`)
  return result.ok ? 0 : 1
}

main(process.argv.slice(2)).then(
  code => {
    process.exitCode = code
  },
  error => {
    process.stderr.write(`${error.vi ?? ''}\n${error instanceof Broken ? error.message : error.stack}\n`)
    process.exitCode = 2
  },
)
