/**
 * The package as it is written: members one after another, the two manifests in files of their own until they are
 * complete, then they, SHA256SUMS and the directory.
 *
 * Members are stored as they are: so the octets depend on nothing but the members, not on a version of zlib that an
 * upgrade replaces while an export is broken off; every bit of the file is covered by a checksum, as the last bits of
 * a deflated member are not; and whoever checks the package unpacks nothing.
 */
import { createHash, type Hash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { centralRecord, crcAt, endOfDirectory, memberHeader } from '../../base/zip.ts'
import type { Place, Written, WrittenMember } from './journal.ts'
import { PartFile, type PartWriter } from './part-file.ts'

const writeBytes = 1024 * 1024

/** Of a large member that comes in pieces. */
interface Begun {
  readonly name: string
  readonly size: number
  readonly offset: number
  readonly hash: Hash
  crc32: number
  done: number
}

export class ZipPart implements PartWriter {
  readonly #file: PartFile
  readonly #json: PartFile
  readonly #csv: PartFile
  readonly #at: number
  readonly #csvHead: string
  #begun: Begun | undefined
  #members: WrittenMember[] = []
  #last = { file: 0, json: 0, csv: 0 }

  private constructor(file: PartFile, json: PartFile, csv: PartFile, at: number, csvHead: string) {
    this.#file = file
    this.#json = json
    this.#csv = csv
    this.#at = at
    this.#csvHead = csvHead
  }

  /** `at`: the time of every member. */
  static async open(path: string, at: number, csvHead: string): Promise<ZipPart> {
    const [file, json, csv] = [
      await PartFile.open(path),
      await PartFile.open(`${path}.json`),
      await PartFile.open(`${path}.csv`),
    ]
    return new ZipPart(file, json, csv, at, csvHead)
  }

  envelope(): void {}

  async member(name: string, size: number, offset: number, octets: Uint8Array): Promise<void> {
    if (offset === 0 && octets.length === size) return this.#whole(name, octets)
    if (offset === 0) await this.#beginLarge(name, size)
    const begun = this.#begun
    if (begun?.name !== name || begun.done !== offset) throw new Error(`${name} does not go on at ${offset}`)
    await this.#file.append(octets)
    begun.hash.update(octets)
    begun.crc32 = crc32(octets, begun.crc32)
    begun.done += octets.length
    if (begun.done === size) await this.#endLarge(begun)
  }

  async #whole(name: string, octets: Uint8Array): Promise<void> {
    const member: WrittenMember = {
      name,
      crc32: crc32(octets),
      sizeBytes: octets.length,
      offset: this.#file.length,
      sha256: createHash('sha256').update(octets).digest('hex'),
    }
    await this.#file.append(Buffer.concat([memberHeader(member, this.#at), octets]))
    this.#members.push(member)
  }

  async #beginLarge(name: string, size: number): Promise<void> {
    const offset = this.#file.length
    this.#begun = { name, size, offset, hash: createHash('sha256'), crc32: 0, done: 0 }
    const header = memberHeader({ name, crc32: 0, sizeBytes: size, offset }, this.#at)
    await this.#file.append(header)
  }

  async #endLarge({ name, size, offset, hash, crc32 }: Begun): Promise<void> {
    const sum = Buffer.alloc(4)
    sum.writeUInt32LE(crc32)
    await this.#file.put(offset + crcAt, sum)
    const sha256 = hash.digest('hex')
    this.#members.push({ name, crc32, sizeBytes: size, offset, sha256 })
    this.#begun = undefined
  }

  async row(json: string, csv: string): Promise<void> {
    await this.#json.append(Buffer.from(`${this.#json.length === 0 ? '[\n' : ',\n'}${json}`))
    await this.#csv.append(Buffer.from(this.#csv.length === 0 ? this.#csvHead + csv : csv))
  }

  whole(): Written {
    this.#last = { file: this.#file.length, json: this.#json.length, csv: this.#csv.length }
    const members = this.#members
    this.#members = []
    return { ...this.#last, members, crc32: 0 }
  }

  async undo(): Promise<void> {
    await this.#cut(this.#last)
  }

  async cutTo(place: Place | undefined): Promise<void> {
    this.#last = place ?? { file: 0, json: 0, csv: 0 }
    await this.#cut(this.#last)
  }

  async #cut({ file, json, csv }: Pick<Place, 'file' | 'json' | 'csv'>): Promise<void> {
    this.#begun = undefined
    this.#members = []
    await this.#file.cut(file)
    await this.#json.cut(json)
    await this.#csv.cut(csv)
  }

  async holds({ file, json, csv, members }: Place): Promise<boolean> {
    if (this.#file.length < file || this.#json.length < json || this.#csv.length < csv) return false
    for (const member of members) if (!(await this.#holdsMember(member))) return false
    return true
  }

  async #holdsMember(member: WrittenMember): Promise<boolean> {
    const header = memberHeader(member, this.#at)
    const data = member.offset + header.length
    const found = await Array.fromAsync(this.#file.read(member.offset, data))
    if (!Buffer.concat(found).equals(header)) return false
    return (await this.#file.crc32(data, data + member.sizeBytes)) === member.crc32
  }

  async sync(): Promise<void> {
    for (const file of [this.#file, this.#json, this.#csv]) await file.sync()
  }

  async finish(members: () => AsyncIterable<WrittenMember>): Promise<void> {
    await this.#json.append(Buffer.from(this.#json.length === 0 ? '[\n]\n' : '\n]\n'))
    if (this.#csv.length === 0) await this.#csv.append(Buffer.from(this.#csvHead))
    await this.#fromFile('manifest.json', this.#json)
    await this.#fromFile('manifest.csv', this.#csv)
    await this.#sums(members)
    await this.#directory(members)
    await this.#file.sync()
  }

  async #fromFile(name: string, file: PartFile): Promise<void> {
    const size = file.length
    let offset = 0
    for await (const chunk of file.read(0, size)) {
      await this.member(name, size, offset, chunk)
      offset += chunk.length
    }
  }

  /** As `sha256sum` writes and checks them. */
  async #sums(members: () => AsyncIterable<WrittenMember>): Promise<void> {
    const name = 'SHA256SUMS'
    let size = 0
    for await (const member of this.#all(members)) size += Buffer.byteLength(sumLine(member))
    let offset = 0
    for await (const lines of gathered(this.#all(members), member => Buffer.from(sumLine(member)))) {
      await this.member(name, size, offset, lines)
      offset += lines.length
    }
  }

  async #directory(members: () => AsyncIterable<WrittenMember>): Promise<void> {
    const start = this.#file.length
    let count = 0
    const record = (member: WrittenMember) => {
      count++
      return centralRecord(member, this.#at)
    }
    for await (const records of gathered(this.#all(members), record)) await this.#file.append(records)
    await this.#file.append(endOfDirectory(count, this.#file.length - start, start))
  }

  async *#all(members: () => AsyncIterable<WrittenMember>): AsyncGenerator<WrittenMember> {
    // Not those that are added while these are gone through.
    const own = [...this.#members]
    yield* members()
    yield* own
  }

  async removeRest(): Promise<void> {
    await this.#json.remove()
    await this.#csv.remove()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const file of [this.#file, this.#json, this.#csv]) await file[Symbol.asyncDispose]()
  }
}

function sumLine({ sha256, name }: WrittenMember): string {
  return `${sha256}  ${name}\n`
}

/** More than `writeBytes` at a time, but for the last. */
async function* gathered<T>(all: AsyncIterable<T>, octetsOf: (one: T) => Buffer): AsyncGenerator<Buffer> {
  let waiting: Buffer[] = []
  let size = 0
  for await (const one of all) {
    const octets = octetsOf(one)
    waiting.push(octets)
    size += octets.length
    if (size <= writeBytes) continue
    yield Buffer.concat(waiting)
    waiting = []
    size = 0
  }
  if (size > 0) yield Buffer.concat(waiting)
}
