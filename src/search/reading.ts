/** Letters of the archive as the index will have them: rows and octets read, texts extracted, a batch at a time. */
import { free } from '../base/free.ts'
import type { WatchedThread } from '../base/watched-thread.ts'
import { scanMessage } from '../mail/structure.ts'
import type { Entry, EntryId } from '../ports/archive.ts'
import { BlobError } from '../ports/blobs.ts'
import type { ArchiveSource } from '../store/sqlite/open-reads.ts'
import { type ExtractedPiece, extractAtOnce, joinPieces } from './extract.ts'
import { type IndexedLetter, indexedLetter, type LetterTexts, noTexts, peopleOf } from './letter.ts'
import type { IndexLimits, ToExtractor } from './protocol.ts'

/** Rows of the ledger, and documents, of one letter that are looked at. */
const rowsOfLetter = 1000

export interface Batch {
  readonly letters: readonly IndexedLetter[]
  readonly indexedTo: EntryId
  /** Salt of the last one's leaf, which no other archive has. */
  readonly anchor: Uint8Array
}

/** The thread that reads hostile files. */
export type Extraction = WatchedThread<ToExtractor, ExtractedPiece>

export interface BatchOptions {
  readonly source: ArchiveSource
  readonly extraction: Extraction
  readonly limits: IndexLimits
  /** Letters at most. */
  readonly most: number
  /** By their rows alone. */
  readonly fieldsOnly: boolean
}

/** The letters after `after`, without those that are erased or condemned to be; undefined for none. What must be opened is opened meanwhile by its own thread. */
export async function readBatch(after: EntryId, options: BatchOptions): Promise<Batch | undefined> {
  const { source, limits, most } = options
  const entries = await source.archive.entriesAfter(after, Math.min(most, limits.indexBatchLetters))
  // What was condemned after this look is forgotten after this batch, by a call of its own.
  const condemned = source.condemned(entries[0]?.id ?? 0, entries.at(-1)?.id ?? 0)
  const reading: Promise<IndexedLetter>[] = []
  let bytes = 0
  let last: Entry | undefined
  for (const entry of entries) {
    if (bytes > limits.indexBatchBytes) break
    last = entry
    if (entry.erasedAt !== null || condemned.has(entry.id)) continue
    bytes += entry.sizeBytes
    // Not all at once: a letter's octets go when it is read.
    const letter = await begin(entry, options)
    reading.push(letter.done)
  }
  if (last === undefined) return undefined
  return { letters: await Promise.all(reading), indexedTo: last.id, anchor: last.leaf.salt }
}

/** Reads a letter, or begins to where its files are opened elsewhere. */
async function begin(
  entry: Entry,
  options: BatchOptions,
): Promise<{ readonly done: Promise<IndexedLetter> }> {
  const { source, limits } = options
  const [violations, documents] = await Promise.all([
    source.archive.violations({ entryId: entry.id, limit: rowsOfLetter }),
    source.archive.documents({ entryId: entry.id, limit: rowsOfLetter }),
  ])
  const texts = options.fieldsOnly ? Promise.resolve(unread) : readTexts(entry, options)
  const done = texts.then(read => indexedLetter({ entry, violations, documents }, read, limits.indexChars))
  return { done }
}

const unread: LetterTexts = { ...noTexts, partly: true }

/** What the recipient read: of a letter that came encrypted its plaintext. */
async function readTexts(entry: Entry, { source, extraction, limits }: BatchOptions): Promise<LetterTexts> {
  const form =
    entry.forms.find(({ kind }) => kind === 'decrypted') ??
    entry.forms.find(({ kind }) => kind === 'received')
  if (form === undefined) return noTexts
  try {
    const bytes = await source.blobs.bytes(form.blob)
    const root = scanMessage(bytes, limits)
    const people = root.envelope === null ? noTexts.people : peopleOf(root.envelope)
    const { own, enclosed } = extractAtOnce(bytes, root, limits)
    const pieces = own === null ? [] : [own]
    if (own === null || enclosed === null) {
      const read = await extraction.read(() => ({ bytes: new Uint8Array(bytes), withOwn: own === null }))
      pieces.push(...(read?.pieces ?? []))
      if (!read?.whole) pieces.push(unread)
    } else pieces.push(...enclosed)
    free(bytes)
    return { people, ...joinPieces(pieces) }
  } catch (error) {
    // Verification finds and tells damaged blobs; search goes on with what there is.
    if (error instanceof BlobError) return unread
    throw error
  }
}
