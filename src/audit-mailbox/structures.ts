/**
 * What FETCH and SEARCH need of a letter beside its bytes, made of the received form when it is asked for. Boxes have
 * theirs in the store, but of other views.
 *
 * Bounded: a cache of so many octets, one large letter at a time in memory, and no step on the main thread over a few
 * milliseconds; what is larger is scanned by a thread, which starts when it is first needed.
 */
import { once } from 'node:events'
import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import { breathe } from '../base/breath.ts'
import { inTurn } from '../base/in-turn.ts'
import type { Limits } from '../base/limits.ts'
import type { Logger } from '../base/log.ts'
import { type StoredStructure, storedStructure } from '../mail/stored.ts'
import { type ScanLimits, scanMessage } from '../mail/structure.ts'
import type { EntryId } from '../ports/archive.ts'
import type { KeptLetter } from '../ports/audit-mailboxes.ts'
import type { BlobReads } from '../ports/blobs.ts'

export type StructureLimits = ScanLimits & Pick<Limits, 'auditStructureBytes' | 'auditScanBytes'>

/** Longest run without letting others on. */
const sliceMs = 3
/** Letters whose reads overlap. */
const readAtOnce = 8
/** Of one structure beside its texts. */
const overheadBytes = 400

/**
 * Of a letter whose bytes cannot be read: it stands in the list, without anything that would be made up. `parts` is no
 * JSON, so that whatever needs its bytes fails for this letter alone.
 */
const unreadable: StoredStructure = {
  envelope: Buffer.from('(NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL)'),
  bodyStructure: Buffer.from('("TEXT" "PLAIN" NIL NIL NIL "7BIT" 0 0)'),
  parts: '',
  headerBytes: 0,
  sentAt: null,
  messageId: '',
  subject: '',
  from: '',
  to: '',
  cc: '',
  ancestors: '',
}

export class Structures implements AsyncDisposable {
  readonly #blobs: BlobReads
  readonly #limits: StructureLimits
  readonly #log: Logger
  /** In order of last use. */
  readonly #cache = new Map<EntryId, StoredStructure>()
  readonly #oneLarge = inTurn()
  #cachedBytes = 0
  #worker: Worker | undefined

  constructor(blobs: BlobReads, limits: StructureLimits, log: Logger) {
    this.#blobs = blobs
    this.#limits = limits
    this.#log = log
  }

  /** One for each letter, in order. */
  async of(letters: readonly KeptLetter[]): Promise<readonly StoredStructure[]> {
    const structures: StoredStructure[] = []
    let began = performance.now()
    for (let start = 0; start < letters.length; start += readAtOnce) {
      const some = letters.slice(start, start + readAtOnce)
      structures.push(
        ...(await Promise.all(some.map(letter => this.#recall(letter.id) ?? this.#make(letter)))),
      )
      if (performance.now() - began < sliceMs) continue
      await breathe()
      began = performance.now()
    }
    return structures
  }

  forget(ids: Iterable<EntryId>): void {
    for (const id of ids) this.#drop(id)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker?.terminate()
  }

  async #make(letter: KeptLetter): Promise<StoredStructure> {
    try {
      const structure =
        letter.sizeBytes <= this.#limits.auditScanBytes
          ? this.#scan(await this.#blobs.bytes(letter.blob))
          : await this.#oneLarge(async () => this.#scanElsewhere(await this.#blobs.bytes(letter.blob)))
      this.#keep(letter.id, structure)
      return structure
    } catch (error) {
      this.#log.error({ err: error, entry: letter.id }, 'a letter of the archive cannot be read')
      return unreadable
    }
  }

  #scan(bytes: Uint8Array): StoredStructure {
    return storedStructure(bytes, scanMessage(bytes, this.#limits), 0)
  }

  async #scanElsewhere(bytes: Uint8Array): Promise<StoredStructure> {
    this.#worker ??= this.#start()
    const worker = this.#worker
    const ended = new AbortController()
    const fail = once(worker, 'exit', { signal: ended.signal }).then(() => {
      throw new Error('the thread that reads structures ended')
    })
    const answer = once(worker, 'message', { signal: ended.signal })
    worker.postMessage(bytes)
    try {
      const [structure] = (await Promise.race([answer, fail])) as [StoredStructure]
      return structure
    } finally {
      fail.catch(() => undefined)
      answer.catch(() => undefined)
      ended.abort()
    }
  }

  #start(): Worker {
    const { mimeDepth, mimeParts, headerFields, headerAddresses, headerFieldBytes } = this.#limits
    const worker = new Worker(new URL(`./structure-worker${extname(import.meta.url)}`, import.meta.url), {
      workerData: {
        mimeDepth,
        mimeParts,
        headerFields,
        headerAddresses,
        headerFieldBytes,
      } satisfies ScanLimits,
      name: 'audit-structures',
    })
    worker.on('error', error => this.#log.error({ err: error }, 'the thread that reads structures died'))
    worker.on('exit', () => {
      if (this.#worker === worker) this.#worker = undefined
    })
    worker.unref()
    return worker
  }

  #recall(id: EntryId): StoredStructure | undefined {
    const known = this.#cache.get(id)
    if (known === undefined) return undefined
    this.#cache.delete(id)
    this.#cache.set(id, known)
    return known
  }

  #keep(id: EntryId, structure: StoredStructure): void {
    const bytes = bytesOf(structure)
    if (bytes > this.#limits.auditStructureBytes) return
    this.#drop(id)
    this.#cache.set(id, structure)
    this.#cachedBytes += bytes
    for (const oldest of this.#cache.keys()) {
      if (this.#cachedBytes <= this.#limits.auditStructureBytes) break
      this.#drop(oldest)
    }
  }

  #drop(id: EntryId): void {
    const known = this.#cache.get(id)
    if (known === undefined) return
    this.#cache.delete(id)
    this.#cachedBytes -= bytesOf(known)
  }
}

function bytesOf({
  envelope,
  bodyStructure,
  parts,
  messageId,
  subject,
  from,
  to,
  cc,
  ancestors,
}: StoredStructure): number {
  const texts = [parts, messageId, subject, from, to, cc, ancestors ?? '']
  const chars = texts.reduce((sum, text) => sum + text.length, 0)
  return overheadBytes + envelope.length + bodyStructure.length + 2 * chars
}
