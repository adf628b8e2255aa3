/** Every stored checkpoint against the tree as it grows: its root, the log's signatures, witnesses' and tokens. */
import { type Edge, root } from '../base/merkle.ts'
import type { StoredCheckpoint } from '../ports/tlog.ts'
import { type Checkpoint, checkSignature, parseCheckpoint, type TreeHead } from './checkpoint.ts'
import { stampedHash } from './daily-stamp.ts'
import type { AddFinding } from './findings.ts'
import { rowsAtATime } from './leaves-in-order.ts'
import { parseSignatureLines } from './note.ts'
import type { VerifyOptions } from './verify.ts'

export interface SavedCheckpointCheck {
  readonly count: number
  readonly cosigned: number
  readonly stamped: number
  readonly covered: number
  /** Size of the last one that was looked at; -1 before the first. */
  readonly passed: number
}

export class CheckpointCheck {
  count = 0
  cosigned = 0
  stamped = 0
  /** Leaves under the largest. */
  covered = 0
  readonly #options: VerifyOptions
  readonly #add: AddFinding
  #waiting: StoredCheckpoint[] = []
  #passed = -1
  #read = -1
  #ended = false

  constructor(options: VerifyOptions, add: AddFinding, saved?: SavedCheckpointCheck) {
    this.#options = options
    this.#add = add
    if (saved === undefined) return
    this.count = saved.count
    this.cosigned = saved.cosigned
    this.stamped = saved.stamped
    this.covered = saved.covered
    this.#passed = saved.passed
    this.#read = saved.passed
  }

  save(): SavedCheckpointCheck {
    const { count, cosigned, stamped, covered } = this
    return { count, cosigned, stamped, covered, passed: this.#passed }
  }

  async #next(): Promise<StoredCheckpoint | undefined> {
    if (this.#waiting.length === 0 && !this.#ended) {
      this.#waiting = [...(await this.#options.log.checkpoints(this.#read, rowsAtATime))]
      this.#read = this.#waiting.at(-1)?.size ?? this.#read
      this.#ended = this.#waiting.length < rowsAtATime
    }
    return this.#waiting[0]
  }

  /** Holds the checkpoint of this size, if there is one, against the tree. */
  async at(edge: Edge): Promise<void> {
    const stored = this.#waiting[0] ?? (this.#ended ? undefined : await this.#next())
    if (stored === undefined || stored.size > edge.size) return
    this.#waiting.shift()
    this.#passed = stored.size
    this.count++
    if (stored.cosignatures.length > 0) this.cosigned++
    this.covered = stored.size
    const { origin, keys } = this.#options
    const wrong = (detail: string) => this.#add('checkpoint', `checkpoint ${stored.size}`, detail)
    if (stored.token !== null) this.#checkToken(stored.token, { ...stored, origin }, wrong)
    if (Buffer.compare(root(edge), stored.root) !== 0) wrong('its root is not that of the leaves')
    const head = parseCheckpoint(stored.note)
    if (!head.ok) return wrong(`cannot be read: ${head.error}`)
    const { size, root: signed, signatures } = head.value
    if (head.value.origin !== origin || size !== stored.size || Buffer.compare(signed, stored.root) !== 0)
      wrong('the note is about another head')
    for (const key of keys)
      if (!signatures.some(line => checkSignature(key, head.value, line) === 'valid'))
        wrong(`is not signed by ${key.name}+${key.keyId}`)
    for (const lines of stored.cosignatures) this.#checkCosignatures(lines, head.value, wrong)
  }

  #checkCosignatures(text: string, head: Checkpoint, wrong: (detail: string) => void): void {
    const lines = parseSignatureLines(text)
    if (!lines.ok) wrong(`its cosignatures: ${lines.error}`)
    for (const key of this.#options.witnesses ?? [])
      if (lines.ok && lines.value.some(line => checkSignature(key, head, line) === 'invalid'))
        wrong(`the cosignature of ${key.name}+${key.keyId} does not hold`)
  }

  #checkToken(token: Uint8Array, head: TreeHead, wrong: (detail: string) => void): void {
    const verified = this.#options.timestamps.verify(token, stampedHash(head))
    if (verified.ok) this.stamped++
    else wrong(`its time stamp: ${verified.error.reason}: ${verified.error.detail}`)
  }

  async end(reached: number, size: number): Promise<void> {
    for (let stored = await this.#next(); stored !== undefined; stored = await this.#next()) {
      this.#waiting.shift()
      this.#passed = stored.size
      if (stored.size > size && stored.size <= (await this.#options.log.size())) continue
      this.count++
      this.#add('checkpoint', `checkpoint ${stored.size}`, `the tree ends at ${reached}`)
    }
  }
}
