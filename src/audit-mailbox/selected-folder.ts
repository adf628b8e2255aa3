/** A folder that an auditor's session has selected. UID, view and entry are one number here. */
import type { LiveMessages, SelectedMailbox } from '../imap/backend.ts'
import { ToldFailure } from '../imap/backend.ts'
import { mailboxObjectId } from '../imap/mailboxes/object-id.ts'
import type { StoredStructure } from '../mail/stored.ts'
import { readView, viewBytes } from '../mailbox/view-bytes.ts'
import type { KeptLetter, LetterReads } from '../ports/audit-mailboxes.ts'
import type { BlobReads, ByteRange } from '../ports/blobs.ts'
import type { StoredView, ViewId } from '../ports/mailboxes.ts'
import type { FolderLease } from './open-folders.ts'
import type { Standing } from './standing.ts'
import type { Structures } from './structures.ts'

export interface SelectedFolderParts {
  readonly letters: LetterReads
  readonly blobs: BlobReads
  readonly structures: Structures
}

const noPrefix = new Uint8Array(0)

export class SelectedFolder implements SelectedMailbox {
  readonly name: string
  readonly objectId: string
  readonly messages: LiveMessages
  readonly #lease: FolderLease
  readonly #standing: Standing
  readonly #parts: SelectedFolderParts

  constructor(name: string, lease: FolderLease, standing: Standing, parts: SelectedFolderParts) {
    this.name = name
    this.objectId = mailboxObjectId({ id: 0, name })
    this.messages = new Flagless(lease.mirror)
    this.#lease = lease
    this.#standing = standing
    this.#parts = parts
  }

  get uidValidity(): number {
    return this.#lease.uidValidity
  }

  async views(ids: readonly ViewId[]): Promise<readonly StoredView[]> {
    const letters = await this.#letters(ids)
    const structures = await this.#parts.structures.of(letters)
    return inOrder(ids, letters, (letter, i) => viewOf(letter, structures[i]!))
  }

  async structures(ids: readonly ViewId[]) {
    const letters = await this.#letters(ids)
    const structures = await this.#parts.structures.of(letters)
    return inOrder(ids, letters, ({ id }, i) => {
      const { envelope, bodyStructure } = structures[i]!
      return { id, envelope, bodyStructure }
    })
  }

  async searchTexts(ids: readonly ViewId[]) {
    const letters = await this.#letters(ids)
    const structures = await this.#parts.structures.of(letters)
    return inOrder(ids, letters, ({ id }, i) => ({ ...structures[i]!, id }))
  }

  async sentDates(ids: readonly ViewId[]) {
    return await this.searchTexts(ids)
  }

  async threadTexts(ids: readonly ViewId[]) {
    return await this.searchTexts(ids)
  }

  async read(view: StoredView, range: ByteRange): Promise<Uint8Array> {
    this.#requireOpen()
    return await readView(this.#parts.blobs, view, range)
  }

  async *stream(view: StoredView, range: ByteRange): AsyncIterable<Uint8Array> {
    for await (const chunk of viewBytes(this.#parts.blobs, view, range)) {
      this.#requireOpen()
      yield chunk
    }
  }

  setFlags(): Promise<never> {
    return neverCalled()
  }

  copy(): Promise<never> {
    return neverCalled()
  }

  move(): Promise<never> {
    return neverCalled()
  }

  expunge(): Promise<never> {
    return neverCalled()
  }

  expungedSince(): Promise<never> {
    return neverCalled()
  }

  [Symbol.dispose](): void {
    this.#lease[Symbol.dispose]()
  }

  /** In scope by the store's own word, once more. */
  async #letters(ids: readonly ViewId[]): Promise<readonly KeptLetter[]> {
    this.#requireOpen()
    const sorted = [...new Set(ids)].sort((a, b) => a - b)
    const letters = await this.#parts.letters.byId(sorted, this.#standing.scope)
    if (letters.length < sorted.length) {
      const kept = new Set(letters.map(({ id }) => id))
      this.#lease.drop(sorted.filter(id => !kept.has(id)))
    }
    return letters
  }

  /** A long answer ends soon after the mailbox was closed, and not with its last letter. */
  #requireOpen(): void {
    if (this.#standing.ended) throw new ToldFailure('NOPERM', 'The account was closed')
  }
}

/** The command table lets nothing through that would. */
export function neverCalled(): Promise<never> {
  return Promise.reject(new Error('the command table let a change through in an account for reading only'))
}

/** A folder's letters without flags, as they are at each moment. */
class Flagless implements LiveMessages {
  readonly flagless = true
  readonly #mirror: LiveMessages

  constructor(mirror: LiveMessages) {
    this.#mirror = mirror
  }

  get epoch(): number {
    return this.#mirror.epoch
  }

  get count(): number {
    return this.#mirror.count
  }

  get uids(): Uint32Array {
    return this.#mirror.uids
  }

  get flags(): Uint32Array {
    return this.#mirror.flags
  }

  get modseqs(): Float64Array {
    return this.#mirror.modseqs
  }

  get views(): Float64Array {
    return this.#mirror.views
  }

  get internalDatesMs(): Float64Array {
    return this.#mirror.internalDatesMs
  }

  get sizesBytes(): Uint32Array {
    return this.#mirror.sizesBytes
  }

  get keywords(): readonly string[] {
    return this.#mirror.keywords
  }

  get uidNext(): number {
    return this.#mirror.uidNext
  }

  get highestModseq(): number {
    return 0
  }

  get recentUid(): number {
    return this.#mirror.recentUid
  }

  claimRecent(): void {}
}

function viewOf({ id, sizeBytes, blob }: KeptLetter, structure: StoredStructure): StoredView {
  return {
    id,
    blob,
    prefix: noPrefix,
    slices: [{ from: 'form', start: 0, end: sizeBytes }],
    sizeBytes,
    structure,
  }
}

function inOrder<Value>(
  ids: readonly ViewId[],
  letters: readonly KeptLetter[],
  convert: (letter: KeptLetter, index: number) => Value,
): readonly Value[] {
  const found = new Map(letters.map((letter, i) => [letter.id, convert(letter, i)]))
  return ids.map(id => found.get(id)).filter(value => value !== undefined)
}
