/**
 * The parts of a zip file (APPNOTE 6.3.10), pure: headers of members, the central directory's records and its end.
 * Every size, offset and count may be beyond what 32 or 16 bits hold: then, and only then, the fields of ZIP64 stand
 * for them. Names are UTF-8. Nothing depends on the clock or on the machine: the same members make the same octets.
 *
 * A member's data follow its header at once, without a descriptor after them, so the sizes must be known before; the
 * CRC-32 alone may be put in later, at `crcAt`. Deliberately absent: compression, folders, encryption, several disks.
 */

export interface ZipMember {
  /** With `/` between folders; not absolute. */
  readonly name: string
  readonly crc32: number
  readonly sizeBytes: number
  /** Where its header stands in the file. */
  readonly offset: number
}

/** Where the CRC-32 stands in a member's header. */
export const crcAt = 14

const stored = 0
const utf8Name = 0x0800
const plainVersion = 20
const zip64Version = 45
const madeByUnix = 0x0300
/** -rw------- of a plain file, as Unix has it. */
const externalAttributes = 0o100600 * 0x10000
const most16 = 0xffff
const most32 = 0xffffffff
const zip64Id = 0x0001

/** Time and date as MS-DOS writes them, to two seconds, by the province's clock. */
export function dosTime(ms: number): { readonly time: number; readonly date: number } {
  const local = new Date(ms + 7 * 3_600_000)
  const time = (local.getUTCHours() << 11) | (local.getUTCMinutes() << 5) | (local.getUTCSeconds() >> 1)
  const date = ((local.getUTCFullYear() - 1980) << 9) | ((local.getUTCMonth() + 1) << 5) | local.getUTCDate()
  return { time, date }
}

/** Fields that stand in a member's header and in its central record alike. */
function sharedFields(member: ZipMember, at: number, name: Buffer, extra: Buffer): Buffer {
  const { time, date } = dosTime(at)
  const fields = Buffer.alloc(26)
  fields.writeUInt16LE(extra.length > 0 ? zip64Version : plainVersion, 0)
  fields.writeUInt16LE(utf8Name, 2)
  fields.writeUInt16LE(stored, 4)
  fields.writeUInt16LE(time, 6)
  fields.writeUInt16LE(date, 8)
  fields.writeUInt32LE(member.crc32, 10)
  fields.writeUInt32LE(Math.min(member.sizeBytes, most32), 14)
  fields.writeUInt32LE(Math.min(member.sizeBytes, most32), 18)
  fields.writeUInt16LE(name.length, 22)
  fields.writeUInt16LE(extra.length, 24)
  return fields
}

function zip64Extra(values: readonly number[]): Buffer {
  if (values.length === 0) return Buffer.alloc(0)
  const extra = Buffer.alloc(4 + 8 * values.length)
  extra.writeUInt16LE(zip64Id, 0)
  extra.writeUInt16LE(8 * values.length, 2)
  for (const [i, value] of values.entries()) extra.writeBigUInt64LE(BigInt(value), 4 + 8 * i)
  return extra
}

/** What stands before a member's data. `at`: time of the member, milliseconds. */
export function memberHeader(member: ZipMember, at: number): Buffer {
  const name = Buffer.from(member.name)
  const { sizeBytes } = member
  // APPNOTE §4.5.3: in a member's header both stand, or none.
  const large = sizeBytes >= most32
  const extra = zip64Extra(large ? [sizeBytes, sizeBytes] : [])
  const shared = sharedFields(member, at, name, extra)
  return Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), shared, name, extra])
}

export function centralRecord(member: ZipMember, at: number): Buffer {
  const name = Buffer.from(member.name)
  const { sizeBytes, offset } = member
  const large = sizeBytes >= most32
  const extra = zip64Extra([...(large ? [sizeBytes, sizeBytes] : []), ...(offset >= most32 ? [offset] : [])])
  const shared = sharedFields(member, at, name, extra)
  const start = Buffer.alloc(6)
  start.write('PK\x01\x02', 'latin1')
  start.writeUInt16LE(madeByUnix | zip64Version, 4)
  const rest = Buffer.alloc(14)
  rest.writeUInt32LE(externalAttributes, 6)
  rest.writeUInt32LE(Math.min(offset, most32), 10)
  return Buffer.concat([start, shared, rest, name, extra])
}

/** What ends the file: `count` central records of `sizeBytes` octets, the first of them at `offset`. */
export function endOfDirectory(count: number, sizeBytes: number, offset: number): Buffer {
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  for (const at of [8, 10]) end.writeUInt16LE(Math.min(count, most16), at)
  end.writeUInt32LE(Math.min(sizeBytes, most32), 12)
  end.writeUInt32LE(Math.min(offset, most32), 16)
  if (count < most16 && sizeBytes < most32 && offset < most32) return end
  const large = Buffer.alloc(56)
  large.write('PK\x06\x06', 'latin1')
  large.writeBigUInt64LE(44n, 4)
  large.writeUInt16LE(madeByUnix | zip64Version, 12)
  large.writeUInt16LE(zip64Version, 14)
  for (const at of [24, 32]) large.writeBigUInt64LE(BigInt(count), at)
  large.writeBigUInt64LE(BigInt(sizeBytes), 40)
  large.writeBigUInt64LE(BigInt(offset), 48)
  const locator = Buffer.alloc(20)
  locator.write('PK\x06\x07', 'latin1')
  locator.writeBigUInt64LE(BigInt(offset + sizeBytes), 8)
  locator.writeUInt32LE(1, 16)
  return Buffer.concat([large, locator, end])
}
