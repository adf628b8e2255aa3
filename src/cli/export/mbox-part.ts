/** The mbox as it is written. */
import { crc32 } from 'node:zlib'
import { MboxQuoter, mboxFrom } from '../../base/mboxrd.ts'
import type { Place, Written } from './journal.ts'
import { PartFile, type PartWriter } from './part-file.ts'

export class MboxPart implements PartWriter {
  readonly #file: PartFile
  #from = ''
  #quoter = new MboxQuoter()
  #sum = 0
  #last = 0

  private constructor(file: PartFile) {
    this.#file = file
  }

  static async open(path: string): Promise<MboxPart> {
    return new MboxPart(await PartFile.open(path))
  }

  envelope(from: string, timeMs: number): void {
    this.#from = mboxFrom(from, timeMs)
  }

  async member(_name: string, size: number, offset: number, octets: Uint8Array): Promise<void> {
    if (offset === 0) {
      await this.#append(Buffer.from(this.#from))
      this.#quoter = new MboxQuoter()
    }
    await this.#append(this.#quoter.push(octets))
    if (offset + octets.length === size) await this.#append(this.#quoter.end())
  }

  async #append(octets: Uint8Array): Promise<void> {
    await this.#file.append(octets)
    this.#sum = crc32(octets, this.#sum)
  }

  async row(): Promise<void> {}

  whole(): Written {
    this.#last = this.#file.length
    const sum = this.#sum
    this.#sum = 0
    return { file: this.#last, json: 0, csv: 0, members: [], crc32: sum }
  }

  async undo(): Promise<void> {
    await this.#file.cut(this.#last)
    this.#sum = 0
  }

  async cutTo(place: Place | undefined): Promise<void> {
    this.#last = place?.file ?? 0
    await this.undo()
  }

  async holds({ file, crc32 }: Place, before: Place | undefined): Promise<boolean> {
    return this.#file.length >= file && (await this.#file.crc32(before?.file ?? 0, file)) === crc32
  }

  sync(): Promise<void> {
    return this.#file.sync()
  }

  finish(): Promise<void> {
    return this.#file.sync()
  }

  async removeRest(): Promise<void> {}

  [Symbol.asyncDispose](): Promise<void> {
    return this.#file[Symbol.asyncDispose]()
  }
}
