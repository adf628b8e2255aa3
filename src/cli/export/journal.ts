/**
 * How far a file has come that is written beside it, line by line: the first line says of which export it is, each
 * further one where everything before is whole. A line is written after what it speaks of is durable. The file itself is
 * `FILE.part` until it is complete, its journal `FILE.part.journal`.
 */
import { type FileHandle, open, rm } from 'node:fs/promises'
import type { ZipMember } from '../../base/zip.ts'
import { Failure } from '../command.ts'

export interface ExportHead {
  readonly export: string
  readonly query: string
  readonly format: 'zip' | 'mbox'
  readonly entries: number
  readonly atMs: number
  /** Asks for the first page. */
  readonly cursor: string
  /** The first line of the manifest that is CSV. */
  readonly csvHead: string
}

/** A member of the package as its central record and its line of SHA256SUMS need it. */
export interface WrittenMember extends ZipMember {
  readonly sha256: string
}

/** What is there when everything is whole. */
export interface Written {
  /** Lengths of the file and of the two manifests. */
  readonly file: number
  readonly json: number
  readonly csv: number
  /** What came since the place before. */
  readonly members: readonly WrittenMember[]
  /** Of an mbox: CRC-32 of what the file got since the place before. */
  readonly crc32: number
}

export interface Place extends Written {
  /** `ending`: every letter is there; `complete`: every proof is. */
  readonly stage: 'letters' | 'ending' | 'proofs' | 'complete'
  readonly cursor: string
}

/** Places remembered at the end of a journal, should what the last ones speak of not be there. */
const remembered = 512

export class Journal implements AsyncDisposable {
  readonly path: string
  readonly #file: FileHandle
  #length: number

  private constructor(path: string, file: FileHandle, length: number) {
    this.path = path
    this.#file = file
    this.#length = length
  }

  static async create(path: string, head: ExportHead): Promise<Journal> {
    const file = await open(path, 'w+', 0o600).catch(error => cannotWrite(path, error))
    const journal = new Journal(path, file, 0)
    await journal.#append(`${JSON.stringify(head)}\n`)
    return journal
  }

  /** Undefined when there is none, or one whose first line was never whole. */
  static async open(path: string): Promise<OpenedJournal | undefined> {
    const file = await open(path, 'r+', 0o600).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') cannotWrite(path, error)
    })
    if (!file) return undefined
    let opened: { head: ExportHead; headEnd: number } | undefined
    let last: Recalled[] = []
    let end = 0
    for await (const line of wholeLines(file)) {
      const parsed = parsedLine(line)
      if (parsed === undefined) break
      end += Buffer.byteLength(line) + 1
      if (opened === undefined) opened = { head: parsed as ExportHead, headEnd: end }
      else if (last.push({ place: parsed as Place, end }) > 2 * remembered) last = last.slice(-remembered)
    }
    if (opened !== undefined) return { journal: new Journal(path, file, end), ...opened, last }
    await file.close()
    return undefined
  }

  /** Forgets what was noted after the first `length` octets. */
  async truncate(length: number): Promise<void> {
    this.#length = length
    await this.#file.truncate(length).catch(error => cannotWrite(this.path, error))
  }

  async note(places: readonly Place[]): Promise<void> {
    if (places.length > 0) await this.#append(places.map(place => `${JSON.stringify(place)}\n`).join(''))
  }

  /** Every member of the places noted, in their order. */
  async *members(): AsyncGenerator<WrittenMember> {
    let first = true
    for await (const line of wholeLines(this.#file)) {
      if (!first) yield* (JSON.parse(line) as Place).members
      first = false
    }
  }

  async #append(text: string): Promise<void> {
    const octets = Buffer.from(text)
    try {
      await this.#file.write(octets, 0, octets.length, this.#length)
      await this.#file.sync()
    } catch (error) {
      cannotWrite(this.path, error)
    }
    this.#length += octets.length
  }

  async remove(): Promise<void> {
    await rm(this.path, { force: true })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close()
  }
}

export interface OpenedJournal {
  readonly journal: Journal
  readonly head: ExportHead
  /** Of the journal, behind its first line. */
  readonly headEnd: number
  /** The last places that were noted, the newest last. */
  readonly last: readonly Recalled[]
}

export interface Recalled {
  readonly place: Place
  /** Of the journal, behind its line. */
  readonly end: number
}

/** Lines that end; a last one that does not was cut off while it was written. */
async function* wholeLines(file: FileHandle): AsyncGenerator<string> {
  let rest = Buffer.alloc(0)
  const chunk = Buffer.alloc(256 * 1024)
  for (let at = 0; ; ) {
    const { bytesRead } = await file.read(chunk, 0, chunk.length, at)
    if (bytesRead === 0) return
    at += bytesRead
    rest = Buffer.concat([rest, chunk.subarray(0, bytesRead)])
    let start = 0
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10, start)) {
      yield rest.toString('utf8', start, end)
      start = end + 1
    }
    rest = rest.subarray(start)
  }
}

function parsedLine(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

/** What is there stays, and the same command goes on from it. */
export function cannotWrite(path: string, error: unknown): never {
  if (error instanceof Failure) throw error
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
  const full = code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG'
  const advice = full ? ': there is no room; make some, and the same command goes on from here' : ''
  throw new Failure(full ? 'try-again' : 'failed', `${path} cannot be written (${code})${advice}`)
}
