/** A file that grows at its end, and can be cut back. */
import { type FileHandle, open, rm } from 'node:fs/promises'
import { crc32 } from 'node:zlib'
import { cannotWrite, type Place, type Written, type WrittenMember } from './journal.ts'

const readBytes = 1024 * 1024

export class PartFile implements AsyncDisposable {
  readonly path: string
  readonly #file: FileHandle
  #length: number
  /** Something was written that may not be durable. */
  #dirty = false

  private constructor(path: string, file: FileHandle, length: number) {
    this.path = path
    this.#file = file
    this.#length = length
  }

  /** For its owner alone. */
  static async open(path: string): Promise<PartFile> {
    try {
      const file = await open(path, 'a+', 0o600).then(made => made.close().then(() => open(path, 'r+')))
      return new PartFile(path, file, (await file.stat()).size)
    } catch (error) {
      return cannotWrite(path, error)
    }
  }

  get length(): number {
    return this.#length
  }

  async append(octets: Uint8Array): Promise<void> {
    await this.put(this.#length, octets)
    this.#length += octets.length
  }

  /** Over what is there. */
  async put(at: number, octets: Uint8Array): Promise<void> {
    this.#dirty = true
    try {
      for (let done = 0; done < octets.length; ) {
        const { bytesWritten } = await this.#file.write(octets, done, octets.length - done, at + done)
        done += bytesWritten
      }
    } catch (error) {
      cannotWrite(this.path, error)
    }
  }

  async cut(length: number): Promise<void> {
    await this.#file.truncate(length).catch(error => cannotWrite(this.path, error))
    this.#length = length
    this.#dirty = true
  }

  async sync(): Promise<void> {
    if (!this.#dirty) return
    await this.#file.sync().catch(error => cannotWrite(this.path, error))
    this.#dirty = false
  }

  async *read(start: number, end: number): AsyncGenerator<Buffer> {
    for (let at = start; at < end; ) {
      const chunk = Buffer.alloc(Math.min(readBytes, end - at))
      const { bytesRead } = await this.#file.read(chunk, 0, chunk.length, at)
      if (bytesRead === 0) return
      at += bytesRead
      yield chunk.subarray(0, bytesRead)
    }
  }

  async crc32(start: number, end: number): Promise<number> {
    let sum = 0
    for await (const chunk of this.read(start, end)) sum = crc32(chunk, sum)
    return sum
  }

  async remove(): Promise<void> {
    await rm(this.path, { force: true })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close()
  }
}

/** What takes the parts of an export: the package, or the mbox. */
export interface PartWriter extends AsyncDisposable {
  envelope(from: string, timeMs: number): void
  member(name: string, size: number, offset: number, octets: Uint8Array): Promise<void>
  row(json: string, csv: string): Promise<void>
  /** Lengths and members at a place where everything is whole. */
  whole(): Written
  /** Back to the last place that was whole. */
  undo(): Promise<void>
  /** Whether what a place speaks of is there. */
  holds(place: Place, before: Place | undefined): Promise<boolean>
  /** Cuts off what comes after a place; undefined: everything. */
  cutTo(place: Place | undefined): Promise<void>
  sync(): Promise<void>
  /** Writes what ends the file; durable when it resolves. */
  finish(members: () => AsyncIterable<WrittenMember>): Promise<void>
  /** The files that are not the result. */
  removeRest(): Promise<void>
}
