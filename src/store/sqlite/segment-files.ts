/**
 * Segments for readers. Few and large; each stays open once read, until it is removed.
 *
 * What the page cache holds is read in the middle of the program, which costs less than a tenth of handing the read to
 * another thread and waiting for it. A disk is not waited for like that: a read that took long sends those after it the
 * other way for a while.
 */
import { readSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { segmentPath } from './segments.ts'

/** Longest read that is tried at once, in octets. */
const atOnceBytes = 512 * 1024
/** A read that takes longer had to wait for a disk, milliseconds. */
const slowMs = 2
/** Reads that are handed over after one that was slow. */
const patientReads = 64

export class SegmentFiles implements AsyncDisposable {
  readonly #directory: string
  readonly #opening = new Map<number, Promise<FileHandle>>()
  readonly #open = new Map<number, FileHandle>()
  #room: Buffer | undefined
  #patient = 0

  constructor(directory: string) {
    this.#directory = directory
  }

  /**
   * The octets without waiting, good until the next call; undefined when `read` has to be asked: the segment is not
   * open yet, or there are reasons to wait.
   */
  now(segment: number, start: number, bytes: number): Buffer | undefined {
    const file = this.#open.get(segment)
    if (file === undefined || bytes > atOnceBytes || this.#patient > 0) return undefined
    this.#room ??= Buffer.allocUnsafeSlow(atOnceBytes)
    try {
      const began = performance.now()
      const count = readSync(file.fd, this.#room, 0, bytes, start)
      if (performance.now() - began > slowMs) this.#patient = patientReads
      return this.#room.subarray(0, count)
    } catch {
      return undefined
    }
  }

  /** Octets of a segment, fewer where it ends. Rejects when it is gone or cannot be read. */
  async read(segment: number, start: number, bytes: number): Promise<Buffer> {
    if (this.#patient > 0) this.#patient--
    const file = await this.#file(segment)
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(bytes), 0, bytes, start)
    return buffer.subarray(0, bytesRead)
  }

  /** Of removed segments. Reads that have begun end first. */
  letGo(segments: readonly number[]): void {
    for (const segment of segments) {
      const file = this.#opening.get(segment)
      this.#opening.delete(segment)
      this.#open.delete(segment)
      // What cannot be closed is closed by the end of the process.
      file?.then(handle => handle.close()).catch(() => undefined)
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const files = [...this.#opening.values()]
    this.#opening.clear()
    this.#open.clear()
    for (const file of await Promise.allSettled(files)) {
      if (file.status === 'fulfilled') await file.value.close()
    }
  }

  #file(segment: number): Promise<FileHandle> {
    const known = this.#opening.get(segment)
    if (known !== undefined) return known
    const opening = open(segmentPath(this.#directory, segment), 'r')
    this.#opening.set(segment, opening)
    opening.then(
      file => {
        if (this.#opening.get(segment) === opening) this.#open.set(segment, file)
      },
      () => this.#opening.delete(segment),
    )
    return opening
  }
}
